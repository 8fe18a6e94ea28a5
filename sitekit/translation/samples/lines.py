"""Read a code sample line by line: what must be the same in every language, and what is words.

Words are comments, string literals, expected output that is text, and the labels of a diagram.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Literal, String, Text, _TokenType
from pygments.util import ClassNotFound

from sitekit.translation.samples.mermaid import diagram_line, labels
from sitekit.translation.samples.python import comment_shape, python_rows, worded

_PLAIN = frozenset({"", "text", "output", "none", "pytb", "py3tb"})
_MARKUP = frozenset({"html", "xml", "svg"})
_FIXED = frozenset({"", "...", "<BLANKLINE>", "Traceback (most recent call last):"})
_PROMPT_WIDTH = len(">>> ")
_PROMPT = re.compile(r"\s*(?P<prompt>>>>|\.\.\.)(?: (?P<code>.*)|$)")
_EXCEPTION = re.compile(r"[\w.]*(?:Error|Exception|Warning|Exit|Interrupt|Iteration)(?=:|$)")
_LITERAL = (ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.UnaryOp, ast.Call, ast.keyword)
_PARTS = (ast.expr_context, ast.unaryop, ast.Expression)


class Line(NamedTuple):
    """A line of a sample: its number from 0, the code in it, its words, and whether it is expected output."""

    row: int
    code: str
    words: str
    output: bool = False


def lines(language: str, code: str) -> list[Line]:
    """Return the lines of a sample in the language that its fence names (see sitekit.grammar.info_string).

    >>> for line in lines("pycon", ">>> Host('serveur').count  # un hôte\\n3"):
    ...     print(line.row, line.code, [line.words], line.output)
    0 >>> Host ( '…' ) . count # ['serveur un hôte'] False
    1 3 [''] True
    """
    readers: dict[str, Callable[[str], list[Line]]] = {"pycon": _read_session, "python": _read_python}
    readers |= {"mermaid": _read_diagram} | dict.fromkeys(_PLAIN, _read_output)
    read = readers.get(language)
    return read(code) if read else _read_coloured(language, code)


def _read_python(code: str) -> list[Line]:
    if _PROMPT.match(code.lstrip("\n")):
        return _read_session(code)
    return [Line(*row) for row in python_rows(code)]


def _read_session(code: str) -> list[Line]:
    """Read an interactive session: the source after the prompts, and the output below it."""
    found: list[Line] = []
    source: list[str] = []
    for row, text in enumerate([*code.split("\n"), None]):
        match = _PROMPT.match(text) if text is not None else None
        if not match or match["prompt"] == ">>>" or not source:
            found += _read_example(source, row - len(source))
            source = []
        if match and (match["prompt"] == ">>>" or source):
            source.append(match["code"] or "")
        elif text is not None:
            found.append(_read_output_line(row, text))
    return found


def _read_example(source: list[str], first: int) -> Iterator[Line]:
    for row, code, words in python_rows("\n".join(source)):
        yield Line(row + first, f"{'...' if row else '>>>'} {code}".rstrip(), words)


def _read_output(code: str) -> list[Line]:
    return [_read_output_line(row, text) for row, text in enumerate(code.split("\n"))]


def _read_output_line(row: int, text: str) -> Line:
    """Read a line of output: values stay as they are, text is words but for the name of an exception."""
    if text.strip() in {"", "...", "<BLANKLINE>"}:
        return Line(row, text.strip(), "", output=True)
    if _is_value(text.strip()):
        return Line(row, *python_rows(text.strip())[0][1:], output=True)
    exception = _EXCEPTION.match(text.strip())
    return Line(row, exception[0] if exception else "…", text, output=True)


def _is_value(text: str) -> bool:
    """Tell whether a line reads as a Python value: a constant, a container of them, or a dataclass's repr."""
    if re.search(r"\w\s+\(", text):
        return False
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    names = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return all(isinstance(node, _LITERAL + _PARTS) or id(node) in names for node in ast.walk(tree))


def words(language: str, code: str) -> list[tuple[int, int]]:
    """Return the places of the words of a sample: the first character of each, and the one after its last.

    >>> code = ">>> Host('serveur').count  # un hôte\\n3\\nun texte"
    >>> [code[start:end] for start, end in words("pycon", code)]
    ['serveur', 'un hôte', 'un texte']
    """
    if language == "python" and not _PROMPT.match(code.lstrip("\n")):
        return _locate(code, worded(code), 0, 0)
    if language in {"python", "pycon"}:
        return _find_session_words(code)
    if language == "mermaid":
        rows = code.split("\n")
        return _locate(code, [((r, a), (r, b)) for r, row in enumerate(rows) for a, b in labels(row)], 0, 0)
    return (
        _find_output_words(code, 0, code.split("\n"))
        if language in _PLAIN
        else _find_coloured_words(language, code)
    )


