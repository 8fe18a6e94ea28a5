"""Test the cost of a page before the first touch: its requests and bytes, as the browser logs them."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support import visits as visiting
from tests.support.pages import page_paths

REQUESTS = 8
TOTAL = 80_000  # bytes, each file by gzip -9
HTML = 15_000  # without the passages that the page quotes
LISTS = {
    "sources/",
    "affirmations/",
    "validation/",
}  # their HTML grows with the site; what they cost in all is as limited as of any page


@dataclass(frozen=True, slots=True)
class Seen:
    """One page in a browser: the files that it asked for, with their bytes; what it stored; its styles."""

    sizes: dict[str, int]
    cookies: list[dict]
    kept: list[str]
    lost: int
    unmatched: list[str]


@cache
def compressed(path: Path) -> int:
    """Return the bytes of a file on the wire."""
    return len(gzip.compress((path / "index.html" if path.is_dir() else path).read_bytes(), 9))


@pytest.fixture(scope="module")
def seen(visits, site) -> dict[str, Seen]:
    """Every page, as it was opened once in a fresh window."""
    return {place: weighed(one, site) for place, one in visits.read("phone").items()}


def weighed(one: visiting.Seen, site: Path) -> Seen:
    """Return the record of a page, with the bytes of what it asked for."""
    places = [urlsplit(url).path.lstrip("/") for url in one.requests if url.startswith("http")]
    sizes = {place: compressed(site / place) for place in places}
    styles = one.looks["styles"]
    return Seen(sizes, one.cookies, one.kept, styles["lost"], styles["unmatched"])


def heavy(seen: dict[str, Seen]) -> dict[str, dict[str, int]]:
    """Return the pages that ask for too much, with what they ask for."""
    return {
        page: one.sizes
        for page, one in seen.items()
        if len(one.sizes) > REQUESTS or sum(one.sizes.values()) > TOTAL
    }


def test_a_page_is_light_before_the_first_touch(seen):
    assert heavy(seen) == {}


@pytest.mark.parametrize("sizes", [{"sources/": TOTAL, "a.js": 1}, dict.fromkeys("abcdefghi", 1)])
def test_the_check_sees_a_page_that_asks_for_too_much(sizes):
    assert heavy({"sources/": Seen(sizes, [], [], 0, [])}) == {"sources/": sizes}


def without_passages(html: str) -> str:
    """Return a page without the quotations of its sources: as many as it cites, at its end."""
    return re.sub(r'<p class="passage.*?</p>', "", html, flags=re.DOTALL)


def weigh_html(page: Path) -> int:
    """Return the bytes on the wire of what a page says itself."""
    html = without_passages((page / "index.html").read_text(encoding="utf-8"))
    return len(gzip.compress(html.encode(), 9))


def test_the_html_of_a_page_is_light(site):
    assert without_passages('<li>a<p class="passage" id="b"><q>c</q></p></li>') == "<li>a</li>"
    sizes = {page: weigh_html(site / page) for page in page_paths(site)}
    entries = {page: size for page, size in sizes.items() if page.removeprefix("en/") not in LISTS}
    assert {page: size for page, size in entries.items() if size > HTML} == {}


def test_no_page_sets_a_cookie_and_nothing_is_kept_but_the_choice_of_a_theme(seen):
    assert [page for page, one in seen.items() if one.cookies] == []
    assert {key for one in seen.values() for key in one.kept if not key.endswith("__palette")} == set()


def test_the_stylesheets_lack_nothing_that_a_page_shows(seen):
    assert all(one.lost > 500 for one in seen.values())
    assert {page: one.unmatched for page, one in seen.items() if one.unmatched} == {}


def test_the_check_sees_a_rule_that_a_page_would_need(browser, address):
    banner = "document.body.innerHTML += '<aside class=md-banner><p>Seen</p></aside>'"
    assert (
        ".md-banner" in visiting.record_page(browser, address, "phone", banner).looks["styles"]["unmatched"]
    )
