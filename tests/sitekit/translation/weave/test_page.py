"""Test a woven page, rendered: only French words are in lang="fr", whatever is translated."""

from __future__ import annotations

import random
import re
from functools import cache

import pytest
from bs4 import BeautifulSoup, Comment

from sitekit.grammar.blocks import join, split
from sitekit.grammar.page import Page
from sitekit.translation.pairing import Translation
from sitekit.translation.weave.page import weave_page
from tests.support.constructs import ENGLISH, FRENCH, render

BLOCKS = [block for block in split(ENGLISH) if block.kind != "blank"]
WORD = re.compile(r"[^\W\d_]{3,}")


def words(soup: BeautifulSoup) -> dict[str, set[str]]:
    """Return the words of a page by the language that its elements say; "" where none says any."""
    found: dict[str, set[str]] = {}
    for text in soup.find_all(string=True):
        if not isinstance(text, Comment) and text.parent.name not in {"script", "style"}:
            marked = next((parent["lang"] for parent in text.parents if parent.get("lang")), "")
            found.setdefault(marked, set()).update(WORD.findall(text))
    return found


@cache
def vocabulary(page: str) -> frozenset[str]:
    return frozenset().union(*words(render(page)).values())


def assert_marked(woven: str, french: str = FRENCH, english: str = ENGLISH) -> None:
    found = words(render(woven))
    only_french = vocabulary(french) - vocabulary(english)
    only_english = vocabulary(english) - vocabulary(french)
    assert not found.get("", set()) & only_french
    assert not found.get("fr", set()) & only_english
    assert "/////" not in render(woven).text


def without(dropped: set[int]) -> str:
    return join(block for index, block in enumerate(BLOCKS) if index not in dropped)


def test_a_complete_translation_is_the_translation() -> None:
    assert words(render(weave_page(Translation(Page(FRENCH), Page(ENGLISH)), "en"))) == {
        "": vocabulary(ENGLISH)
    }


def test_the_facts_of_the_french_front_matter_come_along_and_make_no_translation_stale() -> None:
    french, english = "---\ntitle: Un\n---\n\nUn texte.\n", "---\ntitle: One\n---\n\nA text.\n"
    entries = Translation(Page(french), Page(english)).update_entries()

    def weave(source: str, translated: str) -> str:
        return weave_page(Translation(Page(source), Page(translated), entries), "en")

    dated = [page.replace("\n---", '\ndate: "2026-11-24"\n---', 1) for page in (french, english)]
    for translated in (english, dated[1], dated[1].replace("24", "25")):
        assert weave(dated[0], translated) == dated[1]
    changed = weave(french.replace("Un\n", "Uns\n", 1), english)
    assert "\ntitle: One\n" in changed
    assert "\nstale: 1\n" in changed


def test_a_page_without_translation_is_all_french_and_says_so() -> None:
    woven = weave_page(Translation(Page(FRENCH), Page("")), "en")
    assert words(render(woven))["fr"] >= vocabulary(FRENCH) - {"Note", "Tip"} - vocabulary(ENGLISH)
    assert_marked(woven)
    assert "\ntranslated: 0\n" in woven


@pytest.mark.parametrize("index", range(len(BLOCKS)), ids=lambda index: f"{BLOCKS[index].kind}-{index}")
def test_each_block_that_is_not_translated_is_marked_and_all_else_is_as_it_was(index: int) -> None:
    woven = weave_page(Translation(Page(FRENCH), Page(without({index}))), "en")
    assert_marked(woven)
    assert tags(woven) == tags(weave_page(Translation(Page(FRENCH), Page(ENGLISH)), "en"))


@pytest.mark.parametrize("seed", range(30))
def test_any_part_that_is_not_translated_is_marked(seed: int) -> None:
    chance = random.Random(seed)
    dropped = {index for index in range(len(BLOCKS)) if chance.random() < 0.5}
    assert_marked(weave_page(Translation(Page(FRENCH), Page(without(dropped))), "en"))


def tags(page: str) -> list[tuple[str, int]]:
    """Return the elements of the page and their depth, without those that marks and loose lists add."""
    soup = render(page)
    for mark in soup.select("div[lang=fr], span[lang=fr]"):
        mark.unwrap()
    for paragraph in soup.select("li > p, dd > p"):
        paragraph.unwrap()
    inside = [element for element in soup.find_all(True) if not element.find_parents(["pre", "code"])]
    return [(element.name, len(list(element.parents))) for element in inside]


def test_right_to_left_pages_say_that_french_is_left_to_right() -> None:
    woven = weave_page(
        Translation(
            Page("Un paragraphe.\n\n- Une entrée.\n\n| a | b |\n|---|---|\n| un | deux |\n"), Page("")
        ),
        "ar",
    )
    marked = render(woven).select("[lang=fr]")
    assert [(element.name, element["dir"]) for element in marked] == [
        ("p", "ltr"),
        ("span", "ltr"),
        ("div", "ltr"),
    ]
