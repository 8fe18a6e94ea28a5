"""Show what an example displays: the table or figure of a `.display` fence, in place of its text output.

The page is run once, in order, by the code that also runs it in the tests;
`sitekit.in_browser.rich_values` says what a value looks like. The text that the page promises stays checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from sitekit.examples.collect import read_examples
from sitekit.examples.copyable import drop_output
from sitekit.examples.session import DISPLAY, find_displayed, run
from sitekit.grammar.fences import Fence
from sitekit.grammar.page import Page
from sitekit.in_browser.rich_values import write_markup

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context


def register(md: Markdown, context: Context) -> None:
    """Add the preprocessor before the one that takes the fences out of the text (priority 25)."""
    md.preprocessors.register(_Display(md, context), "virtfaq-display", 26)


class _Display(Preprocessor):
    """Puts a placeholder for the rich output below each marked fence, and leaves only code in the fence."""

    def __init__(self, md: Markdown, context: Context) -> None:
        super().__init__(md)
        self.context = context

    def run(self, lines: list[str]) -> list[str]:
        if not any(DISPLAY in line for line in lines):
            return lines
        examples = read_examples(Page("\n".join(lines)))
        outcomes = run(examples)
        if report := next(filter(None, (outcome.report() for outcome in outcomes)), ""):
            raise ValueError(report)
        values = find_displayed(outcomes)
        fences = {example.fence.first: example.fence for example in examples if example.fence.first in values}
        for first in sorted(fences, reverse=True):
            if markup := "".join(write_markup(value, self.context.words) for value in values[first]):
                self._show(lines, fences[first], markup)
        return lines

    def _show(self, lines: list[str], fence: Fence, markup: str) -> None:
        label = self.context.words["result"]
        shown = f'<div class="display" role="group" aria-label="{label}">{markup}</div>'
        code = [fence.prefix + line for line in drop_output(fence.code).split("\n")]
        placeholder = fence.prefix + self.md.htmlStash.store(shown)
        lines[fence.first : fence.last] = [*code, lines[fence.last - 1], "", placeholder, ""]
