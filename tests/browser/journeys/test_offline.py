"""Loses the connection after the first page: what cannot be had is said, and the page that one has stays."""

from __future__ import annotations

import pytest

from tests.support.examples import words
from tests.support.hosting import Host, break_file
from tests.support.person import Person, meeting
from tests.support.words import interface

QUESTION = "bases/difference-vm-conteneur/"
ELSEWHERE = {
    "a page": "article a[href$='/bases/conteneur/']",
    "a part of a page": "article a[href*='/glossaire/#']",
}


def loses_the_connection(person: Person, host: Host, language: str, link: str) -> None:
    """Follow a link that leads nowhere, twice; press Run; then have the connection back, and try again."""
    address = f"{host.address}{language}{QUESTION}"
    person.open(address)
    person.wait("return document.querySelector('.run-go') !== null")
    person.js("window.sameDocument = true")
    told = [interface(language)[word] for word in ("unreached", "retry", "close")]
    heading = person.text("article h1")
    host.down = True
    for _ in range(2):
        person.click(link)
        assert person.text(".unreached").split("\n") == told
        stays(person, address, heading)
        person.click(".unreached button", 1)
        assert person.texts(".unreached") == []
    person.click(".run-go")
    person.read(".run-status", words(host.folder, language)["failed"])
    person.click(link)
    person.click(".unreached button")
    person.see(".unreached")
    stays(person, address, heading)
    host.down = False
    wanted = person.see(link).get_attribute("href")
    person.click(".unreached button")
    person.wait("return location.href === arguments[0]", wanted)
    person.wait(
        "return document.querySelector('article h1') !== null && !document.querySelector('.unreached')"
    )
    person.go_back()
    person.wait("return location.href === arguments[0]", address)
    assert person.text("article h1") == heading


def stays(person: Person, address: str, heading: str) -> None:
    """Assert that the page is the one that was open, whole, at its address."""
    assert person.address == address
    assert person.js("return window.sameDocument") is True
    assert person.text("article h1") == heading
    assert person.title.startswith(heading[:20])


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("link", ELSEWHERE.values(), ids=ELSEWHERE)
def test_one_stays_and_is_told_and_can_try_again(person, host, language, link):
    host.publish()
    loses_the_connection(person, host, language, link)


def finds_it_gone(person: Person, host: Host, language: str) -> None:
    """Follow a link to a part of a page that is there no more: the 404 is shown, and no lost connection."""
    host.publish()
    person.open(host.address + language)
    person.wait("return document.querySelector('.js') !== null")
    link = person.see(f"article a[href$='/{language}bases/conteneur/']")
    person.js("arguments[0].hash = 'noyau'", link)
    host.lacks = (f"{language}bases/conteneur/",)
    person.click(link)
    person.read("article h1", interface(language)["not_found_title"])
    assert person.texts(".unreached") == []


def test_a_page_that_is_gone_is_not_taken_for_a_lost_connection(person, host, language):
    finds_it_gone(person, host, language)


def test_a_page_that_is_gone_and_not_told_fails_the_journey(host):
    host.patches |= break_file(host.folder, "assets/virtfaq.js", "() => location.reload()", "() => {}")
    with meeting() as person:
        person.patience = 5
        with pytest.raises(AssertionError, match="shows"):
            finds_it_gone(person, host, "")


def test_a_page_that_says_nothing_fails_the_journey(host):
    host.publish()
    host.patches |= break_file(host.folder, "assets/virtfaq.js", "XMLHttpRequest = class", "nothing = class")
    with meeting() as person:
        person.patience = 3
        with pytest.raises(AssertionError):
            loses_the_connection(person, host, "", ELSEWHERE["a part of a page"])
