"""Compute `/// programs`: what runs in the machine that pages boot, with versions, licences and sources."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from pymdownx.blocks.block import Block

from sitekit.knowledge.machine import find_machine, list_programs
from sitekit.markdown.computed.base import tabulate

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context


class Programs(Block):
    """A table of the programs; a sentence where the site is built without them."""

    NAME = "programs"
    context: Context

    def on_create(self, parent: etree.Element) -> etree.Element:  # noqa: D102 - as pymdownx calls it
        self.context.used.add(("programs", ""))
        words = self.context.words["programs"]
        section = etree.SubElement(parent, "div", {"class": "register"})
        if not (machine := find_machine()):
            etree.SubElement(section, "p").text = words["none"]
            return section
        body = tabulate(section, words["head"])
        for program in list_programs():
            row = etree.SubElement(body, "tr")
            etree.SubElement(row, "th", {"scope": "row"}).text = program["name"]
            sources = ", ".join(" ".join(source) for source in program["sources"])
            values = (program["version"], program["licence"], sources or "npm")
            for head, value in zip(words["head"][1:], values, strict=True):
                etree.SubElement(row, "td", {"data-label": head}).text = value
        said = etree.SubElement(section, "p")
        said.text = words["texts"]
        etree.SubElement(said, "code").text = f"assets/kernel/{machine.name}/LICENSES.txt"
        return section
