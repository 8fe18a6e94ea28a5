"""Keep numbers together with the measurements they were read from, and the range that these span."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from operator import add, mul, sub, truediv
from typing import Any

from virtfaq.errors import MissingMeasurementError, UnitMismatchError, quote
from virtfaq.evidence import measurements
from virtfaq.evidence.comparable import STUDIES
from virtfaq.evidence.measurements import Measurement, Source
from virtfaq.units import parse_bytes

# unit: multiplier, divisor, base unit; both whole, so that 95 percent is 0.95 to the last bit
_BASE_UNITS = {
    "Mbit/s": (10**6, 1, "bits a second"),
    "Gbit/s": (10**9, 1, "bits a second"),
    "bytes": (1, 1, "bytes"),
    "MB": (10**6, 1, "bytes"),
    "GB": (10**9, 1, "bytes"),
    "KiB": (2**10, 1, "bytes"),
    "MiB": (2**20, 1, "bytes"),
    "MiB by guest MiB": (2**20, 1, "bytes"),
    "MiB (+250m CPU)": (2**20, 1, "bytes"),
    "ns": (1, 10**9, "seconds"),
    "us": (1, 10**6, "seconds"),
    "ms": (1, 1000, "seconds"),
    "s": (1, 1, "seconds"),
    "percent": (1, 100, "ratio"),
}
_SCALES = {
    "bytes": ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "B")),
    "seconds": ((1, "s"), (1e-3, "ms"), (1e-6, "µs")),
    "bits a second": ((1e9, "Gbit/s"), (1e6, "Mbit/s"), (1e3, "kbit/s"), (1, "bit/s")),
}
_DIMENSIONLESS = ("ratio", "count")
QUALIFIERS = ("", "≈", "≥", "≤")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Quantity:
    """A number, its unit (`bytes`, `seconds`, `ratio`, `count`) and the keys of the measurements it rests on.

    Several measurements give a range, `low` to `high`, and `value` is the one to take where one number must
    do; a single one has `low` = `value` = `high`. `qualifier` is `≥` or `≤` when the source gives a bound,
    `≈` when it gives an approximate figure. `assumptions` are the numbers that a user set in place of a
    measurement, as they wrote them: whatever is computed from these is assumed too.

    There is no such thing as a quantity without a measurement or an assumption: that is an error, and so is
    an unknown key. A quantity computes and compares as its unit allows; see `compute` for the range. It
    compares by its value, and equals a number only where it has no range.

    >>> Quantity(0.2, "seconds", ("lightvm.docker.start",))
    200 ms
    >>> Quantity(0.2, "seconds", ("lightvm.docker.start", "seuss.docker"), low=0.15, high=0.541)
    150–541 ms
    >>> Quantity(0.2, "seconds", ())
    Traceback (most recent call last):
        ...
    virtfaq.errors.MissingMeasurementError: 0.2 seconds comes from no measurement; name its keys
    """

    value: float
    unit: str
    keys: tuple[str, ...] = ()
    qualifier: str = ""
    low: float = math.nan
    high: float = math.nan
    assumptions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a number that nothing supports, and a range that does not hold the number."""
        if not isinstance(self.keys, tuple) or not (self.keys or self.assumptions):
            raise MissingMeasurementError(
                f"{quote(self.value)} {self.unit} comes from no measurement; name its keys"
            )
        for key in self.keys:
            measurements.require(key)
        for name in ("low", "high"):
            if math.isnan(getattr(self, name)):
                object.__setattr__(self, name, self.value)
        if not math.isfinite(self.value) or self.qualifier not in QUALIFIERS:
            raise MissingMeasurementError(f"{self.qualifier}{self.value} {self.unit} is not a finite number")
        if not self.low <= self.value <= self.high or math.isinf(self.high - self.low):
            raise MissingMeasurementError(
                f"{quote(self.value)} {self.unit} is not in the range {self.low} to {self.high}"
            )

    @property
    def is_range(self) -> bool:
        """True if the measurements differ."""
        return self.low < self.high

    @property
    def is_assumed(self) -> bool:
        """True if it rests on a number that a user set."""
        return bool(self.assumptions)

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """The measurements that it rests on."""
        return tuple(map(measurements.get, self.keys))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The works in which the measurements were published, without repetition."""
        names = dict.fromkeys(found.source for found in self.measurements)
        return tuple(measurements.source(name) for name in names)

    @property
    def studies(self) -> tuple[str, ...]:
        """The keys of the studies, without repetition: several works may report one."""
        return tuple(dict.fromkeys(STUDIES.get(found.key, found.key) for found in self.sources))

    @property
    def years(self) -> tuple[int, ...]:
        """The first and the last year in which its measurements were published; () if no year is known."""
        found = [source.year for source in self.sources if source.year]
        return (min(found), max(found)) if found else ()

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions in which the measurements were taken, without repetition."""
        return tuple(dict.fromkeys(filter(None, (found.conditions for found in self.measurements))))

    def __str__(self) -> str:
        """Return the number or the range with three significant digits and a readable unit.

        >>> str(read_quantity("gv.density.runc.empty")), str(read_quantity("felter.netperf.kvm_delta"))
        ('4.09 MB', '30.4 µs')
        """
        return " ".join(self.words()) + (", assumed" if self.is_assumed else "")

    __repr__ = __str__

    def words(self) -> tuple[str, ...]:
        """Return the number or the range, and its unit, as separate words, for translation.

        >>> read_quantity("lightvm.docker.start").words()
        ('200', 'ms')
        """
        *ends, unit = self.texts()
        return tuple(filter(None, (self.qualifier + "–".join(dict.fromkeys(ends)), unit)))

    def texts(self) -> tuple[str, str, str]:
        """Return both ends of the range as texts, equal where there is none, and the unit that is theirs."""
        scale, unit = 1.0, ""
        if scales := _SCALES.get(self.unit):
            largest = max(abs(self.low), abs(self.high))
            scale, unit = next((pair for pair in scales if largest >= pair[0]), scales[-1])
        ends = self.low / scale, self.high / scale
        if self.unit == "count":
            return f"{ends[0]:.0f}", f"{ends[1]:.0f}", unit
        low, high = map(format_significant, ends)
        if self.is_range and "." not in high:  # 76–149, and not 76.0–149
            low = low.removesuffix(".0")
        return low, high, unit

    def describe(self) -> str:
        """Return the range with how many studies it comes from, and of which years.

        >>> join([read_quantity("lightvm.docker.start"), read_quantity("seuss.docker", 0)]).describe()
        '200 to 541 ms, 2 studies, 2017–2020'
        """
        low, high, unit = self.texts()
        number = self.qualifier + (low if low == high else f"{low} to {high}")
        count, years = len(self.studies), "–".join(map(str, dict.fromkeys(self.years)))
        studies = f"{count} {'study' if count == 1 else 'studies'}" if count else ""
        parts = (f"{number} {unit}".rstrip(), studies, years, "assumed" if self.is_assumed else "")
        return ", ".join(filter(None, parts))

    def data(self) -> dict[str, Any]:
        """Return all of it under stable names, as JSON can hold it."""
        return {
            **{name: getattr(self, name) for name in ("value", "low", "high", "unit", "qualifier")},
            **{"studies": list(self.studies), "years": list(self.years)},
            **{"conditions": list(self.conditions), "measurements": list(self.keys)},
            "assumed": list(self.assumptions),
        }

    def __format__(self, spec: str) -> str:
        """Format the value by a format for numbers; without one, return the text."""
        return format(int(self.value) if self.unit == "count" else self.value, spec) if spec else str(self)

    def __float__(self) -> float:
        """Return the value."""
        return float(self.value)

    def __int__(self) -> int:
        """Return the value, without what is behind the point."""
        return int(self.value)

    def __round__(self, digits: int | None = None) -> float:
        """Return the value, rounded."""
        return round(self.value, digits)

    def __hash__(self) -> int:
        return hash(self.value)

    def __eq__(self, other: object) -> bool:
        """Compare all that it is with another quantity; with a number, only where there is no range."""
        if isinstance(other, Quantity):
            return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)
        return not self.is_range and self.value == other

    def __lt__(self, other: "Quantity | float") -> bool:
        return self.value < self._read_like(other)

    def __le__(self, other: "Quantity | float") -> bool:
        return self.value <= self._read_like(other)

    def __gt__(self, other: "Quantity | float") -> bool:
        return self.value > self._read_like(other)

    def __ge__(self, other: "Quantity | float") -> bool:
        return self.value >= self._read_like(other)

    def _read_like(self, other: "Quantity | float") -> float:
        if isinstance(other, Quantity):
            _require_one_unit(self, other)
        return float(other)

    def __add__(self, other: "Quantity | float") -> "Quantity":
        return compute(add, self, other, unit=_require_one_unit(self, other))

    __radd__ = __add__

    def __sub__(self, other: "Quantity | float") -> "Quantity":
        return compute(sub, self, other, unit=_require_one_unit(self, other))

    def __rsub__(self, other: float) -> "Quantity":
        return compute(sub, other, self, unit=self.unit)

    def __mul__(self, other: "Quantity | float") -> "Quantity":
        units = [one.unit for one in (self, other) if isinstance(one, Quantity)]
        left = [unit for unit in units if unit not in _DIMENSIONLESS]
        if len(left) > 1:
            raise UnitMismatchError(f"cannot multiply {left[0]} by {left[1]}")
        return compute(mul, self, other, unit=(left or units)[0])

    __rmul__ = __mul__

    def __truediv__(self, other: "Quantity | float") -> "Quantity":
        return compute(truediv, self, other, unit=_divide_units(self, other))

    def __rtruediv__(self, other: float) -> "Quantity":
        return compute(truediv, other, self, unit=_divide_units(other, self))


