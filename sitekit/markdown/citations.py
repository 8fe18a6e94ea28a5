"""Number the sources of a page: those of its claims and those cited in its prose as `[@key, locator]`.

The tree is walked once, in reading order, so that numbers rise as one reads; the list of works ends the page.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from sitekit.knowledge.claims import CITATION
from sitekit.markup.structured_data import set_scope
from sitekit.markup.works import add_entry

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context


def register(md: Markdown, context: Context) -> None:
    """Add the two processors; attribute lists are set before (8), the table of contents made after (5)."""
    md.inlinePatterns.register(_Citation(CITATION.pattern, md), "virtfaq-citation", 175)
    md.treeprocessors.register(_References(md, context), "virtfaq-references", 7)


class _Citation(InlineProcessor):
    """Leaves a mark for each citation; it has no number yet, since claims are not inline text."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        mark = etree.Element(
            "sup", {"class": "cite", "data-key": m["key"], "data-locator": m["locator"] or ""}
        )
        return mark, m.start(0), m.end(0)


class _References(Treeprocessor):
    """Gives each source its number, decorates the claims, and writes the list of works."""

    def __init__(self, md: Markdown, context: Context) -> None:
        super().__init__(md)
        self.context = context

    def run(self, root: etree.Element) -> None:
        numbers: dict[str, int] = {}
        for element in list(root.iter()):
            if element.tag == "sup" and element.get("class") == "cite" and element.get("data-key"):
                self._fill(
                    element, element.attrib.pop("data-key"), element.attrib.pop("data-locator"), numbers
                )
            elif element.tag == "p" and "claim" in element.get("class", "").split():
                self._decorate(element, numbers)
        if numbers:
            self._list_works(root, numbers)

    def _fill(self, mark: etree.Element, key: str, locator: str, numbers: dict[str, int]) -> None:
        if key not in self.context.works:
            raise ValueError(
                f"[@{key}] is cited but docs/sources.bib does not have it; add it or correct the key"
            )
        number = numbers.setdefault(key, len(numbers) + 1)
        label = self.context.words["source_number"].format(n=number)
        attributes = {
            "href": f"#ref-{key}",
            "role": "doc-biblioref",
            "aria-label": label + (f", {locator}" * bool(locator)),
        }
        link = etree.SubElement(mark, "a", attributes)
        link.text = f"[{number}{', ' + locator if locator else ''}]"

    def _decorate(self, claim: etree.Element, numbers: dict[str, int]) -> None:
        words, verdict = self.context.words, claim.get("data-verdict", "")
        badge = etree.Element("strong", {"class": f"verdict verdict--{verdict}"})
        if claim.get("lang"):  # the claim is left in French; its verdict is in the words of the page
            badge.set("lang", self.context.language)
        hidden = etree.SubElement(badge, "span", {"class": "visually-hidden"})
        hidden.text = words["verdict"] + words["colon"]
        hidden.tail = words["verdicts"].get(verdict, verdict)
        badge.tail, claim.text = " " + (claim.text or ""), None
        claim.insert(0, badge)
        for key in claim.get("data-sources", "").split():
            self._fill(etree.SubElement(claim, "sup", {"class": "cite"}), key, "", numbers)
        label = {"title": words["permalink"], "aria-label": words["permalink"]}
        anchor = {"class": "headerlink", "href": f"#{claim.get('id')}"} | label
        etree.SubElement(claim, "a", anchor).text = "¶"

    def _list_works(self, root: etree.Element, numbers: dict[str, int]) -> None:
        section = etree.SubElement(
            root, "section", {"role": "doc-bibliography", "aria-labelledby": "sources"}
        )
        set_scope(section, "WebPage")
        etree.SubElement(section, "h2", {"id": "sources"}).text = self.context.words["sources"]
        works = etree.SubElement(section, "ol", {"class": "references"})
        for key in numbers:
            item = etree.SubElement(works, "li", {"id": f"ref-{key}"})
            set_scope(item, self.context.works[key].schema, "citation")
            add_entry(item, self.context.works[key], self.context)
