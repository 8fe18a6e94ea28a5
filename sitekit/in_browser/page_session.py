"""Run an example of the open page in the reader's browser, and those above that it needs.

The page's script sends each block as it stands in the page; this parses, runs and compares, and gives plain
data back. The examples that have run are always those from the first to the last run, in page order, so that
a result never depends on the order of clicks.
"""

from __future__ import annotations

import builtins
import contextlib
import json
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any, NoReturn

from sitekit.in_browser.interpreter import (
    Interpreter,
    Printed,
    Promise,
    Result,
    has_prompts,
    quote,
    read_promises,
    write_message,
)
from sitekit.in_browser.rich_values import write_markup

LIMIT = 50_000  # characters of output that are shown
_AT_ONCE = 100  # messages to the page before they are grouped
_PAUSE = 0.05  # seconds between groups


@dataclass(frozen=True, slots=True)
class Listing:
    """One example as the page has it: its name for readers, its text, and the reader's code if it is edited.

    `want` is the text of the output fence below a script, without which it prints nothing; `display` says
    that its values are shown as tables or figures, and `cell` that a notebook shows it, and what it displayed
    as `shown`.
    """

    name: str
    text: str
    want: str = ""
    display: bool = False
    edited: str | None = None
    cell: bool = False
    shown: str = ""

    @property
    def is_script(self) -> bool:
        """Tell whether it is a script, not prompts."""
        return not has_prompts(self.text)

    def read_promises(self) -> list[Promise]:
        """Return what the page says of it."""
        if self.is_script:
            want = self.want.strip("\n") + "\n" if self.want.strip() else ""
            return [Promise(self.text, want, shown=want or self.shown)]
        return list(_parse(self.text, self.name))


@lru_cache(maxsize=256)
def _parse(text: str, name: str) -> tuple[Promise, ...]:
    """Return the prompts of a block, read once however often it runs."""
    return tuple(read_promises(text, name))


@dataclass(slots=True)
class Outcome:
    """The outcome of one example, with the page's code or a reader's.

    `kept` says that it breaks no promise, and `same` that it shows just what the page shows; `promised` is
    what the page shows of it, `differences` what came in place of what; `markup` has the tables and figures,
    `output` the text, `cut` at a limit; `error` is the message of the exception that ended it.
    """

    kept: bool = True
    same: bool = False
    promised: str = ""
    differences: list[dict[str, str]] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)
    output: str = ""
    cut: bool = False
    error: str = ""


class _Screen:
    """The output that the reader sees: sent in few pieces, and cut at a limit."""

    def __init__(self, show: Callable[[str], object]) -> None:
        self.show = show
        self.text = self._unsent = ""
        self._sent, self._last = 0, 0.0

    @property
    def room(self) -> int:
        return LIMIT - len(self.text)

    def add(self, text: str) -> None:
        text = text[: self.room]
        self.text += text
        self._unsent += text
        now = time.monotonic()
        if self._unsent and (self._sent < _AT_ONCE or now - self._last > _PAUSE):
            self.show(self._unsent)
            self._unsent, self._last = "", now
            self._sent += 1


class _Output(Printed):
    """The stream of one example's output, which goes to the screen."""

    def __init__(self, screen: _Screen) -> None:
        super().__init__()
        self.screen = screen

    def write(self, text: str, /) -> int:
        super().write(text[: max(self.screen.room, 0)])
        self.screen.add(text)
        return len(text)


