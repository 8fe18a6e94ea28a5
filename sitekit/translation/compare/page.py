"""Check that a translated page has the blocks of its source, and that they differ from it in words alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sitekit.findings import Mismatch
from sitekit.grammar.blocks import QUOTE_MARK, Block
from sitekit.grammar.page import Page
from sitekit.grammar.skeleton import Shape
from sitekit.translation.alignment import Pairing
from sitekit.translation.compare.block import compare_blocks, name_kind
from sitekit.translation.compare.samples import Difference
from sitekit.translation.lock import Entry
from sitekit.translation.pairing import State, Translation
from sitekit.translation.samples.sample import is_markdown, read_sample
from sitekit.translation.similarity import are_crossed, measure_cost, measure_share

_MOVED = 0.45  # what the pair may cost at most for a lost and an added block to be one that moved
OUT_OF_DATE = "the French has changed since this was translated; bring it up to date"
_SHOWN = 60  # characters of a block that a message shows


class Side(NamedTuple):
    """One of the two pages that are compared, and its language."""

    page: Page
    language: str

    @property
    def path(self) -> str:
        """Return its name in messages."""
        return self.page.path


def check(
    source: Side, target: Side, entries: Sequence[Entry] = (), *, partial: bool = False
) -> list[Mismatch]:
    """Return the faults of a translated page, in the order of its lines.

    `entries` are those of the page in the lock: with them, French that was never translated is no fault, and
    French that has changed since is a warning. `partial`: whatever is not translated is a warning.

    >>> french = Side(Page("# Un\\n\\nIl y en a 20 %.\\n", "fr/a.md"), "fr")
    >>> [fault] = check(french, Side(Page("# One\\n\\nThere are 25%.\\n", "en/a.md"), "en"))
    >>> print(fault)
    en/a.md:3: error: the number here is 25%, in the French 20%; write the number of the French (fr/a.md:3)
    """
    found = _Check(source, target, partial=partial).compare(source.page, target.page, entries)
    return sorted(found, key=lambda fault: (fault.line, fault.severity))


class _Check:
    def __init__(self, source: Side, target: Side, *, partial: bool) -> None:
        self.source, self.target = source, target
        self.languages = source.language, target.language
        self.partial = partial

    def compare(self, there: Page, here: Page, entries: Sequence[Entry] = ()) -> Iterator[Mismatch]:
        """Compare two pages, or two parts of pages."""
        translation = Translation(there, here, entries)
        yield from self._find_unpaired(translation)
        yield from self._find_untranslated(translation)
        for i, j in translation.targets.items():
            if entries and translation.state(i) == State.STALE:
                difference = Difference(OUT_OF_DATE, severity="warning")
                yield self._make_fault(there.line(i), here.line(j), difference)
            else:
                yield from self._compare_pair(there, here, i, j)
        yield from self._find_out_of_place(translation)
        yield from self._find_swapped(translation)

    def _make_fault(self, there: int, here: int, difference: Difference) -> Mismatch:
        return Mismatch(
            self.target.path, here, difference.message, f"{self.source.path}:{there}", difference.severity
        )

    def _compare_pair(self, there: Page, here: Page, i: int, j: int) -> Iterator[Mismatch]:
        before, after = (there.blocks[i], there.shapes[i]), (here.blocks[j], here.shapes[j])
        for difference in compare_blocks(before, after, self.languages):
            yield self._make_fault(there.line(i, difference.there), here.line(j, difference.here), difference)
        if before[0].kind == after[0].kind and (inner := _take_inner(before[0], after[0])):
            offsets = there.line(i) - 1, here.line(j) - 1
            parts = (Page(inner[side], offset=offsets[side] + inner[2]) for side in (0, 1))
            yield from self.compare(*parts)

    def _find_unpaired(self, translation: Translation) -> Iterator[Mismatch]:
        """Yield a fault for each block that only one page has: it has moved, is lost, or was added."""
        there, here = translation.source, translation.target
        added = {j for i, j in translation.pairing if i is None and j is not None}
        following = _find_followers(translation.pairing, len(here.blocks))
        for i in (i for i, j in translation.pairing if j is None and i is not None):
            if (j := _find_moved(there.shapes[i], here.shapes, added)) is not None:
                added.remove(j)
                yield self._make_fault(there.line(i), here.line(j), _describe_moved(here, j))
            elif difference := self._describe_lost(translation, i):
                yield self._make_fault(there.line(i), here.line(following[i]), difference)
        for j in sorted(added):
            near = max((i for i, k in translation.targets.items() if k < j), default=0)
            if difference := _describe_added(translation, j):
                yield self._make_fault(there.line(near), here.line(j), difference)

    def _describe_lost(self, translation: Translation, i: int) -> Difference | None:
        """Return the message on a French block that has no translation, or None if that is no fault."""
        if self.partial or (translation.entries and translation.state(i) == State.MISSING):
            return None
        return Difference(_describe_missing(translation, i))

    def _find_untranslated(self, translation: Translation) -> Iterator[Mismatch]:
        """Yield one warning for all that is not translated yet, on a page that the lock does not know."""
        missing = sum(translation.state(i) == State.MISSING for i, _ in enumerate(translation.source.blocks))
        if self.partial and missing:
            message = f"{missing} block(s) are not translated yet; readers see them in French"
            yield self._make_fault(1, 1, Difference(message, severity="warning"))

    def _find_out_of_place(self, translation: Translation) -> Iterator[Mismatch]:
        """Yield a fault for each block that the lock knows and that has moved on one page alone."""
        there, here = translation.source, translation.target
        moved_there, moved_here = translation.find_moved()
        for i in sorted(moved_here - moved_there):
            j = translation.targets[i]
            yield self._make_fault(there.line(i), here.line(j), _describe_moved(here, j))
        for i in sorted(moved_there - moved_here):
            message = "the French has moved this block; move it too (readers see it where the French has it)"
            difference = Difference(message, severity="warning")
            yield self._make_fault(there.line(i), here.line(translation.targets[i]), difference)

    def _find_swapped(self, translation: Translation) -> Iterator[Mismatch]:
        """Yield a fault for unlocked neighbours that fit each other's source better than their own."""
        there, here = translation.source, translation.target
        pairs = [pair for pair in translation.targets.items() if pair[0] not in translation.known]
        for (i, j), (k, m) in pairwise(pairs):
            shapes = there.shapes[i], there.shapes[k], here.shapes[j], here.shapes[m]
            if len({block.key for block in shapes}) == 1 and are_crossed(*shapes):
                message = f"this {_name_kind(here.blocks[j])} and the next one seem to have changed places"
                yield self._make_fault(there.line(i), here.line(j), Difference(message))


