"""The lines of a YAML document as its reader needs them: without comments, each text on one line."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from virtfaq.errors import MeasurementFileError, shown

BLANKS = " \t"
KEY = re.compile(
    r"""('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^ \t'"\[\]{}#&*!|>%@`,?-][^#\n]*?|-[^ \t#][^#\n]*?)"""
    r""":(?:[ \t]+(.*)|$)"""
)
_DASHES = re.compile(r"(?:-[ \t]+)*")
_QUOTED = re.compile(r"""'((?:[^']|'')*)'[ \t]*(?:#.*)?|"((?:[^"\\]|\\.)*)"[ \t]*(?:#.*)?""", re.DOTALL)
_BLOCKS = ("|", "|-", ">", ">-")
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|U[0-9a-fA-F]{8}|[0ae vNP_L\\])")
_ESCAPED = {
    **{"0": "\0", "a": "\a", "e": "\x1b", " ": " ", "v": "\v", "\\": "\\"},
    **{"N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029"},
}


class Line(NamedTuple):
    """A line: how far it is indented, what stands there, and its number in the document."""

    indent: int
    text: str
    number: int


def lines(document: str) -> Iterator[Line]:
    """Yield the lines that say something; a text that goes on below is joined, and quoted on one line.

    >>> [line.text for line in lines("a: 'one  # no comment\\n  # two'\\n# comment\\nb: |\\n  x\\n  y")]
    ['a: "one  # no comment # two"', 'b: "x\\\\ny\\\\n"']
    """
    physical = re.split(r"\r\n|\r|\n", document.removeprefix("\ufeff"))
    at = 0
    while at < len(physical):
        number, text = at + 1, physical[at].strip(BLANKS)
        indent = len(physical[at]) - len(physical[at].lstrip(" "))
        at += 1
        if not text or text.startswith("#") or (text == "---" and indent == 0):
            continue
        dashes, value = _value(text)
        if value in _BLOCKS:
            joined, at = _block(physical, at, indent + (dashes if text != value else 0), value)
        else:
            joined, at = _quote(physical, at, value)
        yield Line(indent, text[: len(text) - len(value)] + joined, number)


def unquoted(text: str, line: Line) -> str:
    """Return the text that a quoted one means."""
    match = _QUOTED.fullmatch(text)
    if match is None:
        raise MeasurementFileError(f"line {line.number} has a quote that is not closed: {shown(line.text)}")
    if match[1] is not None:
        return match[1].replace("''", "'")
    try:
        return str(json.loads(f'"{_ESCAPE.sub(_unescaped, match[2])}"', strict=False))
    except ValueError:
        message = f"line {line.number} has an unknown escape in a quoted text: {shown(line.text)}"
        raise MeasurementFileError(message) from None


def _value(text: str) -> tuple[int, str]:
    """Return how long the dashes before an item are, and the value that a line ends in."""
    match = _DASHES.match(text)
    dashes = len(match[0]) if match else 0
    key = KEY.fullmatch(text[dashes:])
    if key:
        return dashes, key[2] or ""
    return max(0, dashes - 2), text[dashes:]


def _quote(physical: Sequence[str], at: int, value: str) -> tuple[str, int]:
    """Return a quoted text that may end some lines below, on one line, and where the next line is."""
    if value[:1] not in ("'", '"') or _closes(value[1:], value[0]):
        return value, at
    parts = [value]
    for here in range(at, len(physical)):
        parts.append(physical[here].strip(BLANKS))
        if _closes(parts[-1], value[0]):
            whole = _folded(parts, escapes=value[0] == '"')
            if not _QUOTED.fullmatch(whole):
                return whole.replace("\n", " "), here + 1
            return json.dumps(unquoted(whole, Line(0, whole, at))), here + 1
    return value, at


def _closes(part: str, quote: str) -> bool:
    rest = part.replace("''", "") if quote == "'" else re.sub(r"\\.", "", part)
    return quote in rest


def _folded(parts: Sequence[str], *, escapes: bool = False) -> str:
    """Join lines with spaces; empty ones are line breaks, a backslash at the end joins without a space."""
    text, breaks = parts[0], 0
    for part in parts[1:]:
        if not part:
            breaks += 1
            continue
        escaped = escapes and (len(text) - len(text.rstrip("\\"))) % 2 == 1
        text = (text[:-1] if escaped else text) + ("\n" * breaks or ("" if escaped else " ")) + part
        breaks = 0
    return text


def _block(physical: Sequence[str], at: int, indent: int, kind: str) -> tuple[str, int]:
    """Return the text of the deeper lines below, quoted on one line, and where the next line is."""
    parts: list[str] = []
    while at < len(physical):
        part = physical[at]
        if part.strip(BLANKS) and len(part) - len(part.lstrip(" ")) <= indent:
            break
        parts.append(part)
        at += 1
    while parts and not parts[-1].strip(BLANKS):
        parts.pop()
    margin = min((len(part) - len(part.lstrip(" ")) for part in parts if part.strip(BLANKS)), default=0)
    kept = [part[margin:].rstrip("\r") for part in parts]
    text = "\n".join(kept) if kind[0] == "|" else _folded(kept or [""])
    return json.dumps(text + ("\n" if text and not kind.endswith("-") else "")), at


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    return json.dumps(chr(int(code[1:], 16)) if code[0] in "xU" else _ESCAPED[code])[1:-1]
