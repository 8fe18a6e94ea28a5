"""Explain the terms of the glossary on the pages: the first use of a term links to its definition.

A link is reached by keyboard and by touch, and leads to the glossary where there is no script.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from sitekit import languages
from sitekit.knowledge.definitions import PAGE
from sitekit.knowledge.glossary import Term, make_pattern
from sitekit.markup.raw_tags import KEPT_ASIDE, OpenTags
from sitekit.markup.structured_data import describe_terms, embed
from sitekit.text.typography import VERBATIM

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context

_CLOSED = VERBATIM | frozenset(
    {"a", "abbr", "button", "cite", "dfn", "dt", "em", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"label", "legend", "option", "select", "summary", "sup", "svg", "th", "title"}
    | {"audio", "canvas", "iframe", "object", "template", "video"}
)
_HIDDEN = "\ufffc"


def register(md: Markdown, context: Context) -> None:
    """Add the processor: citations are numbered before (7), typographic spaces are set after (6)."""
    md.treeprocessors.register(_Terms(md, context), "virtfaq-terms", 6.5)


class _Terms(Treeprocessor):
    """Links terms on pages; on the glossary itself, adds to each definition its equivalents."""

    def __init__(self, md: Markdown, context: Context) -> None:
        super().__init__(md)
        self.context = context

    def run(self, root: etree.Element) -> None:
        terms = {term.id: term for term in self.context.terms}
        ids = {element.get("id") for element in root.iter("dt")}
        if ids & terms.keys():
            self._complete_glossary(root, terms)
            return
        said, todo = self.context.definitions, {}
        known = set(said)
        for term in terms.values():
            words = make_pattern(term.forms.get(self.context.language, ()), self.context.language)
            if words and term.id in known:
                todo[term.id] = words
        _Linker(todo, said, self.md.htmlStash.rawHtmlBlocks).walk(root)

    def _complete_glossary(self, root: etree.Element, terms: dict[str, Term]) -> None:
        elements = [element for element in root.iter() if element.tag in {"dt", "dd"}]
        entries = [(dt, dd) for dt, dd in pairwise(elements) if dt.tag == "dt" and dd.tag == "dd"]
        entries = [(dt, dd) for dt, dd in entries if dt.get("id", "") in terms]
        name = self.context.words["glossary"]
        embed(self.md, root, describe_terms(name, entries, self.context.language))
        for dt, dd in entries:
            self._add_equivalents(dd, terms[dt.get("id", "")])

    def _add_equivalents(self, parent: etree.Element, term: Term) -> None:
        """Add the term in other languages, what to avoid in this one, and where it is attested."""
        words, language = self.context.words, self.context.language
        note = etree.SubElement(parent, "p", {"class": "equivalents"})
        for code, forms in term.forms.items():
            if forms and code != language:
                name = etree.SubElement(note, "span", {"class": "language"})
                name.text, name.tail = code, " "
                shown = etree.SubElement(note, "span", {"lang": code})
                shown.text, shown.tail = ", ".join(forms), " · "
        for label, text in (
            (words["glossary_avoid"], ", ".join(term.avoid.get(language, ()))),
            (words["glossary_attested"], term.attested if language == languages.SOURCE else ""),
        ):
            if text:
                line = etree.SubElement(note, "span", {"class": "advice"})
                line.text, line.tail = label + words["colon"] + text, " · "
        if len(note):
            note[-1].tail = None


class _Linker:
    """Walks the text of a page once and links each term where it is first said."""

    def __init__(
        self, todo: dict[str, re.Pattern[str]], said: Mapping[str, str], kept_aside: Sequence[object]
    ) -> None:
        self.todo = todo
        self.said = said
        self.kept_aside = kept_aside
        self.tags = OpenTags()  # those written by hand, which are no elements of the tree

    def walk(self, element: etree.Element) -> None:
        """Link the terms in an element and what it holds; what is in another language is left alone."""
        if element.tag in _CLOSED or element.get("lang") or not isinstance(element.tag, str):
            self._hide_closed("".join(element.itertext()))  # what is opened there may be closed elsewhere
            return
        children = list(element)
        element.text = self._link(element, element.text, 0)
        for child in children:
            self.walk(child)
            child.tail = self._link(element, child.tail, list(element).index(child) + 1)

    def _link(self, parent: etree.Element, text: str | None, at: int) -> str | None:
        """Put links for the terms of a text into the parent, as child `at`; return what stands before."""
        if not text or not text.strip():
            return text
        found = list(self._find_terms(self._hide_closed(text)))
        links, place = [], len(text)
        for start, end, name in reversed(found):
            link = etree.Element("a", {"class": "term", "href": f"/{PAGE}#{name}"})
            if self.said[name]:
                link.set("title", self.said[name])
            link.text, link.tail = text[start:end], text[end:place]
            links.append(link)
            place = start
        for link in links:
            parent.insert(at, link)
        return text[:place]

    def _hide_closed(self, text: str) -> str:
        """Return the text, with signs in the place of what stands in elements that hold no link."""
        pieces, at = [], 0
        for kept in KEPT_ASIDE.finditer(text):
            pieces += [self._hide_if_closed(text[at : kept.start()]), _HIDDEN * len(kept[0])]
            self.tags.take(str(self.kept_aside[int(kept[1])]))
            at = kept.end()
        return "".join([*pieces, self._hide_if_closed(text[at:])])

    def _hide_if_closed(self, piece: str) -> str:
        is_closed = self.tags.is_within(_CLOSED) or self.tags.find_language("")
        return _HIDDEN * len(piece) if is_closed else piece

    def _find_terms(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield the first use of each term, in order; of terms that overlap, the longest."""
        matches = [(match, name) for name, words in self.todo.items() if (match := words.search(text))]
        end = 0
        for match, name in sorted(matches, key=lambda item: (item[0].start(), -len(item[0][0]))):
            if match.start() >= end:
                end = match.end()
                del self.todo[name]
                yield match.start(), end, name
