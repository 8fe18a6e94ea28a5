"""Sets the spaces of a page as Markdown renders it, each part in its language, and never in code."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER

from sitekit.typography import NARROW, escaped, spaced, spaced_source

if TYPE_CHECKING:
    from sitekit.markdown import Context

_JOINER = "\u2060"
_VERBATIM = {"code", "pre", "kbd", "samp", "script", "style", "math"}
_READ = ("title", "alt", "aria-label", "aria-description", "placeholder", "data-label")
_KEPT_ASIDE = re.compile(HTML_PLACEHOLDER % "([0-9]+)")
_TAG = re.compile(r"""<(?P<closes>/?)(?P<name>\w+)(?:[^<>]*?\blang=["']?(?P<lang>[\w-]+))?[^<>]*>""")


def register(md: Markdown, context: Context) -> None:
    """Adds the processors; attribute lists are set before (8), the table of contents is made between (5)."""
    md.treeprocessors.register(_Typography(md, context.language), "virtfaq-typography", 6)
    md.treeprocessors.register(_Contents(md, context.language), "virtfaq-contents", 4)


class _Processor(Treeprocessor):
    def __init__(self, md: Markdown, language: str) -> None:
        super().__init__(md)
        self.language = language


class _Typography(_Processor):
    """Sets what readers see of a page: its text, and the attributes that are read."""

    def run(self, root: etree.Element) -> None:
        self.spans: list[str] = []  # the languages of the raw tags that are open; "" in code
        self._walk(root, self.language)

    def _walk(self, element: etree.Element, language: str) -> None:
        """Sets the text of an element and what follows each child; a child may be in another language."""
        spans = self.spans
        if own := element.get("lang"):
            language, self.spans = own, []
        for name in _READ:
            if name in element.attrib:
                element.set(name, self._set(element.attrib[name], language))
        if element.tag not in _VERBATIM:
            self._content(element, language)
        if own:
            self.spans = spans

    def _content(self, element: etree.Element, language: str) -> None:
        element.text = element.text and self._set(element.text, language)
        before: etree.Element | None = None
        for child in element:
            if child.get("class") == "cite":
                _join(element, before)
            self._walk(child, language)
            child.tail = child.tail and self._set(child.tail, language)
            before = child

    def _set(self, text: str, language: str) -> str:
        """A text with its spaces; raw HTML, kept aside under a number, may change the language."""
        pieces = _KEPT_ASIDE.split(text)
        for i, piece in enumerate(pieces):
            if i % 2:
                self._set_aside(int(piece), language)
                pieces[i] = HTML_PLACEHOLDER % piece
            else:
                pieces[i] = spaced(piece, self.spans[-1] if self.spans else language)
        return "".join(pieces)

    def _set_aside(self, number: int, language: str) -> None:
        """Sets a piece of raw HTML, and follows the lone tags that may change the language or hold code."""
        kept = self.md.htmlStash.rawHtmlBlocks
        html, language = str(kept[number]), (self.spans or [language])[-1]
        tag = _TAG.fullmatch(html)
        if not tag:
            kept[number] = spaced_source(html, language) if isinstance(kept[number], str) else kept[number]
        elif tag["name"] not in _VERBATIM | {"span"}:
            return
        elif tag["closes"]:
            self.spans = self.spans[:-1]
        else:
            self.spans = [*self.spans, "" if tag["name"] in _VERBATIM else tag["lang"] or language]


class _Contents(_Processor):
    """Sets the titles in the table of contents, each in the language of its heading."""

    def run(self, root: etree.Element) -> None:
        languages = {element.get("id"): element.get("lang") for element in root.iter() if element.get("lang")}
        todo = list(getattr(self.md, "toc_tokens", []))
        while todo:
            token = todo.pop()
            language = languages.get(token["id"]) or self.language
            token["name"] = escaped(spaced_source(token["name"], language))
            todo += token["children"]


def _join(parent: etree.Element, before: etree.Element | None) -> None:
    """Keeps the mark of a reference on the line of what stands before it, in any language."""
    text = (parent.text if before is None else before.tail) or ""
    joined = text.rstrip() + NARROW if text != text.rstrip() else text + _JOINER
    if before is None:
        parent.text = joined
    else:
        before.tail = joined
