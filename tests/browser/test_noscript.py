"""Test how a page reads where nothing runs: in a browser without JavaScript, and on paper."""

from __future__ import annotations

import pytest

from tests.support.pages import QUESTION
from tests.support.serving import serving
from tests.support.visits import CONTROLS, DESKTOP, PHONE, SHOWN, Seen, Visit, record_page


def faults(one: Seen) -> list[str]:
    """Return what nobody can read, and the controls that show though they do nothing.

    Those of the menu and the register need no script.
    """
    text = one.looks["text"]
    dead = [
        html for html in text["controls"] if 'for="__drawer"' not in html and 'name="register-' not in html
    ]
    return [*([] if text["titled"] else ["no title"]), *text["hidden"], *dead]


def test_every_page_reads_whole_without_a_dead_control(browser, address, visits):
    found = {path: faults(one) for path, one in visits.read("no script").items()}
    assert len(found) > 50
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert faults(record_page(browser, address + QUESTION, "no script", viewport=DESKTOP)) == []


def test_the_check_sees_a_dead_control_and_a_hidden_text(browser, tmp_path):
    markup = "<article><button>Run</button><p hidden>Lost</p></article>"
    (tmp_path / "probe.html").write_text(markup, encoding="utf-8")
    with serving(tmp_path) as address:
        one = record_page(browser, address + "probe.html", "no script")
    assert faults(one) == ["no title", "Lost", "<button>Run</button>"]


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
