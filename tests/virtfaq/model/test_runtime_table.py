"""No number of a runtime exists without a measurement, and each is what the measurement says."""

import json
from importlib.resources import files
from operator import add, sub, truediv

import pytest

from virtfaq import Quantity, evidence, runtime
from virtfaq.errors import (
    IncompatibleHostError,
    MissingMeasurementError,
    UnitMismatchError,
    UnknownMeasurementError,
    UnknownRuntimeError,
)
from virtfaq.evidence.quantity import read_quantity
from virtfaq.model.runtime import NUMBERS
from virtfaq.model.runtime_table import NAMES, ROWS, usual_runtime

RAW = {
    row["id"]: row["value"]
    for row in json.loads((files("virtfaq") / "data" / "measurements.json").read_text(encoding="utf-8"))
}
MIB = 2**20
# Worked out here from the raw data, without the library.
EXPECTED = {
    ("runc", "memory_overhead"): RAW["gv.density.runc.empty"],
    ("runc", "startup"): RAW["lightvm.docker.start"] / 1000,
    ("runc", "cpu_efficiency"): RAW["felter.linpack.docker"] / RAW["felter.linpack.native"],
    ("runc", "host_syscalls"): 350 - 44,
    ("gvisor", "memory_overhead"): RAW["gv.density.runsc.empty"],
    ("gvisor", "startup"): RAW["gv.startup.runsc"] / 1000,
    ("gvisor", "cpu_efficiency"): RAW["gv.cpu"][1] / RAW["gv.cpu"][0],
    ("gvisor", "host_syscalls"): RAW["anjali.surface"][2],
    ("kata", "memory_overhead"): RAW["vik.mem"][1] * 1e6,
    ("kata", "startup"): RAW["kata.ci.boot"][0],
    ("qemu-kvm", "memory_overhead"): RAW["fc.mem.m5d.metal.qemu"]["256"] * MIB
    + RAW["uk.minmem.linux_microvm"] * 1e6,
    ("qemu-kvm", "startup"): RAW["fc.m5d.metal.boot-serial-qemu"]["p50"] / 1000,
    ("qemu-kvm", "cpu_efficiency"): RAW["felter.linpack.kvm_tuned"] / RAW["felter.linpack.native"],
    ("firecracker", "memory_overhead"): RAW["fc.mem.m5d.metal.fc"]["256"] * MIB
    + RAW["uk.minmem.linux_microvm"] * 1e6,
    ("firecracker", "startup"): RAW["fc.m5d.metal.boot-serial-fc-api"]["p50"] / 1000,
    ("firecracker", "cpu_efficiency"): RAW["fc.spec.cpu"] / 100,
    ("firecracker", "host_syscalls"): RAW["anjali.surface"][1],
    ("unikernel", "memory_overhead"): RAW["fc.mem.m5d.metal.fc"]["256"] * MIB
    + RAW["uk.minmem.unikraft"] * 1e6,
    ("unikernel", "startup"): sum(RAW["uk.boot.firecracker"].values()) / 1000,
}
EVERY = [(row, number) for row in ROWS for number in NUMBERS]


@pytest.mark.parametrize(("row", "number"), EVERY, ids=lambda value: getattr(value, "name", value))
def test_every_number_is_what_the_evidence_says_or_unknown(row, number: str) -> None:  # type: ignore[no-untyped-def]
    quantity = getattr(row, number)
    if (row.name, number) not in EXPECTED:
        assert quantity is None
        return
    assert float(quantity) == pytest.approx(EXPECTED[row.name, number], rel=1e-12)


@pytest.mark.parametrize(("row", "number"), EVERY, ids=lambda value: getattr(value, "name", value))
def test_no_number_rests_on_a_secondary_source(row, number: str) -> None:  # type: ignore[no-untyped-def]
    for quantity in row.quantities(number):
        assert {evidence.get(key).seen for key in quantity.keys} <= {
            "primary_data",
            "primary_text",
            "primary_docs",
        }


def test_rows_hold_no_number_of_their_own() -> None:
    for row in ROWS:
        for name in ("name", "kind", "virtualizes", "kernel", "boundary", "host_os"):
            assert isinstance(getattr(row, name), str | None)


@pytest.mark.parametrize("keys", [(), [], "lightvm.proc", None])
def test_a_quantity_without_a_measurement_cannot_be_made(keys: object) -> None:
    with pytest.raises(MissingMeasurementError):
        Quantity(1.0, "seconds", keys)  # type: ignore[arg-type]


def test_a_quantity_with_an_unknown_measurement_cannot_be_made() -> None:
    with pytest.raises(UnknownMeasurementError):
        Quantity(1.0, "seconds", ("lightvm.proc", "no.such.key"))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_quantity_is_finite(value: float) -> None:
    with pytest.raises(MissingMeasurementError):
        Quantity(value, "seconds", ("lightvm.proc",))


def test_derived_quantities_keep_every_key_and_refuse_to_mix_units() -> None:
    start, memory = read_quantity("lightvm.docker.start"), read_quantity("gv.density.runc.empty")
    assert (start + read_quantity("lightvm.proc")).keys == ("lightvm.docker.start", "lightvm.proc")
    assert (start - start).keys == ("lightvm.docker.start",)
    for derive in (add, sub, truediv):
        with pytest.raises(UnitMismatchError):
            derive(start, memory)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.2, "seconds", "200 ms"),
        (1.0, "seconds", "1.00 s"),
        (3e-9, "seconds", "0.00300 µs"),
        (0.0, "seconds", "0 µs"),
        (4092149.76, "bytes", "4.09 MB"),
        (2500.0, "bytes", "2.50 kB"),
        (2.5e9, "bytes", "2.50 GB"),
        (2.5, "bytes", "2.50 B"),
        (36.0, "count", "36"),
        (0.9772, "ratio", "0.977"),
    ],
)
def test_quantities_read_well(value: float, unit: str, text: str) -> None:
    assert str(Quantity(value, unit, ("lightvm.proc",))) == text


def test_ratios_and_percentages_are_one_unit() -> None:
    assert read_quantity("felter.netperf.nat_ratio") == Quantity(2.0, "ratio", ("felter.netperf.nat_ratio",))
    assert read_quantity("fc.spec.cpu").value == 0.95
    assert read_quantity("felter.linpack.native").unit == "GFLOPS"
    assert read_quantity("felter.pxz.kvm", 0).unit == "percent vs native"  # a difference is not a ratio
    assert repr(read_quantity("anjali.surface", 1).value) == "36"  # a count stays whole
    assert read_quantity("gv.syscall.runc").value == 1.939e-6
    assert read_quantity("kata.overhead.qemu").value == 320 * MIB


def test_the_qualifier_of_a_bound_is_shown() -> None:
    assert str(runtime("firecracker").cpu_efficiency) == "≥0.950"
    assert str(runtime("runc").host_syscalls) == "≈306"


def test_an_unknown_runtime_lists_the_known_ones() -> None:
    with pytest.raises(UnknownRuntimeError) as caught:
        runtime("docker")
    assert all(name in str(caught.value) for name in NAMES)


def test_the_usual_runtime_depends_on_the_system() -> None:
    assert usual_runtime("virtual machine", "linux").name == "qemu-kvm"
    assert usual_runtime("virtual machine", "darwin").name == "vz"
    with pytest.raises(IncompatibleHostError, match="virtual machine"):
        usual_runtime("container", "darwin")
