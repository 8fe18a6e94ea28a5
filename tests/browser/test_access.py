"""Every page for everyone: axe-core finds no fault, each control has a key, nothing scrolls sideways."""

from __future__ import annotations

import datetime
import json
import os
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sitekit.languages import ROOT, languages
from tests.support.audits import axe, axe_rules
from tests.support.pages import QUESTION, page_paths
from tests.support.waiting import wait_until

RESULTS = ROOT / "docs" / "accessibility.json"
RECORD = "VIRTFAQ_RECORD"  # set by `make accessibility`, which writes what was found to RESULTS
WIDE, NARROW, REFLOW = ({"width": width, "height": 800} for width in (1280, 360, 320))
MODES = {  # the size of the window, the colour scheme, and the rules: a scheme changes nothing but colours
    "light": (WIDE, "light", ()),
    "dark": (WIDE, "dark", ("color-contrast", "link-in-text-block")),
    "phone": (NARROW, "light", ()),
}

FOCUSED = "element => element === document.activeElement"
# Until scripts have seen a new size of the window.
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
CONTROLS = "a[href], button, summary, input, textarea, [tabindex='0']"


@pytest.fixture(scope="module")
def page(browser) -> Iterator[Any]:
    """One window for all tests, without motion that an audit would have to wait for."""
    context = browser.new_context(
        reduced_motion="reduce", viewport=WIDE, bypass_csp=True
    )  # for what tests add
    yield context.new_page()
    context.close()


def paths(site: Path) -> list[str]:
    """Return the address of every page below the site's root, those for what is not found included."""
    return [*page_paths(site), *(f"{language.path}404.html" for language in languages())]


OPEN = {
    "search": "document.querySelector('.search-open').click()",
    "editors": """async () => {
        document.querySelector("dialog.search").close()
        for (const one of document.querySelectorAll("article details")) one.open = true
        const buttons = [...document.querySelectorAll(".run-edit")]
        for (const one of buttons) one.click()
        const word = "[role=textbox] .cm-line span" // in its colour, which comes a little after the text
        const open = one => one.closest(".run").querySelector(word)?.checkVisibility()
        while (!buttons.every(open)) await new Promise(requestAnimationFrame)
    }""",
}


def opened(page) -> Iterator[tuple[str, str]]:
    """Return the faults, in each mode, of what a page can open: its editors, and the search."""
    parts = {"search": "dialog.search", **({"editors": ".run"} if page.locator(".run-edit").count() else {})}
    for name, part in parts.items():
        page.evaluate(OPEN[name])
        for mode, (viewport, scheme, rules) in MODES.items():
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            yield from ((f"{mode}, {name}", fault) for fault in axe(page, within=part, rules=rules))


def test_no_page_has_a_fault_in_any_mode_or_scrolls_sideways_at_320_pixels(page, address, site, browser):
    found: list[str] = []
    for path in paths(site):
        page.goto(address + path)
        for mode, (viewport, scheme, rules) in MODES.items():
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            found += [f"/{path} ({mode}): {fault}" for fault in axe(page, rules=rules)]
        found += [f"/{path} ({mode}): {fault}" for mode, fault in opened(page)]
        page.set_viewport_size(REFLOW)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > REFLOW["width"]:
            found.append(f"/{path}: {width} pixels wide on a screen of {REFLOW['width']}")
    assert found == []
    results = {"modes": list(MODES), "faults": len(found), **axe_rules(page)}
    if os.environ.get(RECORD):
        date = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        record = {"date": date, "browser": f"Chromium {browser.version}", **results}
        RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    recorded = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert {key: recorded[key] for key in results} == results, (
        f"{RESULTS.name} does not say what this audit found; run `make accessibility` and commit the file"
    )


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ('<img src="assets/logo.svg">', "image-alt"),
        ('<p style="color:#999;background:#fff">pale</p>', "color-contrast"),
        ("<button></button>", "button-name"),
        ('<div style="overflow:scroll;height:2em"><p style="height:9em">long</p></div>', "scrollable-region"),
        ('<nav aria-label="twice"></nav><nav aria-label="twice"></nav>', "landmark-unique"),
        ("<h2>two</h2><h4>four</h4>", "heading-order"),
    ],
)
def test_the_audit_sees_a_fault(page, address, markup, rule):
    page.goto(address)
    page.locator("article").evaluate("(end, markup) => end.insertAdjacentHTML('beforeend', markup)", markup)
    assert any(fault.startswith(rule) for fault in axe(page))


