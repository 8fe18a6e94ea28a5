"""The register, the bibliography and the list of answers hold all that the pages say, and can be filtered."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from sitekit.grammar.page import Page
from sitekit.knowledge.claims import RUNGS, VERDICTS, Record, read_record, read_records
from sitekit.knowledge.sources import load
from sitekit.knowledge.topics import is_entry
from sitekit.languages import ROOT
from sitekit.markdown.computed.bibliography import find_uses
from tests.support.pages import parsed
from virtfaq import evidence

PAGES = read_records(ROOT / "docs" / "fr")
CLAIMS = [claim for page in PAGES for claim in page.claims]
SIZE = 25_000  # bytes of the register's HTML, compressed


def read(site: Path, page: str) -> BeautifulSoup:
    return parsed(site / page / "index.html")


def idle(works: set[str], pages: list[Record], measured: set[str]) -> set[str]:
    """Return the works that no claim, no prose and no measurement rests on."""
    return works - find_uses(pages).keys() - measured


def test_a_source_is_named_by_its_author_and_year_not_by_its_key(site):
    link = read(site, "affirmations").select_one('a[href$="sources/#popek-goldberg"]')
    assert link.get_text() == "Popek et Goldberg, 1974"
    link = read(site, "en/affirmations").select_one('a[href$="sources/#popek-goldberg"]')
    assert link.get_text() == "Popek and Goldberg, 1974"


def test_each_button_says_how_many_claims_it_leaves(site):
    html, verdicts = read(site, "affirmations"), Counter(claim.verdict for claim in CLAIMS)
    groups = html.select(".register fieldset")
    assert [group.legend.get_text() for group in groups] == ["Verdict", "Repose sur", "Sujet"]
    for name in VERDICTS:
        label = html.select_one(f'[value="verdict-{name}"]').find_parent("label")
        assert label.get_text().endswith(f"({verdicts[name]})")
    for name in RUNGS:
        label = html.select_one(f'[value="rung-{name}"]').find_parent("label")
        assert label.get_text().endswith(f"({sum(name in claim.rungs for claim in CLAIMS)})")
    topics = html.select(".topic")
    labels = [label.get_text() for label in groups[2].select("label")][1:]
    assert labels == [f"{one.h2.find(string=True)} ({len(one.select('tbody tr'))})" for one in topics]


def test_the_stylesheet_has_a_rule_for_every_topic(site):
    css = (ROOT / "theme" / "assets" / "virtfaq.css").read_text("utf-8")
    for section in read(site, "affirmations").select(".topic"):
        assert f'.topic:not([data-topic="{section["data-topic"]}"])' in css


@pytest.mark.parametrize("name", VERDICTS)
def test_the_stylesheet_has_the_colours_and_the_filter_of_every_verdict(name):
    css = (ROOT / "theme" / "assets" / "virtfaq.css").read_text("utf-8")
    assert css.count(f"--verdict-{name}:") == 2  # on a light ground and on a dark one
    assert css.count(f".register:has([value=verdict-{name}]:checked)") == 3


@pytest.mark.parametrize("name", RUNGS)
def test_the_stylesheet_has_the_filter_of_every_rung(name):
    css = (ROOT / "theme" / "assets" / "virtfaq.css").read_text("utf-8")
    assert css.count(f".register:has([value=rung-{name}]:checked)") == 3


def test_the_register_is_light(site):
    assert len(gzip.compress((site / "affirmations" / "index.html").read_bytes(), 9)) <= SIZE


@pytest.fixture
def register(browser, address):
    """Return the register in a browser without JavaScript."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "affirmations/")
    yield page
    context.close()


def shown(page) -> list[str]:
    rows = page.locator(".register tbody tr:visible")
    return [rows.nth(n).get_attribute("data-verdict") for n in range(rows.count())]


def test_the_buttons_leave_one_verdict_one_topic_or_both_without_a_script(register):
    assert len(shown(register)) == len(CLAIMS)
    register.check('[value="verdict-dated"]')
    assert shown(register) == ["dated"] * sum(claim.verdict == "dated" for claim in CLAIMS)
    register.check('[value="verdict-all"]')
    register.check('[value="topic-2"]')
    assert len(shown(register)) == sum(claim.page.startswith("noyau/") for claim in CLAIMS)
    register.check('[value="verdict-false"]')
    wanted = [one for one in CLAIMS if one.page.startswith("noyau/") and one.verdict == "false"]
    assert shown(register) == ["false"] * len(wanted) != []
    register.check('[value="rung-kernel"]')
    wanted = [one for one in wanted if "kernel" in one.rungs]
    assert shown(register) == ["false"] * len(wanted) != []


@pytest.mark.parametrize("name", RUNGS)
def test_the_buttons_leave_what_rests_on_one_thing(register, name):
    register.check(f'[value="rung-{name}"]')
    assert len(shown(register)) == sum(name in claim.rungs for claim in CLAIMS) > 0


def test_a_combination_without_claims_says_so(register):
    assert register.locator(".no-claim:visible").count() == 0
    assert not [one for one in CLAIMS if one.page.startswith("noyau/") and one.verdict == "dated"]
    register.check('[value="topic-2"]')
    register.check('[value="verdict-dated"]')
    assert register.locator(".no-claim:visible").count() == 1
    assert shown(register) == []


