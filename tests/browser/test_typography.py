"""On the narrowest phones no line starts with a closing mark or a reference, or ends with an opening mark."""

from __future__ import annotations

import pytest

from sitekit.languages import languages
from tests.support.pages import built_pages

PHONE = {"width": 320, "height": 640}
# Measures two characters that follow each other: the second starts a line if it does not stand further right.
MEASURE = """() => {
  const CLOSES = /[;:!?»%‰)\\]},.…]/, OPENS = /[«(\\[{]/
  const HIDDEN = "script, style, noscript, template, svg, math, textarea, .visually-hidden"
  const CODE = "code, pre, kbd, samp"
  document.querySelectorAll("details").forEach(details => { details.open = true })
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const faults = [], range = document.createRange()
  const box = ({ node, at }) => {
    range.setStart(node, at)
    range.setEnd(node, at + 1)
    return range.getClientRects()[0]
  }
  const block = ({ node }) => {
    let element = node.parentElement
    while (getComputedStyle(element).display === "inline") element = element.parentElement
    return element
  }
  const breaks = (one, two) => {
    const [a, b] = [box(one), box(two)]
    return a?.width && b?.width && b.left <= a.left && block(one) === block(two)
  }
  let before = null, measured = 0
  for (let node; node = walker.nextNode();) {
    if (node.parentElement.closest(HIDDEN)) continue
    const code = Boolean(node.parentElement.closest(CODE))
    const first = node.parentElement.closest(".cite") ? node.data.search(/\\S/) : -1
    for (const { 0: character, index: at } of node.data.matchAll(/[^\\s\\u2060]/g)) {
      const here = { node, at, code, character }
      const closes = !code && (CLOSES.test(character) || at === first)
      if (before && (closes || !before.code && OPENS.test(before.character))) {
        measured++
        if (breaks(before, here))
          faults.push(before.node.data.slice(0, before.at + 1) + " ⏎ " + node.data.slice(at, at + 20))
      }
      before = here
    }
  }
  return { faults, measured }
}"""


@pytest.fixture
def phone(browser):
    """A page of a phone."""
    context = browser.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_no_line_starts_with_a_mark_at_320_px(phone, address, site, language):
    root = site / language.path
    others = [root / other.path for other in languages() if other.path and not language.path]
    inside = [page for page in built_pages(site) if page.is_relative_to(root)]
    pages = [page for page in inside if not any(other in page.parents for other in others)]
    found, measured = {}, 0
    for page in pages:
        phone.goto(address + page.relative_to(site).as_posix())
        result = phone.evaluate(MEASURE)
        measured += result["measured"]
        if result["faults"]:
            found[page.relative_to(site).as_posix()] = result["faults"]
    assert found == {}
    assert measured > 1000


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("Vraiment ?", "Vraiment ⏎ ?"),
        ("Vraiment\u202f?", ""),
        ("« Vraiment", "« ⏎ Vraiment"),
        ("<b>Vraiment</b> ; oui", "Vraiment ⏎ ; oui"),
        ("Vrai. <sup class=cite>[1]</sup>", "Vrai. ⏎ [1]"),
        ("Vrai.\u2060<sup class=cite>[1]</sup><sup class=cite>[2]</sup>", "[1] ⏎ [2]"),
        ("Vrai.\u2060<sup class=cite>[1]</sup>\u2060<sup class=cite>[2]</sup>", ""),
        ("<code>Vraiment ?</code>", ""),
        ("Vrai<p>? Non</p>", ""),
    ],
)
def test_such_a_line_is_found(phone, html, fault):
    phone.set_content(f"<div style='width: 1px'>{html}</div>")
    assert phone.evaluate(MEASURE)["faults"] == ([fault] if fault else [])
