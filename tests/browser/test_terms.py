"""A reader learns what a term means by mouse, by keyboard, by touch, and without a script."""

from __future__ import annotations

import pytest

PAGE = "bases/difference-vm-conteneur/"


@pytest.mark.parametrize("reach", ["focus", "hover"])
def test_the_definition_shows(browser, address, reach):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + PAGE)
    term = page.locator("a.term").first
    definition = term.get_attribute("title")
    assert definition
    if reach == "focus":
        term.focus()
    else:
        term.hover()
    shown = page.locator(".md-tooltip2--active")
    shown.wait_for(timeout=3000)
    assert shown.inner_text().strip() == definition
    context.close()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_touching_a_term_leads_to_its_entry(browser, address, javascript):
    context = browser.new_context(java_script_enabled=javascript, has_touch=True)
    page = context.new_page()
    page.goto(address + PAGE)
    page.locator("a.term").first.tap()
    page.wait_for_url("**/glossaire/#*")
    entry = page.locator("dt:target")
    assert entry.count() == 1
    assert entry.bounding_box()["y"] < page.viewport_size["height"]
    context.close()
