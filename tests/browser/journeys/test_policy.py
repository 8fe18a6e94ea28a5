"""Does all that a page can do under the security policy, which refuses nothing of it, in each language."""

from __future__ import annotations

import pytest

from tests.support.hosting import Host, break_file, hosting
from tests.support.person import Person, meeting

QUESTION = "bases/difference-vm-conteneur/"
CHARTS = "densite-cout/bon-marche/"
NOTEBOOK = "laboratoire/densite/"
LANGUAGES = ("", "en/")
DRAWN = """
const drawing = one => /chart/i.test(one.previousElementSibling.textContent)
return [...document.querySelectorAll(".run")].find(drawing)?.querySelector(".run-go")
"""


def assert_nothing_is_refused(person: Person, host: Host, missing: int = 0) -> None:
    """Assert that the policy refused nothing, and that the console has no error but of what is missing."""
    assert host.violations == []
    complaints = person.complaints()
    assert not [text for text in complaints if "404" not in text]
    assert len(complaints) <= missing


def assert_set_up(person: Person, address: str) -> None:
    """Assert that the scripts know where the site lies, whatever the page."""
    assert person.wait("return window.__md_scope && window.document$ && __md_scope.href") == address


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chart_is_drawn_by_python(person, below, lang):
    person.open(f"{below.address}{lang}{CHARTS}")
    assert_set_up(person, below.address + lang)
    person.click(person.wait(DRAWN))
    person.see(".run-verdict--kept", patience=240)
    assert person.texts(".run-status:not(:empty)") == []
    assert_nothing_is_refused(person, below)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_code_is_edited_and_its_tables_are_shown(person, below, lang):
    person.open(f"{below.address}{lang}{NOTEBOOK}")
    person.click(".run-edit")
    person.click(".run-go")
    person.see(".run-verdict", patience=240)
    assert_nothing_is_refused(person, below)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_search_palette_copy_menus_and_the_next_page(person, below, lang):
    below.publish()
    person.open(f"{below.address}{lang}")
    person.press("Control+k")
    person.see("dialog.search input")
    person.type("namespace")
    person.see(".search-results a", patience=60)
    person.press("Escape")
    scheme = "return document.body.dataset.mdColorScheme"
    person.click("[data-md-component=palette] label")
    person.click("[data-md-component=palette] label")
    dark = person.wait(f"{scheme} === 'slate' && {scheme[7:]}")
    person.reload()
    assert person.wait("return window.document$ && document.body.dataset.mdColorScheme") == dark, (
        "the choice is kept"
    )
    person.js("window.sameDocument = true")
    person.click(f"article a[href*='{QUESTION}']")
    person.wait("return location.pathname.endsWith(arguments[0])", QUESTION)
    person.wait("return document.querySelector('.md-code__button, .md-clipboard')")
    person.click("article .md-code__button, article .md-clipboard")
    person.js("dispatchEvent(new Event('beforeprint')); dispatchEvent(new Event('afterprint'))")
    assert person.js("return window.sameDocument") is True, "instant navigation"
    assert_nothing_is_refused(person, below)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_wrong_address(person, host, lang):
    person.open(f"{host.address}{lang}nowhere/at/all/")
    assert_set_up(person, host.address + lang)
    assert_nothing_is_refused(person, host, missing=2)


PROBES = {
    "script": "<script>document.title = 'run'</script>",
    "style": "<style>body { color: red }</style>",
    "attribute": '<p style="color: red">text</p>',
    "image": '<img src="https://other.example/x.png" alt="">',
}


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_the_journey_sees_what_the_policy_refuses(site, browser, probe):
    patches = break_file(site, "a-propos/index.html", "</article>", f"{PROBES[probe]}</article>")
    with hosting(site, patches=patches) as host, meeting(browser) as person:
        person.open(f"{host.address}a-propos/")
        person.wait("return document.readyState === 'complete'")
        person.wait("return new Promise(done => setTimeout(done, 1000, true))")  # reports come when they do
        with pytest.raises(AssertionError):
            assert_nothing_is_refused(person, host)


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_page_refuses_on_a_host_that_sends_no_headers(site, browser, tmp_path):
    [patch] = break_file(site, "a-propos/index.html", "</article>", f"{PROBES['script']}</article>").values()
    (tmp_path / "index.html").write_bytes(patch(b""))
    with hosting(tmp_path) as host, meeting(browser) as person:
        person.open(host.address)
        person.see("article h1")
        assert person.title != "run"