RAN = "typeof window.axe === 'object'"
CHANGES = {
    "a colour": "document.querySelector('article p').style.color = '#fefefe'",
    "a rule of a style": """{ const sheet = new CSSStyleSheet()
        sheet.replaceSync("article p { color: #fefefe }")
        document.adoptedStyleSheets = [sheet] }""",
    "an attribute": "document.querySelector('article p').setAttribute('role', 'img')",
    "a text": "document.querySelector('header a').replaceChildren()",
    "a size": "document.documentElement.style.fontSize = '90%'",
}


def audited(page, clean, **options) -> tuple[bool, list[str]]:
    """Tell whether the page was looked at, as it is now, and the faults."""
    page.evaluate("delete window.axe")
    faults = axe(page, clean=clean, **options)
    return page.evaluate(RAN), faults


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_clean_is_not_audited_again_until_it_changes(page, address, tmp_path, change):
    page.set_viewport_size(WIDE)
    page.goto(address + "a-propos/")
    page.evaluate(SETTLED)
    assert audited(page, tmp_path) == (True, [])
    page.reload()
    page.evaluate(SETTLED)
    page.evaluate("document.querySelector('#__run').textContent += ' '")  # data of a script
    assert audited(page, tmp_path) == (False, [])
    assert audited(page, tmp_path, rules=["image-alt"]) == (True, [])
    page.evaluate(CHANGES[change])
    assert audited(page, tmp_path)[0]
    page.set_viewport_size(NARROW)
    page.reload()
    assert audited(page, tmp_path)[0]


IN_DIALOG = {
    "an attribute": "document.querySelector('dialog.search input').ariaLabel = 'x'",
    "a name of the page": """{ const id = document.querySelector('dialog.search').id ||= 'twice'
        document.querySelector('article').append(Object.assign(document.createElement('p'), { id })) }""",
    "what it stands in": "document.body.dir = 'rtl'",
    "a ground that one sees through": "document.querySelector('dialog.search').style.background = '#fff8'",
}


@pytest.mark.parametrize("change", IN_DIALOG)
def test_the_same_dialog_on_another_page_is_not_audited_again(page, address, tmp_path, change):
    page.set_viewport_size(WIDE)
    for path, anew in (("a-propos/", True), (QUESTION, False)):
        page.goto(address + path)
        page.evaluate(OPEN["search"])
        page.locator("dialog.search input").wait_for()
        page.evaluate(SETTLED)
        assert audited(page, tmp_path, within="dialog.search") == (anew, [])
    page.evaluate(IN_DIALOG[change])
    assert audited(page, tmp_path, within="dialog.search")[0]


def test_a_fault_is_never_remembered(page, address, tmp_path):
    page.goto(address + "a-propos/")
    page.evaluate("document.querySelector('article').append(document.createElement('button'))")
    first = audited(page, tmp_path)
    assert (first, bool(first[1])) == (audited(page, tmp_path), True)


def focus(page) -> dict[str, Any]:
    """Return what has the focus: its markup, and whether one sees where it is."""
    return page.evaluate("""() => {
        const focused = document.activeElement
        const shown = focused.matches(".md-option") ? focused.nextElementSibling : focused
        focused.reached = (focused.reached ?? 0) + 1
        const box = shown.getBoundingClientRect(), style = getComputedStyle(shown)
        const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2
        const top = document.elementFromPoint(
            middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight))
        return {
            html: focused.outerHTML.slice(0, 160),
            over: focused === document.body || focused.reached > 1,
            outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
            seen: !!top && (shown.contains(top) || top.contains(shown)) && top !== document.body,
        }
    }""")