def _take_inner(source: Block, target: Block) -> tuple[str, str, int] | None:
    """Return the two texts of a quotation or a sample of Markdown, and the line where they start."""
    if source.kind == "quote":
        return QUOTE_MARK.sub("", source.text), QUOTE_MARK.sub("", target.text), 0
    if source.kind == "fence" and is_markdown(source.text):
        return read_sample(source.text).code, read_sample(target.text).code, 1
    return None


def _find_followers(pairing: Pairing, end: int) -> dict[int, int]:
    """Return, for each French block, the block of the translation before which it should stand."""
    found, following = {}, end
    for i, j in reversed(pairing):
        following = j if j is not None else following
        if i is not None:
            found[i] = following
    return found


def _name_kind(block: Block) -> str:
    return name_kind(block.kind).split(" ", 1)[1]


def _describe_moved(here: Page, j: int) -> Difference:
    return Difference(f"this {_name_kind(here.blocks[j])} has moved; put it where the French has it")


def _describe_missing(translation: Translation, i: int) -> str:
    there, here = translation.source, translation.target
    text = " ".join(there.blocks[i].text.split())
    text = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    kind, before = name_kind(there.blocks[i].kind), translation.targets.get(i - 1)
    prose = there.blocks[i].kind in {"paragraph", "item"}
    if prose and before is not None and _is_merged(there.shapes[i - 1], there.shapes[i], here.shapes[before]):
        return f"{kind} is merged with the block before it; put a blank line between: {text}"
    return f"{kind} of the French is missing before this line: {text}"


def _is_merged(first: Shape, second: Shape, here: Shape) -> bool:
    """Tell whether the length of a block is nearer to that of two source blocks than to the first's."""
    both = first.length + second.length
    return bool(here.length and second.length and abs(here.length - both) < abs(here.length - first.length))


def _find_moved(lost: Shape, shapes: list[Shape], added: set[int]) -> int | None:
    """Return the added block that is the lost one by its references, code or words, or None."""
    prices = [(measure_cost(lost, shapes[j]), j) for j in sorted(added) if _may_be_same(lost, shapes[j])]
    return min((price for price in prices if price[0] < _MOVED), default=(0.0, None))[1]


def _may_be_same(lost: Shape, found: Shape) -> bool:
    alike = measure_share(lost.stems, found.stems) > 0.3
    return lost.kind == found.kind and bool(
        lost.fixed or lost.code or lost.kind in {"fence", "math"} or alike
    )


def _describe_added(translation: Translation, j: int) -> Difference | None:
    """Return the message on a block that the French page lacks; None for a comment, which is fine."""
    here = translation.target
    block = here.blocks[j]
    text = block.text.split()
    twins = [k for k, other in enumerate(here.blocks) if k != j and other.text.split() == text]
    if twins:
        line = here.line(twins[0])
        return Difference(f"this {_name_kind(block)} stands on line {line} too; remove one of them")
    if translation.is_obsolete(j):
        message = f"the French no longer has what this {_name_kind(block)} translates; remove it"
        return Difference(message, severity="warning")
    if block.kind == "comment":
        return None
    return Difference(
        f"the French has no such {_name_kind(block)} here; remove it, or add it to the French page first"
    )
