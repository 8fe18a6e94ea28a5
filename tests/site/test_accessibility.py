"""The accessibility statement says what is true of the site as built, in every language."""

from __future__ import annotations

import ast
import json
import re

import pytest
from bs4 import BeautifulSoup

from sitekit.languages import ROOT, languages, words
from sitekit.markdown.computed.accessibility import find_criteria
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
    assert len(html.select(".register tbody tr")) == len(find_criteria(FOUND["rules"])) > 20


def test_the_installed_rules_are_those_of_the_statement():
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert FOUND["axe"] == package["devDependencies"]["axe-core"]
    assert FOUND["faults"] == 0


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_each_criterion_that_something_looks_at_has_a_name(language):
    assert set(find_criteria(FOUND["rules"])) == set(words(language.config)["accessibility"]["criteria"])


JOURNEYS = ROOT / "tests" / "browser" / "journeys"
BROWSERS = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKitGTK"}


def walked(source: str) -> set[str]:
    """Return the browsers in which a file of journeys walks: those named, and those of `person`."""
    nodes = list(ast.walk(ast.parse(source)))
    named = {node.value for node in nodes if isinstance(node, ast.Constant)} & BROWSERS.keys()
    shared = any(isinstance(node, ast.arg) and node.arg == "person" for node in nodes)
    return named | ({"chromium", "firefox"} if shared else set())


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_the_statement_names_the_browsers_of_the_journeys(language):
    text = (ROOT / "docs" / language.code / "accessibilite.md").read_text(encoding="utf-8")
    for name in BROWSERS.values():
        assert name in text


def test_every_journey_walks_in_the_browsers_that_the_statement_gives_it():
    files = {path.stem: walked(path.read_text(encoding="utf-8")) for path in JOURNEYS.glob("test_*.py")}
    assert len(files) > 10
    assert {name for name, browsers in files.items() if not {"chromium", "firefox"} <= browsers} == set()
    in_webkit = {name for name, browsers in files.items() if "webkit" in browsers}
    assert in_webkit - {"test_person"} == {"test_search", "test_run"}
    shared = walked((JOURNEYS / "conftest.py").read_text(encoding="utf-8"))
    assert {"chromium", "firefox"} <= shared


def test_a_journey_in_one_browser_is_seen():
    assert walked("def test_a(host):\n    with meeting() as one:\n        pass") == set()
    assert walked("@pytest.mark.parametrize('browser', ['webkit'])\ndef test_a(person): ...") == set(BROWSERS)
