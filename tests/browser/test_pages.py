"""What a reader meets in a real browser: no foreign request, no error, nothing that overflows a phone."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sitekit.languages import languages

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
QUESTION = "bases/difference-vm-conteneur/"


def page_paths(site: Path) -> list[str]:
    """The address, below the site's root, of every page."""
    found = (path.relative_to(site).parent.as_posix() for path in site.rglob("index.html"))
    return sorted("" if path == "." else f"{path}/" for path in found)


class Visit:
    """One page opened in a fresh window, with what the browser asked for and complained about."""

    def __init__(self, browser, address: str, **options) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda m: m.type in {"error", "warning"} and self.complaints.append(m.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address, wait_until="networkidle")

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    @property
    def foreign(self) -> list[str]:
        """Requests that left this machine."""
        return [url for url in self.requests if urlsplit(url).hostname not in {"127.0.0.1", None}]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_stays_home_and_fits(browser, address, site, viewport, scheme):
    faults = []
    for path in page_paths(site):
        with Visit(browser, address + path, viewport=viewport, color_scheme=scheme) as visit:
            width = visit.page.evaluate("document.documentElement.scrollWidth")
            if visit.foreign or visit.complaints or width > viewport["width"]:
                faults.append((path, visit.foreign, visit.complaints, width))
    assert faults == []


def test_the_check_sees_a_foreign_request_and_an_error(browser, address, site):
    page = site / "probe.html"
    page.write_text('<img src="https://other.example/x.png"><script>throw Error("seen")</script>')
    try:
        with Visit(browser, address + "probe.html") as visit:
            assert visit.foreign == ["https://other.example/x.png"]
            assert any("seen" in text for text in visit.complaints)
    finally:
        page.unlink()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_the_language_menu_stays_on_the_page(browser, address, javascript):
    with Visit(browser, address + QUESTION, java_script_enabled=javascript) as visit:
        english = visit.page.locator(".md-select__link[hreflang=en]")
        assert visit.page.evaluate("e => e.href", english.element_handle()) == address + "en/" + QUESTION
        visit.page.goto(address + "en/" + QUESTION)
        french = visit.page.locator(".md-select__link[hreflang=fr]")
        assert visit.page.evaluate("e => e.href", french.element_handle()) == address + QUESTION
        assert visit.page.locator("html").get_attribute("lang") == "en"


def test_the_language_menu_follows_instant_navigation(browser, address):
    with Visit(browser, address, viewport=DESKTOP) as visit:
        visit.page.evaluate("window.sameDocument = true")
        visit.page.click(f"article a[href$='{QUESTION}']")
        visit.page.wait_for_url(address + QUESTION)
        visit.page.wait_for_function(
            "href => document.querySelector('.md-select__link[hreflang=en]').href === href",
            arg=address + "en/" + QUESTION,
        )
        assert visit.page.evaluate("window.sameDocument") is True
        assert (visit.foreign, visit.complaints) == ([], [])


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_alternates_are_absolute_and_complete(site, language):
    html = (site / language.path / QUESTION / "index.html").read_text(encoding="utf-8")
    found = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))
    root = "https://virtfaq.example/"
    expected = {other.code: root + other.path + QUESTION for other in languages()}
    assert found == {**expected, "x-default": root + QUESTION}
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
    with Visit(browser, address + QUESTION, java_script_enabled=False, viewport=PHONE) as visit:
        assert visit.page.locator(".claim").count() >= 16
        assert visit.page.locator(".display table").count() >= 1
        assert visit.page.locator("section[role=doc-bibliography] li").count() >= 10
