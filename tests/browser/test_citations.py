"""A reader sees the passage of a citation by mouse and by keyboard; without a script, in the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.audits import axe
from tests.support.pages import QUESTION

BOX = ".shown-passage"
QUOTATION = "what is cited"
# A passage on the page, whichever the page has: so that what shows is known.
ADD = """quotation => {
    const link = document.querySelector(".claim .cite a")
    const work = document.getElementById(link.hash.slice(1)).closest("li")
    work.insertAdjacentHTML("beforeend", '<p class="passage" id="ref-x.1">§ 1 : « <q lang="en"></q> »</p>')
    work.insertAdjacentHTML("beforeend", '<p class="passage" id="ref-x.2">§ 2 : another</p>')
    work.querySelector("[id='ref-x.1'] q").textContent = quotation
    link.hash = "ref-x.1"
}"""


@pytest.fixture
def page(browser, address) -> Iterator[Any]:
    """Return a page whose first citation has a passage."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    opened = context.new_page()
    opened.goto(address + QUESTION)
    opened.evaluate(ADD, QUOTATION)
    yield opened
    context.close()


def find_mark(page) -> Any:
    return page.locator(".claim .cite a").first


def test_pointing_at_a_citation_shows_its_work_and_its_passage(page):
    mark, box = find_mark(page), page.locator(BOX)
    mark.hover()
    box.wait_for(timeout=3000)
    title = page.locator(".references li:has([id='ref-x.1']) [itemprop=name]").inner_text()
    said = box.inner_text()
    assert title in said
    assert QUOTATION in said
    assert "another" not in said
    assert mark.get_attribute("aria-describedby") == box.get_attribute("id")
    assert box.get_attribute("role") == "tooltip"
    assert page.locator(f"{BOX} a, {BOX} [id]").count() == 0
    assert axe(page, within="main") == []


def test_one_may_point_at_what_shows_and_then_elsewhere(page):
    find_mark(page).hover()
    box = page.locator(BOX)
    box.wait_for(timeout=3000)
    box.hover()
    page.wait_for_timeout(600)
    assert box.is_visible()
    page.locator("article h1").hover()
    box.wait_for(state="detached", timeout=3000)
    assert find_mark(page).get_attribute("aria-describedby") is None


def test_the_focus_shows_it_and_escape_closes_it(page):
    mark, box = find_mark(page), page.locator(BOX)
    page.keyboard.press("Tab")  # a browser shows a focus that came by key
    mark.focus()
    box.wait_for(timeout=3000)
    page.mouse.move(5, 790)
    page.wait_for_timeout(600)
    assert box.is_visible(), "it stays while the focus does"
    page.keyboard.press("Escape")
    assert box.count() == 0
    assert mark.evaluate("mark => mark === document.activeElement")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    box.wait_for(timeout=3000)
    page.locator(".claim .headerlink").first.focus()
    box.wait_for(state="detached", timeout=3000)


@pytest.mark.parametrize("width", [1280, 320])
def test_it_stands_beside_its_mark_and_within_the_window(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    mark, box = find_mark(page), page.locator(BOX)
    mark.scroll_into_view_if_needed()
    mark.hover()
    box.wait_for(timeout=3000)
    at, shown = mark.bounding_box(), box.bounding_box()
    assert shown["x"] >= 0
    assert shown["x"] + shown["width"] <= width
    gap = min(abs(shown["y"] - at["y"] - at["height"]), abs(shown["y"] + shown["height"] - at["y"]))
    assert gap <= 1, "the pointer must reach it"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_tap_leads_to_the_list(browser, address, javascript):
    context = browser.new_context(java_script_enabled=javascript, has_touch=True)
    page = context.new_page()
    page.goto(address + QUESTION)
    page.locator(".claim .cite a").first.tap()
    page.wait_for_url("**/#ref-*")
    target = page.locator(".references :target")
    assert target.bounding_box()["y"] < page.viewport_size["height"]
    assert page.locator(BOX).count() == 0
    context.close()
