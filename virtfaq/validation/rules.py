"""Define a prediction, and the rules that find something to predict in a set of measurements."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from virtfaq.evidence import Measurement

TIERS = ("law", "same study", "across studies")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Prediction(NamedTuple):
    """A published number and what a model makes of it, in one unit; `keys` are all that it rests on."""

    observed: str
    published: float
    predicted: float
    unit: str
    keys: tuple[str, ...]


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
    """A model applied wherever it can be: its tier, its tolerance (`low` to `high`) and the reason for it.

    `use` is `calibration` where the number predicted also set the model, else `validation`.
    """

    name: str
    tier: str
    low: float
    high: float
    why: str
    find: Callable[[Book], Iterable[Prediction]]
    use: str = "validation"

    @property
    def tolerance(self) -> str:
        """The tolerance as a text: a share, or a factor across studies."""
        if self.tier == TIERS[2]:
            return f"factor {1 + self.high:.3g}"
        return f"±{self.high * 100:.3g} %"


def allow(share: float) -> tuple[float, float]:
    """Return the bounds of an error of at most this share, either way."""
    return -share, share


def allow_factor(factor: float) -> tuple[float, float]:
    """Return the bounds of an error of at most this factor, either way."""
    return 1 / factor - 1, factor - 1


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


def find_worst(predictions: Iterable[Prediction]) -> list[Prediction]:
    """Return the prediction that is furthest off, alone, or nothing."""
    found = [one for one in predictions if one.published]
    return sorted(found, key=lambda one: abs(one.predicted / one.published - 1))[-1:]
