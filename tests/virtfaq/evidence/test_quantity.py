"""Test that a range is carried whole: by corners, with the keys, the qualifier and what was assumed."""

import itertools
import math
import random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virtfaq import assumed, density, density_gain, evidence, runtime
from virtfaq.errors import (
    MissingMeasurementError,
    UnitMismatchError,
    UnknownChoiceError,
    UnknownMeasurementError,
)
from virtfaq.evidence import Quantity
from virtfaq.evidence.quantity import compute, join, read_quantity
from virtfaq.memory.density import count_fitting

KEYS = ("lightvm.proc", "lightvm.docker.start", "lightvm.tinyx.boot")
NUMBERS = st.floats(0.01, 1000)


@st.composite
def ranges(draw: st.DrawFn, key: str = KEYS[0]) -> Quantity:
    low, value, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
    return Quantity(value, "ratio", (key,), low=low, high=high)


# Each rises or falls in each number while the others stay, as the models do.
FORMULAS = {
    "sum": lambda a, b, c: a + b + c,
    "gain": lambda a, b, c: (a + b) / (a + c),
    "share": lambda a, b, c: a / (a + b + c),
    "difference": lambda a, b, c: a * b - c,
    "fitting": lambda a, b, c: a // (b + c),
}


@pytest.mark.parametrize("name", FORMULAS)
@given(a=ranges(KEYS[0]), b=ranges(KEYS[1]), c=ranges(KEYS[2]), seed=st.integers(0, 2**16))
@settings(deadline=None, max_examples=60)
def test_the_corners_hold_whatever_lies_between(
    name: str, a: Quantity, b: Quantity, c: Quantity, seed: int
) -> None:
    function = FORMULAS[name]
    found = compute(function, a, b, c, unit="ratio")
    corners = [function(*one) for one in itertools.product(*((q.low, q.high) for q in (a, b, c)))]
    if name != "fitting":
        assert (found.low, found.high) == (min(corners), max(corners))
    assert found.value == function(a.value, b.value, c.value)
    inside = random.Random(seed)
    slack = 1e-9 * max(1, abs(found.low), abs(found.high))
    for _ in range(50):
        point = function(*(inside.uniform(q.low, q.high) for q in (a, b, c)))
        assert found.low - slack <= point <= found.high + slack
    assert found.keys == KEYS


@given(a=ranges(KEYS[0]), b=ranges(KEYS[1]))
@settings(deadline=None, max_examples=60)
def test_operators_never_give_less_than_the_corners(a: Quantity, b: Quantity) -> None:
    """Step by step, a quantity that occurs twice may be low and high at once: wider, never narrower."""
    exact = compute(lambda x, y: x / (x + y), a, b, unit="ratio")
    steps = a / (a + b)
    assert steps.low <= exact.low * (1 + 1e-12)
    assert steps.high >= exact.high * (1 - 1e-12)


def test_operators_compute_in_the_base_unit_and_refuse_others() -> None:
    boot, create = read_quantity("lightvm.debian.boot"), read_quantity("lightvm.debian.create")
    assert (boot + create).value == boot.value + create.value
    assert (boot - create).value == boot.value - create.value
    assert ((boot / create).value, (boot / create).unit) == (boot.value / create.value, "ratio")
    with pytest.raises(UnitMismatchError):
        boot + read_quantity("lightvm.mem.docker")
    with pytest.raises(UnitMismatchError):
        boot * create
    with pytest.raises(UnitMismatchError):
        1 / boot
    assert (2 * boot).unit == "seconds"


def test_a_quantity_is_a_number_where_it_has_no_range() -> None:
    one = read_quantity("lightvm.docker.start")
    assert one == 0.2
    assert (float(one), round(one, 1), f"{one:.2f}", f"{one}") == (0.2, 0.2, "0.20", "200 ms")
    wide = Quantity(0.2, "seconds", one.keys, low=0.1, high=0.3)
    assert wide != 0.2
    assert wide != one
    assert 0.1 < wide < 0.3
    assert max(one, read_quantity("lightvm.debian.boot")) == 1.5
    assert int(density("64Gi", "100Mi", "runc")) == 630


@pytest.mark.parametrize("ends", [(0.3, 0.4), (0.0, 0.1), (0.0, math.inf)])
def test_a_range_that_does_not_hold_its_value_is_refused(ends: tuple[float, float]) -> None:
    with pytest.raises(MissingMeasurementError, match="range"):
        Quantity(0.2, "seconds", ("lightvm.proc",), low=ends[0], high=ends[1])


