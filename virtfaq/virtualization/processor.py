"""Say what a processor of seven instructions can do, and which of them trap in user mode.

Source: G. Popek and R. Goldberg, Formal Requirements for Virtualizable Third Generation Architectures, 1974
(doi 10.1145/361011.361073).
"""

from dataclasses import dataclass

from virtfaq.errors import SimulationError, UnknownChoiceError, describe_unknown, quote

INNOCUOUS = ("add", "load", "store", "jump")
SENSITIVE = ("mode", "timer", "halt")  # they read or change the machine's mode or timer, or stop it

Instruction = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Processor:
    """An architecture: which of its instructions are privileged, that is, trap in user mode.

    >>> Processor().virtualizable, Processor(privileged=("timer", "halt")).virtualizable
    (True, False)
    """

    privileged: tuple[str, ...] = SENSITIVE

    def __post_init__(self) -> None:
        """Refuse an instruction that the processor lacks."""
        for name in self.privileged:
            if name not in INNOCUOUS + SENSITIVE:
                raise describe_unknown(UnknownChoiceError, name, INNOCUOUS + SENSITIVE, "instruction")

    @property
    def virtualizable(self) -> bool:
        """True if each sensitive instruction is privileged: then a monitor of this kind can be built."""
        return set(SENSITIVE) <= set(self.privileged)


VIRTUALIZABLE = Processor()


def parse(text: str) -> Instruction:
    """Return an instruction as it is written: its name and its number, 0 where it has none.

    >>> parse("add -1"), parse("halt")
    (('add', -1), ('halt', 0))
    """
    name, _, argument = text.strip().partition(" ")
    known = INNOCUOUS + SENSITIVE
    if name not in known:
        raise describe_unknown(UnknownChoiceError, name, known, "instruction")
    alone = name in ("mode", "halt")
    if not (argument == "" if alone else argument.removeprefix("-").isdecimal()):
        form = name if alone else f"{name} and a number"
        raise SimulationError(f"{quote(text)} is no instruction; write {form}")
    return name, int(argument or 0)
