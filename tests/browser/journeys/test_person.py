"""A person at each browser sees what is shown, types, goes back, and opens another window."""

from __future__ import annotations

import pytest

from tests.support.hosting import Host, break_file, hosting
from tests.support.person import meeting

PAGE = """<!doctype html><title>{n}</title><h1>Page {n}</h1><p hidden>Hidden</p>
<textarea></textarea><a href="{next}">next</a>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two pages, a « not found » page, and a policy."""
    made = tmp_path_factory.mktemp("site")
    (made / "index.html").write_text(PAGE.format(n=1, next="two.html"))
    (made / "two.html").write_text(PAGE.format(n=2, next="./") + "<script>document.title = 'run'</script>")
    (made / "404.html").write_text("<h1>Not here</h1>")
    (made / "_headers").write_text("/*\n  Content-Security-Policy: script-src 'self'\n")
    return made


@pytest.mark.parametrize("browser", ["chromium", "firefox", "webkit"])
def test_a_person_does_at_each_browser_what_people_do(folder, browser):
    with hosting(folder, "/repo/") as host, meeting(browser) as person:
        person.open(host.address)
        assert (person.title, person.texts("h1, p")) == ("1", ["Page 1"])
        if browser != "webkit":  # which speaks the machine's language
            assert person.js("return navigator.language").startswith("fr")
        person.click("textarea")
        person.type("noyau")
        person.press("Control+a")
        person.press("Backspace")
        person.type("œuvre")
        assert person.js("return document.querySelector('textarea').value") == "œuvre"
        assert person.focus.tag_name == "textarea"
        person.click("a")
        person.read("h1", "Page 2")
        person.go_back()
        person.read("h1", "Page 1")
        with person.open_window(f"{host.address}nowhere/"):
            assert person.text("h1") == "Not here"
        assert person.text("h1") == "Page 1"
        assert host.violations[0]["blocked-uri"] == "inline", "the script that the policy refuses"


def test_a_wait_outlives_a_script_that_finds_nothing_yet(folder):
    late = "return document.querySelector('#late').id"
    with hosting(folder) as host, meeting() as person:
        person.open(host.address)
        with pytest.raises(AssertionError, match=r"never true in 0.2 s: .*Cannot read properties of null"):
            person.wait(late, patience=0.2)
        person.js("setTimeout(() => { document.querySelector('h1').id = 'late' }, 300)")
        assert person.wait(late) == "late"


def test_a_host_that_is_down_or_patched_is_seen_to_be(folder):
    with hosting(folder, patches=break_file(folder, "two.html", "Page", "Side")) as host:
        assert isinstance(host, Host)
        with meeting(phone=True) as person:
            person.open(f"{host.address}two.html")
            assert person.text("h1") == "Side 2"
            assert person.js("return innerWidth") >= 360
            host.down = True
            failed = "return fetch('/').then(() => 'came', () => 'failed')"
            assert person.wait(failed) == "failed"
            with pytest.raises(AssertionError, match="nothing shown"):
                person.see("dialog", patience=0.2)
        assert ("GET", "two.html") in [asked[:2] for asked in host.asked]
