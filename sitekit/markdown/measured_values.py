"""Write in a sentence all that was measured of a quantity: `of("round trip", runtime="runc")`{ .measured }.

What stands in the code is a call of `virtfaq.evidence.of`; readers see the range, the number of studies and
their years, in their language.
"""

from __future__ import annotations

import html
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from sitekit.text.measured import read_call, write_quantity

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context

NAME = "measured"  # of the class


def register(md: Markdown, context: Context) -> None:
    """Add the processor below `attr_list` (8), which sets the class."""
    md.treeprocessors.register(_Measured(md, context), "virtfaq-measured", 7.5)


class _Measured(Treeprocessor):
    """Replaces the code by what was measured."""

    def __init__(self, md: Markdown, context: Context) -> None:
        super().__init__(md)
        self.context = context

    def run(self, root: etree.Element) -> None:
        for element in root.iter("code"):
            if element.get("class") == NAME:
                quantity = read_call(self._read_code(element))
                text = write_quantity(quantity, self.context.words["measured"], self.context.language)
                element.tag, element.text = "span", AtomicString(text)
                element.set("data-measurements", " ".join(quantity.keys))

    def _read_code(self, element: etree.Element) -> str:
        """Return the code, which the extension that colours it keeps elsewhere."""
        text = element.text or ""
        if kept := HTML_PLACEHOLDER_RE.fullmatch(text):
            text = html.unescape(str(self.md.htmlStash.rawHtmlBlocks[int(kept[1])]))
        return text