def test_arrow_keys_choose_and_paper_shows_everything(register):
    register.focus('[value="verdict-all"]')
    register.keyboard.press("ArrowRight")
    assert set(shown(register)) == {"true"}
    register.emulate_media(media="print")
    assert len(shown(register)) == len(CLAIMS)


def test_every_work_is_used(site):
    measured = {measurement.source for measurement in evidence.search("")}
    assert idle(set(load()), PAGES, measured) == set(), (
        "cite these works, or take them out of docs/sources.bib"
    )
    assert len(load()) >= 40


def test_an_unused_work_is_found():
    page = read_record(Page("---\ntitle: T\n---\nAs [@b, p. 3] says.\n\n```text\n[@c]\n```\n", "p.md"))
    assert idle({"a", "b", "c", "d"}, [page], {"d"}) == {"a", "c"}


def test_a_work_leads_to_what_each_page_read_of_it(site):
    html = read(site, "sources")
    for key, found in find_uses(PAGES).items():
        item = html.find(id=key)
        links = [link["href"] for link in item.select(".uses a")]
        assert [link.partition("#")[2] for link in links] == [f"ref-{key}"] * len(found), key
        for link, (page, _) in zip(links, found, strict=True):
            place = link.partition("#")[0].removeprefix("../")
            assert place.rstrip("/") == re.sub(r"(^|/)index$", "", page.path.removesuffix(".md")), key
            assert read(site, place).select_one(f"ol.references li[id='ref-{key}']"), (key, place)
        count = sum(len(listed) for _, listed in found)
        told = rf"\b{count}\s affirmation".replace(" ", "") if count else "le texte"
        assert re.search(told, item.summary.get_text()), key


def test_a_work_behind_measurements_says_how_many(site):
    html = read(site, "sources")
    counts = Counter(measurement.source for measurement in evidence.search(""))
    for key, count in counts.items():
        said = "Une mesure" if count == 1 else f"{count} mesures"
        assert said in html.find(id=key).get_text().replace("\u00a0", " "), key


def test_the_home_page_has_every_question_with_its_answer_by_topic(site):
    section = read(site, ".").select_one(".answers")
    wanted = {page.title: page.description for page in PAGES if is_entry(page.path)}
    spaces = str.maketrans("\u00a0\u202f", "  ")
    found = {
        item.a.get_text().translate(spaces): item.p.get_text().translate(spaces)
        for item in section.select("li")
    }
    assert found == wanted
    assert [heading.find(string=True) for heading in section.select("h3")][:2] == [
        "Comprendre",
        "Le noyau partagé",
    ]


@pytest.fixture
def scripted(browser, address):
    """Return the register with scripts, on a host of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(address + "affirmations/")
    page.locator(".register-text input").wait_for()
    yield page
    context.close()


def test_a_choice_stands_in_the_address_and_one_goes_back_and_forward(scripted, address):
    status, every = scripted.locator(".register-text p"), len(CLAIMS)
    assert status.inner_text() == f"{every} affirmations"
    scripted.check('[value="verdict-false"]')
    scripted.check('[value="topic-2"]')
    wanted = [one for one in CLAIMS if one.page.startswith("noyau/") and one.verdict == "false"]
    assert scripted.url == f"{address}affirmations/?verdict=false&topic=noyau"
    assert shown(scripted) == ["false"] * len(wanted) != []
    assert status.inner_text() == f"{len(wanted)} affirmations"
    scripted.go_back()
    assert scripted.url == f"{address}affirmations/?verdict=false"
    assert len(shown(scripted)) == sum(one.verdict == "false" for one in CLAIMS)
    scripted.go_forward()
    assert len(shown(scripted)) == len(wanted)
    scripted.goto(f"{address}en/affirmations/?verdict=false&topic=noyau")
    scripted.locator(".register-text input").wait_for()
    assert len(shown(scripted)) == len(wanted)
    scripted.goto(f"{address}affirmations/?verdict=nonsense&topic=%22")
    scripted.locator(".register-text input").wait_for()
    assert len(shown(scripted)) == every


def test_a_text_filters_whatever_its_accents_and_case(scripted, address):
    box, counts = scripted.get_by_label("Filtrer par texte"), []
    for text in ("démarre noyau", "NOYAU  Demarre"):
        box.fill(text)
        counts.append(len(shown(scripted)))
        assert scripted.locator(".topic:visible").count() < scripted.locator(".topic").count()
    assert counts[0] == counts[1] > 0
    assert "text=NOYAU" in scripted.url
    assert scripted.locator(".language-menu [hreflang=en]").count()
    scripted.locator(".language-menu summary").click()
    english = scripted.locator(".language-menu [hreflang=en]").evaluate("link => link.href")
    assert english == scripted.url.replace("/affirmations/", "/en/affirmations/")


def test_where_nothing_fits_one_is_told_and_can_go_back_to_all(scripted):
    scripted.check('[value="verdict-dated"]')
    scripted.get_by_label("Filtrer par texte").fill("xyzzy")
    assert shown(scripted) == []
    assert scripted.locator(".register-text p").inner_text() == "Aucune affirmation ne répond à ce choix."
    scripted.emulate_media(media="print")
    assert len(shown(scripted)) == len(CLAIMS), "paper shows everything"
    scripted.emulate_media(media="screen")
    scripted.get_by_role("button", name="Tout afficher").click()
    assert len(shown(scripted)) == len(CLAIMS)
    assert scripted.url.endswith("/affirmations/")
    assert scripted.get_by_label("Filtrer par texte").input_value() == ""
