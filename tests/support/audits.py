"""Audit a page in the browser by axe-core's rules, and say in readable words what they find."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from tests.conftest import ROOT
from tests.support.needs import lacking

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@cache
def _read_script() -> str:
    if not AXE.exists():
        lacking("axe-core was not found: `make build` installs it")
    return AXE.read_text(encoding="utf-8")


def axe(page: Any, within: str | None = None, rules: Sequence[str] = ()) -> list[str]:
    """Return a line for each fault of a Playwright page as it is now: rule, fault, place and reason.

    Give a selector in `within` to look at a part of the page only, such as an open dialog, and the names of
    `rules` to run no other than these.
    """
    _load(page)
    only = {"type": "rule" if rules else "tag", "values": [*(rules or TAGS)]}
    violations = page.evaluate(
        """async ([within, runOnly]) =>
            (await axe.run(within ?? document, { runOnly, resultTypes: ["violations"] })).violations""",
        [within, only],
    )
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {' '.join(map(str, node['target']))}: "
        + " ".join(node["failureSummary"].split())
        for rule in violations
        for node in rule["nodes"]
    ]


def axe_rules(page: Any) -> dict[str, Any]:
    """Return the version of axe-core, and the WCAG criteria of each rule that `axe` runs."""
    _load(page)
    version, rules = page.evaluate(
        "tags => [axe.version, axe.getRules(tags).map(({ ruleId, tags }) => [ruleId, tags])]", list(TAGS)
    )
    return {"axe": version, "rules": {name: _list_criteria(tags) for name, tags in sorted(rules)}}


def _load(page: Any) -> None:
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_read_script())


def _list_criteria(tags: Sequence[str]) -> list[str]:
    """Return the criteria among the tags of a rule: wcag1410 is 1.4.10."""
    numbers = [tag[4:] for tag in tags if tag.startswith("wcag") and tag[4:].isdigit() and len(tag) > 6]
    return sorted(f"{number[0]}.{number[1]}.{number[2:]}" for number in numbers)
