"""The computed blocks: `/// claims` lists every claim, `/// bibliography` every work and its uses."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from sitekit.bibliography import entry
from sitekit.claims import Claim, Page
from sitekit.linked import scope

if TYPE_CHECKING:
    from sitekit.inputs import Context


def register(md: Markdown, context: Context) -> None:
    """Makes the two block names known."""
    add(md, context, _Claims, _Bibliography)


def add(md: Markdown, context: Context, *blocks: type[Block]) -> None:
    """Makes blocks of any kind known, bound to the pages and the words of one language."""
    for block in blocks:
        bound = type(block.__name__, (block,), {"context": context})
        extension = type("_Extension", (BlocksExtension,), {"extendMarkdownBlocks": _adder(bound)})()
        extension.extendMarkdown(md)


def _adder(block: type[Block]):  # type: ignore[no-untyped-def]
    return lambda self, md, manager: manager.register(block, {})


class _Claims(Block):
    """A table of claims for each page: verdict, claim, proof, sources."""

    NAME = "claims"
    context: Context

    def on_create(self, parent: etree.Element) -> etree.Element:
        section = etree.SubElement(parent, "div", {"class": "register"})
        for page in self.context.claims:
            named = {"id": page.path.removesuffix(".md").replace("/", "-")} | _in(page.lang)
            heading = etree.SubElement(section, "h2", named)
            etree.SubElement(heading, "a", {"href": page.path}).text = page.title
            self._table(section, page)
        return section

    def _table(self, section: etree.Element, page: Page) -> None:
        table = etree.SubElement(section, "table")
        words = self.context.words
        row = etree.SubElement(etree.SubElement(table, "thead"), "tr")
        for name in (words["verdict"], words["claim"], words["proof"], words["sources"]):
            etree.SubElement(row, "th", {"scope": "col"}).text = name
        body = etree.SubElement(table, "tbody")
        for claim in page.claims:
            self._row(body, claim)

    def _row(self, body: etree.Element, claim: Claim) -> None:
        words = self.context.words
        row = etree.SubElement(body, "tr", {"data-verdict": claim.verdict})
        verdict = etree.SubElement(row, "td", {"data-label": words["verdict"]})
        badge = {"class": f"verdict verdict--{claim.verdict}"}
        etree.SubElement(verdict, "strong", badge).text = words["verdicts"].get(claim.verdict, claim.verdict)
        link = {"href": f"{claim.page}#{claim.id}"} | _in(claim.lang)
        head = etree.SubElement(row, "th", {"scope": "row"})
        etree.SubElement(head, "a", link).text = _one_line(claim.text)
        proof = words["proof_one" if claim.proof == 1 else "proof_other"].format(n=claim.proof)
        etree.SubElement(row, "td", {"data-label": words["proof"]}).text = proof
        sources = etree.SubElement(row, "td", {"data-label": words["sources"]})
        for index, key in enumerate(claim.sources):
            link = etree.SubElement(sources, "a", {"href": f"sources.md#{key}"})
            link.text = key
            link.tail = ", " if index + 1 < len(claim.sources) else None


def _in(lang: str) -> dict[str, str]:
    """The attribute of what is in another language than the page."""
    return {"lang": lang} if lang else {}


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


class _Bibliography(Block):
    """Every work of the bibliography, with the pages that rest on it."""

    NAME = "bibliography"
    context: Context

    def on_create(self, parent: etree.Element) -> etree.Element:
        works = etree.SubElement(parent, "ul", {"class": "bibliography"})
        uses = _uses(self.context.claims)
        for key, work in self.context.works.items():
            item = etree.SubElement(works, "li", {"id": key})
            scope(item, work.schema)
            entry(item, work, self.context)
            if key in uses:
                self._uses(item, uses[key])
        return works

    def _uses(self, item: etree.Element, claims: list[Claim]) -> None:
        words = self.context.words
        line = etree.SubElement(item, "p", {"class": "uses"})
        line.text = words["used_by"] + words["colon"]
        for index, claim in enumerate(claims):
            link = etree.SubElement(line, "a", {"href": f"{claim.page}#{claim.id}"})
            link.text = claim.id
            link.tail = ", " if index + 1 < len(claims) else "."


def _uses(pages: list[Page]) -> dict[str, list[Claim]]:
    uses: dict[str, list[Claim]] = {}
    for page in pages:
        for claim in page.claims:
            for key in claim.sources:
                uses.setdefault(key, []).append(claim)
    return uses
