"""Draw a `virtfaq.Chart` as SVG, with pygal: for the page when it is built, and in the reader's browser.

Series are told apart by dashes and marks as well as by colour; the colours are the page's, light or dark.
A screen reader hears the title and the numbers' range; the table of the numbers goes with the figure.
"""

from __future__ import annotations

import hashlib
import re
from math import ceil, floor, log10
from typing import Any
from xml.etree import ElementTree as etree

import pygal
from pygal.style import Style

from virtfaq import Chart

_WIDTH, _HEIGHT = 440, 300
_ROW = 46  # the height that a bar needs
_LINE = 22  # that of a line of the legend
_SIGN, _MARK = 7, 24  # the width of a sign, and that of the mark before a name of the legend
_VALUE = 30  # the room for the number beside the longest bar
_STYLE = Style(font_family="inherit", label_font_size=13, major_label_font_size=13, legend_font_size=13)
_SVG = "{http://www.w3.org/2000/svg}"
_DROPPED = ("script", "style", "defs", "title", "desc")
_FINE = re.compile(r"-?\d+\.\d{2,}")  # finer than a tenth of a point, which nobody sees
_FOR_SCRIPT = re.compile(r" ?\b(reactive|tooltip-trigger|activate-serie)\b")
_KINDS: dict[str, Any] = {
    "lines": pygal.Line,
    "bars": pygal.HorizontalBar,
    "stacked bars": pygal.HorizontalStackedBar,
    "points": pygal.XY,
}


def draw_svg(chart: Chart) -> str:
    """Return the figure as SVG; only its colours and its type come from the page.

    >>> from virtfaq import chart
    >>> drawn = draw_svg(chart("Instances", ["10Mi", "1Gi"], {"runc": [4723, 63]}))
    >>> drawn.startswith("<svg"), "<title" in drawn, "<script" in drawn
    (True, True, False)
    """
    drawing = _KINDS[chart.kind](**_choose_settings(chart))
    for number, (name, values) in enumerate(chart.series):
        drawing.add(name, _order_values(chart, name, values, chart.find_ends(number)))
    root = _clean(etree.fromstring(drawing.render()), chart)
    return etree.tostring(root, encoding="unicode")


def _order_values(
    chart: Chart, name: str, numbers: tuple[float | None, ...], ends: tuple[Any, ...]
) -> list[Any]:
    if chart.kind == "points":
        return [{"value": numbers, "label": name}]
    values = list(map(_span, numbers, ends))
    return list(values[::-1] if "bars" in chart.kind else values)  # pygal stacks rows from the bottom


def _span(value: float | None, ends: tuple[float, float] | None) -> Any:
    """Return a number, with its range as pygal draws one: a line across it, from end to end."""
    return {"value": value, "ci": {"low": ends[0], "high": ends[1]}} if ends else value


def _choose_settings(chart: Chart) -> dict[str, Any]:
    bars, points = "bars" in chart.kind, chart.kind == "points"
    room = _WIDTH - _VALUE - _SIGN * (max(map(len, chart.labels)) if bars else 5)
    columns = 2 if max(len(name) for name, _ in chart.series) * _SIGN + _MARK <= room / 2 else 1
    legend = 0 if points or len(chart.series) == 1 else _LINE * (ceil(len(chart.series) / columns) - 1)
    return {
        "style": _STYLE,
        "js": (),
        "width": _WIDTH,
        "height": legend + (90 + _ROW * len(chart.labels) if bars else _HEIGHT),
        "max_scale": 6,
        **({"margin_right": _VALUE} if bars else {}),
        "logarithmic": chart.logarithmic,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": columns,
        "show_legend": not points and len(chart.series) > 1,
        "print_values": chart.kind == "bars",
        "print_values_position": "top",
        "print_labels": points,
        "stroke": not points,
        "dots_size": 5 if points else 3.5,
        "value_formatter": chart.text,
        "truncate_legend": -1,
        "truncate_label": -1,
        **(_scale_axes(chart) if points else {"x_labels": chart.labels[::-1] if bars else chart.labels}),
        **({"y_labels": _list_powers(chart)} if chart.logarithmic else {}),
    }


def _scale_axes(chart: Chart) -> dict[str, Any]:
    """Return both axes of a figure of points, from 0 to a little more than the largest number."""
    ends = [max((values[axis] or 0) for _, values in chart.series) * 1.15 for axis in (0, 1)]
    x_name, y_name = chart.labels
    return {"x_title": x_name, "y_title": y_name, "xrange": (0, ends[0]), "range": (0, ends[1])}


def _list_powers(chart: Chart) -> list[float]:
    """Return the powers of ten around the numbers: the guides of a logarithmic figure."""
    known = [value for _, values in chart.series for value in values if value]
    return [10.0**power for power in range(floor(log10(min(known))), ceil(log10(max(known))) + 1)]


def _clean(root: etree.Element, chart: Chart) -> etree.Element:
    """Take out pygal's script, style and tooltips, and name the figure for those who do not see it."""
    for parent in list(root.iter()):
        parent.tag = parent.tag.removeprefix(_SVG)  # one `xmlns` then, whatever prefixes others register
        _lighten(parent.attrib)
        for child in list(parent):
            if child.tag.removeprefix(_SVG) in _DROPPED or "tooltip-overlay" in child.get("class", ""):
                parent.remove(child)
    mark = "chart-" + hashlib.sha256(repr(chart).encode()).hexdigest()[:8]
    title, description = (etree.Element(name, {"id": f"{mark}-{name}"}) for name in ("title", "desc"))
    title.text, description.text = chart.title, _describe_ranges(chart)
    root[:0] = [title, description]
    root.attrib.pop("id", None)
    root.attrib["xmlns"] = _SVG.strip("{}")
    root.attrib |= {"role": "img", "aria-labelledby": f"{mark}-title {mark}-desc"}
    return root


def _lighten(attributes: dict[str, str]) -> None:
    """Remove from an element what serves the removed script, and digits that nobody sees."""
    for name, value in list(attributes.items()):
        attributes[name] = _FINE.sub(lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), value)
    attributes["class"] = _FOR_SCRIPT.sub("", attributes.get("class", ""))
    for name, value in (("id", None), ("class", ""), ("rx", "0"), ("ry", "0")):
        if value is None or attributes.get(name) == value:
            attributes.pop(name, None)


def _describe_ranges(chart: Chart) -> str:
    """Return each series with its smallest and largest number, or the numbers of each point."""
    told = []
    for name, values in chart.series:
        known = [value for value in values if value is not None]
        ends = known if chart.kind == "points" else [min(known), max(known)] if known else []
        told.append(f"{name}: " + " – ".join(map(chart.text, dict.fromkeys(ends))))
    return "; ".join(told)
