"""Test that a page reads well: no code is cut, text has its size, and the header leaves room for it."""

from __future__ import annotations

import pytest

from tests.support.pages import QUESTION
from tests.support.visits import DESKTOP, PHONE, Visit
from tests.support.waiting import wait_until

PAGES = (QUESTION, "en/", "laboratoire/densite/", "densite-cout/densite/", "traduire/", "a-propos/")
CUT = """() => [...document.querySelectorAll("article pre > code")].filter(code => {
    const columns = code.closest(".output") || !code.closest("[data-copy]")
    const shadow = getComputedStyle(code).backgroundImage.includes("gradient") && code.tabIndex === 0
    return code.scrollWidth > code.clientWidth && !(columns && shadow)
}).map(code => code.textContent.slice(0, 60))"""
COVERED = """() => [...document.querySelectorAll(".md-code__button")].filter(button => {
    const box = button.getBoundingClientRect(), range = document.createRange()
    range.selectNodeContents(button.closest("pre").querySelector("code"))
    return [...range.getClientRects()].some(text => text.width > 0 && text.bottom > box.top + 1
        && text.top < box.bottom - 1 && text.right > box.left && text.left < box.right)
}).length"""
SIZES = """() => {
    const size = one => parseFloat(getComputedStyle(one).fontSize)
    const body = size(document.querySelector("article"))
    return [...document.querySelectorAll("article :is(p, .admonition li, td)")]
        .filter(one => !one.closest(".report, .run, .terminal, .register, .display, figure, .references"))
        .filter(one => size(one) < body)
        .map(one => one.textContent.slice(0, 60))
}"""


@pytest.mark.parametrize("width", [320, 360, 1366])
def test_no_code_is_cut_and_the_copy_button_covers_none(browser, address, width):
    for path in PAGES:
        with Visit(browser, address + path, viewport={"width": width, "height": 800}) as visit:
            assert visit.page.evaluate(CUT) == [], path
            assert visit.page.evaluate(COVERED) == 0, path


def test_the_check_sees_code_that_is_cut_and_a_button_on_it(browser, address):
    with Visit(browser, address + QUESTION, viewport=PHONE, bypass_csp=True) as visit:
        visit.page.add_style_tag(
            content="""
            .md-typeset pre > code { white-space: pre !important }
            .md-typeset .highlight > pre { padding: 0 !important }"""
        )
        assert visit.page.evaluate(CUT) != []
        assert visit.page.evaluate(COVERED) > 0


def test_a_line_that_is_broken_stands_back(browser, address):
    with Visit(browser, address + QUESTION, viewport=PHONE) as visit:
        starts = visit.page.locator("pre > code").first.evaluate("""code => {
            const range = document.createRange()
            range.selectNodeContents(code)
            const left = code.getBoundingClientRect().left
            return [...new Set([...range.getClientRects()].map(box => Math.round(box.left - left)))]
        }""")
        assert len([start for start in starts if 5 < start < 60]) > 0


@pytest.mark.parametrize("path", ["laboratoire/densite/", "traduire/", QUESTION])
def test_what_one_selects_or_copies_is_the_code_as_it_is(browser, address, path):
    with Visit(browser, address + path, viewport=PHONE) as visit:
        page = visit.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        for block in page.locator("article .highlight:has(.md-code__button)").all():
            block.locator(".md-code__button").click()
            wanted = block.get_attribute("data-copy") or block.locator("code").text_content()
            assert page.evaluate("navigator.clipboard.readText()") == wanted.rstrip()
        code = page.locator("article pre > code").first
        code.evaluate("code => getSelection().selectAllChildren(code)")
        assert page.evaluate("getSelection().toString()").rstrip("\n") == code.text_content().rstrip("\n")


def test_each_copy_button_has_a_name_of_its_own(browser, address):
    with Visit(browser, address + QUESTION) as visit:
        names = [one.get_attribute("aria-label") for one in visit.page.locator(".md-code__button").all()]
        assert names == [f"Copier l’exemple {n}" for n in range(1, len(names) + 1)] != []
    with Visit(browser, f"{address}en/traduire/") as visit:
        names = [one.get_attribute("aria-label") for one in visit.page.locator(".md-code__button").all()]
        assert names == [f"Copy code {n}" for n in range(1, len(names) + 1)] != []


