"""Test the data of the wheel: every measurement has a source, and the numbers read as numbers."""

import json
from importlib.resources import files

import pytest

from virtfaq import evidence
from virtfaq.errors import (
    MissingMeasurementError,
    UnitMismatchError,
    UnknownMeasurementError,
    UnknownSourceError,
)
from virtfaq.evidence import measurements

LINES = (files("virtfaq") / "data" / "measurements.json").read_text(encoding="utf-8").splitlines()
SEEN = {
    "primary_data",
    "primary_text",
    "primary_docs",
    "primary_abstract",
    "primary_text_transcribed",
    "secondary",
}


def test_there_is_one_measurement_a_line() -> None:
    assert (LINES[0], LINES[-1]) == ("[", "]")
    ids = [json.loads(line.rstrip(","))["id"] for line in LINES[1:-1]]
    assert len(ids) == len(set(ids)) == len(evidence.keys()) >= 325


@pytest.mark.parametrize("key", evidence.keys())
def test_every_measurement_is_whole(key: str) -> None:
    measurement = evidence.get(key)
    assert evidence.source(measurement.source).title
    assert measurement.seen in SEEN
    assert measurement.value is not None
    assert all((measurement.quantity, measurement.system, measurement.unit, measurement.locator))


def test_numeric_keys_are_numbers_again() -> None:
    assert evidence.get("fc.mem.m5d.metal.qemu").value[256] == 131.3
    assert evidence.get("felter.redis.vm").value["GET"][1]["rps"] == 9390.5
    assert evidence.number("felter.mysql.bml", 290, "tps") == 13007.5


def test_the_data_cannot_be_changed_through_a_measurement() -> None:
    evidence.get("k8s.limits").value["nodes"] = 1
    assert evidence.get("k8s.limits").value["nodes"] == 5000
    with pytest.raises(AttributeError):
        evidence.get("k8s.limits").unit = "x"  # type: ignore[misc]


def test_an_unknown_key_proposes_close_ones() -> None:
    with pytest.raises(UnknownMeasurementError, match=r"felter\.linpack\.native"):
        evidence.get("felter.linpack.nativ")
    with pytest.raises(UnknownSourceError, match="lightvm"):
        evidence.source("ligthvm")


def test_only_one_number_is_a_number() -> None:
    for key in ("fc.m5d.metal.boot-serial-qemu", "ksm.scope", "ns.mnt", "vik.mem"):
        with pytest.raises(MissingMeasurementError):
            evidence.number(key)
    with pytest.raises(MissingMeasurementError, match="items 0 to 1"):
        evidence.number("vik.mem", 2)
    with pytest.raises(MissingMeasurementError, match="nodes"):
        evidence.number("k8s.limits", "node")


def test_a_ratio_needs_one_unit() -> None:
    assert evidence.ratio("felter.linpack.docker", "felter.linpack.native") == 290.86775 / 290.82864
    assert (
        evidence.ratio("fc.m5d.metal.boot-serial-qemu", "fc.m5d.metal.boot-serial-fc-api", "p50")
        == 243.5 / 160.9
    )
    with pytest.raises(UnitMismatchError):
        evidence.ratio("young.lifecycle.runc", "gv.startup.runc")  # seconds and milliseconds


def test_nothing_is_compared_with_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(measurements._read_measurements()["lightvm.proc"], "value", 0)
    with pytest.raises(MissingMeasurementError, match="zero"):
        evidence.ratio("lightvm.docker.start", "lightvm.proc")


def test_search_wants_every_word() -> None:
    assert evidence.search("LINPACK kvm")
    assert evidence.search("linpack wordthatisnowhere") == ()
    assert set(evidence.keys("felter.linpack.kvm")) <= {found.key for found in evidence.search("linpack kvm")}


def test_every_source_can_be_followed_or_says_what_was_not_checked() -> None:
    for source in evidence.sources():
        assert source.authors
        assert source.title
        assert source.doi or source.url or source.unverified, source.key


@pytest.mark.parametrize("key", evidence.keys("felter.fiolog."))
def test_queue_lengths_obey_little(key: str) -> None:
    value = evidence.get(key).value
    assert value["iops"] * value["lat_us"] / 1e6 == pytest.approx(value["qd"], rel=0.01)


@pytest.mark.parametrize("key", evidence.keys("felter.mysql."))
def test_closed_systems_obey_little(key: str) -> None:
    points = evidence.get(key).value
    for clients, point in points.items() if isinstance(points, dict) else ():
        assert point["tps"] * point["lat_ms"] / 1e3 == pytest.approx(clients, rel=0.005)


def test_the_published_difference_is_that_of_the_published_rates() -> None:
    slow, fast = (evidence.number(f"felter.netperf.tcp_rr.{system}") for system in ("kvm_vhost", "native"))
    assert evidence.number("felter.netperf.kvm_delta") == pytest.approx(1e6 / slow - 1e6 / fast, abs=0.01)


def test_layers_add_up_to_their_image() -> None:
    assert sum(evidence.get("img.python.layers").value) == evidence.number("img.python:3.12")


@pytest.mark.parametrize("system", ["native", "dockerhost", "dockerbridge", "vm"])
def test_every_operation_of_the_study_is_there(system: str) -> None:
    clients = evidence.get("felter.redis.native").value["GET"]
    operations = evidence.get(f"felter.redis.{system}").value
    assert len(operations) == 7
    for points in operations.values():
        assert list(points) == list(clients)
        assert all(point["n"] >= 10 and point["sd"] < point["rps"] / 4 for point in points.values())


@pytest.mark.parametrize("system", ["native", "docker", "kvm"])
def test_two_readings_of_one_log_agree(system: str) -> None:
    jobs = evidence.get(f"felter.fiojobs.{system}").value
    names = {"rr128": "random-read-16x8", "rr16": "random-read-16", "rw16": "random-write-16"}
    for name, job in names.items():
        read = evidence.get(f"felter.fiolog.{system}.{name}").value
        assert (read["iops"], read["lat_us"]) == (jobs[job]["iops"], jobs[job]["lat_us"])
