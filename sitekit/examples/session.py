"""Run the examples of a page as one session, and say what each gave and whether the page promised it."""

from __future__ import annotations

import ast
import contextlib
import signal
import textwrap
import threading
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

from sitekit.examples.collect import Example
from sitekit.in_browser.interpreter import Interpreter, Result, quote, write_message
from virtfaq import evidence

DISPLAY = "display"  # the class of a fence whose values are shown as tables or figures


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of an example, and what it `read` of the measurements, as `evidence.watch` tells it."""

    example: Example
    result: Result
    read: frozenset[evidence.Use] = frozenset()

    @property
    def got(self) -> str:
        """Return what is compared with `example.want`."""
        return self.result.find_text(self.example.is_script)

    @property
    def passed(self) -> bool:
        """Tell whether the page promises just this."""
        return self.example.promise.is_kept_by(self.result)

    def report(self) -> str:
        """Return what is wrong, where, what was expected, what came, and what to do; "" if it passed."""
        if self.passed:
            return ""
        example = self.example
        where, code = f"{example.path}:{example.line}", _indent(example.source)
        if self.result.error and not example.promise.raises:
            advice = f"this example raises an error; correct its code, or {self._advise()}"
            return (
                f"{where}: {advice}\n{code}Raised:\n{_indent(_format_traceback(self.result.error, example))}"
            )
        advice = (
            "the page promises other output than its code gives; correct the code, or what the page shows"
        )
        if example.is_script and not example.output:
            advice = (
                "this script prints and no output is shown; add ```{.text .output} with it below the fence"
            )
        return f"{where}: {advice}\n{code}Expected:\n{_indent(example.want)}Got:\n{_indent(self.got)}"

    def _advise(self) -> str:
        """Say how to show what it raises: doctest knows an exception by the first line of a traceback.

        A prompt prints another for a group of exceptions, and none for a syntax error.
        """
        head = write_message(self.result.error or SystemExit()).splitlines()[0]
        lines = f'"Traceback (most recent call last):" and "{head}" as its output'
        return f"write it after >>> and show {lines}" if self.example.is_script else f"show {lines}"


class Session:
    """The examples of one page, run in order and in one namespace, each once.

    Asking for an outcome runs what comes before it, so that any example can be asked for alone.
    """

    def __init__(self, examples: Iterable[Example]) -> None:
        self.examples = list(examples)
        self._outcomes: list[Outcome] = []
        self._interpreter = Interpreter()
        for path in {example.path for example in self.examples}:
            quote(path, ((one.line - 1, one.source) for one in self.examples if one.path == path))

    def outcome(self, index: int) -> Outcome:
        """Return the outcome of the example of this index."""
        while len(self._outcomes) <= index:
            self._outcomes.append(self._run(self.examples[len(self._outcomes)]))
        return self._outcomes[index]

    def _run(self, example: Example) -> Outcome:
        mode = "exec" if example.is_script else "single"
        code = _parse_in_place(example, mode)
        with _note_interruptions() as pressed, evidence.watch() as read:
            result = self._interpreter.run(code, example.path, mode)
        if pressed:  # by someone, and not raised by the code itself
            raise KeyboardInterrupt
        if isinstance(result.error, SyntaxError) and code is example.source:
            _move(result.error, example.line - 1)
        return Outcome(example, result, frozenset(read))


def _parse_in_place(example: Example, mode: str) -> ast.AST | str:
    """Return the code at its lines in the page, for tracebacks; as it is if it does not parse.

    The words of a syntax error may name a line, which is that of the example.
    """
    try:
        tree = compile(example.source, example.path, mode, ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return example.source
    return ast.increment_lineno(tree, example.line - 1)


def _move(error: SyntaxError, by: int) -> None:
    """Set the line numbers of an error to those of the page."""
    error.lineno = error.lineno and error.lineno + by
    error.end_lineno = error.end_lineno and error.end_lineno + by


@contextlib.contextmanager
def _note_interruptions() -> Iterator[list[int]]:
    """Note each Ctrl+C, so that an example can neither catch it nor be taken for one that raises it."""
    before, pressed = signal.getsignal(signal.SIGINT), list[int]()
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield pressed
        return

    def note(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        before(number, frame)

    signal.signal(signal.SIGINT, note)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def run(examples: Iterable[Example]) -> list[Outcome]:
    """Run the examples of one page.

    >>> from sitekit.examples.collect import read_examples
    >>> from sitekit.grammar.page import Page
    >>> text = "```{.pycon .display}\\n>>> [1, 2]\\n[1, 2]\\n```\\n\\n```pycon\\n>>> 1 + 1\\n3\\n```\\n"
    >>> first, second = run(read_examples(Page(text, "page.md")))
    >>> first.passed, first.result.values, second.passed
    (True, ([1, 2],), False)
    """
    session = Session(examples)
    return [session.outcome(index) for index in range(len(session.examples))]


def find_displayed(outcomes: Iterable[Outcome]) -> dict[int, tuple[Any, ...]]:
    """Return the values that each fence marked `.display` displayed, by the line where the fence starts."""
    shown: dict[int, tuple[Any, ...]] = {}
    for outcome in outcomes:
        fence = outcome.example.fence
        if DISPLAY in fence.classes:
            shown[fence.first] = shown.get(fence.first, ()) + outcome.result.values
    return shown


def _format_traceback(error: BaseException, example: Example) -> str:
    """Return the traceback from the page on."""
    frames = error.__traceback__
    while frames and frames.tb_frame.f_code.co_filename != example.path:
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(error), error, frames))


def _indent(text: str) -> str:
    return textwrap.indent(text or "(nothing)\n", "    ")
