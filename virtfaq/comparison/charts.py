"""Hold series of numbers to be drawn as a figure; a terminal shows them as a table.

The site draws them; the library holds only what a figure says: its title, its rows, its series and its unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from virtfaq.errors import ChartError, UnknownChoiceError, describe_unknown, quote
from virtfaq.evidence.quantity import Quantity, format_significant
from virtfaq.tables import align, html

KINDS = ("lines", "bars", "stacked bars", "points")

Values = tuple[float | None, ...]
Ends = tuple[tuple[float, float] | None, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Chart:
    """A figure: for each label, a number of each series; None where there is none.

    `kind` is one of `KINDS`. In a figure of `points`, the two labels name the axes and each series is one
    point; else the labels are what is compared, in order. `unit` is that of the numbers. `ranges` has, for
    each series, the ends of what several measurements span, None where a number has no range.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, Values], ...]
    kind: str = "lines"
    unit: str = ""
    logarithmic: bool = False
    decimal_mark: str = "."
    ranges: tuple[Ends, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns of the table: the unit, then the series, or the axes of points."""
        return (self.unit, *(self.labels if self.kind == "points" else (name for name, _ in self.series)))

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of the table, as text: one a label, or one a point."""
        shown = [
            tuple(map(self._write, values, self.find_ends(number)))
            for number, (_, values) in enumerate(self.series)
        ]
        if self.kind == "points":
            return tuple((name, *cells) for (name, _), cells in zip(self.series, shown, strict=True))
        return tuple(zip(self.labels, *shown, strict=True))

    def find_ends(self, number: int) -> Ends:
        """Return the ends of the ranges of a series, by its place."""
        return self.ranges[number] if self.ranges else (None,) * len(self.series[number][1])

    def _write(self, value: float | None, ends: tuple[float, float] | None) -> str:
        return "–".join(map(self.text, ends)) if ends else self.text(value)

    def text(self, value: float | None) -> str:
        """Return a number as the table shows it: whole, or with three significant digits."""
        if value is None:
            return "—"
        number = str(int(value)) if value == int(value) else format_significant(value)
        return number.replace(".", self.decimal_mark)

    def __str__(self) -> str:
        """Return the title and the table, aligned."""
        return f"{self.title}\n{align([self.header, *self.rows])}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html(self.header, self.rows, self.title)


def chart(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float | Quantity | None]],
    *,
    kind: str = "lines",
    unit: str = "",
    logarithmic: bool = False,
    decimal_mark: str = ".",
) -> Chart:
    """Return the figure of one or more series of numbers, each as long as `labels`.

    A quantity counts with its value, in its base unit, and shows its range. Raises `ChartError` if a series
    has another length or holds what is no finite number, or if a logarithmic figure holds one not above 0.

    >>> chart("Instances", ["10Mi", "1Gi"], {"runc": [4723, 63], "qemu-kvm": [388, 55]})
    Instances
          runc  qemu-kvm
    10Mi  4723  388
    1Gi   63    55
    """
    if kind not in KINDS:
        raise describe_unknown(UnknownChoiceError, kind, KINDS, "kind of figure")
    if not series or not labels or (kind == "points" and len(labels) != 2):
        raise ChartError(f"{quote(title)}: a figure has labels and series; points have two labels, the axes")
    read = tuple(
        (name, _check_numbers(name, values, len(labels), logarithmic)) for name, values in series.items()
    )
    ranges = tuple(tuple(map(_find_range, values)) for values in series.values())
    known = ranges if any(map(any, ranges)) else ()
    return Chart(title, tuple(labels), read, kind, unit, logarithmic, decimal_mark, known)


def _find_range(value: float | Quantity | None) -> tuple[float, float] | None:
    return (value.low, value.high) if isinstance(value, Quantity) and value.is_range else None


def _check_numbers(
    name: str, values: Sequence[float | Quantity | None], length: int, positive: bool
) -> Values:
    numbers = tuple(value.value if isinstance(value, Quantity) else value for value in values)
    if len(numbers) != length:
        raise ChartError(f"{quote(name)} has {len(numbers)} numbers for {length} labels; give one for each")
    for number in numbers:
        if number is not None and (
            not isinstance(number, int | float) or isinstance(number, bool) or not isfinite(number)
        ):
            raise ChartError(
                f"{quote(name)} holds {quote(number)}; give finite numbers, or None for no number"
            )
        if positive and number is not None and number <= 0:
            raise ChartError(f"{quote(name)} holds {number}, which no logarithmic figure can show")
    return numbers