def stops(page) -> list[dict[str, Any]]:
    """Return what Tab reaches, in order, until it leaves the page or starts again."""
    found = []
    while len(found) < 600:
        page.keyboard.press("Tab")
        if (here := focus(page))["over"]:
            break
        found.append(here)
    return found


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", ["", QUESTION, "validation/", "laboratoire/densite/", "404.html"])
def test_tab_reaches_each_control_and_one_sees_where(page, address, path, viewport):
    page.set_viewport_size(viewport)
    page.goto(address + path)
    page.wait_for_timeout(150)  # the buttons that scripts add
    found = stops(page)
    assert [here for here in found if not (here["outlined"] and here["seen"])] == []
    missed = page.locator(CONTROLS).evaluate_all("""all => all.filter(e => e.tabIndex >= 0 && !e.disabled
        && e.checkVisibility({ visibilityProperty: true }) && (e.type !== "radio" || e.checked)
        && !e.reached).map(e => e.outerHTML.slice(0, 160))""")
    assert missed == []


def test_the_walk_sees_a_focus_that_is_hidden_or_has_no_outline(page, address):
    page.set_viewport_size(WIDE)
    page.goto(address)
    page.evaluate(
        """css => {
          const sheet = new CSSStyleSheet()
          sheet.replaceSync(css)
          document.adoptedStyleSheets = [sheet]
        }""",
        ".md-logo { position: absolute; left: -999px } .md-skip { outline: 0 !important }",
    )
    first, second = stops(page)[:2]
    assert (first["outlined"], second["seen"]) == (False, False)


def test_the_audit_sees_a_fault_of_what_opens(page, address):
    page.goto(address + QUESTION)
    page.locator(".run-edit").first.wait_for()
    page.evaluate("""document.querySelectorAll("dialog.search, .run").forEach(one =>
        one.append(document.createElement("button")))""")
    seen = {mode for mode, fault in opened(page) if fault.startswith("button-name")}
    assert seen == {f"{mode}, {name}" for mode in ("light", "phone") for name in OPEN}


STATE = """[location.href, scrollY, document.activeElement.outerHTML,
    document.querySelectorAll("[open], :checked").length, document.body.dataset.mdColorScheme]"""


def typed(page) -> bool:
    """Tell whether the page is otherwise once every character key was pressed."""
    page.wait_for_timeout(300)
    before = page.evaluate(STATE)
    for key in string.ascii_letters + string.digits + string.punctuation:
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    return page.evaluate(STATE) != before


@pytest.mark.parametrize("path", ["", QUESTION, "glossaire/", "laboratoire/densite/"])
def test_a_character_key_does_nothing_by_itself(page, address, path):
    """Those who speak to their machine may say any letter."""
    page.set_viewport_size(WIDE)
    page.goto(address + path)
    assert not typed(page)


def test_the_check_sees_a_key_that_turns_the_page(page, address):
    page.set_viewport_size(WIDE)
    page.goto(address)
    next_page = """href => {
        const link = Object.assign(document.createElement("link"), { rel: "next", href })
        document.head.append(link)
    }"""
    page.evaluate(next_page, address + QUESTION)
    assert typed(page)


def test_the_way_past_the_header_leads_to_the_text(page, address):
    page.set_viewport_size(WIDE)
    page.goto(address + QUESTION)
    page.keyboard.press("Tab")
    assert page.locator(".md-skip[href$='#page-content']").evaluate(FOCUSED)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.md-content') !== null")


def test_the_menu_of_a_narrow_screen_opens_and_closes_by_key(page, address):
    page.set_viewport_size(NARROW)
    page.goto(address + QUESTION)
    button = page.locator(".menu-button")
    assert page.locator("#navigation a").first.is_hidden()
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    wait_until(page, "document.activeElement.closest('#navigation') !== null")
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert button.evaluate(FOCUSED)


