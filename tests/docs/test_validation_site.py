"""The site shows every prediction of the library, and the failures as failures, in every language."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from sitekit.languages import languages
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
