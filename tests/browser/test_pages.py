"""Test every page in a real browser: no foreign request, no error, nothing that overflows a phone."""

from __future__ import annotations

import re
import shutil
from urllib.parse import urlsplit

import pytest

from sitekit.languages import ROOT, languages
from tests.support.pages import PUBLISHED, QUESTION
from tests.support.serving import serving
from tests.support.visits import DESKTOP, DISPLAYS, PHONE, Seen, Visit, record_page
from tests.support.waiting import wait_until


def faults(one: Seen, display: str) -> list[str]:
    """Return what is wrong with a page: it asks others, complains, or is wider than the screen."""
    width = DISPLAYS[display].options["viewport"]["width"]
    wide = [f"{shown} pixels wide, {scheme}" for scheme, shown in one.widths.items() if shown > width]
    return [*one.foreign, *one.complaints, *wide]


@pytest.mark.parametrize("display", ["phone", "desktop"])
def test_every_page_stays_home_and_fits(visits, display):
    found = {path: faults(one, display) for path, one in visits.read(display).items()}
    assert len(found) > 50
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


PROBE = (
    '<p style="color: red"></p><img src="https://other.example/x.png"><script>throw Error("seen")</script>'
)


def test_the_check_sees_a_foreign_request_and_an_error(browser, tmp_path):
    (tmp_path / "probe.html").write_text(PROBE)
    with serving(tmp_path) as address:
        one = record_page(browser, address + "probe.html", "desktop")
    assert one.foreign == ["https://other.example/x.png"]
    assert any("seen" in text for text in one.complaints)
    assert {"https://other.example/x.png", *one.complaints} == {*faults(one, "desktop")}


@pytest.mark.parametrize("display", ["phone", "desktop"])
def test_the_check_sees_what_is_wider_than_the_screen(browser, address, display):
    width = DISPLAYS[display].options["viewport"]["width"] + 9
    wide = f"document.querySelector('article h1').style.width = '{width}px'"
    assert "pixels wide, dark" in " ".join(faults(record_page(browser, address, display, wide), display))


def test_the_check_sees_what_the_policy_refuses(browser, tmp_path, site):
    (tmp_path / "probe.html").write_text(PROBE)
    shutil.copy(site / "_headers", tmp_path)
    with serving(tmp_path) as address, Visit(browser, address + "probe.html") as visit:
        for directive in ("style-src", "img-src", "script-src"):
            assert any(f"{directive} 'self'" in text for text in visit.complaints), directive


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_the_language_menu_stays_on_the_page(browser, address, javascript):
    with Visit(browser, address + QUESTION, java_script_enabled=javascript) as visit:
        english = visit.page.locator(".md-select__link[hreflang=en]")
        assert visit.page.evaluate("e => e.href", english.element_handle()) == address + "en/" + QUESTION
        visit.page.goto(address + "en/" + QUESTION)
        french = visit.page.locator(".md-select__link[hreflang=fr]")
        assert visit.page.evaluate("e => e.href", french.element_handle()) == address + QUESTION
        assert visit.page.locator("html").get_attribute("lang") == "en"


def test_the_language_menu_follows_instant_navigation_where_the_site_is_published(browser, site):
    context = browser.new_context(viewport=DESKTOP)
    asked: list[str] = []

    def answer(route):
        path = site / urlsplit(route.request.url).path.strip("/")
        asked.append(route.request.url)
        route.fulfill(path=path / "index.html" if path.is_dir() else path)

    context.route("**", answer)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.goto(PUBLISHED, wait_until="networkidle")
    page.evaluate("window.sameDocument = true")
    page.click(f"article a[href$='{QUESTION}']")
    wait_until(
        page,
        "href => document.querySelector('.md-select__link[hreflang=en]').href === href",
        arg=f"{PUBLISHED}en/{QUESTION}",
    )
    page.wait_for_timeout(300)
    assert page.url == PUBLISHED + QUESTION
    assert page.evaluate("window.sameDocument") is True
    assert complaints == []
    assert [url for url in asked if not url.startswith(PUBLISHED)] == []
    assert sum(url.endswith("sitemap.xml") for url in asked) == 1, (
        "Material looked for a sitemap beside a page"
    )
    context.close()


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_alternates_are_absolute_and_complete(site, language):
    html = (site / language.path / QUESTION / "index.html").read_text(encoding="utf-8")
    found = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))
    expected = {other.code: PUBLISHED + other.path + QUESTION for other in languages()}
    assert found == {**expected, "x-default": PUBLISHED + QUESTION}
    assert f'<html lang="{language.code}"' in html


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_each_language_has_its_own_404(browser, address, site, language):
    with Visit(browser, address + language.path + "404.html") as visit:
        assert visit.page.locator("html").get_attribute("lang") == language.code
        assert (
            visit.page.locator("article h1").inner_text()
            == {
                "fr": "Page introuvable",
                "en": "Page not found",
            }[language.code]
        )


def test_without_javascript_the_page_reads_whole(browser, address):
    page = ROOT / "docs" / "fr" / f"{QUESTION.rstrip('/')}.md"
    claims = page.read_text(encoding="utf-8").count("{ .claim ")
    with Visit(browser, address + QUESTION, java_script_enabled=False, viewport=PHONE) as visit:
        assert visit.page.locator(".claim").count() == claims > 0
        assert visit.page.locator(".display table").count() >= 1
        assert visit.page.locator("section[role=doc-bibliography] li").count() > 5
