"""Set the spaces of a page as Markdown renders it, each part in its language, and never in code."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER

from sitekit.markup.raw_tags import KEPT_ASIDE, OpenTags
from sitekit.text.typography import NARROW, VERBATIM, escape_spaces, space_source, space_text

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context

_JOINER = "\u2060"
_READ = ("title", "alt", "aria-label", "aria-description", "placeholder", "data-label")


def register(md: Markdown, context: Context) -> None:
    """Add the processors; attribute lists are set before (8), the table of contents is made between (5)."""
    md.treeprocessors.register(_Typography(md, context.language), "virtfaq-typography", 6)
    md.treeprocessors.register(_Contents(md, context.language), "virtfaq-contents", 4)


class _Processor(Treeprocessor):
    def __init__(self, md: Markdown, language: str) -> None:
        super().__init__(md)
        self.language = language


class _Typography(_Processor):
    """Sets what readers see of a page: its text, and the attributes that are read."""

    def run(self, root: etree.Element) -> None:
        self.tags = OpenTags()
        self._walk(root, self.language)

    def _walk(self, element: etree.Element, language: str) -> None:
        """Set the text of an element and what follows each child; a child may be in another language."""
        tags = self.tags
        if own := element.get("lang"):
            language, self.tags = own, OpenTags()
        for name in _READ:
            if name in element.attrib:
                element.set(name, self._set(element.attrib[name], language))
        if element.tag not in VERBATIM:
            self._set_content(element, language)
        if own:
            self.tags = tags

    def _set_content(self, element: etree.Element, language: str) -> None:
        element.text = element.text and self._set(element.text, language)
        before: etree.Element | None = None
        for child in element:
            if child.get("class") == "cite":
                _join(element, before)
            self._walk(child, language)
            child.tail = child.tail and self._set(child.tail, language)
            before = child

    def _set(self, text: str, language: str) -> str:
        """Return a text with its spaces; raw HTML, kept aside under a number, may change the language."""
        pieces = KEPT_ASIDE.split(text)
        for i, piece in enumerate(pieces):
            if i % 2:
                self._set_aside(int(piece), language)
                pieces[i] = HTML_PLACEHOLDER % piece
            elif not self.tags.is_within(VERBATIM):
                pieces[i] = space_text(piece, self.tags.find_language(language))
        return "".join(pieces)

    def _set_aside(self, number: int, language: str) -> None:
        """Set a piece of raw HTML, and follow lone tags, which may change the language or hold code."""
        kept = self.md.htmlStash.rawHtmlBlocks
        html = kept[number]
        if not self.tags.take(str(html)) and isinstance(html, str) and not self.tags.is_within(VERBATIM):
            kept[number] = space_source(html, self.tags.find_language(language))


class _Contents(_Processor):
    """Sets the titles in the table of contents, each in the language of its heading."""

    def run(self, root: etree.Element) -> None:
        languages = {element.get("id"): element.get("lang") for element in root.iter() if element.get("lang")}
        todo = list(getattr(self.md, "toc_tokens", []))
        while todo:
            token = todo.pop()
            language = languages.get(token["id"]) or self.language
            token["name"] = escape_spaces(space_source(token["name"], language))
            todo += token["children"]


def _join(parent: etree.Element, before: etree.Element | None) -> None:
    """Keep the mark of a reference on the line of what stands before it, in any language."""
    text = (parent.text if before is None else before.tail) or ""
    joined = text.rstrip() + NARROW if text != text.rstrip() else text + _JOINER
    if before is None:
        parent.text = joined
    else:
        before.tail = joined
