"""Read the part of YAML that data files are written in, without a dependency.

Block mappings and lists, flow ones on one line, plain, quoted and folded texts, comments. Anchors, tags and
several documents are refused, with the line.
"""

import re
from collections import deque
from typing import Any

from virtfaq.errors import MeasurementFileError, shown
from virtfaq.evidence.yaml_lines import BLANKS, KEY, Line, lines, unquoted

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*|(?=[eE]))|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_SPECIAL = {".inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}
_FLOW = re.compile(
    r"""[ \t]*('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[\[\]{},]|:(?=[ \t,\]}]|$)"""
    r"""|(?:[^ \t,\[\]{}:]|:(?=[^ \t])|[ \t]+(?=[^ \t,\[\]{}#]))+)"""
)


def parse(text: str) -> Any:
    """Return what a document holds: dictionaries, lists, texts, numbers, truths and None.

    >>> parse("unit: ms\\nvalue: [1, 2.5]\\nseen:\\n- 'here'\\n- ~")
    {'unit': 'ms', 'value': [1, 2.5], 'seen': ['here', None]}
    """
    found = list(lines(text))
    if not found:
        return None
    try:
        value, rest = _block(found, 0)
    except RecursionError:
        raise MeasurementFileError("nested too deep; write fewer levels") from None
    if rest < len(found):
        raise _error(found[rest], "is indented unlike what is around it")
    return value


def _block(rows: list[Line], at: int) -> tuple[Any, int]:
    line = rows[at]
    if line.text == "-" or line.text.startswith("- "):
        return _list(rows, at)
    if KEY.fullmatch(line.text):
        return _mapping(rows, at)
    return _text(rows, at, line.text, line.indent - 1)


def _list(rows: list[Line], at: int) -> tuple[list[Any], int]:
    indent, items = rows[at].indent, []
    while at < len(rows) and rows[at].indent == indent and re.match(r"-([ \t]|$)", rows[at].text):
        inner = rows[at].text[1:].lstrip(BLANKS)
        if not inner:
            item, at = _nested(rows, at, indent)
        elif KEY.fullmatch(inner) or inner.startswith("- "):
            deeper = indent + len(rows[at].text) - len(inner)
            rows[at] = Line(deeper, inner, rows[at].number)
            item, at = _block(rows, at)
        else:
            item, at = _text(rows, at, inner, indent)
        items.append(item)
    return items, at


def _mapping(rows: list[Line], at: int) -> tuple[dict[Any, Any], int]:
    indent, found = rows[at].indent, {}
    while at < len(rows) and rows[at].indent == indent and (match := KEY.fullmatch(rows[at].text)):
        key = _scalar(match[1], rows[at])
        if key in found:
            raise _error(rows[at], f"gives {shown(key)} again")
        text = (match[2] or "").strip(BLANKS)
        if text and not text.startswith("#"):
            found[key], at = _text(rows, at, text, indent)
        else:
            found[key], at = _nested(rows, at, indent, lists_too=True)
    return found, at


def _nested(rows: list[Line], at: int, indent: int, lists_too: bool = False) -> tuple[Any, int]:
    """Read the block below a line; a list may stand no deeper than the key that it belongs to."""
    if at + 1 < len(rows):
        below = rows[at + 1]
        if below.indent > indent or (
            lists_too and below.indent == indent and re.match(r"-([ \t]|$)", below.text)
        ):
            return _block(rows, at + 1)
    return None, at + 1


def _text(rows: list[Line], at: int, text: str, indent: int) -> tuple[Any, int]:
    """Read a text that may go on in the deeper lines below it."""
    first, at = rows[at], at + 1
    parts = [text]
    while at < len(rows) and rows[at].indent > indent:
        parts.append(rows[at].text)
        at += 1
    return _scalar(" ".join(parts), first), at


def _scalar(text: str, line: Line) -> Any:
    if text[:1] in ("[", "{"):
        tokens = deque(_tokens(text, line))
        value = _flow(tokens, line)
        if tokens:
            raise _error(line, "has something after a list or a mapping")
        return value
    if text[:1] in ("'", '"'):
        return unquoted(text, line)
    if text[:1] in ("&", "*", "!", "%", "@", "`", "|", ">"):
        raise _error(line, "uses anchors, tags or reserved signs; write the value out, or quote it")
    return _plain(re.split(r"[ \t]+#", text)[0].strip(BLANKS))


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


def _tokens(text: str, line: Line) -> list[str]:
    tokens, at = [], 0
    while at < len(text.rstrip(BLANKS)):
        match = _FLOW.match(text, at)
        if match is None:
            if text[at:].lstrip(BLANKS).startswith("#"):
                break
            raise _error(line, "has a list or a mapping that is not closed")
        tokens.append(match[1].strip(BLANKS))
        at = match.end()
    return tokens


def _flow(tokens: deque[str], line: Line) -> Any:
    """Take one value of a flow list or mapping, or a text, from the tokens."""
    first = _next(tokens, line)
    if first == "[":
        return _flow_list(tokens, line)
    return _flow_mapping(tokens, line) if first == "{" else _scalar(first, line)


def _flow_list(tokens: deque[str], line: Line) -> list[Any]:
    items: list[Any] = []
    while tokens and tokens[0] != "]":
        items.append(_flow(tokens, line))
        if tokens and tokens[0] != "]":
            _expect(",", tokens, line)
    _expect("]", tokens, line)
    return items


def _flow_mapping(tokens: deque[str], line: Line) -> dict[Any, Any]:
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


def _expect(sign: str, tokens: deque[str], line: Line) -> None:
    if _next(tokens, line) != sign:
        raise _error(line, f"lacks a {sign} in a list or a mapping")


def _next(tokens: deque[str], line: Line) -> str:
    if not tokens:
        raise _error(line, "has a list or a mapping that is not closed")
    return tokens.popleft()


def _error(line: Line, what: str) -> MeasurementFileError:
    return MeasurementFileError(f"line {line.number} {what}: {shown(line.text)}")