def _locate(
    code: str, found: Iterable[tuple[tuple[int, int], tuple[int, int]]], first: int, indent: int
) -> list[tuple[int, int]]:
    """Turn rows and columns into places in the code; in a session, rows are indented by the prompt."""
    starts = list(accumulate((len(row) + 1 for row in code.split("\n")), initial=0))
    return [
        (starts[first + row] + indent + column, starts[first + end] + indent + stop)
        for (row, column), (end, stop) in found
        if row == end or not indent
    ]


def _find_session_words(code: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    source: list[str] = []
    for row, text in enumerate([*code.split("\n"), None]):
        match = _PROMPT.match(text) if text is not None else None
        if not match or match["prompt"] == ">>>" or not source:
            found += _locate(code, worded("\n".join(source)), row - len(source), _PROMPT_WIDTH)
            source = []
        if match and (match["prompt"] == ">>>" or source):
            source.append(match["code"] or "")
        elif text is not None:
            found += _find_output_words(code, row, [text])
    return found


def _find_output_words(code: str, first: int, rows: list[str]) -> list[tuple[int, int]]:
    """Find the texts in output: strings in values, and else all of a line but the name of an exception."""
    found = []
    for row, text in enumerate(rows, first):
        line = text.strip()
        if _is_value(line):
            indent = len(text) - len(text.lstrip())
            found += [((row, a + indent), (row, b + indent)) for (_, a), (_, b) in worded(line)]
        elif line not in _FIXED and any(map(str.isalpha, line)):
            exception = _EXCEPTION.match(line)
            start = text.index(line) + (exception.end() + 2 if exception else 0)
            end = text.index(line) + len(line)
            found += [((row, start), (row, end))] if start < end else []
    return _locate(code, found, 0, 0)


def _find_coloured_words(language: str, code: str) -> list[tuple[int, int]]:
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return _find_output_words(code, 0, code.split("\n"))
    found, at = [], 0
    for kind, value in lexer.get_tokens(code + "\n"):
        shown = value.strip("#/*-;% \t\n\"'")
        if shown and "\n" not in shown and _read_piece(kind, value, language)[1]:
            start = at + value.index(shown)
            found.append((start, start + len(shown)))
        at += len(value)
    return found


def _read_diagram(code: str) -> list[Line]:
    return [Line(row, *diagram_line(text)) for row, text in enumerate(code.splitlines())]


def _read_coloured(language: str, code: str) -> list[Line]:
    """Read a sample in a language that the highlighter knows; in one that it doesn't, all is words."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return _read_output(code)
    rows: list[tuple[list[str], list[str]]] = [([], []) for _ in code.splitlines() or [""]]
    row, before = 0, None
    for kind, value in lexer.get_tokens(code + "\n"):
        for index, piece in enumerate(value.split("\n")):
            row += index > 0
            if piece and row < len(rows):
                _add(rows[row], kind, piece, joined=kind in String and before in String, language=language)
        before = kind
    return [
        Line(at, " ".join("".join(parts).split()), " ".join(words)) for at, (parts, words) in enumerate(rows)
    ]


def _add(
    row: tuple[list[str], list[str]], kind: _TokenType, piece: str, *, joined: bool, language: str
) -> None:
    """Add a piece of a token to the code of a row, and its words to the words."""
    code, words = _read_piece(kind, piece, language)
    if not (joined and code == "'…'" and row[0] and row[0][-1] == code):
        row[0].append(code)
    if words:
        row[1].append(words)


def _read_piece(kind: _TokenType, piece: str, language: str) -> tuple[str, str]:
    if kind in Comment and kind not in Comment.Preproc and kind not in Comment.Hashbang:
        return comment_shape(piece)
    if kind in String and kind not in String.Interpol and kind not in String.Escape:
        return ("'…'", piece) if any(map(str.isalpha, piece)) else (piece, "")
    worded = (kind in Literal.Scalar.Plain and " " in piece.strip()) or (
        kind in Text and language in _MARKUP and any(map(str.isalpha, piece))
    )
    if worded or kind in Generic.Output:
        return "'…'", piece
    return piece, ""
