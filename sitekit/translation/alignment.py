"""Pair the blocks of a translation with those of its source, by what they have in common."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from difflib import SequenceMatcher

from sitekit.grammar.skeleton import Shape
from sitekit.translation.similarity import GAP, measure_cost

Pair = tuple[int, int]
Pairing = list[tuple[int | None, int | None]]

_LARGEST = 250_000  # pairs; beyond, blocks are matched by their keys alone


def align(source: Sequence[Shape], target: Sequence[Shape], known: Iterable[Pair] = ()) -> Pairing:
    """Return pairs of indexes in the order of the source; None stands for a block that has no counterpart.

    `known` are the pairs that are certain; they may cross each other.

    >>> from sitekit.grammar.blocks import split
    >>> from sitekit.grammar.skeleton import read_shape
    >>> french = [*map(read_shape, split("# Titre { #t }\\n\\nUn.\\n\\n- Voir [a](a.md)\\n"))]
    >>> english = [*map(read_shape, split("# Title { #t }\\n\\n- See [a](a.md)\\n"))]
    >>> align(french, english)
    [(0, 0), (1, None), (2, 1)]
    """
    fixed = dict(known)
    taken = set(fixed.values())
    pairing: Pairing = []
    last = (-1, -1)
    for pair in [*find_increasing(sorted(fixed.items())), (len(source), len(target))]:
        here = [i for i in range(last[0] + 1, pair[0]) if i not in fixed]
        there = [j for j in range(last[1] + 1, pair[1]) if j not in taken]
        inside: Pairing = [(i, fixed[i]) for i in range(last[0] + 1, pair[0]) if i in fixed]
        between = _align([source[i] for i in here], [target[j] for j in there])
        inside += [(None if i is None else here[i], None if j is None else there[j]) for i, j in between]
        pairing += _sort_by_source(inside) if len(inside) > len(between) else inside
        pairing += [pair] if pair[0] < len(source) else []
        last = pair
    return pairing


def _sort_by_source(pairing: Pairing) -> Pairing:
    """Sort the pairs by the source; a block that only the target has follows what it followed."""
    found, at = [], -1
    for i, j in pairing:
        at = at if i is None else i
        found.append((at, i, j))
    return [(i, j) for _, i, j in sorted(found, key=lambda item: item[0])]


def _align(source: Sequence[Shape], target: Sequence[Shape]) -> Pairing:
    keys = [block.key for block in source], [block.key for block in target]
    if keys[0] == keys[1]:
        return list(zip(range(len(source)), range(len(target)), strict=True))
    pairing: Pairing = []
    done = (0, 0)
    for i, j in [*_find_anchors(source, target), (len(source), len(target))]:
        pairing += _pair_between(source, target, keys, done, (i, j))
        if i < len(source):
            pairing.append((i, j))
        done = (i + 1, j + 1)
    return pairing


def _find_anchors(source: Sequence[Shape], target: Sequence[Shape]) -> list[Pair]:
    """Return the pairs of blocks whose name no other block has, as many as keep their order."""
    here, there = [_name(block) for block in source], [_name(block) for block in target]
    counts = Counter(here), Counter(there)
    places = {name: j for j, name in enumerate(there) if name and counts[1][name] == 1}
    pairs = [(i, places[name]) for i, name in enumerate(here) if name in places and counts[0][name] == 1]
    return find_increasing(pairs)


def _name(block: Shape) -> Hashable:
    """Return what tells a block from all others on its page, or None."""
    ids = [value for category, value in block.fixed if category == "attribute" and value.startswith("#")]
    if ids:
        return ids[0]
    return block.key if len(block.fixed) > 1 or (block.kind == "fence" and len(block.marker) > 20) else None


def find_increasing(pairs: list[Pair]) -> list[Pair]:
    """Return the longest run of pairs whose second members rise as the first do.

    >>> find_increasing([(0, 0), (1, 3), (2, 1), (3, 2)])
    [(0, 0), (2, 1), (3, 2)]
    """
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        length = bisect_left(tails, j)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [j]
        ends[length : length + 1] = [at]
    chosen, at = [], ends[-1] if ends else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]


def _pair_between(
    source: Sequence[Shape],
    target: Sequence[Shape],
    keys: tuple[list[tuple[object, ...]], list[tuple[object, ...]]],
    start: tuple[int, int],
    stop: tuple[int, int],
) -> Pairing:
    """Pair the blocks between two anchors."""
    here, there = range(start[0], stop[0]), range(start[1], stop[1])
    if keys[0][start[0] : stop[0]] == keys[1][start[1] : stop[1]]:
        return list(zip(here, there, strict=True))
    if len(here) * len(there) > _LARGEST:
        return _pair_by_keys(keys[0], keys[1], here, there)
    return _pair_cheapest([[measure_cost(source[i], target[j]) for j in there] for i in here], here, there)


def _pair_cheapest(costs: list[list[float]], here: range, there: range) -> Pairing:
    """Return the pairing in order that costs least, by dynamic programming."""
    rows, columns = len(here), len(there)
    best = [[GAP * (i + j) for j in range(columns + 1)] for i in range(rows + 1)]
    for i in range(1, rows + 1):
        above, row, prices = best[i - 1], best[i], costs[i - 1]
        for j in range(1, columns + 1):
            row[j] = min(above[j - 1] + prices[j - 1], above[j] + GAP, row[j - 1] + GAP)
    pairing: Pairing = []
    i, j = rows, columns
    while i or j:  # of two pairings that cost the same, the one that pairs earlier blocks
        if j and best[i][j] == best[i][j - 1] + GAP:
            j -= 1
            pairing.append((None, there[j]))
        elif i and best[i][j] == best[i - 1][j] + GAP:
            i -= 1
            pairing.append((here[i], None))
        else:
            i, j = i - 1, j - 1
            pairing.append((here[i], there[j]))
    return pairing[::-1]


def _pair_by_keys(a: Sequence[Hashable], b: Sequence[Hashable], here: range, there: range) -> Pairing:
    """Pair the blocks of equal keys in order: for pages far longer than people write."""
    matcher = SequenceMatcher(None, [a[i] for i in here], [b[j] for j in there], autojunk=False)
    pairing: Pairing = []
    for _, i, k, j, m in matcher.get_opcodes():
        paired = min(k - i, m - j)
        pairing += [(here[i + n], there[j + n]) for n in range(paired)]
        pairing += [(here[n], None) for n in range(i + paired, k)]
        pairing += [(None, there[n]) for n in range(j + paired, m)]
    return pairing
