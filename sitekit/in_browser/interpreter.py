"""Run an example and compare its result with the page's promise, in tests and in readers' browsers.

The standard library alone, since the Run buttons load this module into Pyodide.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import contextlib
import doctest
import inspect
import io
import linecache
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NoReturn

PROMPT = re.compile(r"\s*>>>(?: |$)")
PROMPT_FLAGS = doctest.DONT_ACCEPT_TRUE_FOR_1  # doctest would else take 1 for True
OUTPUT_FLAGS = PROMPT_FLAGS | doctest.DONT_ACCEPT_BLANKLINE  # a separate output has real blank lines

_FUTURE = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Promise:
    """A piece of code and its due result: `want` is its output, or the message of what it `raises`.

    `line` counts from 0, in its block; `flags` are doctest's; `shown` is what readers see below the code.
    """

    source: str
    want: str = ""
    raises: bool = False
    flags: int = OUTPUT_FLAGS
    line: int = 0
    is_script: bool = True
    shown: str = ""

    def is_kept_by(self, result: Result) -> bool:
        """Tell whether the page promises just this."""
        return bool(result.error) == self.raises and accepts(
            self.want, result.find_text(self.is_script), self.flags
        )


@dataclass(frozen=True, slots=True)
class Result:
    """The result of code: the text it `printed`, the `values` it displayed, the exception it raised."""

    printed: str
    values: tuple[Any, ...]
    error: BaseException | None

    def find_text(self, is_script: bool) -> str:
        """Return what is compared with the page's promise."""
        if self.error:
            return write_message(self.error)
        if is_script and self.printed:
            return self.printed.removesuffix("\n") + "\n"
        return self.printed


def has_prompts(code: str) -> bool:
    """Tell whether a block of Python is a session of prompts, not a script."""
    return bool(PROMPT.match(code.lstrip("\n")))


def accepts(want: str, got: str, flags: int) -> bool:
    """Tell whether doctest takes `got` for `want`."""
    return doctest.OutputChecker().check_output(want, got, flags)


def read_promises(code: str, name: str = "<page>") -> Iterator[Promise]:
    """Yield the prompts of a block. Raises ValueError, as doctest does, for one that is no doctest.

    >>> [(one.line, one.source, one.want) for one in read_promises(">>> x = 1\\n>>> x\\n1\\n")]
    [(0, 'x = 1\\n', ''), (1, 'x\\n', '1\\n')]
    """
    for item in doctest.DocTestParser().get_examples(code, name):
        flags = PROMPT_FLAGS
        for flag, on in item.options.items():
            flags = flags | flag if on else flags & ~flag
        raises = item.exc_msg is not None
        yield Promise(item.source, item.exc_msg or item.want, raises, flags, item.lineno, False, item.want)


class Printed(io.StringIO):
    """A stream for the output of code, which that code cannot close."""

    def close(self) -> None:
        """Stay open, so that it can be read."""