def test_the_key_text_is_as_large_as_the_rest(browser, address):
    with Visit(browser, address + QUESTION, bypass_csp=True) as visit:
        assert visit.page.evaluate(SIZES) == []
        visit.page.add_style_tag(content=".md-typeset .admonition { font-size: 0.64rem !important }")
        assert visit.page.evaluate(SIZES) != []


@pytest.mark.parametrize(("height", "stays"), [(256, False), (800, True)])
def test_the_header_scrolls_away_where_it_would_take_a_quarter(browser, address, height, stays):
    with Visit(browser, address + QUESTION, viewport={"width": 320, "height": height}) as visit:
        visit.page.evaluate("scrollTo(0, 1000)")
        assert (visit.page.locator(".md-header").bounding_box()["y"] >= 0) is stays


def test_on_a_phone_the_parts_of_the_page_stand_apart_from_the_menu(browser, address):
    with Visit(browser, address + QUESTION, viewport=PHONE) as visit:
        page = visit.page
        assert page.locator("#navigation a[href*='#']").count() == 0
        page.locator(".page-parts summary").click()
        page.get_by_role("navigation", name="Sur cette page").get_by_text("La sécurité").click()
        wait_until(page, "location.hash === '#securite'")
        assert 40 < page.locator("#securite").bounding_box()["y"] < 140
    with Visit(browser, address + QUESTION, viewport=DESKTOP) as visit:
        assert not visit.page.locator(".page-parts").is_visible()
        assert visit.page.locator("[data-md-type=toc] a").first.is_visible()


@pytest.mark.parametrize("part", ["securite", "suite"])
def test_the_part_that_an_address_names_stays_in_view_once_the_buttons_are_there(browser, address, part):
    with Visit(browser, f"{address}{QUESTION}#{part}", viewport=PHONE) as visit:
        visit.page.locator(".run-go").first.wait_for()
        visit.page.wait_for_timeout(300)
        assert 40 < visit.page.locator(f"#{part}").bounding_box()["y"] < 100


def test_what_is_not_translated_says_so_in_menus_and_lists(browser, address):
    with Visit(browser, f"{address}en/") as visit:
        for part in ("#navigation", ".answers"):
            for link in visit.page.locator(f"{part} a[lang=fr]:not(h3 > a)").all():
                assert link.get_by_role("img", name="in French").inner_text() == "fr"
            assert visit.page.locator(f"{part} a:not([lang]) .tongue").count() == 0
        assert visit.page.locator("#navigation .tongue").count() > 3
    with Visit(browser, address) as visit:
        assert visit.page.locator(".tongue").count() == 0


def test_every_table_has_a_name(browser, address):
    for path in (QUESTION, "affirmations/", "validation/", "accessibilite/", "en/traduire/", "noyau/"):
        with Visit(browser, address + path) as visit:
            tables = visit.page.locator("article table").all()
            names = [
                table.evaluate("""table => table.caption?.textContent ?? table.ariaLabel
                    ?? document.getElementById(table.getAttribute("aria-labelledby"))?.textContent""")
                for table in tables
            ]
            assert all(names), (path, names)


@pytest.mark.parametrize("path", [QUESTION, "affirmations/"])
def test_paper_splits_what_is_long_and_wastes_no_page(browser, address, path):
    with Visit(browser, address + path, viewport={"width": 794, "height": 1123}) as visit:
        visit.page.emulate_media(media="print")
        split = "e => getComputedStyle(e).breakInside"
        for css in (".highlight", "table", ".admonition"):
            for one in visit.page.locator(f"article {css}").all():
                assert one.evaluate(split) == "auto"
        assert (
            visit.page.locator("article h2").first.evaluate("e => getComputedStyle(e).breakAfter") == "avoid"
        )
