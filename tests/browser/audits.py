"""What audits a page in the browser: axe-core's rules, and readable words for what they find."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.conftest import ROOT, lacking

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@cache
def _script() -> str:
    if not AXE.exists():
        lacking("axe-core was not found: `make build` installs it in node_modules, where Node is")
    return AXE.read_text(encoding="utf-8")


def run_axe(page: Any, within: str | None = None) -> dict[str, Any]:
    """The whole result of axe-core on a Playwright page as it is now, or on what a selector finds in it."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_script())
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    context = "document" if within is None else repr(within)
    return page.evaluate(f"options => axe.run({context}, options)", options)


def axe(page: Any, within: str | None = None) -> list[str]:
    """One line for each fault of the page as it is now: the rule, what is wrong, where.

    Give a selector in `within` to look at a part of the page only, such as an open dialog.
    """
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {' '.join(map(str, node['target']))}: "
        + " ".join(node["failureSummary"].split())
        for rule in run_axe(page, within)["violations"]
        for node in rule["nodes"]
    ]
