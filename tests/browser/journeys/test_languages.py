"""Changes the language on every kind of page, and goes from page to page: each is named, and has focus."""

from __future__ import annotations

import pytest

from tests.support.examples import words
from tests.support.hosting import Host, break_file
from tests.support.person import Person, meeting
from tests.support.words import code

QUESTION = "bases/difference-vm-conteneur/"
KINDS = {
    "home": "",
    "question": QUESTION,
    "part of a page": f"{QUESTION}#demarrage",
    "topic": "noyau/",
    "notebook": "laboratoire/densite/",
    "register, filtered": "affirmations/?verdict=false&topic=noyau",
    "glossary entry": "glossaire/#noyau",
    "statement": "accessibilite/",
}
FOCUSED = "return document.activeElement === document.querySelector(arguments[0])"
MARK = "window.sameDocument = true"


def choose(person: Person, language: str) -> None:
    """Choose a language in the menu."""
    person.click(".language-menu summary")
    person.click(f".language-menu [hreflang={language}]")


def arrived(person: Person, address: str, language: str) -> None:
    """Assert that all that is shown is the page of an address, in a language."""
    assert person.wait("return location.href === arguments[0] && document.readyState === 'complete'", address)
    assert person.js("return document.documentElement.lang") == language
    heading = person.js("return document.querySelector('article h1').firstChild.textContent.trim()")
    home = address.partition("?")[0].partition("#")[0].endswith(("/repo/", "/en/")) or address.count("/") == 3
    assert home or " ".join(person.title.split()).startswith(" ".join(heading.split())[:40])
    own = person.js("return document.querySelector('article h1').lang")
    if language != "fr" and own == "fr":
        assert "in French" in person.text(".translation-note")
    for link in person.driver.find_elements("css selector", ".language-menu a"):
        place = link.get_attribute("href")
        assert person.js("return fetch(arguments[0]).then(answer => answer.status)", place) == 200
    assert person.texts(".unreached") == []


def changes(person: Person, host: Host, place: str) -> None:
    """Change to English and back to French on a page, then go back and forward."""
    french, english = host.address + place, f"{host.address}en/{place}"
    person.open(french)
    arrived(person, french, "fr")
    choose(person, "en")
    arrived(person, english, "en")
    choose(person, "fr")
    arrived(person, french, "fr")
    person.go_back()
    arrived(person, english, "en")
    person.go_forward()
    arrived(person, french, "fr")


@pytest.mark.parametrize("place", KINDS.values(), ids=KINDS)
def test_the_language_changes_on_the_page_where_one_is(person, below, place):
    changes(person, below, place)


def test_a_menu_that_loses_the_page_fails_the_journey(below):
    below.patches = break_file(below.folder, "assets/virtfaq.js", "__md_scope.href.length", "0")
    with meeting() as person, pytest.raises(AssertionError):
        changes(person, below, QUESTION)


def wander(person: Person, host: Host, language: str) -> None:
    """Follow links by instant navigation, to a page and to a part of one; then back and forward."""
    home, other = host.address + language, {"": "en/", "en/": ""}[language]
    person.open(home)
    person.wait("return !!document.querySelector('.js')")
    person.js(MARK)
    person.js("scrollTo(0, 900)")
    person.wait("return history.state?.y > 0")
    person.click(f"article .answers a[href$='{QUESTION}']")
    came(person, home, QUESTION)
    person.wait("return scrollY === 0", patience=10)
    translated = f"return document.querySelector('.language-menu [hreflang={code(other)}]').href"
    assert person.js(translated) == host.address + other + QUESTION
    person.click("article a[href*='glossaire/#']")
    word = person.wait("return location.pathname.endsWith('/glossaire/') && location.hash")
    person.wait(FOCUSED, word)
    assert person.js("return document.querySelector('.arrived').textContent") == person.title
    person.go_back()
    came(person, home, QUESTION)
    person.go_back()
    came(person, home)
    person.wait("return scrollY > 300")
    person.go_forward()
    came(person, home, QUESTION)


def came(person: Person, home: str, place: str = "") -> None:
    """Assert that a page has come without a new document, has the focus at its title and is said once."""
    person.wait("return location.href === arguments[0]", home + place)
    person.wait(FOCUSED, "article h1")
    assert person.js("return window.sameDocument") is True
    assert person.js("return document.querySelector('.arrived').textContent") == "", (
        "the title is read already"
    )
    assert person.js("return document.documentElement.lang") == ("en" if home.endswith("/en/") else "fr")
    heading = person.js("return document.activeElement.firstChild.textContent")
    assert heading in person.title or not place
    assert person.texts(".unreached, .run-status:not(:empty)") == []


def test_instant_navigation_brings_the_focus_and_the_place_and_says_what_came(person, host, language):
    host.publish()
    wander(person, host, language)


def stays(person: Person, host: Host, language: str) -> None:
    """Run an example, follow a link within the page and go back: the result is still there."""
    kept = words(host.folder, language)["kept"]
    person.open(host.address + language + QUESTION)
    person.click(".run-go")
    person.read(".run-verdict", kept)
    person.click("article sup a")
    person.wait("return location.hash.startsWith('#ref-')")
    person.go_back()
    person.wait("return location.hash === ''")
    person.wait("return performance.now() > arguments[0]", person.js("return performance.now()") + 1000)
    assert person.texts(".run-verdict") == [kept]


def test_a_link_within_the_page_keeps_what_has_run(person, host, language):
    stays(person, host, language)


def test_a_page_that_is_fetched_again_fails_the_journey(host):
    host.patches = break_file(host.folder, "assets/virtfaq.js", "if (this.idle) return", "")
    with meeting() as person, pytest.raises(AssertionError):
        stays(person, host, "")


def leaves(person: Person, host: Host, language: str) -> None:
    """Leave while Python loads, then while code runs: no result comes on another page, nor later."""
    said, home, other = (
        words(host.folder, language),
        host.address + language,
        {"": "en/", "en/": ""}[language],
    )
    person.open(home + QUESTION)
    person.js(MARK)
    person.click(".run-go")
    person.read(".run-status", said["progress"])
    person.click(".md-nav--primary a[href$='/noyau/']")
    came(person, home, "noyau/")
    person.go_back()
    came(person, home, QUESTION)
    assert person.texts(".run-result pre, .run-verdict") == []
    person.click(".run-go")
    person.read(".run-verdict", said["kept"])
    choose(person, code(other))
    arrived(person, host.address + other + QUESTION, code(other))
    person.click(".run-go")
    person.wait("return document.querySelector('.run-status').textContent !== ''")
    choose(person, code(language))
    arrived(person, home + QUESTION, code(language))
    assert person.texts(".run-status:not(:empty)") == []


def test_one_leaves_while_python_loads_and_while_code_runs(person, host, language):
    host.publish()
    leaves(person, host, language)


@pytest.mark.parametrize("journey", [wander, leaves], ids=lambda one: one.__name__)
def test_a_focus_that_is_left_behind_fails_the_journey(host, journey):
    host.patches = break_file(host.folder, "assets/virtfaq.js", "place.focus(", "void (")
    host.publish()
    with meeting() as person:
        person.patience = 5
        with pytest.raises(AssertionError, match="never true"):
            journey(person, host, "")
