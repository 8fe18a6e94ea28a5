"""Rate how well one block fits another as its translation: by references, numbers, names and length."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable

from sitekit.grammar.skeleton import Shape

GAP = 1.0  # what it costs to leave one block without a counterpart
CROSSED = 0.25  # how much better two neighbours must fit in the other order to be taken for swapped
_PROSE = frozenset({"paragraph", "item", "term", "definition", "quote", "footnote", "code"})


def measure_share(a: Collection[object], b: Collection[object]) -> float:
    """Return the share that two collections have in common, from 0 to 1 (Dice); 0 if both are empty.

    >>> measure_share("ab", "bc")
    0.5
    """
    total = len(a) + len(b)
    return 2 * (Counter(a) & Counter(b)).total() / total if total else 0.0


def measure_stretch(source: Shape, target: Shape) -> float:
    """Return how far apart the lengths are: 0 if equal, 1 if one is e times the other, at most 2."""
    return min(2.0, abs(math.log((source.length + 5) / (target.length + 5))))


def measure_cost(source: Shape, target: Shape) -> float:
    """Return the cost of pairing two blocks; above 2 * GAP they are better left apart."""
    if source.key == target.key and (source.fixed or source.kind in {"fence", "math"}):
        return 0.0
    price = 0.0 if source.kind == target.kind else (1.0 if {source.kind, target.kind} <= _PROSE else 1.7)
    price += 0.3 * (source.column != target.column)
    price += 0.4 * (source.marker != target.marker)
    price += _weigh_difference(source.fixed.elements(), target.fixed.elements(), 0.8)
    price += _weigh_difference([span for span, _ in source.code], [span for span, _ in target.code], 0.4)
    price += _weigh_difference(source.numbers, target.numbers, 0.3)
    price += 0.5 * (1 - measure_share(source.stems, target.stems)) if source.stems and target.stems else 0.0
    return price + 0.3 * measure_stretch(source, target)


def _weigh_difference(a: Iterable[object], b: Iterable[object], weight: float) -> float:
    first, second = list(a), list(b)
    return weight * (1 - measure_share(first, second)) if first or second else 0.0


def are_crossed(first: Shape, second: Shape, here: Shape, next_here: Shape) -> bool:
    """Tell whether two neighbours of a translation fit each other's source better than their own.

    One word in common by chance is not enough: two more must, or code, or a length half or double.
    """
    words = _measure_gain(first, second, here, next_here, _count_common)
    code = _measure_gain(first, second, here, next_here, lambda a, b: float(a.code == b.code != frozenset()))
    length = -_measure_gain(first, second, here, next_here, measure_stretch)
    fit = _measure_gain(first, second, here, next_here, _rate_fit)
    return fit > CROSSED and (words >= 2 or code > 0 or length > 1.4)


def _measure_gain(
    first: Shape, second: Shape, here: Shape, next_here: Shape, measure: Callable[[Shape, Shape], float]
) -> float:
    """Return how much a measure of two pairs grows when the two translations change places."""
    apart = measure(first, next_here) + measure(second, here)
    return apart - measure(first, here) - measure(second, next_here)


def _count_common(source: Shape, target: Shape) -> float:
    return len(source.stems & target.stems)


def _rate_fit(source: Shape, target: Shape) -> float:
    """Rate how well two blocks of equal structure fit, by their words, code and length."""
    same_code = measure_share([span for span, _ in source.code], [span for span, _ in target.code])
    return measure_share(source.stems, target.stems) + same_code - 0.3 * measure_stretch(source, target)
