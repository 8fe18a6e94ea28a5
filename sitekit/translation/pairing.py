"""Pair each French block with its translation, and tell whether that is up to date."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Container, Sequence
from enum import StrEnum
from functools import cached_property

from sitekit.grammar.page import Page
from sitekit.grammar.skeleton import Shape
from sitekit.translation.alignment import align, find_increasing
from sitekit.translation.lock import Entry, digest

_WORDED = frozenset({"fence", "code", "table", "quote", "front matter"})
_CODE = frozenset({"fence", "code", "html"})
_COPIED = 4  # words; a shorter piece of text may well be the same in two languages


class State(StrEnum):
    """The state of the translation of a block."""

    FRESH = "fresh"  # it translates the French as it is
    STALE = "stale"  # the French has changed since
    REFRESHED = "refreshed"  # both have changed; a reviewer has to confirm it
    NEW = "new"  # the lock does not have it yet
    MISSING = "missing"  # there is no translation yet
    LOST = "lost"  # the lock has one, the page no longer


def is_worded(block: Shape) -> bool:
    """Tell whether a block has something to translate, and so a line in the lock."""
    return block.kind in _WORDED or any(map(str.isalpha, block.prose))


class Translation:
    """A French page and its translation, matched block by block with the help of the page's lock entries.

    `pairing` has the pairs of indexes in the order of the French page, with None for what has no counterpart.
    """

    def __init__(self, source: Page, target: Page, entries: Sequence[Entry] = ()) -> None:
        self.source, self.target, self.entries = source, target, list(entries)
        self.known: dict[int, tuple[int, int]] = self._find_known() if entries else {}
        self.pairing = align(source.shapes, target.shapes, [(i, j) for i, (j, _) in self.known.items()])
        self.targets = {i: j for i, j in self.pairing if i is not None and j is not None}

    @cached_property
    def hashes(self) -> tuple[list[str], list[str]]:
        """Return the hash of each French block, and of each block of the translation."""
        return [digest(block) for block in self.source.blocks], [
            digest(block) for block in self.target.blocks
        ]

    def _find_known(self) -> dict[int, tuple[int, int]]:
        """Return, for each French block that the lock pairs, its translation and the number of the entry."""
        places: tuple[dict[str, deque[int]], ...] = (defaultdict(deque), defaultdict(deque))
        for side, hashes in enumerate(self.hashes):
            for index, value in enumerate(hashes):
                places[side][value].append(index)
        known = {}
        for number, (a, b) in enumerate(self.entries):
            if places[0][a] and places[1][b]:
                known[places[0][a].popleft()] = places[1][b].popleft(), number
        return known

    @cached_property
    def _locked(self) -> tuple[set[str], set[str]]:
        return {a for a, _ in self.entries}, {b for _, b in self.entries}

    def state(self, i: int) -> State:
        """Return the state of the translation of French block `i`."""
        locked = self.hashes[0][i] in self._locked[0] if self.entries else False
        if i not in self.targets:
            return State.LOST if locked else State.MISSING
        if i in self._copied:
            return State.MISSING
        if i in self.known or locked:
            return State.FRESH
        if not self.entries:
            return State.NEW
        if self.hashes[1][self.targets[i]] in self._locked[1]:
            return State.STALE
        return State.REFRESHED if self._find_outdated(i) else State.NEW

    @cached_property
    def _copied(self) -> set[int]:
        """Return the blocks whose translation is the French itself, left for later.

        Something short, or code, may well be the same in both languages: it is left for later only if
        something else on the page is.
        """
        alike = {
            i
            for i, j in self.targets.items()
            if i not in self.known
            and self.hashes[0][i] == self.hashes[1][j]
            and is_worded(self.source.shapes[i])
        }
        return alike if any(self._is_long(i) for i in alike) else set()

    def _is_long(self, i: int) -> bool:
        least = 1 if self.source.blocks[i].kind == "front matter" else _COPIED
        return self.source.blocks[i].kind not in _CODE and self.source.sizes[i] >= least

    def _find_outdated(self, i: int) -> Entry | None:
        """Return an entry between those of the neighbours of block `i` whose two sides are gone, or None."""
        before = max((number for k, (_, number) in self.known.items() if k < i), default=-1)
        after = min(
            (number for k, (_, number) in self.known.items() if k > i and number > before),
            default=len(self.entries),
        )
        gone = (entry for entry in self.entries[before + 1 : after] if self._is_gone(entry))
        return next(gone, None)

    def _is_gone(self, entry: Entry) -> bool:
        return entry[0] not in self.hashes[0] and entry[1] not in self.hashes[1]

    def is_obsolete(self, j: int) -> bool:
        """Tell whether, by the lock, block `j` translates a French block that is no longer there."""
        return bool(self.entries) and self.hashes[1][j] in self._locked[1] and j not in self.targets.values()

    def find_moved(self) -> tuple[set[int], set[int]]:
        """Return the blocks that have moved since the lock: on the French page, and in the translation."""
        by_entry = sorted((number, i, j) for i, (j, number) in self.known.items())
        kept = [{i for _, i in find_increasing([(number, i) for number, i, _ in by_entry])}]
        stayed = {j for _, j in find_increasing([(number, j) for number, _, j in by_entry])}
        kept.append({i for _, i, j in by_entry if j in stayed})
        return self.known.keys() - kept[0], self.known.keys() - kept[1]

    def find_block(self, line: int) -> int | None:
        """Return the French block whose translation stands on a line of the translated page, or None."""
        blocks = self.target.blocks
        return next((i for i, j in self.targets.items() if blocks[j].first <= line <= blocks[j].last), None)

    def find_refreshed(self) -> set[int]:
        """Return the French blocks that have changed together with their translation."""
        return {i for i in self.targets if self.state(i) == State.REFRESHED}

    def update_entries(self, confirmed: Container[int] = ()) -> list[Entry]:
        """Return the entries that the lock should have: new pairs come in, outdated ones stay as they are.

        `confirmed` are French blocks whose translation a reviewer has found to be up to date.
        """
        return [
            self._choose_entry(i, j, confirmed=i in confirmed)
            for i, j in self.targets.items()
            if is_worded(self.source.shapes[i]) and (i in confirmed or self.state(i) != State.MISSING)
        ]

    def _choose_entry(self, i: int, j: int, *, confirmed: bool) -> Entry:
        state, pair = self.state(i), (self.hashes[0][i], self.hashes[1][j])
        if confirmed:
            return pair
        if state == State.STALE:
            return next(entry for entry in self.entries if entry[1] == pair[1])
        return (self._find_outdated(i) or pair) if state == State.REFRESHED else pair
