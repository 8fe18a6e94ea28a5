"""Test the search index: its input, when it is made again, and the message of a failure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sitekit.build.search_index import FOLDER, SearchError, index
from sitekit.build.search_text import find_entries, prepare, unmark
from sitekit.knowledge.glossary import load
from sitekit.languages import ROOT, languages

FRENCH = languages()[0]
PAGE = """<html lang="fr"><head><meta name="description" content="La réponse\u202f: oui."></head><body>
<nav>Navigation</nav><article><h1>Qu’est-ce qu’un hyperviseur ?</h1>
<p class="claim" data-verdict="false" id="un"><strong class="verdict"><span>Verdict : </span>faux</strong>
Un noyau.<sup class="cite"><a>[1]</a></sup><a class="headerlink" href="#un">¶</a></p>
<h2 id="deux">Deux<a class="headerlink" href="#deux">¶</a></h2></article></body></html>"""
LIST = """<article><h1>Liste</h1><dl><dt id="noyau">Noyau</dt>
<dd>Le cœur.<p class="equivalents">en kernel</p></dd></dl></article>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site" / "hyperviseur").mkdir(parents=True)
    (tmp_path / "site" / "hyperviseur" / "index.html").write_text(PAGE, encoding="utf-8")
    return tmp_path / "site"


def made(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / FOLDER).rglob("*") if path.is_file()}


def test_a_page_is_its_article_with_the_other_names_of_its_subject():
    text = prepare(PAGE, "hyperviseur", load(ROOT / "docs" / "glossary.tsv"))
    assert "Navigation" not in text
    assert "¶" not in text
    assert '<h4 class="claim" data-verdict="false" id="un">faux \ue002 Un noyau.</h4>' in text
    assert "hypervisor" in text.partition('meta="alias:')[2].partition('"')[0]
    assert "La réponse \ue001: oui." in text, "the space of French is marked, so that it comes back"


def test_an_entry_of_a_list_is_found_by_itself():
    [(name, text)] = find_entries(LIST, load(ROOT / "docs" / "glossary.tsv"))
    assert name == "#noyau"
    assert "entry:Noyau" in text
    assert "kernel" in text
    assert "Le cœur." in unmark(text)
    assert "Le cœur" not in unmark(prepare(LIST, "liste", []))


def test_the_same_pages_give_the_same_bytes_and_are_indexed_once(site, tmp_path):
    index(FRENCH, site, ROOT / "docs", tmp_path / "one")
    index(FRENCH, site, ROOT / "docs", tmp_path / "two")
    assert made(tmp_path / "one") == made(tmp_path / "two")
    before = (tmp_path / "one" / FOLDER).stat().st_ino
    index(FRENCH, site, ROOT / "docs", tmp_path / "one")
    assert (tmp_path / "one" / FOLDER).stat().st_ino == before
    page = site / "hyperviseur" / "index.html"
    page.write_text(PAGE.replace("Un noyau", "Deux noyaux"), encoding="utf-8")
    index(FRENCH, site, ROOT / "docs", tmp_path / "one")
    assert made(tmp_path / "one") != made(tmp_path / "two")


def test_the_index_holds_what_is_searched_and_nothing_else(site, tmp_path):
    index(FRENCH, site, ROOT / "docs", tmp_path / "work")
    names = set(made(tmp_path / "work"))
    assert {"pagefind.js", "wasm.fr.pagefind", "words.json", "pagefind-entry.json"} < names
    assert [name for name in names if "ui" in name or "worker" in name or "unknown" in name] == []
    lexicon = json.loads((tmp_path / "work" / FOLDER / "words.json").read_text(encoding="utf-8"))
    assert lexicon["pages"] == 1
    [names] = lexicon["names"].values()
    assert {"Qu’est-ce qu’un hyperviseur ?", "hyperviseur", "hypervisor"} <= set(names)
    assert "hyperviseur" in lexicon["words"].split()


def test_a_failure_says_what_pagefind_said(tmp_path):
    (tmp_path / "site").mkdir()
    with pytest.raises(SearchError, match=r"(?s)could not index the pages: .*did not contain any html"):
        index(FRENCH, tmp_path / "site", ROOT / "docs", tmp_path / "work")
    assert not (tmp_path / "work" / FOLDER).exists()
