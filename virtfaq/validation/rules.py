"""Define a prediction, and the rules that find something to predict in a set of measurements."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from virtfaq.evidence import Measurement

TIERS = ("law", "same study", "across studies")
# What tolerances are derived from, always before anything is predicted.
SPREADS = {
    "rounding": "half of the last digit published",
    "runs": "two standard errors of each number used, as the study states them or as is usual in it",
    "points": "two standard errors of the fit, at the points that it was fitted to",
    "machines": "two standard deviations of how starts differ from machine to machine, of the other systems",
    "range": "the range that the study gives",
    "studies": "two standard deviations between studies of one quantity, the study predicted left out",
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Prediction(NamedTuple):
    """A published number and what a model makes of it, in one unit; `keys` are all that it rests on.

    `tolerance` is the share by which they may differ, where the rule derives it from other measurements;
    else that follows from the spread that the studies of `keys` state.
    """

    observed: str
    published: float
    predicted: float
    unit: str
    keys: tuple[str, ...]
    tolerance: float | None = None

    @property
    def part(self) -> str:
        """The part of the first measurement that is predicted: all that follows its key in `observed`."""
        return self.observed.removeprefix(self.keys[0])


class Book(NamedTuple):
    """The measurements to be predicted (`rows`), and all that may be used to predict them (`known`)."""

    rows: Mapping[str, Measurement]
    known: Mapping[str, Measurement]

    def number(self, key: str, *items: str | int) -> float | None:
        """Return one number of a known measurement, or None if there is none."""
        value: Any = self.known[key].value if key in self.known else None
        for item in items:
            try:
                value = value[item]
            except (KeyError, IndexError, TypeError):
                return None
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def select(self, test: Callable[[Measurement], Any]) -> Iterator[Measurement]:
        """Yield the measurements to be predicted that pass a test."""
        return filter(test, self.rows.values())


class Rule(NamedTuple):
    """A model applied wherever it can be: its tier, and which of `SPREADS` its tolerance is derived from.

    `use` is `calibration` where the number predicted also set the model, `identity` where it follows by
    algebra from numbers of the same measurement, else `validation`: only that can fail to predict.
    """

    name: str
    tier: str
    spread: str
    find: Callable[[Book], Iterable[Prediction]]
    use: str = "validation"


def sibling(key: str, last: str) -> str:
    """Return the key of the same quantity for another system.

    >>> sibling("felter.gups1.kvm", "native")
    'felter.gups1.native'
    """
    return f"{key.rpartition('.')[0]}.{last}"


def find_system(key: str) -> str:
    """Return the last part of a key: the system, in families of keys that end in it."""
    return key.rpartition(".")[2]


def find_numbers(text: str) -> list[float]:
    """Return the numbers that a text names.

    >>> find_numbers("first pass 776 MB at 100 Mbit/s")
    [776.0, 100.0]
    """
    return [float(number) for number in _NUMBER.findall(text)]


def link_bits_per_second(measurement: Measurement) -> float | None:
    """Return the speed of the Ethernet link that the conditions name, such as 10GbE, in bits a second."""
    match = re.search(r"(\d*)\s?GbE", measurement.conditions)
    return float(match[1] or 1) * 1e9 if match else None


def count_cores(measurement: Measurement) -> int | None:
    """Return the cores (not the threads) that the conditions name: `48 cores`, `4c/8t`, `2 x 8 cores`.

    >>> from virtfaq import evidence
    >>> count_cores(evidence.get("fc.rn.nehalem.boot-serial-qemu"))
    4
    """
    text = measurement.conditions
    if match := re.search(r"(?:(\d+)\s?[x×*]\s?)?(\d+)[\s-]?(?:physical )?cores?\b", text, re.IGNORECASE):
        return int(match[1] or 1) * int(match[2])
    match = re.search(r"(?:(\d+)\s?[x×*]\s?)?\b(\d+)\s?c\s?/\s?\d+\s?t\b", text, re.IGNORECASE)
    return int(match[1] or 1) * int(match[2]) if match else None


def find_worst(predictions: Iterable[Prediction]) -> list[Prediction]:
    """Return the prediction that is furthest off, alone, or nothing."""
    found = [one for one in predictions if one.published]
    return sorted(found, key=lambda one: abs(one.predicted / one.published - 1))[-1:]
