"""Shows what an example displays: the table or figure of a fence marked `.display`, below its code.

The page is run once, in order, by the code that also runs it in the tests; the value of the fence's last
expression is shown by IPython's protocol (`_repr_svg_`, `_repr_html_`), as a notebook would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown import Markdown
from markdown.preprocessors import Preprocessor

if TYPE_CHECKING:
    from sitekit.markdown import Context


def register(md: Markdown, context: Context) -> None:
    """Adds the preprocessor before the one that takes the fences out of the text (priority 25)."""
    md.preprocessors.register(_Display(md, context), "virtfaq-display", 26)


class _Display(Preprocessor):
    def __init__(self, md: Markdown, context: Context) -> None:
        super().__init__(md)
        self.context = context

    def run(self, lines: list[str]) -> list[str]:  # noqa: D102
        return lines


def rich(value: Any) -> str | None:
    """The HTML or SVG of a value, or None if it has only text."""
    for name in ("_repr_svg_", "_repr_html_"):
        if (method := getattr(value, name, None)) and (markup := method()):
            return markup
    return None
