"""Runs an example and compares what it gives with what a page promises; tests and readers' browsers share it.

The standard library alone, since the Run buttons load this module into Pyodide.
"""

from __future__ import annotations
import __future__

import ast
import contextlib
import doctest
import io
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

PROMPT = re.compile(r"\s*>>>(?: |$)")
PROMPT_FLAGS = doctest.DONT_ACCEPT_TRUE_FOR_1  # doctest would else take 1 for True
OUTPUT_FLAGS = PROMPT_FLAGS | doctest.DONT_ACCEPT_BLANKLINE  # a separate output has real blank lines

_FUTURE = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


@dataclass(frozen=True, slots=True)
class Promise:
    """One piece of code and what it must give: `want` is its output, or the message of what it `raises`.

    `line` counts from 0, in its block; `flags` are doctest's; `shown` is what readers see below the code.
    """

    source: str
    want: str = ""
    raises: bool = False
    flags: int = OUTPUT_FLAGS
    line: int = 0
    is_script: bool = True
    shown: str = ""

    def kept_by(self, result: Result) -> bool:
        """Whether the page promises just this."""
        return bool(result.error) == self.raises and accepts(
            self.want, result.got(self.is_script), self.flags
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What a piece of code gave: what it `printed`, the `values` it displayed, the exception it raised."""

    printed: str
    values: tuple[Any, ...]
    error: BaseException | None

    def got(self, is_script: bool) -> str:
        """What is compared with what the page promises."""
        if self.error:
            return message(self.error)
        if is_script and self.printed:
            return self.printed.removesuffix("\n") + "\n"
        return self.printed


def has_prompts(code: str) -> bool:
    """Whether a block of Python is a session of prompts, not a script."""
    return bool(PROMPT.match(code.lstrip("\n")))


def accepts(want: str, got: str, flags: int) -> bool:
    """Whether doctest takes `got` for `want`."""
    return doctest.OutputChecker().check_output(want, got, flags)


def promises(code: str, name: str = "<page>") -> Iterator[Promise]:
    """The prompts of a block. Raises ValueError, as doctest does, for one that is no doctest.

    >>> [(one.line, one.source, one.want) for one in promises(">>> x = 1\\n>>> x\\n1\\n")]
    [(0, 'x = 1\\n', ''), (1, 'x\\n', '1\\n')]
    """
    for item in doctest.DocTestParser().get_examples(code, name):
        flags = PROMPT_FLAGS
        for flag, on in item.options.items():
            flags = flags | flag if on else flags & ~flag
        raises = item.exc_msg is not None
        yield Promise(item.source, item.exc_msg or item.want, raises, flags, item.lineno, False, item.want)


class Interpreter:
    """One namespace, in which code runs as at a prompt (`single`) or as a script (`exec`).

    >>> one = Interpreter()
    >>> one.run("x = 2", "<page>").printed, one.run("x", "<page>").printed
    ('', '2\\n')
    """

    def __init__(self) -> None:
        self.namespace: dict[str, Any] = {"__name__": "__main__"}
        self._flags = 0

    def statements(self, source: str, name: str) -> list[ast.Interactive]:
        """Each top-level statement, to be run as at a prompt. Raises SyntaxError."""
        body = compile(source, name, "exec", self._flags | ast.PyCF_ONLY_AST, dont_inherit=True).body
        return [ast.Interactive([statement]) for statement in body]

    def cell(self, source: str, name: str) -> list[tuple[ast.Module | ast.Interactive, str]]:
        """The pieces of a notebook's cell, with their modes: its last value shows. Raises SyntaxError."""
        *body, last = [one.body[0] for one in self.statements(source, name)] or [ast.Pass()]
        if isinstance(last, ast.Expr):
            return [(ast.Module(body, []), "exec"), (ast.Interactive([last]), "single")]
        return [(ast.Module([*body, last], []), "exec")]

    def run(
        self,
        code: str | ast.AST,
        name: str,
        mode: str = "single",
        out: Callable[[], io.StringIO] = io.StringIO,
    ) -> Result:
        """Runs code whose tracebacks say `name`; `out` makes what takes its output."""
        values = list[Any]()
        error = None
        printed = out()
        try:
            with contextlib.redirect_stdout(printed), _displaying(values.append):
                compiled = compile(code, name, mode, self._flags, dont_inherit=True)
                self._flags |= compiled.co_flags & _FUTURE
                exec(compiled, self.namespace)  # noqa: S102 - to run examples is what this is for
        except KeyboardInterrupt:
            raise
        except BaseException as raised:
            error = raised
        return Result(printed.getvalue(), tuple(values), error)


@contextlib.contextmanager
def _displaying(show: Callable[[Any], None]) -> Iterator[None]:
    """Calls `show` with each value that a prompt displays, and prints it as the prompt does."""

    def display(value: Any) -> None:
        if value is not None:
            show(value)
            print(repr(value))

    before, sys.displayhook = sys.displayhook, display
    try:
        yield
    finally:
        sys.displayhook = before


def message(error: BaseException) -> str:
    """The last part of a traceback, as doctest compares it: the type and message, without code or carets."""
    lines = traceback.format_exception_only(error)
    if isinstance(error, SyntaxError):
        lines = lines[next(i for i, line in enumerate(lines) if line.startswith(type(error).__name__)) :]
    return "".join(lines)
