"""How a page reads where nothing runs: in a browser without JavaScript, and on paper."""

from __future__ import annotations

import pytest

from tests.browser.test_pages import DESKTOP, PHONE, QUESTION, Visit, page_paths

CONTROLS = "button, input, select, textarea, label, [role=button], [contenteditable]"
SHOWN = """
e => e.offsetWidth * e.offsetHeight > 1
  && e.checkVisibility({ opacityProperty: true, visibilityProperty: true })
"""
READ = """
() => {
  // The blocks of the text that nobody can see; what is folded away can be unfolded.
  document.querySelectorAll("article details").forEach(one => { one.open = true })
  return [...document.querySelectorAll("article :is(h1, h2, h3, p:not(.no-claim), li, pre, td, dd)")]
    .filter(one => one.textContent.trim() && one.getBoundingClientRect().height < 2)
    .map(one => one.textContent.slice(0, 60))
}
"""


def dead(visit: Visit) -> list[str]:
    """The controls that show though they do nothing; those of the menu and the register need no script."""
    shown = [one for one in visit.page.locator(CONTROLS).all() if one.evaluate(SHOWN)]
    outer = [one.evaluate("e => e.outerHTML.slice(0, 90)") for one in shown]
    return [html for html in outer if 'for="__drawer"' not in html and 'name="register-' not in html]


def test_every_page_reads_whole_without_a_dead_control(browser, address, site):
    for path, viewport in [(QUESTION, DESKTOP), *((path, PHONE) for path in page_paths(site))]:
        with Visit(browser, address + path, viewport=viewport, java_script_enabled=False) as visit:
            assert visit.page.locator("article h1").is_visible(), path
            assert visit.page.evaluate(READ) == [], path
            assert dead(visit) == [], path


def test_the_check_sees_a_dead_control_and_a_hidden_text(browser, site, address):
    page = site / "probe.html"
    page.write_text("<article><button>Run</button><p hidden>Lost</p></article>", encoding="utf-8")
    try:
        with Visit(browser, address + "probe.html", java_script_enabled=False) as visit:
            assert dead(visit) == ["<button>Run</button>"]
            assert visit.page.evaluate(READ) == ["Lost"]
    finally:
        page.unlink()


def test_the_menus_and_what_is_folded_open_without_javascript(browser, address):
    with Visit(browser, address + QUESTION, viewport=PHONE, java_script_enabled=False) as visit:
        page = visit.page
        page.locator("article details > summary").first.click()
        assert page.locator("article details pre").first.is_visible()
        page.locator("header label[for=__drawer]").click()
        glossary = page.locator("#navigation a[href$='glossaire/'], .md-nav a[href$='glossaire/']").first
        glossary.wait_for(state="visible")
        page.locator("label.md-overlay").click(position={"x": 340, "y": 400})
        page.locator(".language-menu summary").click()
        page.locator(".language-menu a[hreflang=en]").click()
        page.wait_for_url(f"{address}en/{QUESTION}")
        assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_paper_has_the_whole_text_and_its_sources_and_no_control(browser, address, scheme, javascript):
    options = {"viewport": {"width": 794, "height": 1123}, "java_script_enabled": javascript}
    with Visit(browser, address + QUESTION, color_scheme=scheme, **options) as visit:
        page = visit.page
        page.emulate_media(media="print", color_scheme=scheme)
        assert not [one for one in page.locator(f"{CONTROLS}, nav, .report").all() if one.evaluate(SHOWN)]
        assert page.locator("article details pre").first.bounding_box()["height"] > 100
        link = page.locator(".references a").first
        after = link.evaluate("e => getComputedStyle(e, '::after').content")
        assert link.get_attribute("href") in after or "attr(href)" in after
        assert page.locator("a.term").first.evaluate("e => getComputedStyle(e, '::after').content") == "none"
        colour = "e => getComputedStyle(e).color"
        assert page.locator("article h1").evaluate(colour) == page.locator("article h2").first.evaluate(
            colour
        )
        lightest = max(map(int, page.locator(".references a").first.evaluate(colour)[4:-1].split(",")[:2]))
        assert lightest < 128, "a link must be dark on white paper"
        claim = page.locator("article .claim").first
        assert claim.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
