"""Compute `/// accessibility`: the criteria that the audits look at, and what they found.

Pages are counted at each build; what was found, with which versions, is in docs/accessibility.json, which the
audit writes and a test compares with what it finds.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING, Any

from pymdownx.blocks.block import Block

from sitekit.languages import languages
from sitekit.markdown.computed.base import tabulate
from sitekit.text.dates import write_day

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context

# What our own tests look at, besides the rules of axe-core: see tests/browser/test_access.py.
OWN = {
    "1.4.10": "reflow",
    "2.1.1": "keyboard",
    "2.1.2": "keyboard",
    "2.1.4": "letters",
    "2.4.1": "skip",
    "2.4.7": "focus",
    "2.4.11": "focus",
    "2.5.8": "targets",
}


def find_criteria(rules: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the criteria of WCAG that something tests, in order, each with the rules of axe-core that do.

    >>> find_criteria({"label": ["4.1.2"], "image-alt": ["1.1.1"], "region": []})["4.1.2"]
    ['label']
    """
    found: dict[str, list[str]] = {number: [] for number in OWN}
    for rule, numbers in rules.items():
        for number in numbers:
            found.setdefault(number, []).append(rule)
    return dict(sorted(found.items(), key=lambda item: [int(part) for part in item[0].split(".")]))


class Accessibility(Block):
    """A paragraph on what was audited and when, and a table of the criteria that something looks at."""

    NAME = "accessibility"
    context: Context

    def on_create(self, parent: etree.Element) -> etree.Element:  # noqa: D102 - as pymdownx calls it
        words = self.context.words["accessibility"]
        found = json.loads((self.context.docs / "accessibility.json").read_text(encoding="utf-8"))
        section = etree.SubElement(parent, "div", {"class": "register"})
        etree.SubElement(section, "p").text = self._summarize(words, found)
        body = tabulate(section, (words["criterion"], words["by"]))
        for number, rules in find_criteria(found["rules"]).items():
            self._fill_row(etree.SubElement(body, "tr"), words, number, rules)
        return section

    def _summarize(self, words: dict[str, Any], found: dict[str, Any]) -> str:
        tree = self.context.tree
        pages = 1 + sum(
            path.suffix in {".md", ".py"} for path in tree.rglob("*")
        )  # one for what is not found
        several, modes = len(languages()), len(found["modes"])
        day = write_day(found["date"], self.context.words["locale"])
        text: str = words["summary"].format(
            pages=pages,
            languages=several,
            modes=modes,
            views=pages * several * modes,
            rules=len(found["rules"]),
            faults=found["faults"],
            axe=found["axe"],
            browser=found["browser"].split(".")[0],
            date=day,
        )
        return text

    def _fill_row(self, row: etree.Element, words: dict[str, Any], number: str, rules: list[str]) -> None:
        head = etree.SubElement(row, "th", {"scope": "row"})
        head.text = f"{number} {words['criteria'][number]}"
        cell = etree.SubElement(row, "td", {"data-label": words["by"]})
        if number in OWN:
            cell.text = words["own"][OWN[number]]
            if rules:
                etree.SubElement(cell, "br")
        for index, rule in enumerate(rules):
            code = etree.SubElement(cell, "code")
            code.text, code.tail = rule, ", " if index + 1 < len(rules) else None
