"""Read Python row by row, with the words taken out of its comments and string literals."""

from __future__ import annotations

import ast
import io
import re
import token as tokens
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

_DIRECTIVE = re.compile(r"#\s*(?:doctest:|type:|noqa|fmt:|pragma|!)")
_CALLOUT = re.compile(r"\(\d+\)!?")
_FIELD = re.compile(r"\{[^{}\s]*\}|%[-+0-9.]*[a-zA-Z%]")
_STRING = re.compile(r"(?s)(?P<prefix>[A-Za-z]*)(?P<quote>\"\"\"|'''|\"|')(?P<text>.*)(?P=quote)")
_NUMBER = re.compile(r"[\d\W_]*\d[\d\W_]*")
_SIGNS = {tokens.INDENT: "→", tokens.DEDENT: "←", tokens.NL: ""}
_SKIPPED = frozenset({tokens.NEWLINE, tokens.ENDMARKER, tokens.ENCODING})

Place = tuple[tuple[int, int], tuple[int, int]]  # row and column of the first character, and after the last


class Row(NamedTuple):
    """A row that starts something: its number from 0, its code, its words, and where these are."""

    row: int
    code: str
    words: str
    places: list[Place]


def read_rows(code: str) -> list[Row]:
    """Return the rows of Python. Code that is no Python is returned as it is, without words.

    >>> [row] = read_rows("x = f'{n} hôtes'  # combien\\n")
    >>> row.code, row.words, row.places
    ("x = f'…{n}' #", '{n} hôtes combien', [((0, 6), (0, 15)), ((0, 20), (0, 27))])
    """
    rows: dict[int, list[tokenize.TokenInfo]] = {}
    try:
        for token in _read_tokens(code):
            rows.setdefault(token.start[0] - 1, []).append(token)
    except (tokenize.TokenError, SyntaxError):
        return [Row(row, text.rstrip(), "", []) for row, text in enumerate(code.splitlines())]
    return [_make_row(row, found) for row, found in sorted(rows.items())]


def _make_row(row: int, found: list[tokenize.TokenInfo]) -> Row:
    shapes = [_read_shape(token) for token in found]
    words = " ".join(words for _, words in shapes if words)
    places = [place for token in found if (place := _find_place(token))]
    return Row(row, " ".join(code for code, _ in shapes).strip(), words, places)


def _read_tokens(code: str) -> Iterator[tokenize.TokenInfo]:
    """Yield the tokens; an f-string is one string whatever the version of Python."""
    lines = code.splitlines(keepends=True)
    opened: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        name = tokens.tok_name[token.type]
        if name == "FSTRING_START":
            opened.append(token)
        elif name == "FSTRING_END":
            first = opened.pop()
            if not opened:
                yield tokenize.TokenInfo(
                    tokens.STRING, _cut(lines, first.start, token.end), first.start, token.end, ""
                )
        elif not opened and token.type not in _SKIPPED:
            yield token


def _cut(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    text = "".join(lines[start[0] - 1 : end[0]])
    return text[start[1] : len(text) - (len(lines[end[0] - 1]) - end[1])]


def _read_shape(token: tokenize.TokenInfo) -> tuple[str, str]:
    if token.type == tokens.STRING:
        return read_string(token.string)
    if token.type == tokens.COMMENT:
        return read_comment(token.string)
    return _SIGNS.get(token.type, token.string), ""


def read_comment(text: str) -> tuple[str, str]:
    """Return the code and the words of a comment: directives and numbers of annotations are code.

    >>> read_comment("# le noyau (1)!"), read_comment("# doctest: +ELLIPSIS")
    (('# (1)!', 'le noyau'), ('# doctest: +ELLIPSIS', ''))
    """
    if _DIRECTIVE.match(text):
        return text, ""
    callouts = _CALLOUT.findall(text)
    return " ".join(["#", *callouts]), _CALLOUT.sub("", text).strip("#/*-;% \t")


def read_string(text: str) -> tuple[str, str]:
    """Return the code and the words of a string literal: its prefix and what it inserts are code.

    If it is empty or a number, it is all code.

    >>> read_string("f'{count:d} hôtes'"), read_string("'64'")
    (("f'…{count:d}'", '{count:d} hôtes'), ("'64'", ''))
    """
    match = _STRING.fullmatch(text)
    if not match:
        return text, ""
    prefix = "".join(sorted(match["prefix"].lower()))
    fields = _find_inserted(text) if "f" in prefix else _FIELD.findall(match["text"])
    if not match["text"] or _NUMBER.fullmatch(match["text"]):
        return f"{prefix}'{match['text']}'", ""
    return f"{prefix}'…{''.join(sorted(fields))}'", match["text"]


def _find_place(token: tokenize.TokenInfo) -> Place | None:
    """Return where the words of a token are, within its quotes; None if it has none."""
    text, before, after = token.string, 0, 0
    if token.type == tokens.STRING and read_string(text)[1] and (match := _STRING.fullmatch(text)):
        before, after = match.start("text"), len(match["quote"])
    elif token.type == tokens.COMMENT and read_comment(text)[1]:
        before = len(text) - len(text.lstrip("# \t"))
    if not before or not any(map(str.isalpha, text[before : len(text) - after])):
        return None
    return (token.start[0] - 1, token.start[1] + before), (token.end[0] - 1, token.end[1] - after)


def _find_inserted(text: str) -> list[str]:
    """Return the expressions of an f-string, which a translation may put in another order."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        return _FIELD.findall(text)
    values = (node for node in ast.walk(tree) if isinstance(node, ast.FormattedValue))
    return [ast.unparse(ast.JoinedStr([value]))[2:-1] for value in values]
