"""Read the part of YAML that data files are written in, without a dependency.

Block mappings and lists, flow ones on one line, plain, quoted and folded texts, comments. Anchors, tags and
several documents are refused, with the line.
"""

import json
import re
from collections import deque
from typing import Any, NamedTuple

from .errors import MeasurementFileError, shown

_BLANKS = " \t"
_KEY = re.compile(
    r"""('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^ \t'"\[\]{}#&*!|>%@`,?-][^#\n]*?|-[^ \t#][^#\n]*?)"""
    r""":(?:[ \t]+(.*)|$)"""
)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*|(?=[eE]))|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_SPECIAL = {".inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|U[0-9a-fA-F]{8}|[0ae vNP_L])")
_ESCAPED = {"0": "\0", "a": "\a", "e": "\x1b", " ": " ", "v": "\v", "N": "\x85", "_": "\xa0", "L": "\u2028"}
_FLOW = re.compile(
    r"""[ \t]*('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[\[\]{},]|:(?=[ \t,\]}]|$)"""
    r"""|(?:[^ \t,\[\]{}:]|:(?=[^ \t])|[ \t]+(?=[^ \t,\[\]{}#]))+)"""
)


class _Line(NamedTuple):
    indent: int
    text: str
    number: int


def parse(text: str) -> Any:
    """Return what a document holds: dictionaries, lists, texts, numbers, truths and None.

    >>> parse("unit: ms\\nvalue: [1, 2.5]\\nseen:\\n- 'here'\\n- ~")
    {'unit': 'ms', 'value': [1, 2.5], 'seen': ['here', None]}
    """
    lines = [
        _Line(len(line) - len(line.lstrip(" ")), line.strip(_BLANKS), number)
        for number, line in enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), 1)
        if line.strip(_BLANKS) and not line.lstrip(_BLANKS).startswith("#") and line.rstrip(_BLANKS) != "---"
    ]
    if not lines:
        return None
    try:
        value, rest = _block(lines, 0)
    except RecursionError:
        raise MeasurementFileError("nested too deep; write fewer levels") from None
    if rest < len(lines):
        raise _error(lines[rest], "is indented unlike what is around it")
    return value


def _block(lines: list[_Line], at: int) -> tuple[Any, int]:
    line = lines[at]
    if line.text == "-" or line.text.startswith("- "):
        return _list(lines, at)
    if _KEY.fullmatch(line.text):
        return _mapping(lines, at)
    return _text(lines, at, line.text, line.indent - 1)


def _list(lines: list[_Line], at: int) -> tuple[list[Any], int]:
    indent, items = lines[at].indent, []
    while at < len(lines) and lines[at].indent == indent and re.match(r"-([ \t]|$)", lines[at].text):
        inner = lines[at].text[1:].lstrip(_BLANKS)
        if not inner:
            item, at = _nested(lines, at, indent)
        elif _KEY.fullmatch(inner) or inner.startswith("- "):
            deeper = indent + len(lines[at].text) - len(inner)
            lines[at] = _Line(deeper, inner, lines[at].number)
            item, at = _block(lines, at)
        else:
            item, at = _text(lines, at, inner, indent)
        items.append(item)
    return items, at


def _mapping(lines: list[_Line], at: int) -> tuple[dict[Any, Any], int]:
    indent, found = lines[at].indent, {}
    while at < len(lines) and lines[at].indent == indent and (match := _KEY.fullmatch(lines[at].text)):
        key = _scalar(match[1], lines[at])
        if key in found:
            raise _error(lines[at], f"gives {shown(key)} again")
        text = (match[2] or "").strip(_BLANKS)
        if text and not text.startswith("#"):
            found[key], at = _text(lines, at, text, indent)
        else:
            found[key], at = _nested(lines, at, indent, lists_too=True)
    return found, at


def _nested(lines: list[_Line], at: int, indent: int, lists_too: bool = False) -> tuple[Any, int]:
    """Read the block below a line; a list may stand no deeper than the key that it belongs to."""
    if at + 1 < len(lines):
        below = lines[at + 1]
        if below.indent > indent or (
            lists_too and below.indent == indent and re.match(r"-([ \t]|$)", below.text)
        ):
            return _block(lines, at + 1)
    return None, at + 1


