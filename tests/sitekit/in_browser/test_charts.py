"""A chart becomes an SVG that follows the page, names itself, and has its numbers behind it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as etree

import pytest

from sitekit.in_browser.charts import draw_svg
from sitekit.in_browser.rich_values import write_markup
from virtfaq import chart, runtime
from virtfaq.comparison.charts import KINDS

SVG = "{http://www.w3.org/2000/svg}"
SERIES = {"runc": [4723, 63], "qemu <kvm>": [388, 55]}


def drawn(kind: str, **options) -> etree.Element:
    return etree.fromstring(
        draw_svg(chart("Des « instances »", ["10Mi", "1Gi"], SERIES, kind=kind, **options))
    )


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_drawn_without_script_style_or_address(kind):
    root = drawn(kind)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert not tags & {"script", "style", "a", "image", "foreignObject"}
    assert not any("http" in value for element in root.iter() for value in element.attrib.values())
    assert tags & {"path", "rect", "circle"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_screen_reader_hears_the_title_and_the_numbers(kind):
    root = drawn(kind)
    title, description = root[0], root[1]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "Des « instances »"
    assert "4723" in description.text
    assert "qemu <kvm>" in description.text
    assert [element.tag for element in root.iter()].count(SVG + "title") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_is_the_same_each_time(kind):
    assert etree.tostring(drawn(kind)) == etree.tostring(drawn(kind))


def test_bars_stand_in_the_order_of_the_labels():
    texts = [element for element in drawn("bars").iter(SVG + "text") if element.text in ("10Mi", "1Gi")]
    assert [text.text for text in sorted(texts, key=lambda text: float(text.get("y")))] == ["10Mi", "1Gi"]


def test_the_guides_of_a_logarithmic_figure_are_powers_of_ten():
    texts = {element.text for element in drawn("lines", logarithmic=True).iter(SVG + "text")}
    assert {"10", "100", "1000", "10000"} <= texts


def test_the_table_stands_behind_the_figure():
    markup = write_markup(
        chart("T <1>", ["a"], {"x": [1.5]}, unit="ms", decimal_mark=","), {"data": "Données"}
    )
    assert markup.startswith('<figure class="chart"><figcaption>T &lt;1&gt; (ms)</figcaption><svg')
    assert "<details><summary>Données</summary><table>" in markup
    assert "<td>1,50</td>" in markup


@pytest.mark.parametrize(("name", "columns"), [("runc", 2), ("conteneur, image à télécharger", 1)])
def test_long_names_stand_one_below_the_other_in_the_legend(name, columns):
    shown = chart("T", ["a"], {f"{name} {number}": [1] for number in (1, 2)})
    legend = [one for one in etree.fromstring(draw_svg(shown)).iter(SVG + "text") if name in (one.text or "")]
    assert len({one.get("x") for one in legend}) == columns


def test_long_labels_leave_less_room_to_the_legend_and_to_the_numbers_beside_bars():
    rows = ["mémoire, à la suite", "disque, au hasard"]
    series = {"conteneur, au pire": [100, 99], "conteneur, au mieux": [100, 116]}
    drawing = draw_svg(chart("T", rows, series, kind="bars"))
    texts = {one.text: float(one.get("x")) for one in etree.fromstring(drawing).iter(SVG + "text")}
    assert texts["conteneur, au pire"] == texts["conteneur, au mieux"]
    start = int(re.search(r"translate\((\d+), \d+\)\" class=\"plot text", drawing)[1])
    assert start + texts["116"] + 12 < 440


@pytest.mark.parametrize("kind", ["lines", "bars"])
def test_a_range_is_a_line_from_end_to_end(kind):
    fixed = [runtime(name).memory_overhead for name in ("runc", "qemu-kvm")]
    drawn, plain = (
        draw_svg(chart("T", ["runc", "qemu-kvm"], {"fixed": values}, kind=kind))
        for values in (fixed, [quantity.value for quantity in fixed])
    )
    assert drawn.count('class="ci"') == 1
    assert 'class="ci"' not in plain
