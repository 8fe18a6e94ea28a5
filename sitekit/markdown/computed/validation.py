"""Compute `/// validation`: each prediction beside the number that others published."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING, Any

from pymdownx.blocks.block import Block

from sitekit.markdown.computed.base import tabulate
from sitekit.text.numbers import write_numbers
from sitekit.text.typography import space_text
from virtfaq import evidence

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context

TIERS = ("law", "same study", "across studies")
COLUMNS = ("verdict", "observed", "model", "published", "predicted", "error", "tolerance")


class Validation(Block):
    """A sentence that counts the verdicts, and a table for each tier of tolerance."""

    NAME = "validation"
    context: Context

    @property
    def words(self) -> dict[str, Any]:
        """The words of the table, in the language of the page."""
        found: dict[str, Any] = self.context.words["validation"]
        return found

    def on_create(self, parent: etree.Element) -> etree.Element:  # noqa: D102 - as pymdownx calls it
        found = evidence.validate()
        section = etree.SubElement(parent, "div", {"class": "register validation"})
        verdicts = [check.verdict for check in found.checks]
        counts = {name: verdicts.count(name) for name in self.words["verdicts"]}
        etree.SubElement(section, "p").text = self.words["summary"].format(n=len(verdicts), **counts)
        for tier in TIERS:
            heading = etree.SubElement(section, "h2", {"id": tier.replace(" ", "-")})
            heading.text = self.words["tiers"][tier]
            body = tabulate(section, (self.words[name] for name in COLUMNS))
            for check in found.tier(tier):
                self._add_row(body, check)
        return section

    def _add_row(self, body: etree.Element, check: Any) -> None:
        """Add one prediction; names of measurements and models are the library's own, in English."""
        observed, model, published, predicted, error, tolerance, verdict = check.texts()
        row = etree.SubElement(body, "tr", {"data-measurements": " ".join(check.prediction.keys)})
        badge = etree.SubElement(
            etree.SubElement(row, "td"), "strong", {"class": f"verdict verdict--{verdict}"}
        )
        badge.text = self.words["verdicts"][verdict]
        etree.SubElement(row, "th", {"scope": "row", "lang": "en"}).text = observed
        about = etree.SubElement(row, "td", {"data-label": self.words["model"], "lang": "en"})
        about.text = f"{model} ({check.rule.why})" if check.rule.why else model
        unit = check.prediction.unit
        said = self.words["units"].get(unit, unit)
        published = published.removesuffix(unit) + said
        tolerance = tolerance.replace("factor", self.words["factor"])
        for name, text in zip(COLUMNS[3:], (published, predicted, error, tolerance), strict=True):
            cell = etree.SubElement(row, "td", {"data-label": self.words[name]})
            cell.text = space_text(write_numbers(text, self.context.language), self.context.language)
            if name == "published" and said:  # below its number where the column is narrow
                start = len(cell.text) - len(said)
                cell.text, etree.SubElement(cell, "span").text = cell.text[:start], cell.text[start:]
