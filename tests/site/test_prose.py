"""The French pages: spelled right, in the terms of the glossary, complete as answers, linked, reachable."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from sitekit.checks.advised_words import find_discouraged
from sitekit.grammar.page import Page
from sitekit.knowledge.glossary import load
from sitekit.knowledge.topics import is_entry
from sitekit.languages import ROOT
from tests.support.answer_parts import find_lacking
from tests.support.needs import skip_or_fail as missing
from tests.support.pages import built_pages, parsed
from tests.support.spelling import find_misspelt, word_list

FRENCH = ROOT / "docs" / "fr"
PAGES = sorted(path.relative_to(FRENCH).as_posix() for path in FRENCH.rglob("*.md"))
ENTRY = """---
title: "Est-ce vrai ?"
description: "Oui."
---

!!! abstract "En bref"

    - Un.
    - Deux.
    - Trois.

{claims}
{words}

!!! tip "Essayez"

    Changez un nombre.

## Quand c’est faux {{ #limites }}

## Pour aller plus loin {{ #suite }}

[a](a.md) [b](../b.md#c)
"""
CLAIM = "Vrai.\n{{ .claim #c{} data-verdict=true data-sources=a }}\n\n```pycon\n>>> 1\n1\n```\n\n"


def entry(claims: int = 3, words: int = 600) -> str:
    return ENTRY.format(claims="".join(map(CLAIM.format, range(claims))), words="mot " * words)


@pytest.fixture(scope="module")
def hunspell() -> frozenset[str]:
    if not shutil.which("hunspell"):
        missing("hunspell was not found: install hunspell and hunspell-fr to check the spelling")
    return word_list(ROOT / "docs" / "words.fr.txt")


@pytest.mark.parametrize("path", PAGES)
def test_every_word_is_spelled_as_a_dictionary_has_it(path, hunspell):
    assert [*map(str, find_misspelt(Page((FRENCH / path).read_text("utf-8"), path), hunspell))] == []


def test_a_wrong_word_is_found_in_prose_and_title_alone(hunspell):
    text = "---\ntitle: Un tître\n---\n\nL’hôte éxécute *containers* et `kernl`, d’OpenStack.\n"
    found = [*find_misspelt(Page(text, "a.md"), hunspell)]
    assert [(one.line, one.message.split('"')[1]) for one in found] == [(1, "tître"), (5, "éxécute")]


def test_the_words_of_a_table_are_read_and_its_rule_is_not(hunspell):
    found = [*find_misspelt(Page("| nom | sens |\n|---|---|\n| hôte | machinne |\n", "a.md"), hunspell)]
    assert [one.message.split('"')[1] for one in found] == ["machinne"]


def test_the_word_list_holds_no_word_that_no_page_uses():
    text = "\n".join((FRENCH / path).read_text("utf-8") for path in PAGES)
    assert [word for word in sorted(word_list(ROOT / "docs" / "words.fr.txt")) if word not in text] == []


@pytest.mark.parametrize("path", PAGES)
def test_the_words_are_those_of_the_glossary(path):
    terms = load(ROOT / "docs" / "glossary.tsv")
    assert [*map(str, find_discouraged(Page((FRENCH / path).read_text("utf-8"), path), "fr", terms))] == []


@pytest.mark.parametrize("path", [*filter(is_entry, PAGES)])
def test_an_answer_has_all_its_parts(path):
    assert [*map(str, find_lacking(Page((FRENCH / path).read_text("utf-8"), path)))] == []


def test_a_whole_answer_lacks_nothing():
    assert [*find_lacking(Page(entry(), "a/b.md"))] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (entry(claims=2), "this page makes 2 claims"),
        (entry(words=100), "words; an answer has 500 to 1200"),
        (entry(words=1300), "words; an answer has 500 to 1200"),
        (entry().replace("    - Deux.\n", ""), "« En bref » has 2 lines"),
        (entry().replace("En bref", "Bref"), "« En bref » has 0 lines"),
        (entry().replace("{ #limites }", ""), "a heading is missing: ## Quand c’est faux { #limites }"),
        (entry().replace("{ #suite }", ""), "a heading is missing: ## Pour aller plus loin { #suite }"),
        (entry().replace("Essayez", "Plus"), "nothing to change is proposed"),
        (entry().replace("[a](a.md)", ""), "links to fewer than 2 others"),
        (entry().replace("Oui.", "Oui" * 60), "the answer has 180 signs"),
        (entry().replace("vrai ?", "vrai"), "the title is not a question"),
    ],
)
def test_what_an_answer_lacks_is_told(text, message):
    assert any(message in str(found) for found in find_lacking(Page(text, "a/b.md")))


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, BeautifulSoup]:
    """Return the pages of the built site, by their path below it."""
    return {path.relative_to(site).as_posix(): parsed(path) for path in built_pages(site)}


def dead_links(pages: dict[str, BeautifulSoup], files: set[str]) -> list[str]:
    """Return the links whose file or anchor does not exist; addresses are as on a site at https://site/."""
    ids = {page: {tag["id"] for tag in soup.find_all(id=True)} for page, soup in pages.items()}
    dead = []
    for page, soup in pages.items():
        for link in soup.select("a[href], link[href], img[src], script[src]"):
            target = urlsplit(urljoin(f"https://site/{page}", link.get("href") or link["src"]))
            name = unquote(target.path).lstrip("/")
            name += "index.html" if name.endswith("/") or not name else ""
            if target.netloc != "site" or page.endswith("404.html"):
                continue
            if name not in files or (target.fragment and unquote(target.fragment) not in ids.get(name, ())):
                dead.append(f"{page}: {link.get('href') or link['src']}")
    return dead


def test_every_link_within_the_site_leads_somewhere(pages, site):
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert dead_links(pages, files) == []


def test_a_dead_link_and_a_dead_anchor_are_found():
    soup = BeautifulSoup('<a href="b/">x</a><a href="#no">x</a><a href="#yes" id="yes">x</a>', "html.parser")
    assert dead_links({"index.html": soup}, {"index.html"}) == ["index.html: b/", "index.html: #no"]


def test_every_page_is_reached_from_the_home_page(pages):
    seen, todo = set(), ["index.html"]
    while todo:
        page = todo.pop()
        if page in seen or page not in pages:
            continue
        seen.add(page)
        for link in pages[page].select("article a[href], nav a[href]"):
            name = urlsplit(urljoin(f"https://site/{page}", link["href"])).path.lstrip("/")
            todo.append(name + "index.html" if name.endswith("/") or not name else name)
    assert [page for page in pages if page not in seen and not page.endswith("404.html")] == []
