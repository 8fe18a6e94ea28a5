"""Read a page once: its blocks, their shapes, its fences, its words and lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from mkdocs.utils.meta import get_data

from sitekit.grammar.blocks import Block, split
from sitekit.grammar.fences import Fence, read_fences
from sitekit.grammar.front_matter import find_words
from sitekit.grammar.skeleton import Shape, read_shape

_Owner = TypeVar("_Owner")
_Result = TypeVar("_Result")
_Arguments = ParamSpec("_Arguments")


class Page:
    """A page, or a part of one that starts on line `offset` + 1. `path` is its name in messages."""

    def __init__(self, text: str, path: str = "<page>", offset: int = 0) -> None:
        self.text, self.path, self.offset = text, path, offset

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks, without what precedes the first."""
        return [block for block in split(self.text) if block.kind != "blank"]

    @cached_property
    def shapes(self) -> list[Shape]:
        """The shape of each block."""
        return [read_shape(block) for block in self.blocks]

    @cached_property
    def fences(self) -> list[Fence]:
        """The fences, in page order, as readers see them. Raises FenceError for what cannot be decided.

        >>> [fence] = Page("# Title\\n\\n!!! note\\n\\n    ```py\\n    x = 1\\n    ```\\n").fences
        >>> fence.first, fence.language, fence.code
        (5, 'python', 'x = 1')
        >>> Page("```python\\nx = 1\\n", "docs/fr/a.md").fences  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        sitekit.grammar.fences.FenceError: docs/fr/a.md:1: this fence is never closed; close it with...
        """
        return read_fences(self.blocks, self.lines, self.path)

    @cached_property
    def lines(self) -> list[str]:
        """The lines, whatever ends them."""
        return self.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")

    @cached_property
    def unfenced(self) -> list[tuple[int, str]]:
        """The lines that are in no fence, each with its number."""
        hidden = {line for fence in self.fences for line in range(fence.first, fence.last + 1)}
        return [(n, line) for n, line in enumerate(self.lines, 1) if n not in hidden]

    @cached_property
    def values(self) -> dict[str, Any]:
        """The values of the front matter, as MkDocs reads them."""
        found: dict[str, Any] = get_data("\n".join(self.lines))[1]
        return found

    @cached_property
    def sizes(self) -> list[int]:
        """The number of words that there are to translate in each block; those of code do not count.

        >>> Page("---\\ntitle: Un, deux\\n---\\n\\nTrois `quatre` cinq.\\n").sizes
        [2, 2]
        """
        return [
            _count_words(find_words(block.text) if block.kind == "front matter" else found.prose)
            for block, found in zip(self.blocks, self.shapes, strict=True)
        ]

    def line(self, index: int, row: int = 0) -> int:
        """Return the line on which a block starts; beyond the last block, the last line of the page."""
        if index < len(self.blocks):
            return self.offset + self.blocks[index].first + row
        return self.offset + (self.blocks[-1].last if self.blocks else 1)


def _count_words(text: str) -> int:
    return sum(any(map(str.isalpha, word)) for word in text.split())


def keep_last(
    make: Callable[Concatenate[_Owner, _Arguments], _Result],
) -> Callable[Concatenate[_Owner, _Arguments], _Result]:
    """Return a function whose last result its first argument keeps: a page, or what is made of one.

    It is made again when the other arguments are not the same, and forgotten with the page.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def recall(owner: _Owner, *rest: _Arguments.args, **named: _Arguments.kwargs) -> _Result:
        known = vars(owner).get(name)
        if not known or known[0] != (rest, named):
            known = vars(owner)[name] = (rest, named), make(owner, *rest, **named)
        result: _Result = known[1]
        return result

    return recall
