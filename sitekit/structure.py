"""Checks that a translated page has the blocks of its source, and that they differ from it in words alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sitekit.align import Pairing, align
from sitekit.blocks import Block
from sitekit.differences import compare_blocks, named
from sitekit.findings import Finding
from sitekit.likeness import cost, crossed, share, traits
from sitekit.samples import Difference, is_markdown, sample
from sitekit.shape import Shape
from sitekit.translation import Page

_QUOTE_MARK = re.compile(r"(?m)^[ \t]*> ?")
_MOVED = 0.45  # what the pair may cost at most for a lost and an added block to be one that moved
_SHOWN = 60  # characters of a block that a message shows


@dataclass(frozen=True, slots=True)
class Mismatch(Finding):
    """A fault of a translation. `source` is where the French block is; `severity` is error or warning."""

    source: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity}: {self.message} ({self.source})"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two pages that are compared: its name in messages, its language, its text."""

    path: str
    language: str
    text: str


def check(source: Side, target: Side) -> list[Mismatch]:
    """Every fault of a translated page, in the order of its lines.

    >>> french = Side("fr/a.md", "fr", "# Un\\n\\nIl y en a 20 %.\\n")
    >>> [fault] = check(french, Side("en/a.md", "en", "# One\\n\\nThere are 25%.\\n"))
    >>> print(fault)
    en/a.md:3: error: the number here is 25%, in the French 20%; write the number of the French (fr/a.md:3)
    """
    found = _Check(source, target).pages(Page(source.text), Page(target.text))
    return sorted(found, key=lambda fault: (fault.line, fault.severity))


class _Check:
    def __init__(self, source: Side, target: Side) -> None:
        self.source, self.target = source, target
        self.languages = source.language, target.language

    def pages(self, there: Page, here: Page) -> Iterator[Mismatch]:
        """Compares two pages, or two parts of pages."""
        pairing = align(there.shapes, here.shapes)
        yield from self._unpaired(there, here, pairing)
        pairs = [(i, j) for i, j in pairing if i is not None and j is not None]
        for i, j in pairs:
            yield from self._pair(there, here, i, j)
        yield from self._swapped(there, here, pairs)

    def _fault(self, there: int, here: int, difference: Difference) -> Mismatch:
        return Mismatch(
            self.target.path, here, difference.message, f"{self.source.path}:{there}", difference.severity
        )

    def _pair(self, there: Page, here: Page, i: int, j: int) -> Iterator[Mismatch]:
        before, after = (there.blocks[i], there.shapes[i]), (here.blocks[j], here.shapes[j])
        for difference in compare_blocks(before, after, self.languages):
            yield self._fault(there.line(i, difference.there), here.line(j, difference.here), difference)
        if before[0].kind == after[0].kind and (inner := _inner(before[0], after[0])):
            offsets = there.line(i) - 1, here.line(j) - 1
            yield from self.pages(
                Page(inner[0], offsets[0] + inner[2]), Page(inner[1], offsets[1] + inner[2])
            )

    def _unpaired(self, there: Page, here: Page, pairing: Pairing) -> Iterator[Mismatch]:
        """The blocks that only one page has: each has moved, is lost, or was added."""
        lost = [i for i, j in pairing if j is None and i is not None]
        added = {j for i, j in pairing if i is None and j is not None}
        following = _followers(pairing, len(here.blocks))
        for i in lost:
            j = _moved(there.shapes[i], here.shapes, added)
            if j is not None:
                added.remove(j)
                message = f"this {_said(here.blocks[j])} has moved; put it where the French has it"
                yield self._fault(there.line(i), here.line(j), Difference(message))
            else:
                message = _lost_message(there, here, pairing, i)
                yield self._fault(there.line(i), here.line(following[i]), Difference(message))
        before = {j: i for i, j in pairing if j is not None and i is not None}
        for j in sorted(added):
            near = max((i for k, i in before.items() if k < j), default=0)
            if difference := _added(here, j):
                yield self._fault(there.line(near), here.line(j), difference)

    def _swapped(self, there: Page, here: Page, pairs: list[tuple[int, int]]) -> Iterator[Mismatch]:
        """Neighbours that fit each other's source far better than their own."""
        for (i, j), (k, m) in pairwise(pairs):
            shapes = there.shapes[i], there.shapes[k], here.shapes[j], here.shapes[m]
            if len({block.key for block in shapes}) == 1 and crossed(*shapes):
                message = f"this {_said(here.blocks[j])} and the next one seem to have changed places"
                yield self._fault(there.line(i), here.line(j), Difference(message))


def _inner(source: Block, target: Block) -> tuple[str, str, int] | None:
    """The Markdown in a quotation or in a sample of Markdown, and on which line of the block it starts."""
    if source.kind == "quote":
        return _QUOTE_MARK.sub("", source.text), _QUOTE_MARK.sub("", target.text), 0
    if source.kind == "fence" and is_markdown(source.text):
        return sample(source.text).code, sample(target.text).code, 1
    return None


def _followers(pairing: Pairing, end: int) -> dict[int, int]:
    """For each block that is lost, the block of the translation before which it should stand."""
    found, following = {}, end
    for i, j in reversed(pairing):
        following = j if j is not None else following
        if i is not None:
            found[i] = following
    return found


def _said(block: Block) -> str:
    return named(block.kind).split(" ", 1)[1]


def _lost_message(there: Page, here: Page, pairing: Pairing, i: int) -> str:
    text = " ".join(there.blocks[i].text.split())
    text = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    kind, before = named(there.blocks[i].kind), dict(pairing).get(i - 1)
    if before is not None and _merged(there.shapes[i - 1], there.shapes[i], here.shapes[before]):
        return f"{kind} is merged with the block before it; put a blank line between: {text}"
    return f"{kind} of the French is missing before this line: {text}"


def _merged(first: Shape, second: Shape, here: Shape) -> bool:
    """Whether a block is as long as two of the source, and refers to what the second of them does."""
    length = traits(here.prose).length
    expected = traits(first.prose).length, traits(second.prose).length
    return bool(length and expected[1] and abs(length - sum(expected)) < abs(length - expected[0]))


def _moved(lost: Shape, shapes: list[Shape], added: set[int]) -> int | None:
    """The added block that is the lost one, if its references, code or words say so."""
    prices = [(cost(lost, shapes[j]), j) for j in sorted(added) if _tells(lost, shapes[j])]
    return min((price for price in prices if price[0] < _MOVED), default=(0.0, None))[1]


def _tells(lost: Shape, found: Shape) -> bool:
    alike = share(traits(lost.prose).stems, traits(found.prose).stems) > 0.3
    return lost.kind == found.kind and bool(
        lost.fixed or lost.code or lost.kind in {"fence", "math"} or alike
    )


def _added(here: Page, j: int) -> Difference | None:
    """What to say of a block that the French page does not have; a comment of the translator's is fine."""
    block = here.blocks[j]
    text = block.text.split()
    twins = [k for k, other in enumerate(here.blocks) if k != j and other.text.split() == text]
    if twins:
        line = here.line(twins[0])
        return Difference(f"this {_said(block)} stands on line {line} too; remove one of them")
    if block.kind == "comment":
        return None
    return Difference(
        f"the French has no such {_said(block)} here; remove it, or add it to the French page first"
    )
