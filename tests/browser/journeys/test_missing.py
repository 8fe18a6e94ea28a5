"""Comes by a wrong address, at the root, below a language or a path, and is answered in that language."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from sitekit.build.site import SITE_URL, build
from tests.support.hosting import Host, break_file, hosting
from tests.support.person import Person, meeting
from tests.support.synthetic_site import make

SAID = {
    "fr": ("Page introuvable", "L’adresse demandée n’existe pas, ou n’existe plus.", "Retour à l’accueil"),
    "en": (
        "Page not found",
        "The address you asked for does not exist, or no longer does.",
        "Back to the home page",
    ),
}
WRONG = {
    "nowhere/": "fr",
    "nowhere/deep/down.html?a=1#b": "fr",
    "english/": "fr",
    "en/nowhere/": "en",
    "en/bases/nowhere/deep": "en",
}
LINKS = """
const here = location.href.split("#")[0]
return [...document.querySelectorAll("a[href]")].map(link => link.href.split("#")[0])
    .filter(address => address.startsWith(location.origin) && address !== here)
"""
LOST = ("assets/lost.js", "en/assets/lost.js")
ANSWERS = """
const ask = async address => [address, (await fetch(address)).status]
return Promise.all(arguments[0].map(ask)).then(all => all.filter(([, status]) => status !== 200))
"""
STYLED = """const sheets = [...document.styleSheets]
return sheets.length > 1 && sheets.every(sheet => sheet.cssRules.length)"""


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """Return a small site, built to be published below a path."""
    places = make(tmp_path_factory.mktemp("below"), 3)
    with mock.patch.dict(os.environ, {SITE_URL: "https://x.example/repo/"}):
        build(places)
    return places.site


@pytest.fixture
def published_host(published: Path) -> Iterator[Host]:
    """Return the host of that site."""
    with hosting(published, "/repo/") as one:
        yield one


def loses_the_way(person: Person, host: Host, wrong: str, language: str) -> None:
    """Open a wrong address, read all that is said, and follow each link and menu."""
    person.open(host.address + wrong)
    title, text, home = SAID[language]
    person.read("article h1", title)
    assert person.address == host.address + wrong, "a reader can mend a typing error"
    person.wait("return document.querySelector('.js') !== null")
    assert person.js("return document.documentElement.lang") == language
    assert person.title == f"{title} - virtfaq"
    assert [one.split("\u00b6")[0] for one in person.texts("article :is(h1, h2, h3)")] == [title]
    assert text in person.text("article p")
    assert person.js(STYLED), "its styles are found from any depth"
    assert len(person.js(LINKS)) > 8
    assert person.js(ANSWERS, person.js(LINKS)) == []
    for code, path in (("en", "en/"), ("fr", "")):
        link = person.js(
            "return document.querySelector(arguments[0]).href", f".language-menu [hreflang={code}]"
        )
        assert link == host.address + path
    person.press("Control+k")
    person.type({"fr": "noyau", "en": "kernel"}[language])
    person.see(".search-results a")
    person.press("Escape")
    person.click("article p:last-of-type a")
    person.wait("return location.href === arguments[0]", host.address + ("" if language == "fr" else "en/"))
    assert home


def changes_language(person: Person, host: Host) -> None:
    """Choose the other language on a page that was not found."""
    person.open(f"{host.address}en/nowhere/")
    person.read("article h1", "Page not found")
    person.click(".language-menu summary")
    person.click(".language-menu [hreflang=fr]")
    person.wait("return location.href === arguments[0]", host.address)
    person.wait("return document.documentElement.lang === 'fr'")


@pytest.mark.parametrize(("wrong", "language"), WRONG.items(), ids=WRONG)
def test_a_wrong_address_is_answered_in_its_language(person, host, wrong, language):
    loses_the_way(person, host, wrong, language)


@pytest.mark.parametrize(("wrong", "language"), [*WRONG.items()][::3], ids=[*WRONG][::3])
def test_the_same_below_a_path(person, published_host, wrong, language):
    loses_the_way(person, published_host, wrong, language)


@pytest.mark.parametrize(("wrong", "language"), WRONG.items(), ids=WRONG)
def test_the_same_below_a_path_that_the_site_was_not_built_for(person, below, wrong, language):
    loses_the_way(person, below, wrong, language)


def test_the_language_changes_and_the_menu_then_follows_the_page(person, host):
    host.publish()
    changes_language(person, host)
    person.open(f"{host.address}nowhere/")
    person.click(".md-nav--primary a[href$='/noyau/']")
    person.wait("return location.pathname === '/noyau/' && document.querySelector('link[rel=canonical]')")
    english = "return document.querySelector('.language-menu [hreflang=en]').href"
    assert person.js(english) == f"{host.address}en/noyau/"


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_without_javascript_it_is_said_in_every_language(host, browser):
    with meeting(browser, javascript=False) as person:
        person.open(f"{host.address}en/nowhere/")
        for language, (title, text, home) in SAID.items():
            assert title in person.texts("article :is(h1, h2)")
            assert any(text in one for one in person.texts("article p"))
            link = next(one for one in person.find_shown("article a") if one.text == home)
            assert link.get_attribute("href") == host.address + ("" if language == "fr" else "en/")
        assert "recherche" not in person.text("article").lower(), "there is none without JavaScript"


def test_a_page_in_one_language_alone_fails_the_journey(host):
    host.patches = dict.fromkeys(LOST, lambda _: b"")
    with meeting() as person:
        person.patience = 3
        with pytest.raises(AssertionError, match="Page introuvable"):
            loses_the_way(person, host, "en/nowhere/", "en")


def test_a_page_for_another_path_fails_the_journey(below):
    for place in LOST:
        below.patches |= break_file(below.folder, place, "root !== dataset.root", "false")
    with meeting() as person:
        person.patience = 3
        with pytest.raises(AssertionError):
            loses_the_way(person, below, "nowhere/", "fr")


def test_a_menu_that_takes_the_wrong_address_along_fails_the_journey(host):
    host.patches = break_file(host.folder, "en/assets/virtfaq.js", "found ? location", "true ? location")
    with meeting() as person, pytest.raises(AssertionError):
        loses_the_way(person, host, "en/nowhere/", "en")
