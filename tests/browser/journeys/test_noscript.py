"""Reads the site without JavaScript: pages are whole, menus work, and no control is dead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.hosting import Host, break_file
from tests.support.person import Person, meeting

KINDS = [
    "",
    "bases/difference-vm-conteneur/",
    "noyau/",
    "laboratoire/densite/",
    "affirmations/",
    "validation/",
    "glossaire/",
]
CONTROLS = "button, input, select, textarea, [role=button], dialog[open], .search, .run, progress"
OWN = {"register-verdict", "register-rung", "register-topic"}  # radio buttons that need no script


@pytest.fixture(params=["chromium", "firefox"])
def plain(request: pytest.FixtureRequest) -> Iterator[Person]:
    """Return a person whose browser runs no script."""
    with meeting(request.param, javascript=False) as one:
        yield one


def reads(person: Person, host: Host, language: str) -> None:
    """Read a page of each kind; then find the way by menus alone."""
    for kind in KINDS:
        person.open(f"{host.address}{language}{kind}")
        assert person.find_shown("article h1"), kind
        dead = [one for one in person.find_shown(CONTROLS) if one.get_attribute("name") not in OWN]
        assert [one.get_attribute("outerHTML")[:90] for one in dead] == [], kind
        assert not [one for one in person.find_shown("article pre") if one.size["height"] < 10], kind
        assert "JavaScript" not in person.text("article h1")
    person.open(f"{host.address}{language}{KINDS[1]}")
    person.click("article details > summary")
    assert person.find_shown("article details pre")
    person.click(".md-nav--primary a[href$='affirmations/']")
    claims = len(person.find_shown(".register tbody tr"))
    assert claims > 100
    person.see(".register [value=verdict-dated]").click()
    assert 0 < len(person.find_shown(".register tbody tr")) < 10
    assert person.texts(".register-text, .unreached") == []
    person.click(".language-menu summary")
    other = "fr" if language else "en"
    person.click(f".language-menu [hreflang={other}]")
    assert person.address == f"{host.address}{'' if language else 'en/'}affirmations/"
    person.click(".md-header .md-logo")
    assert person.address.rstrip(".") == f"{host.address}{'' if language else 'en/'}"


@pytest.mark.parametrize("language", ["", "en/"])
def test_every_kind_of_page_reads_and_leads_on(plain, host, language):
    reads(plain, host, language)


def test_the_same_below_a_path(plain, below):
    reads(plain, below, "en/")


def test_a_dead_button_fails_the_journey(host):
    host.patches = break_file(host.folder, "noyau/index.html", "<article", "<button>Run</button><article")
    with meeting(javascript=False) as person, pytest.raises(AssertionError, match="<button>Run"):
        reads(person, host, "")