def _text(lines: list[_Line], at: int, text: str, indent: int) -> tuple[Any, int]:
    """Read a text that may go on in the deeper lines below it."""
    first, at = lines[at], at + 1
    parts = [text]
    while at < len(lines) and lines[at].indent > indent:
        parts.append(lines[at].text)
        at += 1
    if text in ("|", "|-", ">", ">-"):
        return ("\n" if text[0] == "|" else " ").join(parts[1:]) + ("" if text.endswith("-") else "\n"), at
    whole = re.sub(r"\\ \\?(?=[^ \t]| )", "", " ".join(parts)) if text.startswith('"') else " ".join(parts)
    return _scalar(whole, first), at


def _scalar(text: str, line: _Line) -> Any:
    if text[:1] in ("[", "{"):
        tokens = deque(_tokens(text, line))
        value = _flow(tokens, line)
        if tokens:
            raise _error(line, "has something after a list or a mapping")
        return value
    if text[:1] in ("'", '"'):
        return _quoted(text, line)
    if text[:1] in ("&", "*", "!", "%", "@", "`"):
        raise _error(line, "uses anchors, tags or reserved signs; write the value out, or quote it")
    return _plain(re.split(r"[ \t]+#", text)[0].strip(_BLANKS))


def _quoted(text: str, line: _Line) -> str:
    whole = re.match(r"""'((?:[^']|'')*)'[ \t]*(?:#.*)?$|"((?:[^"\\]|\\.)*)"[ \t]*(?:#.*)?$""", text)
    if whole is None:
        raise _error(line, "has a quote that is not closed")
    if whole[1] is not None:
        return whole[1].replace("''", "'")
    try:
        return str(json.loads(f'"{_ESCAPE.sub(_unescaped, whole[2])}"', strict=False))
    except ValueError:
        raise _error(line, "has an unknown escape in a quoted text") from None


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    sign = chr(int(code[1:], 16)) if code[0] in "xU" else _ESCAPED.get(code, "\u2029")
    return json.dumps(sign)[1:-1]


def _plain(text: str) -> Any:
    if text in _WORDS:
        return None
    if text.lower() in _TRUTHS and text in (text.lower(), text.title(), text.upper()):
        return _TRUTHS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text.replace("_", ""))
    if text.lower().removeprefix("+") in _SPECIAL:
        return _SPECIAL[text.lower().removeprefix("+")]
    return float(text.replace("_", "")) if _FLOAT.fullmatch(text) else text


def _tokens(text: str, line: _Line) -> list[str]:
    tokens, at = [], 0
    while at < len(text.rstrip(_BLANKS)):
        match = _FLOW.match(text, at)
        if match is None:
            if text[at:].lstrip(_BLANKS).startswith("#"):
                break
            raise _error(line, "has a list or a mapping that is not closed")
        tokens.append(match[1].strip(_BLANKS))
        at = match.end()
    return tokens


def _flow(tokens: deque[str], line: _Line) -> Any:
    """Take one value of a flow list or mapping, or a text, from the tokens."""
    first = _next(tokens, line)
    if first == "[":
        return _flow_list(tokens, line)
    return _flow_mapping(tokens, line) if first == "{" else _scalar(first, line)


def _flow_list(tokens: deque[str], line: _Line) -> list[Any]:
    items: list[Any] = []
    while tokens and tokens[0] != "]":
        items.append(_flow(tokens, line))
        if tokens and tokens[0] != "]":
            _expect(",", tokens, line)
    _expect("]", tokens, line)
    return items


def _flow_mapping(tokens: deque[str], line: _Line) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    while tokens and tokens[0] != "}":
        key = _scalar(_next(tokens, line), line)
        found[key] = None
        if tokens and tokens[0] == ":":
            tokens.popleft()
            found[key] = None if tokens and tokens[0] in (",", "}") else _flow(tokens, line)
        if tokens and tokens[0] != "}":
            _expect(",", tokens, line)
    _expect("}", tokens, line)
    return found


def _expect(sign: str, tokens: deque[str], line: _Line) -> None:
    if _next(tokens, line) != sign:
        raise _error(line, f"lacks a {sign} in a list or a mapping")


def _next(tokens: deque[str], line: _Line) -> str:
    if not tokens:
        raise _error(line, "has a list or a mapping that is not closed")
    return tokens.popleft()


def _error(line: _Line, what: str) -> MeasurementFileError:
    return MeasurementFileError(f"line {line.number} {what}: {shown(line.text)}")
