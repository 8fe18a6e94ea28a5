"""Visit every page of the site once a display, and record all that tests judge."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import material
import pytest

from tests.support.once import make_once
from tests.support.pages import built_pages

T = TypeVar("T")
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
NARROWEST = {"width": 320, "height": 640}
THEME = Path(material.__file__).parent / "templates" / "assets" / "stylesheets"
WIDTH = "document.documentElement.scrollWidth"
KEPT = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
# The selectors of the theme that the site left out, and those among them that the page would need.
UNMATCHED = r"""
texts => {
  const flat = rules => [...rules].flatMap(rule =>
    rule.selectorText ? [rule] : rule.cssRules ? flat(rule.cssRules) : [])
  const split = text => text.split(/,(?![^(]*\))/).map(part => part.trim())
  const parts = rules => rules.flatMap(rule => split(rule.selectorText))
  const kept = new Set(parts([...document.styleSheets].flatMap(sheet => flat(sheet.cssRules))))
  const names = "before|after|marker|backdrop|placeholder|hover|focus[a-z-]*|active|target|checked"
  const state = new RegExp(`::?(${names}|-[a-z-]+)(?![a-z-])`, "g")
  const bare = part => part.replace(state, "").replace(/(^|[>+~])\s*(?=$|[>+~])/g, "$1 * ")
  const lost = texts.flatMap(css => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    return parts(flat(sheet.cssRules)).filter(part => !kept.has(part))
  })
  return { lost: lost.length, unmatched: lost.filter(part => document.querySelector(bare(part))) }
}
"""
# Lines that start with a closing mark or a reference, or end with an opening mark. The second of two
# characters starts a line if it is not further right than the first.
LINES = r"""() => {
  const CLOSES = /[;:!?»%‰)\]},.…]/, OPENS = /[«(\[{]/
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
    const first = node.parentElement.closest(".cite") ? node.data.search(/\S/) : -1
    for (const { 0: character, index: at } of node.data.matchAll(/[^\s\u2060]/g)) {
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
CONTROLS = "button, input, select, textarea, label, [role=button], [contenteditable]"
SHOWN = """
e => e.offsetWidth * e.offsetHeight > 1
  && e.checkVisibility({ opacityProperty: true, visibilityProperty: true })
"""
# Once all is unfolded: whether the title shows, the blocks of text that nobody can see, and the controls that
# show.
READ = f"""
() => {{
  const shown = {SHOWN}, title = document.querySelector("article h1")
  document.querySelectorAll("article details").forEach(one => {{ one.open = true }})
  const controls = [...document.querySelectorAll("{CONTROLS}")].filter(shown)
  const blocks = [...document.querySelectorAll("article :is(h1, h2, h3, p:not(.no-claim), li, pre, td, dd)")]
  return {{
    titled: Boolean(title && shown(title)),
    hidden: blocks.filter(one => one.textContent.trim() && one.getBoundingClientRect().height < 2)
      .map(one => one.textContent.slice(0, 60)),
    controls: controls.map(one => one.outerHTML.slice(0, 90)),
  }}
}}
"""


class Visit:
    """One page opened in a fresh window, with what the browser asked for and complained about.

    It begins to load at once; who enters waits until it has.
    """

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda m: m.type in {"error", "warning"} and self.complaints.append(m.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address, wait_until="commit")

    def __enter__(self) -> Visit:
        self.page.wait_for_load_state("load")
        self.page.wait_for_timeout(200)  # what scripts ask for once the page is loaded
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    @property
    def foreign(self) -> list[str]:
        """Requests that left this machine."""
        return find_leaving(self.requests)


def find_leaving(requests: list[str]) -> list[str]:
    """Return the requests that leave this machine."""
    return [url for url in requests if urlsplit(url).hostname not in {"127.0.0.1", None}]


@dataclass(frozen=True, slots=True)
class Seen:
    """One visit of a page: the browser's part, and how the page looked; `looks` is of one display."""

    requests: list[str]
    complaints: list[str]
    cookies: list[dict[str, Any]]
    kept: list[str]
    widths: dict[str, int]
    looks: dict[str, Any] = field(default_factory=dict)

    @property
    def foreign(self) -> list[str]:
        """Requests that left this machine."""
        return find_leaving(self.requests)


@cache
def theme() -> list[str]:
    """Return the texts of the theme's stylesheets, as they come."""
    return [path.read_text(encoding="utf-8") for path in sorted(THEME.glob("*.css"))]


def _look_on_phone(page: Any) -> dict[str, Any]:
    found = {"styles": page.evaluate(UNMATCHED, theme())}
    page.set_viewport_size(NARROWEST)
    return found | {"lines": page.evaluate(LINES)}


@dataclass(frozen=True, slots=True)
class Display:
    """A display: the options of the window, the state to wait for, and what is looked at."""

    options: Mapping[str, Any]
    state: str
    look: Callable[[Any], dict[str, Any]]


DISPLAYS = {
    "phone": Display({"viewport": PHONE}, "networkidle", _look_on_phone),  # where requests are counted
    "desktop": Display({"viewport": DESKTOP}, "load", lambda page: {}),
    "no script": Display(
        {"viewport": PHONE, "java_script_enabled": False}, "load", lambda page: {"text": page.evaluate(READ)}
    ),
}


def record_page(browser: Any, address: str, display: str, prepare: str = "", **options: Any) -> Seen:
    """Record a page on a display; `prepare` is a script that changes the page first, to put a fault there."""
    with _open(browser, address, display, **options) as visit:
        return _look(visit, DISPLAYS[display], prepare)


def _open(browser: Any, address: str, display: str, **options: Any) -> Visit:
    return Visit(browser, address, **{"color_scheme": "light", **DISPLAYS[display].options, **options})


def _look(visit: Visit, display: Display, prepare: str = "") -> Seen:
    page = visit.page
    page.wait_for_load_state(display.state)
    if prepare:
        page.evaluate(prepare)
    widths = {}
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        widths[scheme] = page.evaluate(WIDTH)
    requests, complaints = list(visit.requests), list(visit.complaints)  # now, since a look adds to them
    kept, cookies = page.evaluate(KEPT), visit.context.cookies()
    return Seen(requests, complaints, cookies, kept, widths, display.look(page))


def _make_ahead(made: Iterator[T]) -> Iterator[T]:
    """Yield each thing once the one after it is made: a page loads while the one before it is looked at."""
    before = next(made)
    for one in made:
        yield before
        before = one
    yield before


class Visits:
    """The records of all pages, by display and by place in the site, each taken when it is first asked for.

    The processes that run tests of the same site share them by a file.
    """

    def __init__(self, browser: Any, address: str, site: Path, work: Path, config: pytest.Config) -> None:
        self.browser, self.address, self.site, self.work, self.config = browser, address, site, work, config
        self._taken: dict[str, dict[str, Seen]] = {}

    def read(self, display: str) -> dict[str, Seen]:
        """Return what was seen of every page on a display: « 404.html » stands for itself."""
        if display not in self._taken:
            record = self.work / "visits" / f"{display}.json"
            make_once(self.config, record.with_suffix(".done"), lambda: self._take(display, record))
            found = json.loads(record.read_text(encoding="utf-8"))
            self._taken[display] = {place: Seen(**one) for place, one in found.items()}
        return self._taken[display]

    def _take(self, display: str, record: Path) -> None:
        places = [path.relative_to(self.site).as_posix() for path in built_pages(self.site)]
        places = [place.removesuffix("index.html") for place in places]
        opened = (_open(self.browser, self.address + place, display) for place in places)
        found = {}
        for place, visit in zip(places, _make_ahead(opened), strict=True):
            with visit:
                found[place] = asdict(_look(visit, DISPLAYS[display]))
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(json.dumps(found), encoding="utf-8")
