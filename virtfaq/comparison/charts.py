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


@dataclass(frozen=True, slots=True, repr=False)
class Chart:
    """A figure: for each label, a number of each series; None where there is none.

    `kind` is one of `KINDS`. In a figure of `points`, the two labels name the axes and each series is one
    point; else the labels are what is compared, in order. `unit` is that of the numbers.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, Values], ...]
    kind: str = "lines"
    unit: str = ""
    logarithmic: bool = False
    decimal_mark: str = "."

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns of the table: the unit, then the series, or the axes of points."""
        return (self.unit, *(self.labels if self.kind == "points" else (name for name, _ in self.series)))

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of the table, as text: one a label, or one a point."""
        if self.kind == "points":
            return tuple((name, *map(self.text, values)) for name, values in self.series)
        columns = [values for _, values in self.series]
        return tuple((label, *map(self.text, row)) for label, *row in zip(self.labels, *columns, strict=True))

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

    A quantity counts with its value, in its base unit. Raises `ChartError` if a series has another length or
    holds what is no finite number, or if a logarithmic figure holds one that is not above 0.

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
    return Chart(title, tuple(labels), read, kind, unit, logarithmic, decimal_mark)


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
