"""Rate how well one block fits another as its translation: by references, numbers, names and length."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from sitekit.grammar.skeleton import Shape

GAP = 1.0  # what it costs to leave one block without a counterpart
CROSSED = 0.25  # how much better two neighbours must fit in the other order to be taken for swapped
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_STEM = 5  # letters; words of European languages that share as many at their start are often the same word
_LONG = 4  # letters; shorter words count only if they are names or abbreviations, in capitals
_PROSE = frozenset({"paragraph", "item", "term", "definition", "quote", "footnote", "code"})


class Traits(NamedTuple):
    """The compared parts of a block: the stems and numbers of its prose, and its length in characters."""

    stems: frozenset[str]
    numbers: frozenset[str]
    length: int


@lru_cache(maxsize=4096)
def traits(prose: str) -> Traits:
    """Return the traits of a piece of prose.

    >>> sorted(traits("L'hyperviseur KVM partage 2 pages").stems)
    ['KVM', 'hyper', 'pages', 'parta']
    """
    folded = "".join(c for c in unicodedata.normalize("NFKD", prose) if not unicodedata.combining(c))
    stems = {
        word if word.isupper() else word.lower()[:_STEM]
        for word in _WORD.findall(folded)
        if len(word) >= _LONG or (word.isupper() and len(word) > 1)
    }
    return Traits(frozenset(stems), frozenset(_NUMBER.findall(folded)), len(prose.strip()))


def share(a: Collection[object], b: Collection[object]) -> float:
    """Return the share that two collections have in common, from 0 to 1 (Dice); 0 if both are empty.

    >>> share("ab", "bc")
    0.5
    """
    total = len(a) + len(b)
    return 2 * (Counter(a) & Counter(b)).total() / total if total else 0.0


def stretch(source: str, target: str) -> float:
    """Return how far apart the lengths are: 0 if equal, 1 if one is e times the other, at most 2."""
    lengths = traits(source).length + 5, traits(target).length + 5
    return min(2.0, abs(math.log(lengths[0] / lengths[1])))


def cost(source: Shape, target: Shape) -> float:
    """Return the cost of pairing two blocks; above 2 * GAP they are better left apart."""
    if source.key == target.key and (source.fixed or source.kind in {"fence", "math"}):
        return 0.0
    price = 0.0 if source.kind == target.kind else (1.0 if {source.kind, target.kind} <= _PROSE else 1.7)
    price += 0.3 * (source.column != target.column)
    price += 0.4 * (source.marker != target.marker)
    price += _weigh_difference(source.fixed.elements(), target.fixed.elements(), 0.8)
    price += _weigh_difference([span for span, _ in source.code], [span for span, _ in target.code], 0.4)
    here, there = traits(source.prose), traits(target.prose)
    price += _weigh_difference(here.numbers, there.numbers, 0.3)
    price += 0.5 * (1 - share(here.stems, there.stems)) if here.stems and there.stems else 0.0
    return price + 0.3 * stretch(source.prose, target.prose)


def _weigh_difference(a: Iterable[object], b: Iterable[object], weight: float) -> float:
    first, second = list(a), list(b)
    return weight * (1 - share(first, second)) if first or second else 0.0


def are_crossed(first: Shape, second: Shape, here: Shape, next_here: Shape) -> bool:
    """Tell whether two neighbours of a translation fit each other's source better than their own.

    One word in common by chance is not enough: two more must, or code, or a length half or double.
    """
    words = _measure_gain(first, second, here, next_here, _count_common)
    code = _measure_gain(first, second, here, next_here, lambda a, b: float(a.code == b.code != frozenset()))
    length = -_measure_gain(first, second, here, next_here, lambda a, b: stretch(a.prose, b.prose))
    fit = _measure_gain(first, second, here, next_here, _rate_fit)
    return fit > CROSSED and (words >= 2 or code > 0 or length > 1.4)


def _measure_gain(
    first: Shape, second: Shape, here: Shape, next_here: Shape, measure: Callable[[Shape, Shape], float]
) -> float:
    """Return how much a measure of two pairs grows when the two translations change places."""
    apart = measure(first, next_here) + measure(second, here)
    return apart - measure(first, here) - measure(second, next_here)


def _count_common(source: Shape, target: Shape) -> float:
    return len(traits(source.prose).stems & traits(target.prose).stems)


def _rate_fit(source: Shape, target: Shape) -> float:
    """Rate how well two blocks of equal structure fit, by their words, code and length."""
    here, there = traits(source.prose), traits(target.prose)
    same_code = share([span for span, _ in source.code], [span for span, _ in target.code])
    return share(here.stems, there.stems) + same_code - 0.3 * stretch(source.prose, target.prose)
