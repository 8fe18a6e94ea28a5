"""Say below each claim what it rests on: a kernel, a measurement, a definition, a calculation."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from sitekit.grammar.page import Page
from sitekit.knowledge.claims import Claim, read_record

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context


def register(md: Markdown, context: Context) -> None:
    """Read the claims before fences leave the text (25), and complete them once they are decorated (7)."""
    reader = _Reader(md)
    md.preprocessors.register(reader, "virtfaq-rungs", 29)
    md.treeprocessors.register(_Rungs(reader, md, context), "virtfaq-rungs", 6)


class _Reader(Preprocessor):
    """Keeps the claims of the page."""

    claims: dict[str, Claim] = {}  # noqa: RUF012 - replaced, never changed

    def run(self, lines: list[str]) -> list[str]:
        self.claims = {claim.id: claim for claim in read_record(Page("\n".join(lines))).claims}
        return lines


class _Rungs(Treeprocessor):
    """Adds the rungs of each claim, before its permanent link."""

    def __init__(self, reader: _Reader, md: Markdown, context: Context) -> None:
        super().__init__(md)
        self.reader, self.context = reader, context

    def run(self, root: etree.Element) -> None:
        for element in root.iter("p"):
            claim = self.reader.claims.get(element.get("id", ""))
            if claim and claim.rungs and "claim" in element.get("class", "").split():
                element.insert(len(element) - 1, self._describe(claim))

    def _describe(self, claim: Claim) -> etree.Element:
        """Return the line that names the rungs; that of a kernel elsewhere leads there."""
        words = self.context.words
        line = etree.Element("small", {"class": "rungs"})
        if claim.lang:
            line.set("lang", self.context.language)
        line.text = words["rung"] + words["colon"]
        for number, rung in enumerate(claim.rungs):
            if rung == "kernel" and claim.console:
                part = etree.SubElement(line, "a", {"href": claim.console})
            else:
                part = etree.SubElement(line, "span")
            part.text = words["rungs"][rung]
            part.tail = ", " if number + 1 < len(claim.rungs) else None
        return line
