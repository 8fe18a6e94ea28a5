"""Draw predictions by measurements on two logarithmic scales: plain SVG, styled by the stylesheet alone."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from sitekit.text.numbers import write_number

SIZE, LEFT, BOTTOM, RIGHT = 480, 74, 26, 34
_TOP = LEFT + RIGHT - BOTTOM  # the drawing is square


@dataclass(frozen=True, slots=True)
class Point:
    """One prediction: the published number, the predicted one, the class of its mark, its name, its link."""

    x: float
    y: float
    kind: str
    name: str
    href: str


def draw_scatter(
    parent: etree.Element,
    points: Sequence[Point],
    bands: Iterable[float],
    words: tuple[str, str, str],
    language: str,
) -> etree.Element:
    """Add the drawing of points above 0; each of `bands`, widest first, is a factor about the diagonal.

    `words` are its title and the names of its axes. The points are links, out of the way of the keyboard:
    what they lead to is a table below, which a screen reader reads instead.
    """
    values = [value for point in points for value in (point.x, point.y)]
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    scale = (SIZE - LEFT - RIGHT) / (high - low or 1)

    def place(x: float, y: float) -> tuple[float, float]:
        right, up = LEFT + (log10(x) - low) * scale, SIZE - BOTTOM - (log10(y) - low) * scale
        return round(right, 1), round(up, 1)

    title, across, upward = words
    said = {"class": "scatter", "role": "group", "aria-label": title}
    drawing = etree.SubElement(parent, "svg", said | {"viewBox": f"0 {_TOP - 8} {SIZE} {SIZE + 24 - _TOP}"})
    first, last = 10.0**low, 10.0**high
    for number, factor in enumerate(bands):
        corners = ((first, first), (first, first * factor), (last / factor, last), (last, last))
        mirrored = ((last, last / factor), (first * factor, first))
        drawn = " ".join("{},{}".format(*place(*corner)) for corner in (*corners, *mirrored))
        etree.SubElement(drawing, "polygon", {"class": f"band band-{number}", "points": drawn})
    _add_axes(drawing, range(low, high + 1), place, language)
    start, end = place(first, first), place(last, last)
    _add_line(drawing, "equal", *start, *end)
    for text, x, y, turn in (
        (across, (LEFT + SIZE) / 2, SIZE + 12, ""),
        (upward, 12, (SIZE - BOTTOM) / 2, f"rotate(-90 12 {(SIZE - BOTTOM) / 2:g})"),
    ):
        label = etree.SubElement(drawing, "text", {"class": "axis", "x": f"{x:g}", "y": f"{y:g}"})
        label.text = text
        if turn:
            label.set("transform", turn)
    for point in points:
        _add_point(drawing, point, *place(point.x, point.y))
    return drawing


def _add_axes(drawing: etree.Element, powers: range, place, language: str) -> None:  # type: ignore[no-untyped-def]
    """Add a line and a number for each power of ten, on both scales."""
    first, last = 10.0 ** powers[0], 10.0 ** powers[-1]
    for power in powers:
        value = 10.0**power
        (x, foot), (left, y) = place(value, first), place(first, value)
        _add_line(drawing, "grid", x, foot, x, place(value, last)[1])
        _add_line(drawing, "grid", left, y, place(last, value)[0], y)
        text = write_number(value, language, 1)
        along = {"class": "across", "x": f"{x:g}", "y": f"{foot + 18:g}"}
        if power % 2 == powers[0] % 2:  # every other one, for there is no room for all
            etree.SubElement(drawing, "text", along).text = text
        upward = {"class": "upward", "x": f"{left - 6:g}", "y": f"{y + 5:g}"}
        etree.SubElement(drawing, "text", upward).text = text


def _add_line(drawing: etree.Element, kind: str, *ends: float) -> None:
    names = zip(("x1", "y1", "x2", "y2"), ends, strict=True)
    etree.SubElement(drawing, "line", {"class": kind, **{name: f"{value:g}" for name, value in names}})


def _add_point(drawing: etree.Element, point: Point, x: float, y: float) -> None:
    """Add the mark of a point: a disc, a cross where it fails, a triangle where only the order is wrong."""
    # by its older name: instant navigation sets the `href` of whatever has one, and SVG lets nobody set it
    link = {"xlink:href": point.href, "class": point.kind, "tabindex": "-1"}
    mark = etree.SubElement(drawing, "a", link)
    if point.kind == "holds":
        etree.SubElement(mark, "circle", {"cx": f"{x:g}", "cy": f"{y:g}", "r": "3"})
    elif point.kind == "fails":
        etree.SubElement(mark, "path", {"d": f"M{x - 4:g} {y - 4:g}l8 8m0-8l-8 8"})
    else:
        etree.SubElement(mark, "path", {"d": f"M{x:g} {y - 5:g}l5 9h-10z"})
    etree.SubElement(mark, "title").text = point.name
