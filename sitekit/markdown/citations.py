"""Number the sources of a page: those of its claims and those cited in its prose as `[@key, locator]`.

The tree is walked once, in reading order, so that numbers rise as one reads; the list of works ends the page,
and has of each the passages that the page cites. A mark leads to its passage; theme/assets/virtfaq.js shows
it.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from sitekit.knowledge.claims import CITATION
from sitekit.markup.passages import add_passages, name_place
from sitekit.markup.structured_data import set_scope
from sitekit.markup.works import add_entry

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context
    from sitekit.knowledge.passages import Passage

Cited = dict[str, dict[str, "Passage"]]  # by works in the order of their numbers, the passages by their ids
_ROOM = 20  # signs of marks that stand together behind a word at 320 pixels


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
        cited: Cited = {}
        for element in list(root.iter()):
            if element.tag == "sup" and element.get("class") == "cite" and element.get("data-key"):
                key, locator = (element.attrib.pop(name) for name in ("data-key", "data-locator"))
                self._fill(element, key, locator, self._find_passage(key, locator), cited)
            elif element.tag == "p" and "claim" in element.get("class", "").split():
                self._decorate(element, cited)
        if cited:
            self._list_works(root, cited)

    def _find_passage(self, key: str, locator: str) -> Passage | None:
        """Return the passage that prose means, if it is a known one."""
        found = self.context.passages.get(key, ())
        return next((passage for passage in found if passage.answers(locator)), None)

    def _cite(self, claim: etree.Element, sources: list[str], cited: Cited) -> None:
        """Add the marks of a claim, which say where a passage stands if a phone has room for all of them."""
        found = [(source.partition("#")[0], self._read_source(source)) for source in sources]
        signs = sum(len(f"[1, {passage.short}]") if passage else len("[1]") for _, passage in found)
        for key, passage in found:
            mark = etree.SubElement(claim, "sup", {"class": "cite"})
            self._fill(mark, key, "", passage, cited, is_brief=signs > _ROOM)

    def _read_source(self, source: str) -> Passage | None:
        """Return the passage that a claim cites as `work#locator`; None if it cites the work alone."""
        key, has_locator, _ = source.partition("#")
        passages = {passage.key: passage for passage in self.context.passages.get(key, ())}
        if has_locator and source not in passages and key in self.context.works:
            raise ValueError(
                f'"{source}" is cited but docs/passages.toml does not have it; add it or correct the locator'
            )
        return passages.get(source)

    def _fill(
        self,
        mark: etree.Element,
        key: str,
        locator: str,
        passage: Passage | None,
        cited: Cited,
        *,
        is_brief: bool = False,
    ) -> None:
        if key not in self.context.works:
            raise ValueError(
                f"[@{key}] is cited but docs/sources.bib does not have it; add it or correct the key"
            )
        passages = cited.setdefault(key, {})
        number, target, whole = [*cited].index(key) + 1, f"ref-{key}", locator
        if passage:
            places = self.context.words["passage"]["places"]
            target, whole = f"ref-{key}.{passage.locator}", name_place(passage.where, places)
            locator = name_place(locator, places) or ("" if is_brief else name_place(passage.short, places))
            passages[target] = passage
        label = self.context.words["source_number"].format(n=number)
        attributes = {
            "href": f"#{target}",
            "role": "doc-biblioref",
            "aria-label": label + (f", {whole}" * bool(whole)),
        }
        link = etree.SubElement(mark, "a", attributes)
        link.text = f"[{number}{', ' + locator if locator else ''}]"

    def _decorate(self, claim: etree.Element, cited: Cited) -> None:
        words, verdict = self.context.words, claim.get("data-verdict", "")
        badge = etree.Element("strong", {"class": f"verdict verdict--{verdict}"})
        if claim.get("lang"):  # the claim is left in French; its verdict is in the words of the page
            badge.set("lang", self.context.language)
        hidden = etree.SubElement(badge, "span", {"class": "visually-hidden"})
        hidden.text = words["verdict"] + words["colon"]
        hidden.tail = words["verdicts"].get(verdict, verdict)
        badge.tail, claim.text = " " + (claim.text or ""), None
        claim.insert(0, badge)
        self._cite(claim, claim.attrib.pop("data-sources", "").split(), cited)
        label = {"title": words["permalink"], "aria-label": words["permalink"]}
        anchor = {"class": "headerlink", "href": f"#{claim.get('id')}"} | label
        etree.SubElement(claim, "a", anchor).text = "¶"

    def _list_works(self, root: etree.Element, cited: Cited) -> None:
        section = etree.SubElement(
            root, "section", {"role": "doc-bibliography", "aria-labelledby": "sources"}
        )
        set_scope(section, "WebPage")
        etree.SubElement(section, "h2", {"id": "sources"}).text = self.context.words["sources"]
        works = etree.SubElement(section, "ol", {"class": "references"})
        for key, passages in cited.items():
            item = etree.SubElement(works, "li", {"id": f"ref-{key}"})
            set_scope(item, self.context.works[key].schema, "citation")
            add_entry(item, self.context.works[key], self.context)
            add_passages(item, passages, self.context)