def compute(function: Callable[..., float], *given: Quantity | float, unit: str) -> Quantity:
    """Return what a function of numbers gives for quantities: its value, and its range at the corners.

    The range is the least and the most that the function gives at any combination of the ends of the given
    ranges. That is exact for a function that rises or falls in each number while the others stay, as those of
    the models do, and a quantity that occurs twice in it counts once, where interval arithmetic, step by
    step, would let it be low and high at the same time. A chain of operators (`a + b - a`) is such steps,
    and may give a wider range than one call of `compute`; never a narrower one.

    >>> boot = Quantity(2, "seconds", ("lightvm.debian.boot",), low=1, high=4)
    >>> compute(lambda x: x / (x + 1), boot, unit="ratio")
    0.500–0.800
    >>> (boot / (boot + 1)).texts()[:2]
    ('0.200', '2.00')
    """
    parts = [one for one in given if isinstance(one, Quantity)]
    ends = ({one.low, one.value, one.high} if isinstance(one, Quantity) else {one} for one in given)
    value = function(*map(float, given))
    corners = [value, *(function(*corner) for corner in product(*ends))]
    return Quantity(
        value,
        unit,
        _join_keys(*parts),
        "≈" if any(one.qualifier for one in parts) else "",
        min(corners),
        max(corners),
        tuple(dict.fromkeys(text for one in parts for text in one.assumptions)),
    )