class Interpreter:
    """One module, named `__main__` while code runs in it: as at a prompt (`single`) or as a script (`exec`).

    With `awaits`, code may await at its top level, as in a notebook.

    >>> one = Interpreter()
    >>> one.run("x = 2", "<page>").printed, one.run("x", "<page>").printed, one.run("_ + 1", "<page>").printed
    ('', '2\\n', '3\\n')
    """

    def __init__(self, *, awaits: bool = False) -> None:
        self.module = ModuleType("__main__")
        self.module.__dict__["__builtins__"] = builtins
        self._flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if awaits else 0
        self._last: Any = _ABSENT  # what `_` is
        self._runner: Any = None  # of what is awaited

    def parse_statements(self, source: str, name: str) -> list[ast.Interactive]:
        """Return each top-level statement, to be run as at a prompt. Raises SyntaxError."""
        body = compile(source, name, "exec", self._flags | ast.PyCF_ONLY_AST, dont_inherit=True).body
        return [ast.Interactive([statement]) for statement in body]

    def parse_cell(self, source: str, name: str) -> list[tuple[ast.Module | ast.Interactive, str]]:
        """Return the pieces of a notebook's cell, with their modes: its last value shows.

        Raises SyntaxError.
        """
        *body, last = [one.body[0] for one in self.parse_statements(source, name)] or [ast.Pass()]
        if isinstance(last, ast.Expr):
            return [(ast.Module(body, []), "exec"), (ast.Interactive([last]), "single")]
        return [(ast.Module([*body, last], []), "exec")]

    def run(
        self,
        code: str | ast.AST,
        name: str,
        mode: str = "single",
        out: Callable[[], io.StringIO] = Printed,
    ) -> Result:
        """Run code whose tracebacks say `name`; `out` makes what takes its output.

        Code that ends the interpreter, or interrupts it, ends itself alone.
        """
        values = list[Any]()
        error = None
        printed = out()
        with _replace(*self._list_places(printed, values.append)):
            try:
                compiled = compile(code, name, mode, self._flags, dont_inherit=True)
                self._flags |= compiled.co_flags & _FUTURE
                self._await(eval(compiled, self.module.__dict__))  # noqa: S307 - to run examples is what this is for
            except BaseException as raised:
                error = raised
            self._last = vars(builtins).get("_", _ABSENT)
        return Result(printed.getvalue(), tuple(values), error)

    def _list_places(
        self, printed: io.StringIO, show: Callable[[Any], None]
    ) -> list[tuple[dict[str, Any], str, Any]]:
        """Return the values that are replaced while code runs: where, under which name, by what."""
        return [
            (sys.modules, "__main__", self.module),  # where pickle, dataclasses and typing look
            (vars(builtins), "_", self._last),
            (vars(sys), "displayhook", _make_display(show)),
            (vars(sys), "stdin", io.StringIO()),  # exit() closes it
            (vars(sys), "stdout", printed),
            (vars(os), "_exit", _make_exit(os._exit)),
        ]

    def _await(self, value: Any) -> None:
        """Wait for what code awaits at its top level."""
        if inspect.iscoroutine(value):
            import asyncio  # takes long, and few pages need it

            self._runner = self._runner or asyncio.Runner()
            self._runner.run(value)


@contextlib.contextmanager
def _replace(*places: tuple[dict[str, Any], str, Any]) -> Iterator[None]:
    """Put values under names for a while."""
    before = [(names, name, names.get(name, _ABSENT)) for names, name, _ in places]
    try:
        _put(places)
        yield
    finally:
        _put(before)


def _put(places: Iterable[tuple[dict[str, Any], str, Any]]) -> None:
    for names, name, value in places:
        if value is _ABSENT:
            names.pop(name, None)
        else:
            names[name] = value


def _make_exit(leave: Callable[[int], NoReturn]) -> Callable[[int], NoReturn]:
    """Return an `os._exit` that ends the example, and a process that the example has forked."""
    here = os.getpid()

    def end(status: int) -> NoReturn:
        if os.getpid() != here:
            leave(status)
        raise SystemExit(status)

    return end


def _make_display(show: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return the display hook of a prompt: it calls `show` with a value, prints it and names it `_`."""

    def display(value: Any) -> None:
        if value is not None:
            show(value)
            vars(builtins)["_"] = None
            sys.stdout.write(f"{value!r}\n")
            vars(builtins)["_"] = value

    return display


def quote(name: str, pieces: Iterable[tuple[int, str]]) -> None:
    """Let tracebacks and `inspect` find the code of a name: each piece from a line on, counted from 0."""
    lines: list[str] = []
    for line, source in pieces:
        lines += [""] * (line - len(lines)) + source.splitlines()
    linecache.cache[name] = (len(lines), None, [line + "\n" for line in lines], name)


def write_message(error: BaseException) -> str:
    """Return the last part of a traceback, as doctest compares it: type and message, no code or carets."""
    lines = traceback.format_exception_only(error)
    if isinstance(error, SyntaxError):
        lines = lines[next(i for i, line in enumerate(lines) if line.startswith(type(error).__name__)) :]
    return "".join(lines)
