"""Compute `/// bibliography`: every work by its author, with the pages and claims it supports."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pymdownx.blocks.block import Block

from sitekit.knowledge.claims import Claim, Record
from sitekit.markdown.computed.base import link_page
from sitekit.markup.structured_data import set_scope
from sitekit.markup.works import add_entry, add_label
from virtfaq import evidence

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context

Uses = dict[str, list[tuple[Record, list[Claim]]]]


def find_uses(pages: Iterable[Record]) -> Uses:
    """Return by the key of a work the pages that cite it, each with the claims that do."""
    found: Uses = {}
    for page in pages:
        keys = dict.fromkeys([*(key for claim in page.claims for key in claim.sources), *page.cited])
        for key in keys:
            found.setdefault(key, []).append((page, [one for one in page.claims if key in one.sources]))
    return found


class Bibliography(Block):
    """The works, sorted as they are named in short; the uses of each unfold."""

    NAME = "bibliography"
    context: Context

    def on_create(self, parent: etree.Element) -> etree.Element:  # noqa: D102 - as pymdownx calls it
        works = etree.SubElement(parent, "ul", {"class": "bibliography"})
        pages = {page.path: page for page in [*self.context.pages, *self.context.claims]}
        found = find_uses(pages.values())
        measured = Counter(measurement.source for measurement in evidence.search(""))
        names = self.context.labels
        for key in sorted(names, key=lambda key: "".join(names[key]).casefold()):
            work = self.context.works[key]
            item = etree.SubElement(works, "li", {"id": key})
            add_label(etree.SubElement(item, "strong"), key, self.context)
            reference = etree.SubElement(item, "p")
            set_scope(item, work.schema)
            add_entry(reference, work, self.context, whole=True)
            if measured[key]:
                self._add_measured(item, measured[key])
            if key in found:
                self._add_uses(item, key, found[key])
        return works

    def _add_measured(self, item: etree.Element, count: int) -> None:
        name = "measured_one" if count == 1 else "measured_other"
        etree.SubElement(item, "p").text = self.context.words[name].format(n=count)

    def _add_uses(self, item: etree.Element, key: str, found: list[tuple[Record, list[Claim]]]) -> None:
        words = self.context.words
        unfolded = etree.SubElement(item, "details", {"class": "uses"})
        count = sum(len(claims) for _, claims in found)
        text = words["used_by"] + words["colon"] + _count(words, "claims", count)
        etree.SubElement(unfolded, "summary").text = text + ", " + _count(words, "pages", len(found))
        pages = etree.SubElement(unfolded, "ul")
        for page, _ in found:
            link = link_page(etree.SubElement(pages, "li"), page, self.context, has_badge=False)
            link.set("href", f"{page.path}#ref-{key}")  # with what the page read of the work


def _count(words: dict[str, dict[str, str]], name: str, count: int) -> str:
    return words[name][{0: "none", 1: "one"}.get(count, "other")].format(n=count)