class Live:
    """The session of the page that is open.

    `refusal` is what input() says, `data` the word for the numbers behind a figure.
    """

    def __init__(self, refusal: str, data: str) -> None:
        self.words = {"data": data}
        self.page = ""
        self.done: list[Listing] = []
        self.seen: set[str] = set()
        self.interpreter = Interpreter(awaits=True)
        builtins.input = _make_input(refusal)
        if sys.platform == "emscripten":
            from sitekit.in_browser import event_loop  # elsewhere there are better ones

            event_loop.install()

    def run(
        self, page: str, blocks: str, show: Callable[[str], object], begin: Callable[[int], object] = id
    ) -> str:
        """Run the last of the blocks (JSON) in a session that has run the others; return JSON.

        `begin` is told the index of each block before it runs, `show` what the last one prints.
        """
        wanted = [Listing(**block) for block in json.loads(blocks)]
        if page != self.page:
            self.page, self.seen = page, set()
            self.done.clear()
        if len(self.done) >= len(wanted) or self.done != wanted[: len(self.done)] or not self.done:
            self.done, self.interpreter = [], Interpreter(awaits=True)
        failed = list[str]()
        for index, block in enumerate(wanted[:-1]):
            if index >= len(self.done):
                begin(index)
                outcome = self._run_block(block, _Screen(_ignore))
                changed = any(one.edited is not None for one in self.done)
                if outcome.error if changed else not outcome.kept:
                    failed.append(block.name)
        begin(len(wanted) - 1)
        first = [block.name for block in wanted[:-1] if block.name not in self.seen]
        outcome = self._run_block(wanted[-1], _Screen(show))
        self.seen.update(block.name for block in wanted)
        return json.dumps({**asdict(outcome), "above": first, "failed": failed})

    def _run_block(self, block: Listing, screen: _Screen) -> Outcome:
        """Run one block."""
        self.done.append(block)
        warnings = _Output(screen)
        with contextlib.redirect_stderr(warnings):
            outcome = (
                self._run_page_code(block, screen)
                if block.edited is None
                else self._run_edited(block, screen)
            )
        outcome.same = outcome.same and not warnings.getvalue()
        outcome.promised = "".join(promise.shown for promise in block.read_promises())
        outcome.output, outcome.cut = screen.text, screen.room <= 0
        return outcome

    def _run_page_code(self, block: Listing, screen: _Screen) -> Outcome:
        """Run the code of the page, all of it, and say where it breaks its promises."""
        promised = block.read_promises()
        quote(block.name, ((promise.line, promise.source) for promise in promised))
        mode = "exec" if block.is_script else "single"
        outcome = Outcome(same=True)
        for promise in promised:
            code = "\n" * promise.line + promise.source  # so that errors name the line of the block
            if block.cell:
                result = self._run_cell(code, block, screen, outcome.markup)
            else:
                result = self._run(code, mode, block, screen, outcome.markup)
            if not promise.is_kept_by(result):
                got = result.find_text(promise.is_script)
                outcome.differences.append({"code": promise.source, "want": promise.shown, "got": got})
                if result.error and not promise.raises:
                    outcome.error = write_message(result.error)
            outcome.same = outcome.same and _is_shown(promise, result)
        outcome.kept = not outcome.differences
        outcome.same = outcome.same and outcome.kept
        return outcome

    def _run_edited(self, block: Listing, screen: _Screen) -> Outcome:
        """Run the reader's code up to its first error; the page promises nothing of it."""
        source = block.edited or ""
        quote(block.name, [(0, source)])
        outcome = Outcome()
        for code, mode in self._split(source, block):
            result = self._run(code, mode, block, screen, outcome.markup)
            if result.error:
                outcome.kept, outcome.error = False, write_message(result.error)
                break
        return outcome

    def _split(self, source: str, block: Listing) -> list[tuple[Any, str]]:
        """Return the statements of the reader's code; a script, and code that is no Python, in one piece."""
        with contextlib.suppress(SyntaxError):
            if block.cell:
                return list(self.interpreter.parse_cell(source, block.name))
            if not block.is_script:
                return [(one, "single") for one in self.interpreter.parse_statements(source, block.name)]
        return [(source, "exec")]

    def _run_cell(self, code: str, block: Listing, screen: _Screen, markup: list[str]) -> Result:
        """Run a notebook's cell; its result has the text alone, without that of values shown as figures."""
        printed, result = "", Result("", (), None)
        for piece, mode in self._split(code, block):
            drawn = len(markup)
            result = self._run(piece, mode, block, screen, markup)
            printed += result.printed if len(markup) == drawn else ""
            if result.error:
                break
        return replace(result, printed=printed)

    def _run(self, code: Any, mode: str, block: Listing, screen: _Screen, markup: list[str]) -> Result:
        """Run one piece; the tables and figures that it displays stand for their text."""
        before = screen.text
        result = self.interpreter.run(code, block.name, mode, lambda: _Output(screen))
        if block.display and (
            found := [one for value in result.values if (one := write_markup(value, self.words))]
        ):
            markup += found
            screen.text = before
        if result.error:
            screen.add(_format_traceback(result.error, {one.name for one in self.done}))
        return result


def _is_shown(promise: Promise, result: Result) -> bool:
    """Tell whether the page shows the very text that came, not only one that doctest takes for it."""
    want = promise.want.replace("<BLANKLINE>", "")
    return bool(result.error) or result.printed.split() == want.split()


def _format_traceback(error: BaseException, names: set[str]) -> str:
    """Return the traceback of the page's code, without the frames that run it and those of libraries."""
    report = traceback.TracebackException.from_exception(error)
    for one in _walk_causes(report):
        own = [frame for frame in one.stack if frame.filename in names]
        one.stack = traceback.StackSummary.from_list(own) if own else None
    return "".join(report.format())


def _walk_causes(report: traceback.TracebackException | None) -> Iterator[traceback.TracebackException]:
    """Yield a report and those of the exceptions that caused it."""
    if report:
        yield report
        yield from _walk_causes(report.__cause__)
        yield from _walk_causes(report.__context__)
        for one in report.exceptions or ():
            yield from _walk_causes(one)


def _make_input(refusal: str) -> Callable[..., NoReturn]:
    """Return an `input` that says why it reads nothing."""

    def refuse(prompt: object = "", /) -> NoReturn:
        raise RuntimeError(refusal)

    return refuse


def _ignore(text: str) -> None:
    """Show nothing: for an example that runs only because another needs it."""
