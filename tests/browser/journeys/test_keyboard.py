"""Walks with the keys alone, from the home page to a question, its result and the next page."""

from __future__ import annotations

import pytest

from tests.support.examples import words
from tests.support.hosting import Host
from tests.support.person import Person, meeting

QUESTION = "bases/difference-vm-conteneur/"
NEXT = "bases/conteneur/"
QUERY = {"": "différence", "en/": "difference"}
SEEN = """
const one = document.activeElement, shown = one.matches(".md-option") ? one.nextElementSibling : one
const box = shown.getBoundingClientRect(), style = getComputedStyle(shown)
const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2
const [x, y] = [middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)]
const top = document.elementFromPoint(x, y)
const seen = top && top !== document.body && (shown.contains(top) || top.contains(shown))
const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
return { place: one.matches(arguments[0]), seen: !!seen, outlined, html: one.outerHTML.slice(0, 120) }
"""
MOST = 120  # presses of Tab until something is reached


def tab_to(person: Person, css: str) -> None:
    """Press Tab until the focus is on an element of a selector, and see each stop on the way."""
    for _ in range(MOST):
        person.press("Tab")
        here = person.js(SEEN, css)
        assert here["seen"], f"hidden: {here['html']}"
        assert here["outlined"], f"no outline: {here['html']}"
        if here["place"]:
            return
    raise AssertionError(f"{MOST} presses of Tab do not lead to {css}")


def walks(person: Person, host: Host, language: str) -> None:
    """Go from the home page to the result of an example and on to the next page, by keys."""
    home, other = host.address + language, "fr" if language else "en"
    person.open(home)
    person.wait("return document.querySelector('.js') !== null")
    tab_to(person, ".md-skip")
    person.press("Enter")
    person.wait("return location.hash + document.activeElement.id === '#page-contentpage-content'")
    tab_to(person, "article a")
    person.open(home)
    person.js("window.sameDocument = true")
    tab_to(person, ".language-menu summary")
    person.press("Enter")
    tab_to(person, f".language-menu [hreflang={other}]")
    person.press("Escape")
    assert person.js(SEEN, ".language-menu summary")["place"]
    person.press("Control+k")
    person.wait("return document.activeElement.matches('dialog.search input')")
    person.type(QUERY[language])
    person.see(".search-results a")
    person.press("Escape")
    person.wait("return document.activeElement.matches('.language-menu summary')")
    tab_to(person, f"article a[href$='/{language}{QUESTION}']")
    person.press("Enter")
    person.wait("return location.href === arguments[0]", home + QUESTION)
    person.wait("return document.activeElement.matches('article h1')")
    assert person.js(SEEN, "h1") | {"html": ""} == {"place": True, "seen": True, "outlined": True, "html": ""}
    tab_to(person, ".run-go")
    person.press("Enter")
    person.read(".run-verdict", words(host.folder, language)["kept"])
    assert person.js(SEEN, ".run-go")["place"], "the focus stays where it was"
    tab_to(person, f"article a[href$='/{language}{NEXT}']")
    person.press("Enter")
    person.wait("return location.href === arguments[0]", home + NEXT)
    person.wait("return document.activeElement.matches('article h1')")
    assert person.js("return window.sameDocument") is True


def test_a_walk_with_the_keyboard_alone(person, host, language):
    host.publish()
    walks(person, host, language)


@pytest.mark.parametrize(
    ("style", "fault"),
    [
        (b".md-skip{outline:0 !important}", "no outline"),
        (b".md-logo{position:absolute;left:-999px}", "hidden"),
    ],
)
def test_a_focus_that_one_does_not_see_fails_the_journey(host, style, fault):
    host.patches = {"assets/virtfaq.css": lambda sheet: sheet + style}
    host.publish()
    with meeting() as person, pytest.raises(AssertionError, match=fault):
        walks(person, host, "")
