"""Audit a page in the browser by axe-core's rules, and say in readable words what they find."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sitekit.languages import ROOT
from tests.support.needs import skip_or_fail

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CLEAN = ROOT / "build" / "audits"  # what was found without fault, by the digest of all that it depends on
OWN = Path(__file__).read_text(encoding="utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# All that the faults of a page, or of a part of it, depend on. A dialog that covers the page is read alone,
# with what it needs of the page: the elements around it, those that it refers to, and equal ids.
STATE = """within => {
  const found = within ? [...document.querySelectorAll(within)] : []
  const covers = one => one.matches(":modal") && /^rgb\\(/.test(getComputedStyle(one).backgroundColor)
  const alone = found.length === 1 && covers(found[0]) && !found[0].querySelector("h1, h2, h3, h4, h5, h6")
  const part = alone ? found[0] : document.documentElement
  const all = [part, ...part.querySelectorAll("*")]
  const looks = one => {
    const { color, backgroundColor, opacity, visibility } = getComputedStyle(one)
    return [color, backgroundColor, opacity, visibility]
  }
  const state = one => {
    const { x, y, width, height } = one.getBoundingClientRect()
    return [x, y, width, height, ...looks(one), one.value, one.checked, one.shadowRoot?.innerHTML].join()
  }
  const html = part.cloneNode(true)
  for (const one of html.querySelectorAll("script")) one.textContent = "" // the page shows what it did
  // The theme repeats a text that is cut off in its title, at a moment that varies.
  for (const one of html.querySelectorAll("[title]"))
    if (one.title === one.textContent) one.removeAttribute("title")
  const around = []
  for (let one = part.parentElement; one; one = one.parentElement)
    around.push(one.cloneNode(false).outerHTML, ...looks(one))
  const names = ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for", "list", "form"]
  const referred = all.flatMap(one => names.flatMap(name => one.getAttribute(name)?.split(/\\s+/) ?? []))
  const named = all.map(one => one.id).filter(Boolean)
  const outside = alone ? [
    referred.map(id => document.getElementById(id)?.outerHTML),
    named.map(id => document.querySelectorAll(`[id="${CSS.escape(id)}"]`).length),
    [...document.querySelectorAll("[for]")].map(one => named.includes(one.htmlFor) && one.outerHTML)
      .filter(Boolean),
  ] : []
  const media = ["(prefers-color-scheme: dark)", "(prefers-reduced-motion)", "(forced-colors: active)"]
  return [
    html.outerHTML, all.map(state), all.indexOf(document.activeElement), around, outside,
    [...document.styleSheets, ...document.adoptedStyleSheets].map(sheet =>
      [sheet.media.mediaText, sheet.disabled, ...[...sheet.cssRules].map(rule => rule.cssText)]),
    innerWidth, innerHeight, devicePixelRatio, ...media.map(one => matchMedia(one).matches),
  ]
}"""


@cache
def _script() -> str:
    if not AXE.exists():
        skip_or_fail("axe-core was not found: `make build` installs it")
    return AXE.read_text(encoding="utf-8")


def axe(page: Any, within: str | None = None, rules: Sequence[str] = (), clean: Path = CLEAN) -> list[str]:
    """Return a line for each fault of a Playwright page as it is now: rule, fault, place and reason.

    Give a selector in `within` to look at a part of the page only, such as an open dialog, and the names of
    `rules` to run no other than these. What was found without fault once is not looked at again: `clean` is
    the folder that remembers it, and may be lost.
    """
    known = clean / _digest(page, within, rules)
    if known.exists():
        return []
    _load(page)
    only = {"type": "rule" if rules else "tag", "values": [*(rules or TAGS)]}
    violations = page.evaluate(
        """async ([within, runOnly]) =>
            (await axe.run(within ?? document, { runOnly, resultTypes: ["violations"] })).violations""",
        [within, only],
    )
    if not violations:
        clean.mkdir(parents=True, exist_ok=True)
        known.touch()
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {' '.join(map(str, node['target']))}: "
        + " ".join(node["failureSummary"].split())
        for rule in violations
        for node in rule["nodes"]
    ]


def axe_rules(page: Any) -> dict[str, Any]:
    """Return the version of axe-core, and the rules that `axe` runs with the WCAG criteria of each."""
    _load(page)
    version, rules = page.evaluate(
        "tags => [axe.version, axe.getRules(tags).map(({ ruleId, tags }) => [ruleId, tags])]", list(TAGS)
    )
    return {"axe": version, "rules": {name: _criteria(tags) for name, tags in sorted(rules)}}


def _digest(page: Any, within: str | None, rules: Sequence[str]) -> str:
    """Return the digest of what is audited, how, and by what: this file, axe-core and the browser."""
    means = [OWN, _script(), page.context.browser.version]
    given = [*means, within, list(rules), page.evaluate(STATE, within)]
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()


def _load(page: Any) -> None:
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_script())


def _criteria(tags: Sequence[str]) -> list[str]:
    """Return the criteria among the tags of a rule: wcag1410 is 1.4.10."""
    numbers = [tag[4:] for tag in tags if tag.startswith("wcag") and tag[4:].isdigit() and len(tag) > 6]
    return sorted(f"{number[0]}.{number[1]}.{number[2:]}" for number in numbers)
