"""Find which assumption matters: compute a model again and again, each time with one argument changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from virtfaq.errors import UnknownChoiceError, describe_unknown


@dataclass(frozen=True, slots=True)
class Bar:
    """The results of a model when one argument takes each of two values: a bar of a tornado chart."""

    name: str
    low: float
    high: float
    results: tuple[float, float]

    @property
    def swing(self) -> float:
        """The distance between the two results."""
        return abs(self.results[1] - self.results[0])


def tornado(
    model: Callable[..., float], base: Mapping[str, Any], ranges: Mapping[str, tuple[float, float]]
) -> tuple[Bar, ...]:
    """Return a bar for each argument in `ranges`, all others as in `base`, the widest swing first.

    One at a time shows no interaction: two arguments that matter only together give two short bars.

    >>> bars = tornado(lambda rent, staff: 12 * rent + staff, {"rent": 1, "staff": 50},
    ...                {"rent": (1, 2), "staff": (40, 60)})
    >>> [(bar.name, bar.results) for bar in bars]
    [('staff', (52, 72)), ('rent', (62, 74))]
    """
    for name in ranges:
        if name not in base:
            raise describe_unknown(UnknownChoiceError, name, base, "argument")
    bars = [
        Bar(name, low, high, (model(**{**base, name: low}), model(**{**base, name: high})))
        for name, (low, high) in ranges.items()
    ]
    return tuple(sorted(bars, key=lambda bar: -bar.swing))
