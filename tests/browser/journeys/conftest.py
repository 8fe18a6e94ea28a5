"""Give journeys what they share: the site on hosts of its own, and a person at each browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.hosting import Host, hosting
from tests.support.person import Person, meeting


@pytest.fixture
def host(site: Path) -> Iterator[Host]:
    """Return the site at the root of a host, which a test may slow, patch or stop."""
    with hosting(site) as one:
        yield one


@pytest.fixture
def below(site: Path) -> Iterator[Host]:
    """Return the site below a path of a host."""
    with hosting(site, "/repo/") as one:
        yield one


@pytest.fixture(params=["chromium", "firefox"])
def person(request: pytest.FixtureRequest) -> Iterator[Person]:
    """Return a person at a desktop, in each browser that walks all journeys.

    `@pytest.mark.parametrize("person", ["chromium", "firefox", "webkit"], indirect=True)` chooses others.
    """
    with meeting(request.param) as one:
        yield one


@pytest.fixture
def language(person: Person) -> str:
    """Return the path of a language: French for Chromium, English for the others.

    So each browser and each language is walked at the price of two walks and not of four. What goes wrong in
    one browser and one language alone is a text that finds no room: the journeys that multiply the two would
    show it (`test_run.py`, reading; `test_offline.py`; `test_policy.py`).
    """
    return "" if person.driver.capabilities["browserName"] == "chrome" else "en/"


@pytest.fixture
def phone() -> Iterator[Person]:
    """Return a person with a phone, 360 pixels wide."""
    with meeting("chromium", phone=True) as one:
        yield one
