"""Read a page whole: its blocks, their skeletons, its words and lines."""

from __future__ import annotations

from functools import cached_property

from sitekit.grammar.blocks import Block, split
from sitekit.grammar.front_matter import find_words
from sitekit.grammar.skeleton import Shape, shape


class Page:
    """The blocks of a page, or of a part of one that starts on line `offset` + 1, and their shapes."""

    def __init__(self, text: str, offset: int = 0) -> None:
        self.blocks = [block for block in split(text) if block.kind != "blank"]
        self.offset = offset

    @classmethod
    def of(cls, blocks: list[Block]) -> Page:
        """Return a page that has been split already."""
        page = cls("")
        page.blocks = blocks
        return page

    @cached_property
    def shapes(self) -> list[Shape]:
        """The shape of each block."""
        return [shape(block) for block in self.blocks]

    @cached_property
    def sizes(self) -> list[int]:
        """The number of words that there are to translate in each block; those of code do not count.

        >>> Page("---\\ntitle: Un, deux\\n---\\n\\nTrois `quatre` cinq.\\n").sizes
        [2, 2]
        """
        return [
            _words(find_words(block.text) if block.kind == "front matter" else found.prose)
            for block, found in zip(self.blocks, self.shapes, strict=True)
        ]

    def line(self, index: int, row: int = 0) -> int:
        """Return the line on which a block starts; beyond the last block, the last line of the page."""
        if index < len(self.blocks):
            return self.offset + self.blocks[index].first + row
        return self.offset + (self.blocks[-1].last if self.blocks else 1)


def _words(text: str) -> int:
    return sum(any(map(str.isalpha, word)) for word in text.split())