def assumed(*numbers: float | str, unit: str = "bytes") -> Quantity:
    """Return a user's own number, or two that are the ends of a range, as a quantity that is marked assumed.

    A text is an amount of memory, as Kubernetes writes it; a number is in `unit`.

    >>> assumed("12MiB"), assumed("10Mi", "14Mi"), assumed(0.2, unit="seconds")
    (12.6 MB, assumed, 10.5–14.7 MB, assumed, 200 ms, assumed)
    """
    if len(numbers) not in (1, 2):
        raise MissingMeasurementError(f"{quote(numbers)}: give one number, or the two ends of a range")
    read = [parse_bytes(one.removesuffix("B")) if isinstance(one, str) else one for one in numbers]
    low, high = min(read), max(read)
    said = " to ".join(f"{one}" if isinstance(one, str) else f"{one} {unit}" for one in numbers)
    return Quantity((low + high) / 2 if low < high else low, unit, (), "", low, high, (said,))


def join(readings: Iterable[Quantity], value: float | None = None) -> Quantity:
    """Return readings of one quantity as one: their range, and their median unless a value is given.

    >>> str(join([read_quantity("lightvm.docker.start"), read_quantity("seuss.docker", 0)]))
    '200–541 ms'
    """
    found = tuple(readings)
    if not found:
        raise MissingMeasurementError("no reading to join; give one or more")
    if len(found) == 1 and value is None:
        return found[0]
    qualifiers = {one.qualifier for one in found}
    return Quantity(
        _find_median([one.value for one in found]) if value is None else value,
        _require_one_unit(*found),
        _join_keys(*found),
        qualifiers.pop() if len(qualifiers) == 1 else "≈",
        min(one.low for one in found),
        max(one.high for one in found),
        tuple(dict.fromkeys(text for one in found for text in one.assumptions)),
    )


def read_quantity(key: str, *items: str | int, qualifier: str = "") -> Quantity:
    """Read one number of a measurement, in the base unit.

    >>> read_quantity("lightvm.docker.start")
    200 ms
    """
    value, base = convert_unit(measurements.number(key, *items), measurements.find_unit(key))
    return Quantity(value, base, (key,), qualifier)


def convert_unit(value: float, unit: str) -> tuple[float, str]:
    """Return a number in the base unit of its unit, and that unit; an unknown unit is its own base.

    >>> convert_unit(200, "ms"), convert_unit(2, "GFLOPS")
    ((0.2, 'seconds'), (2, 'GFLOPS'))
    """
    multiplier, divisor, base = _BASE_UNITS.get(unit, (1, 1, unit))
    value = value * multiplier
    return (value if divisor == 1 else value / divisor), base


def _require_one_unit(*given: Quantity | float) -> str:
    parts = [one for one in given if isinstance(one, Quantity)]
    units = sorted({part.unit for part in parts})
    if len(units) != 1:
        raise UnitMismatchError(f"cannot combine {' and '.join(units)} ({', '.join(_join_keys(*parts))})")
    return units[0]


def _divide_units(value: Quantity | float, by: Quantity | float) -> str:
    above, below = (one.unit if isinstance(one, Quantity) else "ratio" for one in (value, by))
    if above == below:
        return "ratio"
    if below not in _DIMENSIONLESS:
        raise UnitMismatchError(f"cannot divide {above} by {below}")
    return above


def _join_keys(*parts: Quantity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for part in parts for key in part.keys))


def _find_median(values: list[float]) -> float:
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def format_significant(value: float) -> str:
    """Return a number with three significant digits, never in powers of ten.

    >>> format_significant(0.97718), format_significant(37.6), format_significant(12345.6)
    ('0.977', '37.6', '12346')
    """
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    return f"{value:.{max(0, 2 - magnitude)}f}"
