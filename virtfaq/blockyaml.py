"""Read the part of YAML that data files are written in, without a dependency.

Block mappings and lists, flow ones on one line, plain, quoted and folded texts, comments. Anchors, tags and
several documents are refused, with the line.
"""

import json
import re
from typing import Any, NamedTuple

from .errors import MeasurementFileError, shown

_KEY = re.compile(
    r"""('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^\s'"\[\]{}#&*!|>%@`,?-][^#\n]*?|-[^\s#][^#\n]*?):(?:\s+(.*)|$)"""
)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_]*\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_SPECIAL = {".inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|U[0-9a-fA-F]{8}|[0ae vNP_L])")
_ESCAPED = {"0": "\0", "a": "\a", "e": "\x1b", " ": " ", "v": "\v", "N": "\x85", "_": "\xa0", "L": "\u2028"}
_FLOW = re.compile(
    r"""\s*('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[\[\]{},]|:(?=[\s,\]}]|$)"""
    r"""|(?:[^\s,\[\]{}:]|:(?=\S)|[ \t]+(?=[^\s,\[\]{}#]))+)"""
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
        _Line(len(line) - len(line.lstrip(" ")), line.strip(), number)
        for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#") and line.rstrip() != "---"
    ]
    if not lines:
        return None
    value, rest = _block(lines, 0)
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
    while at < len(lines) and lines[at].indent == indent and re.match(r"-(\s|$)", lines[at].text):
        inner = lines[at].text[1:].lstrip()
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
        text = (match[2] or "").strip()
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
            lists_too and below.indent == indent and re.match(r"-(\s|$)", below.text)
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
    whole = re.sub(r"\\ \\?(?=\S| )", "", " ".join(parts)) if text.startswith('"') else " ".join(parts)
    return _scalar(whole, first), at


def _scalar(text: str, line: _Line) -> Any:
    if text[:1] in ("[", "{"):
        value, rest = _flow(_tokens(text, line), line)
        if rest:
            raise _error(line, "has something after a list or a mapping")
        return value
    if text[:1] in ("'", '"'):
        return _quoted(text, line)
    if text[:1] in ("&", "*", "!", "%", "@", "`"):
        raise _error(line, "uses anchors, tags or reserved signs; write the value out, or quote it")
    return _plain(re.split(r"\s+#", text)[0].strip())


def _quoted(text: str, line: _Line) -> str:
    whole = re.match(r"""'((?:[^']|'')*)'\s*(?:#.*)?$|"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$""", text)
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
    while at < len(text.rstrip()):
        match = _FLOW.match(text, at)
        if match is None:
            if text[at:].lstrip().startswith("#"):
                break
            raise _error(line, "has a list or a mapping that is not closed")
        tokens.append(match[1].strip())
        at = match.end()
    return tokens


def _flow(tokens: list[str], line: _Line) -> tuple[Any, list[str]]:
    """Read one value of a flow list or mapping, and return the tokens after it."""
    if not tokens:
        raise _error(line, "has a list or a mapping that is not closed")
    first, *rest = tokens
    if first not in ("[", "{"):
        return _scalar(first, line), rest
    items: list[Any] = []
    while rest and rest[0] != {"[": "]", "{": "}"}[first]:
        key, rest = _flow(rest, line)
        if first == "{" and rest[:1] == [":"]:
            value, rest = (None, rest[1:]) if rest[1:2] in ([","], ["}"]) else _flow(rest[1:], line)
            items.append((key, value))
        else:
            items.append((key, None) if first == "{" else key)
        rest = rest[1:] if rest[:1] == [","] else rest
    if not rest:
        raise _error(line, "has a list or a mapping that is not closed")
    return (dict(items) if first == "{" else items), rest[1:]


def _error(line: _Line, what: str) -> MeasurementFileError:
    return MeasurementFileError(f"line {line.number} {what}: {shown(line.text)}")
