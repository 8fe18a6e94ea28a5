"""Use an example of a page as a person does: its buttons, its editor, and everything that it shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium.webdriver.remote.webelement import WebElement

from tests.support.person import Person

_SHOWN = """
const panel = document.querySelectorAll(".run")[arguments[0]]
const visible = one => one.checkVisibility({ visibilityProperty: true })
const seen = css => [...panel.querySelectorAll(css)].filter(visible)
const texts = css => seen(css).map(one => one.innerText.trim())
const own = one => [...one.childNodes].map(node => node.nodeType === 3 ? node.data : "").join("")
const said = css => seen(css).map(one => own(one).trim())
return {
  buttons: seen(".run-buttons button").map(one => one.firstChild.textContent),
  status: texts(".run-status").join(), hint: texts(".run-hint").join(),
  notice: said(".run-notice").join(), choices: texts(".run-notice button"),
  verdict: texts(".run-verdict").join(), notes: texts(".run-note"),
  outputs: texts(".run-result pre"), figures: texts(".run-result .display"),
  lines: seen(".cm-line").map(one => one.textContent),
}
"""
_PART = """
const panel = document.querySelectorAll(".run")[arguments[0]]
const visible = one => one.checkVisibility({ visibilityProperty: true })
return [...(panel?.querySelectorAll(arguments[1]) ?? [])].find(visible)
"""
_RESTING = """
const panel = document.querySelectorAll(".run")[arguments[0]], result = panel?.querySelector(".run-result")
return result && !result.hasAttribute("aria-busy") && panel.querySelector(".run-stop").hidden
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """All that stands below, in or in place of the code of an example."""

    buttons: tuple[str, ...]
    verdict: str = ""
    status: str = ""
    hint: str = ""
    notice: str = ""
    choices: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """The nth example of the page that a person has open."""

    person: Person
    index: int

    def part(self, css: str) -> WebElement:
        """Return what is shown of a selector in this example, once there is something."""
        one: WebElement = self.person.wait(_PART, self.index, css)
        return one

    def press(self, action: str) -> None:
        """Press a button: `go`, `edit`, `stop`, `reset` or `share`."""
        self.person.click(self.part(f".run-{action}"))

    def choose(self, nth: int) -> None:
        """Press the nth button of what the example says."""
        self.person.click(self.part(f".run-notice button:nth-of-type({nth + 1})"))

    def run(self) -> Shown:
        """Press Run, and return all that is shown in the end."""
        self.press("go")
        return self.wait()

    def wait(self) -> Shown:
        """Wait until nothing runs; return all that is shown."""
        self.person.wait(_RESTING, self.index)
        return self.look()

    def look(self) -> Shown:
        """Return all that is shown now."""
        found: dict[str, Any] = self.person.js(_SHOWN, self.index)
        return Shown(**{name: tuple(one) if isinstance(one, list) else one for name, one in found.items()})

    def write(self, text: str) -> None:
        """Type a text in place of what the editor holds; open the editor if it is closed."""
        if not self.look().lines:
            self.press("edit")
        self.person.click(self.part("[role=textbox]"))
        self.person.press("Control+a")
        self.person.type(text)


def words(site: Path, language: str = "") -> dict[str, str]:
    """Return what the buttons say, and what is said below them; `language` is a folder of the site."""
    found: dict[str, str] = json.loads((site / language / "assets" / "run-words.json").read_text("utf-8"))
    return found
