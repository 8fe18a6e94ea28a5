"""Test the figure of predictions: where its points stand, what they are, and that nothing styles itself."""

import xml.etree.ElementTree as etree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitekit.markup.scatter import Point, draw_scatter

VALUES = st.floats(1e-6, 1e9)
WORDS = ("figure", "published", "predicted")


def draw(*points: Point) -> etree.Element:
    return draw_scatter(etree.Element("div"), points, (2.0, 1.1), WORDS, "fr")


def find_disc(drawing: etree.Element, number: int) -> tuple[float, float]:
    disc = drawing.findall(".//circle")[number]
    return float(disc.get("cx", "")), float(disc.get("cy", ""))


@given(VALUES, VALUES)
def test_all_points_are_within_the_drawing_and_equal_ones_on_the_diagonal(x: float, y: float) -> None:
    drawing = draw(Point(x, y, "holds", "a", "#r1"), Point(y, y, "holds", "b", "#r2"))
    left, top, width, height = map(float, (drawing.get("viewBox") or "").split())
    for number in (0, 1):
        across, down = find_disc(drawing, number)
        assert left <= across <= left + width
        assert top <= down <= top + height
    line = drawing.find("line[@class='equal']")
    assert line is not None
    foot, rise = float(line.get("x1", "")), float(line.get("y1", ""))
    across, down = find_disc(drawing, 1)
    assert across - foot == pytest.approx(rise - down, abs=0.2)


def test_each_verdict_has_a_mark_of_its_own_that_leads_to_its_row() -> None:
    drawing = draw(*(Point(1, 2, kind, kind, f"#{kind}") for kind in ("holds", "fails", "inverts")))
    marks = drawing.findall("a")
    assert [mark.get("xlink:href") for mark in marks] == ["#holds", "#fails", "#inverts"]
    shapes = [(mark[0].tag, (mark[0].get("d") or "")[-1:]) for mark in marks]
    assert len(set(shapes)) == 3
    assert all(mark.get("tabindex") == "-1" and mark.findtext("title") for mark in marks)


def test_nothing_has_a_style_or_a_script_of_its_own() -> None:
    drawing = draw(Point(1, 2, "holds", "a", "#r1"))
    assert not [one for one in drawing.iter() if one.tag in ("style", "script") or one.get("style")]
    assert drawing.get("aria-label") == "figure"
