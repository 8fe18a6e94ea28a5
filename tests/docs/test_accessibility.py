"""The accessibility statement says what is true of the site as built, in every language."""

from __future__ import annotations

import json
import re

import pytest
from bs4 import BeautifulSoup

from sitekit.accessblock import criteria
from sitekit.languages import ROOT, languages, words
from tests.support.pages import built_pages

FOUND = json.loads((ROOT / "docs" / "accessibility.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_the_statement_counts_the_pages_that_there_are(site, language):
    page = site / language.path / "accessibilite" / "index.html"
    html = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    there = len(built_pages(site))
    numbers = [int(number) for number in re.findall(r"\d+", html.select_one(".register p").get_text())]
    assert numbers[-1] == there * len(FOUND["modes"])
    assert there == numbers[-5] * len(languages())
    assert len(html.select(".register tbody tr")) == len(criteria(FOUND["rules"])) > 20


def test_the_installed_rules_are_those_of_the_statement():
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert FOUND["axe"] == package["devDependencies"]["axe-core"]
    assert FOUND["faults"] == 0


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_each_criterion_that_something_looks_at_has_a_name(language):
    assert set(criteria(FOUND["rules"])) == set(words(language.config)["accessibility"]["criteria"])
