"""The site shows every prediction of the library, and the failures as failures, in every language."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from sitekit.languages import languages, words
from virtfaq import evidence


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_every_prediction_is_shown_with_its_verdict(site, language):
    page = site / language.path / "validation" / "index.html"
    html = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    found = evidence.validate()
    rows = html.select(".validation tbody tr")
    assert len(rows) == len(found.checks) >= 30
    assert len(html.select(".verdict--fails")) == len(found.failures) > 0
    observed = [row.select_one("th").get_text() for row in rows]
    assert sorted(observed) == sorted(check.prediction.observed for check in found.checks)
    assert all(row["data-measurements"] for row in rows)


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        (
            "",
            [
                "270,6\u00a0µs",
                "+0,7\u202f%",
                "±1\u202f%",
                "facteur 2,5",
                "4,109\u00a0×\u00a010⁸\u00a0octets",
            ],
        ),
        ("en/", ["270.6 µs", "+0.7%", "±1%", "factor 2.5", "4.109\u00a0×\u00a010⁸ bytes"]),
    ],
)
def test_numbers_and_units_are_written_in_the_language_of_the_page(site, path, texts):
    html = BeautifulSoup((site / path / "validation/index.html").read_text("utf-8"), "html.parser")
    cells = [cell.get_text() for cell in html.select(".validation td:not([lang])")]
    assert [text for text in texts if text not in cells] == []
    other = r"\d\.\d" if not path else r"\d,\d"
    assert [cell for cell in cells if re.search(rf"{other}|\de[+-]\d", cell)] == []


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_every_unit_has_its_name(language):
    named = words(language.config)["validation"]["units"]
    international = {"s", "ms", "Gbit/s", "Mbit/s", "GFLOPS", "GUPS", "IOPS", "1/s", ""}
    assert {check.prediction.unit for check in evidence.validate().checks} <= named.keys() | international
