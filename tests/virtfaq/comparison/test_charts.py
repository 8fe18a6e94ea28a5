"""Test figures and diagrams: what they say, as text and as HTML, and what they refuse."""

from __future__ import annotations

import re

import pytest

from virtfaq import Chart, Container, Host, Pod, VirtualMachine, chart, diagram, runtime
from virtfaq.errors import ChartError, UnknownChoiceError, UnknownLabelError, VirtfaqError

HOST = Host("h").run(
    Container("web"),
    Container("sand", runtime="gvisor"),
    Pod("pod", runtime="kata").run(Container("log")),
    VirtualMachine("vm").run(Container("db")),
)


def test_a_chart_is_a_table_whose_columns_are_its_series() -> None:
    shown = chart("T", ["a", "b"], {"x": [1, 2.5], "y": [None, 1234.5]}, unit="ms", decimal_mark=",")
    assert shown.header == ("ms", "x", "y")
    assert shown.rows == (("a", "1", "—"), ("b", "2,50", "1234"))
    assert str(shown).splitlines()[0] == "T"
    assert "<caption>T</caption>" in shown._repr_html_()


def test_points_have_a_row_each() -> None:
    shown = chart("T", ["calls", "memory"], {"runc": [306, 4], "gvisor": [53, 20]}, kind="points")
    assert shown.header == ("", "calls", "memory")
    assert shown.rows == (("runc", "306", "4"), ("gvisor", "53", "20"))


def test_a_quantity_counts_with_its_value() -> None:
    overhead = runtime("runc").memory_overhead
    assert overhead is not None
    assert chart("T", ["runc"], {"fixed": [overhead]}).series == (("fixed", (overhead.value,)),)


def test_a_range_is_told_and_drawn_from_end_to_end() -> None:
    fixed = [runtime(name).memory_overhead for name in ("runc", "qemu-kvm")]
    shown = chart("T", ["runc", "qemu-kvm"], {"fixed": fixed})
    assert [row[1] for row in shown.rows] == ["4092150", f"{fixed[1].low:.0f}–{fixed[1].high:.0f}"]
    assert shown.ranges == ((None, (fixed[1].low, fixed[1].high)),)
    plain = chart("T", ["runc", "qemu-kvm"], {"fixed": [quantity.value for quantity in fixed]})
    assert plain.ranges == ()


@pytest.mark.parametrize(
    ("labels", "series", "options", "message"),
    [
        (["a", "b"], {"x": [1]}, {}, "'x' has 1 numbers for 2 labels"),
        (["a"], {"x": [float("nan")]}, {}, "'x' holds nan; give finite numbers"),
        (["a"], {"x": ["1"]}, {}, "'x' holds '1'; give finite numbers"),
        (["a"], {"x": [True]}, {}, "'x' holds True; give finite numbers"),
        (["a"], {"x": [0]}, {"logarithmic": True}, "'x' holds 0, which no logarithmic"),
        ([], {"x": []}, {}, "a figure has labels and series"),
        (["a"], {}, {}, "a figure has labels and series"),
        (["a", "b", "c"], {"x": [1, 2, 3]}, {"kind": "points"}, "points have two labels"),
    ],
)
def test_what_cannot_be_drawn_is_refused(labels, series, options, message) -> None:
    with pytest.raises(ChartError, match=re.escape(message)):
        chart("T", labels, series, **options)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownChoiceError, match="allowed: lines, bars"):
        chart("T", ["a"], {"x": [1]}, kind="pie")


def test_a_chart_is_made_by_chart() -> None:
    assert isinstance(chart("T", ["a"], {"x": [1]}), Chart)


def test_a_diagram_has_a_box_for_each_kernel_and_each_instance() -> None:
    lines = str(diagram(HOST)).splitlines()
    assert sum("kernel)" in line for line in lines) == len(HOST.kernels())
    for name in (element.name for element in HOST.walk()):
        assert sum(bool(re.search(rf"\b{name} \(", line)) for line in lines) == 1
    assert "user-space kernel" in str(diagram(HOST))


def test_the_html_of_a_diagram_is_the_same_tree() -> None:
    markup = diagram(HOST)._repr_html_()
    assert re.findall(r"<li[^>]*>([^<]+)", markup) == [
        line.lstrip("│├└─ ") for line in str(diagram(HOST)).splitlines()
    ]


def test_the_boxes_of_a_path_are_its_hops_in_order() -> None:
    path = HOST.path("vm")
    boxes = diagram(path).boxes
    assert tuple(device.text for box in boxes for device in box.boxes) == path.devices
    assert len(boxes) == path.kernels_crossed
    assert diagram(path)._repr_html_().startswith('<div class="diagram"><ol>')


def test_a_diagram_of_a_path_names_its_devices_in_the_language_of_the_page() -> None:
    host = Host("h").run(Container("web"))
    shown = str(diagram(host.path("web"), labels={"IP stack": "pile IP", "NIC": "carte réseau"}))
    assert "└─ carte réseau" in shown
    assert shown.count("─ pile IP") == 2
    assert "IP stack" not in shown


def test_a_diagram_speaks_the_readers_words_and_escapes_names() -> None:
    shown = diagram(Host("<h>"), labels={"host": "hôte", "kernel": "noyau"})
    assert str(shown).splitlines() == ["<h> (hôte)", "└─ linux (noyau)"]
    assert "&lt;h&gt; (hôte)" in shown._repr_html_()
    with pytest.raises(UnknownLabelError):
        diagram(HOST, labels={"hots": "hôte"})
    with pytest.raises(VirtfaqError, match="no diagram of 3"):
        diagram(3)  # type: ignore[arg-type]
