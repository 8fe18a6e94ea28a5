"""Test sweeps: one result wherever the points are computed, and errors that name the point."""

import io
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import blake2b
from importlib.util import find_spec
from multiprocessing import get_context
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import density
from virtfaq.errors import SweepError, VirtfaqError
from virtfaq.simulation.sweeps import point_seed, sweep

GRID = {"memory": ("16Gi", "64Gi"), "app": ("10Mi", "100Mi", "1Gi"), "runtime": ("runc", "kata", "qemu-kvm")}


def draw(mean: float, replicate: int, seed: int) -> float:
    rng = random.Random(seed)
    return sum(rng.expovariate(1 / mean) for _ in range(100)) + replicate


@contextmanager
def dask_cluster() -> Iterator[Executor]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as cluster,
        Client(cluster) as client,
    ):
        yield client.get_executor()


EXECUTORS: dict[str, Callable[[], Any]] = {
    "threads": lambda: ThreadPoolExecutor(3),
    "processes": lambda: ProcessPoolExecutor(2, mp_context=get_context("spawn")),
    "dask": dask_cluster,
}


@pytest.fixture(params=EXECUTORS, scope="module")
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """Yield a real pool of each kind; the dask one is a cluster of two worker processes."""
    if request.param == "dask" and find_spec("distributed") is None:
        pytest.skip("dask.distributed is not installed: pip install 'virtfaq[distributed]'")
    with EXECUTORS[request.param]() as pool:
        yield pool


def test_every_executor_gives_the_rows_of_a_serial_run(executor: Executor) -> None:
    rows = sweep(density, GRID, executor)
    assert rows == sweep(density, GRID)
    assert [row.value for row in rows] == [density(**row.point) for row in rows]
    assert len({row.value for row in rows}) > 10


def test_every_executor_hands_out_the_same_seeds(executor: Executor) -> None:
    grid = {"a": range(20), "b": range(30)}  # more points than tasks
    rows = sweep(dict, grid, executor, seed=3)
    assert rows == sweep(dict, grid, seed=3)
    assert all(row.value == {**row.point, "seed": point_seed(3, row.point)} for row in rows)
    assert len({row.value["seed"] for row in rows}) == len(rows)


def test_an_error_names_the_point(executor: Executor) -> None:
    with pytest.raises(SweepError, match=r"app='100 MB'.*is not a quantity"):
        sweep(density, {"memory": ("1Gi",), "app": ("1Mi", "100 MB"), "runtime": ("runc",)}, executor)


def test_rows_come_in_the_order_of_the_grid_with_the_last_parameter_fastest() -> None:
    rows = sweep(lambda a, b: (a, b), {"a": (2, 1), "b": ("y", "x")})
    assert [row.value for row in rows] == [(2, "y"), (2, "x"), (1, "y"), (1, "x")]
    assert sweep(lambda: 5, {}) == [({}, 5)]
    assert sweep(lambda a: a, {"a": ()}) == []


def test_rows_come_in_order_though_later_points_end_first() -> None:
    with ThreadPoolExecutor(4) as pool:
        rows = sweep(lambda wait: time.sleep(wait) or wait, {"wait": (0.05, 0.02, 0.0)}, pool)
    assert [row.value for row in rows] == [0.05, 0.02, 0.0]


@given(st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3) | st.floats(), max_size=4))
def test_a_seed_depends_on_the_point_alone(point: dict[str, Any]) -> None:
    seed = point_seed(1, point)
    assert seed == point_seed(1, dict(reversed(point.items())))
    assert 0 <= seed < 2**64
    assert seed != point_seed(2, point)
    assert seed != point_seed(1, {**point, "more": 1})


def test_a_seed_does_not_change_when_the_grid_grows() -> None:
    small = sweep(draw, {"mean": (2.0,), "replicate": (1, 2)}, seed=1)
    large = sweep(draw, {"replicate": range(5), "mean": (1.0, 2.0)}, seed=1)
    values = {tuple(sorted(row.point.items())): row.value for row in large}
    assert all(values[tuple(sorted(row.point.items()))] == row.value for row in small)


def test_seeds_are_the_same_on_every_machine_and_in_every_release() -> None:
    text = b"(1, [('cores', 2), ('load', 0.5), ('os', '\\xe9')])"
    expected = int.from_bytes(blake2b(text, digest_size=8).digest(), "big")
    assert point_seed(1, {"os": "é", "cores": 2, "load": 0.5}) == expected == 8861924420783215697


def test_what_has_no_stable_seed_is_refused() -> None:
    with pytest.raises(SweepError, match="has no stable seed"):
        sweep(lambda thing, seed: seed, {"thing": [object()]}, seed=1)
    with pytest.raises(SweepError, match="whole number"):
        sweep(lambda a, seed: seed, {"a": [1]}, seed=0.5)  # type: ignore[arg-type]
    with pytest.raises(SweepError, match="already"):
        sweep(lambda seed: seed, {"seed": [1]}, seed=1)


@pytest.mark.parametrize("grid", [{"runtime": "runc"}, {"cores": 4}, {1: [1]}])
def test_a_grid_is_names_and_lists(grid: Any) -> None:
    with pytest.raises(SweepError, match="a name and a list of values"):
        sweep(lambda **_: 0, grid)
    assert issubclass(SweepError, VirtfaqError)


def test_an_error_stops_what_has_not_started() -> None:
    calls = []

    def fail(number: int) -> None:
        calls.append(number)
        time.sleep(0.01)
        raise OSError("disk")

    with ThreadPoolExecutor(1) as pool, pytest.raises(SweepError, match="at number=0: OSError: disk"):
        sweep(fail, {"number": range(100)}, pool)
    assert len(calls) < 10


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "wait", "progress", "bar"),
    [
        (Terminal, 0.6, None, True),
        (Terminal, 0.0, None, False),
        (Terminal, 0.6, False, False),
        (io.StringIO, 0.6, None, False),
        (io.StringIO, 0.0, True, True),
    ],
)
def test_only_a_long_sweep_in_a_terminal_shows_a_bar(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO], wait: float, progress: bool | None, bar: bool
) -> None:
    monkeypatch.setattr("sys.stderr", err := stream())
    sweep(lambda number: time.sleep(wait), {"number": range(2)}, progress=progress)
    assert ("2/2" in err.getvalue()) is bar
    assert err.getvalue() == "" or err.getvalue().endswith(" \r")


def test_a_program_without_a_standard_error_can_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    assert len(sweep(lambda a: a, {"a": range(3)})) == 3