def test_every_measurement_of_a_quantity_is_one_value() -> None:
    start = evidence.of("container start", runtime="runc")
    each = evidence.readings("container start", runtime="runc")
    assert (start.low, start.high) == (min(each).value, max(each).value)
    assert start.value == median(one.value for one in each)
    assert start.studies == tuple(dict.fromkeys(study for one in each for study in one.studies))
    assert start.years == (min(one.years[0] for one in each), max(one.years[-1] for one in each))
    assert {found.key for found in start.measurements} == {key for one in each for key in one.keys}
    assert start.conditions
    assert start.data()["measurements"] == list(start.keys)
    preferred = evidence.of("container start", runtime="runc", prefer="lightvm.docker.start")
    assert (preferred.value, preferred.low, preferred.high) == (0.2, start.low, start.high)


def test_a_reading_is_the_published_number_in_its_quantity() -> None:
    """Worked out here from the raw data, without the library's own way."""
    added = {one.keys[0]: one.value for one in evidence.readings("added round trip", runtime="firecracker")}
    rtt = {name: evidence.number(f"anjali.rtt.{name}") for name in ("host", "firecracker")}
    assert added["anjali.rtt.firecracker"] == pytest.approx((rtt["firecracker"] - rtt["host"]) / 1e6)
    assert added["fc.doc.rtt"] == pytest.approx(evidence.number("fc.doc.rtt", "delta") / 1e3)
    (get,) = evidence.readings("time of a request to Redis", runtime="qemu-kvm")
    assert get.value == 1 / evidence.number("felter.redis.vm", "GET", 1, "rps")
    each = evidence.readings("memory per instance with a small application", runtime="xen", guest="Debian")
    assert each[0].value == evidence.number("lightvm.mem.debian") * 1e9 / 1000


@pytest.mark.parametrize("group", evidence.groups(), ids=lambda group: ", ".join(filter(None, group)))
def test_every_group_can_be_read(group: tuple[str, str, str]) -> None:
    name, kind, guest = group
    found = evidence.of(name, runtime=kind, guest=guest)
    assert found.low <= found.value <= found.high
    assert found.describe()
    assert found.value > 0


def test_what_does_not_compare_is_not_joined() -> None:
    with pytest.raises(UnknownChoiceError, match="runtime"):
        evidence.of("round trip")
    with pytest.raises(UnknownChoiceError, match="guest"):
        evidence.of("virtual machine start", runtime="xen")
    with pytest.raises(UnknownChoiceError):
        evidence.of("round trop", runtime="runc")
    with pytest.raises(MissingMeasurementError, match="no measurement"):
        evidence.of("round trip", runtime="kata")
    with pytest.raises(UnitMismatchError):
        join([read_quantity("lightvm.proc"), read_quantity("lightvm.mem.docker")])


def test_works_that_report_one_study_count_once() -> None:
    cpu = evidence.of("computing relative to native", runtime="qemu-kvm")
    assert len({found.source for found in cpu.measurements}) > 1
    assert cpu.studies == ("felter-data",)


def test_what_is_computed_from_an_assumption_is_assumed() -> None:
    mine = runtime("runc").replace_numbers("mine", memory_overhead=assumed("10Mi", "14Mi"))
    count = density("64Gi", "100Mi", mine)
    assert count.assumptions == ("10Mi to 14Mi",)
    assert str(count) == "574–595, assumed"
    assert (count.low, count.high) == tuple(64 * 1024 // (100 + size) for size in (14, 10))
    gain = density_gain("100Mi", mine, over="qemu-kvm")
    assert gain.is_assumed
    assert "uk.minmem.linux_microvm" in gain.keys
    assert not density("64Gi", "100Mi", "runc").is_assumed
    assert (assumed(0.2, unit="seconds") + read_quantity("lightvm.proc")).is_assumed
    assert count_fitting("1Gi", "1Mi", assumed("1Mi")).data()["assumed"] == ["1Mi"]
    with pytest.raises(UnknownChoiceError, match="memory_overhead"):
        runtime("runc").replace_numbers(memory=assumed("1Mi"))


def test_an_assumption_needs_a_number_and_a_measurement_its_key() -> None:
    with pytest.raises(MissingMeasurementError):
        assumed()
    with pytest.raises(UnknownMeasurementError):
        Quantity(1, "seconds", ("no.such",))


def test_what_is_read_meanwhile_is_noted() -> None:
    with evidence.watch() as seen:
        evidence.of("host system calls", runtime="gvisor")
        with evidence.watch() as inner:
            evidence.get("lightvm.proc")
    assert seen == {("anjali.surface", 2), ("young.surface", 1), ("lightvm.proc",)}
    assert inner == {("lightvm.proc",)}
    with evidence.watch() as again:  # what is remembered is noted too
        evidence.of("host system calls", runtime="gvisor")
    assert again == seen - inner