def test_the_language_menu_opens_and_closes_by_key(page, address):
    page.set_viewport_size(WIDE)
    page.goto(address + QUESTION)
    page.locator(".language-menu summary").focus()
    english = page.locator(".language-menu [hreflang=en]")
    assert not english.is_visible()
    page.keyboard.press("Enter")
    assert english.is_visible()
    page.keyboard.press("Escape")
    assert not english.is_visible()
    assert page.locator(".language-menu summary").evaluate(FOCUSED)


def test_the_colour_scheme_changes_by_key_and_says_its_name(page, address):
    page.set_viewport_size(WIDE)
    page.goto(address)
    group = page.get_by_role("radiogroup", name="Thème")
    group.get_by_role("radio", name="système").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert group.get_by_role("radio", name="sombre").is_checked()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.evaluate("localStorage.clear()")


BROKEN_WORDS = """() => {
    const broken = [], range = document.createRange()
    for (const cell of document.querySelectorAll("article :is(td, thead th, th:first-child)")) {
        const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT)
        for (let text; (text = walker.nextNode());) {
            for (const word of text.data.matchAll(/[\\p{L}\\p{N}.,\\u202f]+/gu)) {
                range.setStart(text, word.index)
                range.setEnd(text, word.index + word[0].length)
                if (range.getClientRects().length > 1) broken.push(word[0])
            }
        }
    }
    return broken
}"""


@pytest.mark.parametrize("width", [1280, 1000, 700])
@pytest.mark.parametrize("path", ["accessibilite/", "affirmations/", "idees-recues/", "validation/"])
def test_a_table_keeps_words_and_numbers_whole_and_fits(page, address, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + path)
    assert page.evaluate(BROKEN_WORDS) == []
    tables = page.locator("article table")
    assert tables.count()
    wider = "all => all.filter(table => table.offsetWidth > table.closest('article').clientWidth).length"
    assert tables.evaluate_all(wider) == 0


def test_headings_are_named_by_their_words_alone(page, address):
    page.goto(address + QUESTION)
    names = [heading.inner_text() for heading in page.locator("article :is(h2, h3)").all()]
    for name in names:
        words = name.removesuffix("¶").strip()
        assert page.get_by_role("heading", name=words, exact=True).count() >= 1, name


def test_on_a_phone_the_copy_button_is_large_enough_and_covers_no_code(page, address):
    page.set_viewport_size(NARROW)
    page.goto(address + QUESTION)
    page.wait_for_selector(".md-code__button")
    faults = page.evaluate("""() => [...document.querySelectorAll(".md-code__button")].flatMap(button => {
        const box = button.getBoundingClientRect(), range = document.createRange()
        range.selectNodeContents(button.closest("pre").querySelector("code"))
        const hit = [...range.getClientRects()].some(text => text.bottom > box.top + 1
            && text.top < box.bottom - 1 && text.right > box.left && text.left < box.right && text.width > 0)
        return box.width < 24 || box.height < 24 || hit ? [[box.width, box.height, hit]] : []
    })""")
    assert faults == []


def test_with_forced_colours_each_icon_and_verdict_is_seen(page, address):
    page.set_viewport_size(WIDE)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    try:
        page.goto(address + QUESTION)
        page.wait_for_selector(".md-code__button")
        icon, verdict = page.evaluate("""() => {
            const button = document.querySelector(".md-code__button")
            const icon = getComputedStyle(button, "::after").backgroundColor
            const behind = getComputedStyle(document.querySelector(".highlight code")).backgroundColor
            const verdict = getComputedStyle(document.querySelector(".verdict"))
            return [[icon, behind], verdict.borderTopWidth]
        }""")
        assert icon[0] != icon[1]
        assert verdict == "1px"
    finally:
        page.emulate_media(forced_colors="none")


def test_motion_stops_where_it_is_asked_to(page, address):
    page.goto(address)
    longest = page.evaluate("""() => Math.max(...[...document.querySelectorAll("*")].map(
        e => Math.max(...getComputedStyle(e).transitionDuration.split(",").map(parseFloat))))""")
    assert longest <= 0.001
