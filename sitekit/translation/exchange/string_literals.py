"""Puts another text in a string literal of Python, so that its value is that text, whatever the quotes."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

_OPENING = re.compile(r"(?<!\w)(?P<prefix>(?i:br|rb|fr|rf|[rubf])?)(?P<quote>\"{3}|'{3}|\"|')\Z")
_PROMPT = re.compile(r"[ \t>]*(?:>>>|\.\.\.)(?: |$)")
_FENCE = re.compile(r"[ \t>]*(?:`{3}|~{3})")
_LONGEST_OPENING = 6  # a word's end, a prefix and three quotes


class Edit(NamedTuple):
    """What is to stand in a text from `start` to `end`."""

    start: int
    end: int
    text: str


def write(message: str, text: str, start: int, end: int) -> Edit | None:
    """Puts a message in the literal whose words are from `start` to `end`; None if that is no literal.

    A message is written as the words of the literal are: raw if they are raw, else with its escapes.

    >>> write('a "b"', "x = 'c'", 5, 6), write('a "b"', 'x = r"c"', 6, 7)
    (Edit(start=5, end=6, text='a "b"'), Edit(start=4, end=8, text='"a \\\\"b\\\\""'))
    """
    opening = _OPENING.search(text[max(start - _LONGEST_OPENING, 0) : start])
    if not opening or not text.startswith(opening["quote"], end):
        return None
    prefix, quote = opening["prefix"], opening["quote"]
    first, last = start - len(prefix + quote), end + len(quote)
    if _is_output(text, first):
        shown = _as_shown(text[first:last], quote + _escaped(message, quote) + quote)
        return Edit(first, last, shown) if shown else Edit(start, end, _escaped(message, quote))
    body, cooked = message if len(quote) > 1 else _on_one_line(message), prefix
    if "r" in prefix.lower() and not _fits(body, prefix, quote):
        body, cooked = body.replace("\\", "\\\\"), re.sub("[rR]", "", prefix)
    if "r" not in cooked.lower():
        body = _escaped(body, quote)
    if "b" in cooked.lower():
        body = "".join(map(_byte, body.encode()))
    return Edit(start, end, body) if cooked == prefix else Edit(first, last, cooked + quote + body + quote)


def _fits(body: str, prefix: str, quote: str) -> bool:
    """Whether a raw literal can hold a text: it has no escape for its quotes."""
    literal = prefix + quote + body + quote
    try:
        node = ast.parse(literal, mode="eval").body
    except (SyntaxError, ValueError):
        return False
    if isinstance(node, ast.Constant):
        value = node.value.decode(errors="replace") if isinstance(node.value, bytes) else node.value
        return bool(value == body.replace("\r\n", "\n"))
    return isinstance(node, ast.JoinedStr) and node.end_col_offset is not None


def _escaped(body: str, quote: str) -> str:
    """The text with escapes where it would end the literal, and for a backslash at its end."""
    mark = quote[0]
    closing = rf"{mark}(?={mark}{mark})|{mark}\Z" if len(quote) > 1 else mark
    pattern = re.compile(rf"\\.|\\\Z|{closing}", re.DOTALL)
    return pattern.sub(lambda match: match[0] if len(match[0]) > 1 else f"\\{match[0]}", body)


def _on_one_line(body: str) -> str:
    """The text without line breaks, but for those that a backslash takes away."""
    return re.sub(r"(\\\r?\n)|\r?\n", lambda match: match[1] or " ", body)


def _byte(value: int) -> str:
    return chr(value) if value < 128 else f"\\x{value:02x}"


def _is_output(text: str, at: int) -> bool:
    """Whether a place is in what a session shows: on a line without a prompt, below one that has it."""
    *above, line = text[:at].split("\n")
    code = [row for row in above if row.strip("> \t") and not _FENCE.match(row)]
    return bool(code and _PROMPT.match(code[0])) and not _PROMPT.match(line)


def _as_shown(before: str, after: str) -> str:
    """The literal as Python shows its value, if that is how the other was shown."""
    try:
        return repr(ast.literal_eval(after)) if repr(ast.literal_eval(before)) == before else ""
    except (SyntaxError, ValueError):
        return ""
