"""Write messages as XLIFF 1.2 and read it back: more translators' tools do so than with XLIFF 2."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable
from itertools import groupby

from sitekit.languages import SOURCE
from sitekit.translation.exchange.catalog import Key, Message

_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_XML = "http://www.w3.org/XML/1998/namespace"
_STALE = "needs-review-translation"
_UNDONE = frozenset({"new", "needs-translation", "needs-adaptation", "needs-l10n", _STALE})
_KEPT = "x-character"  # the type of an element that stands for a character which XML has not, or changes
_UNWRITTEN = re.compile("([^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff])")
_UNDONE |= {f"needs-review-{what}" for what in ("adaptation", "l10n")}


def dump(messages: Iterable[Message], lang: str) -> str:
    """Return the document: a file a page. A translation whose French has changed needs review."""
    etree.register_namespace("", _NAMESPACE)
    root = etree.Element(_qualify("xliff"), {"version": "1.2"})
    for page, group in groupby(messages, key=lambda message: message.page):
        file = etree.SubElement(
            root,
            _qualify("file"),
            {
                "original": f"docs/{SOURCE}/{page}",
                "source-language": SOURCE,
                "target-language": lang,
                "datatype": "x-markdown",
            },
        )
        body = etree.SubElement(file, _qualify("body"))
        for message in group:
            _add_unit(body, message)
    etree.indent(root)
    for name in ("source", "target"):
        for element in root.iter(_qualify(name)):
            _keep(element)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{etree.tostring(root, encoding="unicode")}\n'


def _add_unit(body: etree.Element, message: Message) -> None:
    attributes = {"id": message.id, "resname": message.context, f"{{{_XML}}}space": "preserve"}
    unit = etree.SubElement(body, _qualify("trans-unit"), attributes)
    etree.SubElement(unit, _qualify("source")).text = message.source
    if message.target:
        state = _STALE if message.stale else "translated"
        etree.SubElement(unit, _qualify("target"), {"state": state}).text = message.target
    place = etree.SubElement(unit, _qualify("context-group"), {"purpose": "location"})
    line = etree.SubElement(place, _qualify("context"), {"context-type": "linenumber"})
    line.text = str(message.line)


def load(text: str) -> tuple[str, dict[Key, str]]:
    """Return the language of a document and its translations, without empty ones and those to be reviewed.

    Raises ValueError if the text is no XLIFF 1.2.
    """
    try:
        root = etree.fromstring(text.encode())
    except etree.ParseError as error:
        raise ValueError(str(error)) from error
    if root.tag != _qualify("xliff"):
        raise ValueError("it is no XLIFF 1.2")
    said = {}
    for unit in root.iter(_qualify("trans-unit")):
        target = unit.find(_qualify("target"))
        if target is not None and target.get("state") not in _UNDONE and (words := _read_text(target)):
            said[unit.get("resname", ""), _read_text(unit.find(_qualify("source")))] = words
    file = root.find(_qualify("file"))
    return file.get("target-language", "") if file is not None else "", said


def _keep(element: etree.Element) -> None:
    """Make an element, which tools keep, of each character of a text that XML cannot hold."""
    element.text, *rest = _UNWRITTEN.split(element.text or "")
    for number, (character, after) in enumerate(zip(rest[::2], rest[1::2], strict=True), 1):
        code = f"U+{ord(character):04X}"
        attributes = {"id": str(number), "ctype": _KEPT, "equiv-text": code}
        etree.SubElement(element, _qualify("x"), attributes).tail = after


def _read_text(element: etree.Element | None) -> str:
    if element is None:
        return ""
    if element.get("ctype") == _KEPT:
        return chr(int(element.get("equiv-text", "U+FFFD")[2:], 16))
    parts = [element.text or "", *(_read_text(child) + (child.tail or "") for child in element)]
    return "".join(parts)


def _qualify(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"
