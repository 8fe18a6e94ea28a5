"""Keep numbers together with the measurements they were read from."""

import math
from dataclasses import dataclass

from virtfaq.errors import MissingMeasurementError, UnitMismatchError, quote
from virtfaq.evidence import measurements

# unit: multiplier, divisor, base unit; both whole, so that 95 percent is 0.95 to the last bit
_BASE_UNITS = {
    "bytes": (1, 1, "bytes"),
    "MB": (10**6, 1, "bytes"),
    "GB": (10**9, 1, "bytes"),
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
}
QUALIFIERS = ("", "≈", "≥", "≤")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, its unit (`bytes`, `seconds`, `ratio`, `count`) and the keys of the measurements it rests on.

    There is no such thing as a quantity without a measurement: an empty or unknown key is an error.
    `qualifier` is `≥` or `≤` when the source gives a bound, `≈` when it gives an approximate figure.

    >>> Quantity(0.2, "seconds", ("lightvm.docker.start",))
    Quantity(value=0.2, unit='seconds', keys=('lightvm.docker.start',), qualifier='')
    >>> Quantity(0.2, "seconds", ())
    Traceback (most recent call last):
        ...
    virtfaq.errors.MissingMeasurementError: 0.2 seconds comes from no measurement; name its keys
    """

    value: float
    unit: str
    keys: tuple[str, ...]
    qualifier: str = ""

    def __post_init__(self) -> None:
        """Refuse a number that no measurement supports."""
        if not isinstance(self.keys, tuple) or not self.keys:
            raise MissingMeasurementError(
                f"{quote(self.value)} {self.unit} comes from no measurement; name its keys"
            )
        for key in self.keys:
            measurements.get(key)
        if not math.isfinite(self.value) or self.qualifier not in QUALIFIERS:
            raise MissingMeasurementError(f"{self.qualifier}{self.value} {self.unit} is not a finite number")

    def __float__(self) -> float:
        """Return the value."""
        return float(self.value)

    def __str__(self) -> str:
        """Return the value with three significant digits and a readable unit.

        >>> str(read_quantity("gv.density.runc.empty")), str(read_quantity("felter.netperf.kvm_delta"))
        ('4.09 MB', '30.4 µs')
        """
        return " ".join(self.words())

    def words(self) -> tuple[str, ...]:
        """Return the number and its unit as separate words, for translation.

        >>> read_quantity("lightvm.docker.start").words()
        ('200', 'ms')
        """
        scales = _SCALES.get(self.unit)
        if scales:
            scale, unit = next((pair for pair in scales if abs(self.value) >= pair[0]), scales[-1])
            return self.qualifier + format_significant(self.value / scale), unit
        number = f"{self.value:.0f}" if self.unit == "count" else format_significant(self.value)
        return (self.qualifier + number,)

    @property
    def sources(self) -> tuple[measurements.Source, ...]:
        """The works in which the measurements were published, without repetition."""
        names = dict.fromkeys(measurements.get(key).source for key in self.keys)
        return tuple(measurements.source(name) for name in names)


def read_quantity(key: str, *items: str | int, qualifier: str = "") -> Quantity:
    """Read one number of a measurement, in the base unit.

    >>> read_quantity("lightvm.docker.start")
    Quantity(value=0.2, unit='seconds', keys=('lightvm.docker.start',), qualifier='')
    """
    value, base = convert_unit(measurements.number(key, *items), measurements.get(key).unit)
    return Quantity(value, base, (key,), qualifier)


def convert_unit(value: float, unit: str) -> tuple[float, str]:
    """Return a number in the base unit of its unit, and that unit; an unknown unit is its own base.

    >>> convert_unit(200, "ms"), convert_unit(2, "GFLOPS")
    ((0.2, 'seconds'), (2, 'GFLOPS'))
    """
    multiplier, divisor, base = _BASE_UNITS.get(unit, (1, 1, unit))
    value = value * multiplier
    return (value if divisor == 1 else value / divisor), base


def total(*parts: Quantity) -> Quantity:
    """Return the sum of quantities of one unit.

    >>> str(total(read_quantity("lightvm.debian.create"), read_quantity("lightvm.debian.boot")))
    '2.00 s'
    """
    return Quantity(sum(part.value for part in parts), _require_one_unit(*parts), _join_keys(*parts))


def difference(whole: Quantity, part: Quantity) -> Quantity:
    """Return `whole` - `part`, for example what a layer adds to a round trip.

    >>> str(difference(read_quantity("anjali.rtt.gvisor"), read_quantity("anjali.rtt.host")))
    '173 µs'
    """
    return Quantity(whole.value - part.value, _require_one_unit(whole, part), _join_keys(whole, part))


def quotient(value: Quantity, base: Quantity) -> Quantity:
    """Return `value` / `base`, for example the speed in a virtual machine relative to the bare machine.

    >>> str(quotient(read_quantity("felter.linpack.kvm_tuned"), read_quantity("felter.linpack.native")))
    '0.977'
    """
    _require_one_unit(value, base)
    return Quantity(value.value / base.value, "ratio", _join_keys(value, base))


def _require_one_unit(*parts: Quantity) -> str:
    units = sorted({part.unit for part in parts})
    if len(units) != 1:
        raise UnitMismatchError(f"cannot combine {' and '.join(units)} ({', '.join(_join_keys(*parts))})")
    return units[0]


def _join_keys(*parts: Quantity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for part in parts for key in part.keys))


def format_significant(value: float) -> str:
    """Return a number with three significant digits, never in powers of ten.

    >>> format_significant(0.97718), format_significant(37.6), format_significant(12345.6)
    ('0.977', '37.6', '12346')
    """
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    return f"{value:.{max(0, 2 - magnitude)}f}"
