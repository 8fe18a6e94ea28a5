"""Keep permalinks out of the names of headings, and mark the language of each heading in the contents.

The link that a heading carries repeats an entry of the table of contents, so only those who point see it.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterator
from typing import Any

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

_HEADINGS = {f"h{level}" for level in range(1, 7)}
_POINTED_AT = {"aria-hidden": "true", "tabindex": "-1"}


def register(md: Markdown) -> None:
    """Add the processor; the table of contents and the permalinks are made before it (5)."""
    md.treeprocessors.register(_Headings(md), "virtfaq-headings", 4)


class _Headings(Treeprocessor):
    def run(self, root: etree.Element) -> None:
        languages: dict[str, str] = {}
        for heading, language in _find_headings(root, ""):
            for link in heading.iterfind("a[@class='headerlink']"):
                link.attrib.update(_POINTED_AT)
            if language:
                languages[heading.get("id", "")] = language
        _mark(getattr(self.md, "toc_tokens", []), languages)


def _find_headings(element: etree.Element, language: str) -> Iterator[tuple[etree.Element, str]]:
    """Yield every heading, with the language that it or an element around it is marked with."""
    language = element.get("lang", language)
    if element.tag in _HEADINGS:
        yield element, language
    for child in element:
        yield from _find_headings(child, language)


def _mark(tokens: list[dict[str, Any]], languages: dict[str, str]) -> None:
    """Put the name of each part that is in another language than its page into a marked `<span>`."""
    for token in tokens:
        if language := languages.get(token["id"]):
            token["name"] = f'<span lang="{language}">{token["name"]}</span>'
        _mark(token["children"], languages)
