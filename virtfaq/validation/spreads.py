"""Derive tolerances from what the studies state of their own spread, before anything is predicted.

A tolerance is how far two measurements of one thing lie apart by chance: twice the standard deviation. Where
a study states none, the median of those of the same study stands for it, then that of all studies.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from statistics import median
from typing import Any, TypeGuard

from virtfaq.evidence import Measurement

# So many standard deviations on either side hold 95 % of what is normally distributed.
DEVIATIONS = 2.0
# The 99th percentile of a normal distribution, in standard deviations, and how much wider a median of many
# runs spreads than their mean.
_PERCENTILE_99, _MEDIAN_OVER_MEAN = 2.326, math.sqrt(math.pi / 2)


class Spreads:
    """The relative standard errors of a set of measurements."""

    def __init__(self, known: Mapping[str, Measurement]) -> None:
        self._known = known
        self._stated = {key: found for key, one in known.items() if (found := find_spread(one))}
        by_source: dict[str, list[float]] = {}
        for key, (single, _) in self._stated.items():
            by_source.setdefault(known[key].source, []).append(single)
        self._of_source = {source: median(found) for source, found in by_source.items()}
        self._of_all = median(self._of_source.values()) if self._of_source else 0.0

    def error(self, key: str) -> float:
        """Return the relative standard error of a measurement, or what is usual for its study."""
        if key in self._stated:
            return self._stated[key][1]
        source = self._known[key].source if key in self._known else ""
        return self._of_source.get(source, self._of_all)

    def tolerance(self, keys: Iterable[str]) -> float:
        """Return twice the relative standard error of what is computed from these, as products and ratios."""
        return DEVIATIONS * math.sqrt(sum(self.error(key) ** 2 for key in dict.fromkeys(keys)))


def find_spread(one: Measurement) -> tuple[float, float] | None:
    """Return the relative standard deviation of one run and that of the published figure, if stated.

    >>> from virtfaq import evidence
    >>> [round(share, 4) for share in find_spread(evidence.get("felter.linpack.native"))]
    [0.0039, 0.0012]
    >>> [round(share, 3) for share in find_spread(evidence.get("fc.m5d.metal.boot-serial-qemu"))]
    [0.027, 0.001]
    """
    runs = one.n if _is_positive(one.n) else 1
    if _is_positive(one.sd) and _is_positive(one.value):
        return one.sd / one.value, one.sd / one.value / math.sqrt(runs)
    if not isinstance(one.value, dict):
        return None
    middle, high = one.value.get("p50"), one.value.get("p99")
    if _is_positive(middle) and _is_positive(high) and high > middle:
        single = (high / middle - 1) / _PERCENTILE_99
        return single, single / math.sqrt(runs) * (_MEDIAN_OVER_MEAN if runs > 1 else 1)
    points = [*_find_points(one.value, runs)]
    if not points:
        return None
    return median(single for single, _ in points), median(mean for _, mean in points)


def _find_points(value: Any, runs: float) -> Iterator[tuple[float, float]]:
    """Yield the spread of each point of a curve that states one: its mean stands beside `sd`."""
    for point in value.values() if isinstance(value, dict) else ():
        if not isinstance(point, dict):
            continue
        mean = next((point[name] for name in ("tps", "rps") if _is_positive(point.get(name))), None)
        if mean and _is_positive(point.get("sd")):
            single = point["sd"] / mean
            yield single, single / math.sqrt(point["n"] if _is_positive(point.get("n")) else runs)
        else:
            yield from _find_points(point, runs)


def find_half_step(number: float) -> float:
    """Return half of the last digit in which a number is given: how far rounding may move it.

    >>> find_half_step(30.36), find_half_step(62)
    (0.005, 0.5)
    """
    text = repr(number)
    if "e" in text or "." not in text or text.endswith(".0"):
        return 0.5
    return float(0.5 * 10.0 ** -len(text.partition(".")[2]))


def _is_positive(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf
