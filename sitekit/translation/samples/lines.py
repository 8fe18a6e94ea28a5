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

from sitekit.translation.samples.mermaid import read_diagram_line
from sitekit.translation.samples.python import Place, read_comment, read_rows

_PLAIN = frozenset({"", "text", "output", "none", "pytb", "py3tb"})
_MARKUP = frozenset({"html", "xml", "svg"})
_TRACEBACK = "Traceback (most recent call last):"
_PROMPT_WIDTH = len(">>> ")
_PROMPT = re.compile(r"\s*(?P<prompt>>>>|\.\.\.)(?: (?P<code>.*)|$)")
_EXCEPTION = re.compile(r"[\w.]*(?:Error|Exception|Warning|Exit|Interrupt|Iteration)(?=:|$)")
_LITERAL = (ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.UnaryOp, ast.Call, ast.keyword)
_PARTS = (ast.expr_context, ast.unaryop, ast.Expression)


Spans = tuple[tuple[int, int], ...]  # of characters: the first, and the one after the last


class Line(NamedTuple):
    """A line of a sample: its number from 0, the code in it, its words, and whether it is expected output.

    `places` are those of its words in the sample.
    """

    row: int
    code: str
    words: str
    output: bool = False
    places: Spans = ()


def read_lines(language: str, code: str) -> list[Line]:
    """Return the lines of a sample in the language that its fence names (see sitekit.grammar.info_string).

    >>> code = ">>> Host('serveur').count  # un hôte\\n3"
    >>> for line in read_lines("pycon", code):
    ...     print(line.row, line.code, [line.words], line.output, [code[a:b] for a, b in line.places])
    0 >>> Host ( '…' ) . count # ['serveur un hôte'] False ['serveur', 'un hôte']
    1 3 [''] True []
    """
    readers: dict[str, Callable[[str], list[Line]]] = {"pycon": _read_session, "python": _read_python}
    readers |= {"mermaid": _read_diagram} | dict.fromkeys(_PLAIN, _read_output)
    read = readers.get(language)
    return read(code) if read else _read_coloured(language, code)


def _find_starts(code: str) -> list[int]:
    """Return where each row of a sample starts."""
    return list(accumulate((len(row) + 1 for row in code.split("\n")), initial=0))


def _locate(starts: list[int], found: Iterable[Place], first: int, indent: int) -> Spans:
    """Turn rows and columns into places in the code; in a session, rows are indented by the prompt."""
    return tuple(
        (starts[first + row] + indent + column, starts[first + end] + indent + stop)
        for (row, column), (end, stop) in found
        if row == end or not indent
    )


def _read_python(code: str) -> list[Line]:
    if _PROMPT.match(code.lstrip("\n")):
        return _read_session(code)
    starts = _find_starts(code)
    return [
        Line(row, text, words, places=_locate(starts, places, 0, 0))
        for row, text, words, places in read_rows(code)
    ]


def _read_session(code: str) -> list[Line]:
    """Read an interactive session: the source after the prompts, and the output below it."""
    found: list[Line] = []
    source: list[str] = []
    starts = _find_starts(code)
    for row, text in enumerate([*code.split("\n"), None]):
        match = _PROMPT.match(text) if text is not None else None
        if not match or match["prompt"] == ">>>" or not source:
            found += _read_example(source, row - len(source), starts)
            source = []
        if match and (match["prompt"] == ">>>" or source):
            source.append(match["code"] or "")
        elif text is not None:
            found.append(_read_output_line(row, text, starts[row]))
    return found


def _read_example(source: list[str], first: int, starts: list[int]) -> Iterator[Line]:
    for row, code, words, places in read_rows("\n".join(source)):
        located = _locate(starts, places, first, _PROMPT_WIDTH)
        yield Line(row + first, f"{'...' if row else '>>>'} {code}".rstrip(), words, places=located)


def _read_output(code: str) -> list[Line]:
    starts = _find_starts(code)
    return [_read_output_line(row, text, starts[row]) for row, text in enumerate(code.split("\n"))]


def _read_output_line(row: int, text: str, start: int) -> Line:
    """Read a line of output: values stay as they are, text is words but for the name of an exception."""
    line = text.strip()
    start += len(text) - len(text.lstrip())
    if line in {"", "...", "<BLANKLINE>"}:
        return Line(row, line, "", output=True)
    if _is_value(line):
        _, code, words, places = read_rows(line)[0]
        return Line(row, code, words, output=True, places=_locate([start], places, 0, 0))
    exception = _EXCEPTION.match(line)
    first, last = start + (exception.end() + 2 if exception else 0), start + len(line)
    has_words = line != _TRACEBACK and first < last and any(map(str.isalpha, line))
    places = ((first, last),) if has_words else ()
    return Line(row, exception[0] if exception else "…", text, output=True, places=places)


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


def find_words(language: str, code: str) -> list[tuple[int, int]]:
    """Return the places of the words of a sample: the first character of each, and the one after its last.

    >>> code = ">>> Host('serveur').count  # un hôte\\n3\\nun texte"
    >>> [code[start:end] for start, end in find_words("pycon", code)]
    ['serveur', 'un hôte', 'un texte']
    """
    return [place for line in read_lines(language, code) for place in line.places]


def _read_diagram(code: str) -> list[Line]:
    starts, found = _find_starts(code), []
    for row, text in enumerate(code.removesuffix("\n").split("\n") if code else ()):
        line, words, columns = read_diagram_line(text)
        places = tuple((starts[row] + first, starts[row] + last) for first, last in columns)
        found.append(Line(row, line, words, places=places))
    return found


def _read_coloured(language: str, code: str) -> list[Line]:
    """Read a sample in a language that the highlighter knows; in one that it doesn't, all is words."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return _read_output(code)
    rows: list[tuple[list[str], list[str], list[tuple[int, int]]]] = [
        ([], [], []) for _ in code.splitlines() or [""]
    ]
    row, at, before = 0, 0, None
    for kind, value in lexer.get_tokens(code + "\n"):
        shown = value.strip("#/*-;% \t\n\"'")
        if shown and "\n" not in shown and _read_piece(kind, value, language)[1]:
            start = at + value.index(shown)
            rows[min(row, len(rows) - 1)][2].append((start, start + len(shown)))
        for index, piece in enumerate(value.split("\n")):
            row += index > 0
            if piece and row < len(rows):
                joined = kind in String and before in String
                _add(rows[row][:2], kind, piece, joined=joined, language=language)
        before, at = kind, at + len(value)
    return [
        Line(number, " ".join("".join(parts).split()), " ".join(words), places=tuple(places))
        for number, (parts, words, places) in enumerate(rows)
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
        return read_comment(piece)
    if kind in String and kind not in String.Interpol and kind not in String.Escape:
        return ("'…'", piece) if any(map(str.isalpha, piece)) else (piece, "")
    worded = (kind in Literal.Scalar.Plain and " " in piece.strip()) or (
        kind in Text and language in _MARKUP and any(map(str.isalpha, piece))
    )
    if worded or kind in Generic.Output:
        return "'…'", piece
    return piece, ""
