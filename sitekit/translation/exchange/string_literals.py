"""Put another text in a string literal of Python, so that its value is that text, whatever the quotes."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

_OPENING = re.compile(r"(?<!\w)(?P<prefix>(?i:br|rb|fr|rf|[rubf])?)(?P<quote>\"{3}|'{3}|\"|')\Z")
_PROMPT = re.compile(r"[ \t>]*(?:>>>|\.\.\.)(?: |$)")
_FENCE = re.compile(r"[ \t>]*(?:`{3}|~{3})")
_LONGEST_OPENING = 6  # a word's end, a prefix and three quotes


class Edit(NamedTuple):
    """The text that is to stand in another from `start` to `end`."""

    start: int
    end: int
    text: str


def write(message: str, text: str, start: int, end: int) -> Edit | None:
    """Return the edit that puts a message in the literal around `start` to `end`; None if that is no literal.

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
        shown = _show_alike(text[first:last], quote + _escape(message, quote) + quote)
        return Edit(first, last, shown) if shown else Edit(start, end, _escape(message, quote))
    body, cooked = message if len(quote) > 1 else _join_lines(message), prefix
    if "r" in prefix.lower() and not _fits(body, prefix, quote):
        body, cooked = body.replace("\\", "\\\\"), re.sub("[rR]", "", prefix)
    if "r" not in cooked.lower():
        body = _escape(body, quote)
    if "b" in cooked.lower():
        body = "".join(map(_write_byte, body.encode()))
    return Edit(start, end, body) if cooked == prefix else Edit(first, last, cooked + quote + body + quote)


def _fits(body: str, prefix: str, quote: str) -> bool:
    """Tell whether a raw literal can hold a text: it has no escape for its quotes."""
    literal = prefix + quote + body + quote
    try:
        node = ast.parse(literal, mode="eval").body
    except (SyntaxError, ValueError):
        return False
    if isinstance(node, ast.Constant):
        value = node.value.decode(errors="replace") if isinstance(node.value, bytes) else node.value
        return bool(value == body.replace("\r\n", "\n"))
    return isinstance(node, ast.JoinedStr) and node.end_col_offset is not None


def _escape(body: str, quote: str) -> str:
    """Return the text with escapes where it would end the literal, and for a backslash at its end."""
    mark = quote[0]
    closing = rf"{mark}(?={mark}{mark})|{mark}\Z" if len(quote) > 1 else mark
    pattern = re.compile(rf"\\.|\\\Z|{closing}", re.DOTALL)
    return pattern.sub(lambda match: match[0] if len(match[0]) > 1 else f"\\{match[0]}", body)


def _join_lines(body: str) -> str:
    """Return the text without line breaks, but for those that a backslash takes away."""
    return re.sub(r"(\\\r?\n)|\r?\n", lambda match: match[1] or " ", body)


def _write_byte(value: int) -> str:
    return chr(value) if value < 128 else f"\\x{value:02x}"


def _is_output(text: str, at: int) -> bool:
    """Tell whether a place is in the output of a session: on a line without prompt, below one with it."""
    *above, line = text[:at].split("\n")
    code = [row for row in above if row.strip("> \t") and not _FENCE.match(row)]
    return bool(code and _PROMPT.match(code[0])) and not _PROMPT.match(line)


def _show_alike(before: str, after: str) -> str:
    """Return the literal `after` as Python shows its value, or "" if `before` is not shown so."""
    try:
        return repr(ast.literal_eval(after)) if repr(ast.literal_eval(before)) == before else ""
    except (SyntaxError, ValueError):
        return ""
