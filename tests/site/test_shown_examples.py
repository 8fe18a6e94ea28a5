"""The site as built shows the examples that run, in every language, and no other Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitekit.build.site import Places
from sitekit.examples.collect import read_examples
from sitekit.examples.session import run
from sitekit.grammar.page import Page
from sitekit.languages import languages
from tests.support.site_audit import audit, examples_of
from tests.support.source_pages import PAGES, examples


@pytest.fixture(scope="module")
def trees(site: Path, places: Places) -> dict[str, Path]:
    """Return the woven pages of each language by the place of its HTML."""
    return {language.path.rstrip("/"): places.pages(language) for language in languages()}


def woven(trees: dict[str, Path]) -> list[Path]:
    return [page for tree in trees.values() for page in sorted(tree.rglob("*.md"))]


def test_readers_see_what_runs_and_nothing_else(site, trees):
    assert list(map(str, audit(site, trees))) == []


def test_there_are_examples_in_every_language(trees):
    for tree in trees.values():
        assert sum(len(examples_of(page)) for page in tree.rglob("*.md")) > 10


def test_the_pages_that_were_built_run_as_they_stand(trees):
    reports = [
        outcome.report()
        for page in woven(trees)
        for outcome in run(read_examples(Page(page.read_text(encoding="utf-8-sig"), str(page))))
    ]
    assert len(reports) > 50
    assert "".join(reports) == ""


def test_every_example_of_the_built_pages_is_one_of_a_page_of_docs(trees):
    known = {(example.source, example.want) for page in PAGES for example in examples(page)}
    built = {
        (example.source, example.want)
        for page in woven(trees)
        for example in read_examples(Page(page.read_text(encoding="utf-8-sig"), str(page)))
    }
    assert built - known == set()
