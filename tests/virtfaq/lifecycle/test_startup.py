"""Test stages, their critical path, image pulls, and the growth of creation."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import Boot, Image, Layer, Stage, VirtfaqError, boot, evidence, pull
from virtfaq.errors import StageError, UnknownRuntimeError
from virtfaq.lifecycle.pulls import read_at_start
from virtfaq.lifecycle.startup import BOOTS, creation_seconds


@st.composite
def graphs(draw: st.DrawFn) -> list[Stage]:
    stages: list[Stage] = []
    for number in range(draw(st.integers(1, 8))):
        after = draw(st.sets(st.sampled_from(stages))) if stages else set()
        seconds = draw(st.integers(0, 10))
        stages.append(Stage(f"s{number}", seconds, after=tuple(sorted(stage.name for stage in after))))
    return draw(st.permutations(stages))


@given(graphs())
def test_the_critical_path_lasts_as_long_as_all(stages: list[Stage]) -> None:
    whole = Boot(stages)
    named = {stage.name: stage for stage in stages}
    path = [named[name] for name in whole.critical_path]
    assert sum(stage.seconds for stage in path) == whole.seconds
    for before, stage in pairwise(path):
        assert before.name in stage.after
    assert whole.seconds <= sum(stage.seconds for stage in stages)
    assert all(
        whole.end_of(stage.name) >= whole.end_of(before) + stage.seconds
        for stage in stages
        for before in stage.after
    )


@given(graphs(), st.data())
def test_hastening_what_is_not_critical_changes_nothing(stages: list[Stage], data: st.DataObject) -> None:
    whole = Boot(stages)
    spare = [stage for stage in stages if stage.name not in whole.critical_path]
    if spare:
        hastened = data.draw(st.sampled_from(spare))
        others = [stage for stage in stages if stage is not hastened]
        assert Boot([*others, Stage(hastened.name, 0, hastened.after)]).seconds == whole.seconds


@pytest.mark.parametrize(
    ("stages", "reason"),
    [
        ([Stage("a", 1, after=("b",)), Stage("b", 1, after=("a",))], "circle"),
        ([Stage("a", 1, after=("a",))], "circle"),
        ([Stage("a", 1, after=("z",))], "'z'"),
        ([Stage("a", 1), Stage("a", 2)], "one name"),
    ],
)
def test_stages_that_have_no_order_are_refused(stages: list[Stage], reason: str) -> None:
    with pytest.raises(StageError, match=reason):
        Boot(stages)


@pytest.mark.parametrize("seconds", [-1, math.inf, math.nan, True])
def test_a_stage_lasts_some_time(seconds: float) -> None:
    with pytest.raises(StageError, match="seconds"):
        Stage("a", seconds)


def test_a_long_chain_needs_no_deep_stack() -> None:
    stages = [Stage("0", 1), *(Stage(str(n), 1, after=(str(n - 1),)) for n in range(1, 1500))]
    assert Boot(stages).seconds == 1500
    assert Boot([]).seconds == 0


@pytest.mark.parametrize("name", BOOTS)
def test_every_start_is_measured(name: str) -> None:
    whole = boot(name)
    assert 0 < whole.seconds < 10
    assert whole.critical_path == tuple(stage.name for stage in whole.stages)
    for stage in whole.stages:
        assert stage.keys
        assert all(evidence.get(key).seen.startswith("primary") for key in stage.keys)


def test_starts_are_what_was_measured() -> None:
    assert boot("process").seconds == evidence.number("lightvm.proc") / 1000
    more = evidence.number("fc.m5d.metal.boot-serial-chv-net", "p50") / 1000
    assert boot("cloud-hypervisor", network=True).seconds == pytest.approx(more)
    assert boot("cloud-hypervisor", network=True).critical_path[-1] == "network device"
    with pytest.raises(UnknownRuntimeError, match="firecracker"):
        boot("docker")
    with pytest.raises(VirtfaqError, match="not measured"):
        boot("runc", network=True)


def test_creation_grows_through_the_published_points() -> None:
    for name, first, last, many in (
        ("debian-vm", "lightvm.debian.create", "lightvm.debian.create1000", 1000),
        ("runc", "lightvm.docker.start64", "lightvm.docker.start3000", 3000),
    ):
        assert creation_seconds(name, guests=0) == evidence.number(first) / 1000
        assert creation_seconds(name, guests=many) == evidence.number(last) / 1000
        assert creation_seconds(name, guests=many, exponent=2) == creation_seconds(name, guests=many)
    assert creation_seconds("tinyx", guests=500, exponent=2) < creation_seconds("tinyx", guests=500)
    for guests in (-1, 1.5, True):
        with pytest.raises(VirtfaqError, match="guests"):
            creation_seconds("tinyx", guests=guests)  # type: ignore[arg-type]
    with pytest.raises(VirtfaqError, match="gvisor"):
        creation_seconds("gvisor", guests=1)


@given(st.lists(st.integers(0, 10**9), max_size=12), st.floats(1, 1e9), st.integers(1, 5))
def test_a_pull_takes_its_bytes_over_the_bandwidth(sizes: list[int], bandwidth: float, at_once: int) -> None:
    image = Image(layers=[Layer(f"sha256:{number:02x}", size) for number, size in enumerate(sizes)])
    whole = pull(image, bandwidth=bandwidth, at_once=at_once)
    assert whole.seconds == pytest.approx(sum(sizes) / bandwidth)
    ends = [stage.seconds for stage in whole.stages]
    assert all(end >= size / bandwidth * (1 - 1e-9) for end, size in zip(ends, sizes, strict=True))


def test_layers_share_the_bandwidth_a_few_at_a_time() -> None:
    image = Image(layers=[Layer("sha256:aa", 10), Layer("sha256:bb", 30), Layer("sha256:cc", 20)])
    two = pull(image, bandwidth=10, at_once=2)
    assert {stage.name: stage.seconds for stage in two.stages} == {
        "sha256:aa": 2,
        "sha256:bb": 6,
        "sha256:cc": 6,
    }
    one = pull(image, bandwidth=10, at_once=1)
    assert [stage.seconds for stage in one.stages] == [1, 4, 6]


def test_what_is_there_is_not_pulled() -> None:
    sizes = evidence.get("img.python.layers").value
    image = Image(layers=[Layer(f"sha256:{number:02x}", size) for number, size in enumerate(sizes)])
    base = [layer.digest for layer in image.layers[:4]]
    bytes_left = pull(image, bandwidth=1, present=base).seconds
    assert bytes_left == sum(sizes[4:])
    assert pull(image, bandwidth=1, present=[layer.digest for layer in image.layers]).seconds == 0
    started = pull(image, bandwidth=1e6, present=base).then(Stage("start", 1))
    assert started.seconds == bytes_left / 1e6 + 1
    for wrong in ({"bandwidth": 0}, {"bandwidth": 1, "at_once": 0}):
        with pytest.raises(VirtfaqError, match=r"above 0|1 or more"):
            pull(image, **wrong)  # type: ignore[arg-type]


def test_little_of_an_image_is_read_at_start() -> None:
    image = Image(layers=[Layer("sha256:aa", "1G"), Layer("sha256:aa", "1G")])
    read = read_at_start(image)
    assert float(read) == pytest.approx(1e9 * evidence.number("slacker.read") / 100)
    assert read.keys == ("slacker.read",)
