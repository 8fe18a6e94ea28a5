"""Read a console: commands after their prompts, each with what it must show.

    $ unshare --user --map-root-user --uts sh -c 'hostname box; hostname'
    box
    $ hostname
    <host>

`$` is an ordinary user, `#` is root. A console of two machines names them: `a# `, `b# `. `> ` continues a
command. `<host>` stands for a text without spaces: the same wherever that name stands, another for each other
name. `<17..23>` stands for a number from 17 to 23.
"""

import re
from dataclasses import dataclass, field

from virtfaq.errors import InvalidConsoleError

_PROMPT = re.compile(r"(?P<machine>[ab]?)(?P<user>[$#]) (?P<command>.*)")
_CONTINUED = re.compile(r"> (.*)")
_NAME = re.compile(r"<(?:(?P<low>\d+)\.\.(?P<high>\d+)|(?P<name>[a-z]\w*))>")
_ARROW = "→"


@dataclass(frozen=True, slots=True)
class Step:
    """A command on a machine, and what it must show. `line` counts from 1."""

    machine: str
    command: str
    shown: str
    line: int


@dataclass(frozen=True, slots=True)
class Console:
    """The steps of a console, in order, and whether root takes them."""

    steps: tuple[Step, ...]
    is_root: bool

    @property
    def machines(self) -> tuple[str, ...]:
        """Return the names of its machines: one without a name where it has only one."""
        return tuple(dict.fromkeys(step.machine for step in self.steps))


def read_console(text: str) -> Console:
    r"""Return the console that a text shows. Raises InvalidConsoleError, which says what to write.

    >>> console = read_console("# for n in 1 2; do\n>   echo $n\n> done\n1\n2\n# true\n")
    >>> [(step.command, step.shown) for step in console.steps]
    [('for n in 1 2; do\n  echo $n\ndone', '1\n2\n'), ('true', '')]
    >>> console.is_root, console.machines
    (True, ('',))
    """
    steps: list[Step] = []
    users: set[str] = set()
    for number, row in enumerate(text.removesuffix("\n").split("\n"), 1):
        if prompt := _PROMPT.fullmatch(row):
            steps.append(Step(prompt["machine"], prompt["command"], "", number))
            users.add(prompt["user"])
        elif not steps:
            raise InvalidConsoleError(f"line {number}: a console starts with a prompt, `$ ` or `# `: {row!r}")
        else:
            steps[-1] = _extend(steps[-1], row)
    if len(users) > 1:
        raise InvalidConsoleError("a console is either root's, `# `, or an ordinary user's, `$ `: not both")
    if len(machines := {step.machine for step in steps}) > 1 and "" in machines:
        raise InvalidConsoleError("where a console has two machines, each prompt names one: `a# ` or `b# `")
    return Console(tuple(steps), users == {"#"})


def _extend(step: Step, row: str) -> Step:
    """Return a step with one row more: of its command, or of what it shows."""
    if not step.shown and (more := _CONTINUED.fullmatch(row)):
        return Step(step.machine, f"{step.command}\n{more[1]}", "", step.line)
    return Step(step.machine, step.command, f"{step.shown}{row}\n", step.line)


def change_commands(console: Console, control: str) -> Console:
    """Return a console whose commands have one text in place of another: `old → new`, the new may be empty.

    Raises InvalidConsoleError where no command has the old text.

    >>> change_commands(read_console("$ unshare --uts sh"), "--uts → --ipc").steps[0].command
    'unshare --ipc sh'
    """
    old, arrow, new = (part.strip() for part in control.partition(_ARROW))
    if not (arrow and old) or not any(old in step.command for step in console.steps):
        raise InvalidConsoleError(f"a control is `old {_ARROW} new`, and a command has the old: {control!r}")
    changed = (
        Step(step.machine, step.command.replace(old, new), step.shown, step.line) for step in console.steps
    )
    return Console(tuple(changed), console.is_root)


@dataclass(slots=True)
class Names:
    """Knows the texts that the placeholders of a page stand for, as far as its consoles have shown."""

    values: dict[str, str] = field(default_factory=dict)

    def accept(self, expected: str, got: str) -> bool:
        r"""Tell whether an output is the expected one, and learn what its placeholders stand for.

        >>> names = Names()
        >>> names.accept("<outside>\n<inside>\n", "27\n1\n"), names.values
        (True, {'outside': '27', 'inside': '1'})
        >>> names.accept("<inside>\n", "27\n"), names.accept("<other>", "1"), names.accept("<0..9>", "5")
        (False, False, True)
        """
        pattern, ranges = self._make_pattern(expected)
        found = re.fullmatch(pattern, got)
        if not found:
            return False
        if not all(low <= float(found[at]) <= high for at, (low, high) in ranges.items()):
            return False
        seen = {name[2:]: text for name, text in found.groupdict().items() if name.startswith("n_")}
        known = self.values | seen
        if len(set(known.values())) < len(known):
            return False
        self.values = known
        return True

    def _make_pattern(self, expected: str) -> tuple[str, dict[str, tuple[float, float]]]:
        """Return an expression for the expected text, and the limits of its groups that are numbers."""
        pattern, at, seen = "", 0, set()
        ranges: dict[str, tuple[float, float]] = {}
        for mark in _NAME.finditer(expected):
            pattern += re.escape(expected[at : mark.start()])
            at = mark.end()
            if mark["low"]:
                group = f"r{len(ranges)}"
                ranges[group] = (float(mark["low"]), float(mark["high"]))
                pattern += rf"(?P<{group}>\d+(?:\.\d+)?)"
            elif (name := mark["name"]) in self.values:
                pattern += re.escape(self.values[name])
            else:
                group = f"n_{name}"
                pattern += f"(?P={group})" if group in seen else rf"(?P<{group}>\S+)"
                seen.add(group)
        return pattern + re.escape(expected[at:]), ranges
