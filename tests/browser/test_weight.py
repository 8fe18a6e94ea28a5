"""What a page costs before the first touch: its requests and bytes, as the browser's request log has them."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import material
import pytest

from tests.browser.test_pages import PHONE, Visit, page_paths

REQUESTS = 8
TOTAL = 80_000  # bytes, each file by gzip -9
HTML = 15_000
LISTS = {"sources/"}  # their HTML grows with the site; what they cost in all is as limited as of any page
THEME = Path(material.__file__).parent / "templates" / "assets" / "stylesheets"
KEPT = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
UNMATCHED = r"""
css => {
  // The selectors of the theme that the site has lost although something in the page matches them.
  const flat = rules => [...rules].flatMap(rule =>
    rule.selectorText ? [rule] : rule.cssRules ? flat(rule.cssRules) : [])
  const split = text => text.split(/,(?![^(]*\))/).map(part => part.trim())
  const parts = rules => rules.flatMap(rule => split(rule.selectorText))
  const kept = new Set(parts([...document.styleSheets].flatMap(sheet => flat(sheet.cssRules))))
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  const lost = parts(flat(sheet.cssRules)).filter(part => !kept.has(part))
  const names = "before|after|marker|backdrop|placeholder|hover|focus[a-z-]*|active|target|checked"
  const state = new RegExp(`::?(${names}|-[a-z-]+)(?![a-z-])`, "g")
  const bare = part => part.replace(state, "").replace(/(^|[>+~])\s*(?=$|[>+~])/g, "$1 * ")
  return [lost.length, lost.filter(part => document.querySelector(bare(part)))]
}
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a browser did with a page: it asked for, with the bytes; what it stored; its styles."""

    sizes: dict[str, int]
    cookies: list[dict]
    kept: list[str]
    lost: int
    unmatched: list[str]


def compressed(path: Path) -> int:
    """The bytes of a file on the wire."""
    return len(gzip.compress((path / "index.html" if path.is_dir() else path).read_bytes(), 9))


@pytest.fixture(scope="module")
def seen(browser, address, site) -> dict[str, Seen]:
    """Every page, opened once in a fresh window."""
    stylesheets = [path.read_text(encoding="utf-8") for path in sorted(THEME.glob("*.css"))]
    found = {}
    for name in page_paths(site):
        with Visit(browser, address + name, viewport=PHONE) as visit:
            visit.page.wait_for_load_state("networkidle")
            places = [urlsplit(url).path.lstrip("/") for url in visit.requests if url.startswith("http")]
            kept, cookies = visit.page.evaluate(KEPT), visit.context.cookies()
            lost = [visit.page.evaluate(UNMATCHED, css) for css in stylesheets]
        sizes = {place: compressed(site / place) for place in places}
        number, unmatched = sum(one for one, _ in lost), [one for _, many in lost for one in many]
        found[name] = Seen(sizes, cookies, kept, number, unmatched)
    return found


def heavy(seen: dict[str, Seen]) -> dict[str, dict[str, int]]:
    """The pages that ask for too much, with what they ask for."""
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


def test_the_html_of_a_page_is_light(site):
    sizes = {page: compressed(site / page) for page in page_paths(site)}
    entries = {page: size for page, size in sizes.items() if page.removeprefix("en/") not in LISTS}
    assert {page: size for page, size in entries.items() if size > HTML} == {}


def test_no_page_sets_a_cookie_and_nothing_is_kept_but_the_choice_of_a_theme(seen):
    assert [page for page, one in seen.items() if one.cookies] == []
    assert {key for one in seen.values() for key in one.kept if not key.endswith("__palette")} == set()


def test_the_stylesheets_lack_nothing_that_a_page_shows(seen):
    assert all(one.lost > 500 for one in seen.values())
    assert {page: one.unmatched for page, one in seen.items() if one.unmatched} == {}


def test_the_check_sees_a_rule_that_a_page_would_need(browser, address):
    with Visit(browser, address, viewport=PHONE) as visit:
        visit.page.evaluate("document.body.innerHTML += '<aside class=md-banner><p>Seen</p></aside>'")
        found = [
            visit.page.evaluate(UNMATCHED, path.read_text(encoding="utf-8")) for path in THEME.glob("*.css")
        ]
    assert ".md-banner" in [one for _, many in found for one in many]
