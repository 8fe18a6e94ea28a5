"""Splits a page into its blocks and joins them again, byte for byte.

A block is the smallest piece that is translated as one: a heading, paragraph, list item, table, fence, or the
line that opens an admonition or a tab. What a container holds follows it, with a greater column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from sitekit.grammar.boundaries import TAB, Extents, measure_indent, start
from sitekit.grammar.front_matter import find_front_matter

CONTAINERS = frozenset({"item", "definition", "footnote", "admonition", "details", "tab"})
_LAZY = frozenset({"item", "definition"})  # here a line indented less goes on with the paragraph
_ENDS = {
    "quote": Extents.chunk,
    "open": Extents.options,
    "snippet": Extents.snippet,
    "comment": Extents.comment,
    "html": Extents.html,
}
QUOTE_MARK = re.compile(r"(?m)^[ \t]*> ?")
_MATH = re.compile(r"\s*(?:\$\$.*\$\$|\\\[.*\\\]|\\begin\{(\w+\*?)\}.*\\end\{\1\})\s*\Z", re.DOTALL)


class Block(NamedTuple):
    """One block. Lines count from 1; `text` has its indentation; `after` is what separates it from the next.

    `column` is the indentation of its first line, in columns (a tab reaches the next multiple of 4).
    """

    kind: str
    column: int
    first: int
    last: int
    text: str
    after: str


def split(text: str) -> list[Block]:
    """Return the blocks of a page, in order; what precedes the first (a BOM, blank lines) is of kind "blank".

    >>> for block in split("# Title\\n\\n- an item\\n\\n    ```py\\n    x = 1\\n    ```\\n"):
    ...     print(block.kind, block.column, block.first, block.last)
    heading 0 1 1
    item 0 3 3
    fence 4 5 7
    """
    return _Splitter(text).split()


def join(blocks: Iterable[Block]) -> str:
    """Return the page that the blocks make: `join(split(page)) == page`."""
    return "".join(block.text + block.after for block in blocks)


def unquote(blocks: Iterable[Block], above: int = 0) -> Iterator[Block]:
    """Yield the blocks, and in the place of a quotation those in it, each on its lines of the page.

    >>> [(block.kind, block.first) for block in unquote(split("# Title\\n\\n> Said:\\n>\\n> - a\\n> - b\\n"))]
    [('heading', 1), ('paragraph', 3), ('item', 5), ('item', 6)]
    """
    for block in blocks:
        moved = block._replace(first=block.first + above, last=block.last + above)
        inside = split(QUOTE_MARK.sub("", block.text)) if block.kind == "quote" else []
        yield from unquote(inside, moved.first - 1) if inside else [moved]


class _Splitter:
    """Walks the lines once. `spans` are the blocks so far: kind, column, first line, line after the last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.bom = int(text.startswith("\ufeff"))
        self.extents = Extents(text[self.bom :])
        self.lines = self.extents.lines
        self.spans: list[tuple[str, int, int, int]] = []
        self.open: list[tuple[int, bool]] = []  # the column of each open container's content, is it lazy

    def split(self) -> list[Block]:
        at = 0
        if front := find_front_matter(self.text, self.bom):
            at = self._add("front matter", 0, 0, len(Extents(front).lines))
        while at < len(self.lines):
            at = at + 1 if self.lines[at].isspace() else self._add_block(at)
        return self._cut()

    def _cut(self) -> list[Block]:
        """Turn the spans into blocks; whatever lies between two of them belongs to the first."""
        ends = list(accumulate(map(len, self.lines), initial=self.bom))
        starts = [ends[span[2]] for span in self.spans] + [len(self.text)]
        blocks = [Block("blank", 0, 1, 1, "", self.text[: starts[0]])] if starts[0] else []
        for (kind, column, first, end), begin, stop in zip(self.spans, starts, starts[1:], strict=False):
            last = ends[end - 1] + len(self.lines[end - 1].rstrip("\r\n"))
            blocks.append(Block(kind, column, first + 1, end, self.text[begin:last], self.text[last:stop]))
        return blocks

    def _add(self, kind: str, column: int, first: int, end: int) -> int:
        self.spans.append((kind, column, first, end))
        return end

    def _add_block(self, at: int) -> int:
        """Add the block that starts at line `at`, which is not blank, and return the line after it."""
        column = measure_indent(self.lines[at])
        while self.open and column < self.open[-1][0]:
            self.open.pop()
        least = (self.open[-1][0] if self.open else 0) + TAB
        kind = start(self.lines[at])
        if kind == "fence" and (end := self.extents.fence(at)):
            return self._add("fence", column, at, end)
        if column >= least:
            return self._add("code", column, at, self.extents.code(at, least))
        if kind is None or kind == "fence":
            return self._add_prose(at, column)
        if kind in CONTAINERS:
            self._enter(kind, column)
        return self._add(kind, column, at, self._end(kind, at))

    def _enter(self, kind: str, column: int) -> None:
        """Open a container; a definition makes the paragraph before it a term."""
        self.open.append((column // TAB * TAB + TAB, kind in _LAZY))
        if kind == "definition" and self.spans and self.spans[-1][:2] == ("paragraph", column):
            self.spans[-1] = ("term", *self.spans[-1][1:])

    def _end(self, kind: str, at: int) -> int:
        if kind in {"item", "definition", "footnote"}:
            return self._end_paragraph(at, items=kind == "item")
        return _ENDS.get(kind, Extents.next)(self.extents, at)

    def _add_prose(self, at: int, column: int) -> int:
        """Add a paragraph, or the table, underlined heading or formula that starts like one."""
        kind: str = self.extents.prose(at)
        if kind == "heading":
            end = at + 2
        elif kind == "table":
            end = self.extents.chunk(at)
        else:
            end = self._end_paragraph(at)
            formula = self.lines[at].lstrip()[:1] in {"$", "\\"} and _MATH.match("".join(self.lines[at:end]))
            kind = "math" if formula else kind
        return self._add(kind, column, at, end)

    def _end_paragraph(self, at: int, *, items: bool = False) -> int:
        """Return where a paragraph ends: at a blank line, another block, or the end of its container."""
        least = self.open[-1][0] if self.open and not self.open[-1][1] else 0
        for end in range(at + 1, len(self.lines)):
            line = self.lines[end]
            if line.isspace() or (least and measure_indent(line) < least):
                return end
            kind = start(line)
            if kind == "fence":
                kind = "fence" if self.extents.fence(end) else None
            if kind and (items or kind != "item"):
                return end
        return len(self.lines)
