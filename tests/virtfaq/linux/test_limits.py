"""Test what a limit does when it binds: who is killed, and how long work waits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import OomCandidate, burst_seconds, cpu_bandwidth, oom_kills
from virtfaq.errors import DuplicateNameError, SimulationError
from virtfaq.linux.cgroups import Bandwidth


def names(processes) -> list[str]:
    return [process.name for process in processes]


def test_the_largest_process_of_the_group_is_killed() -> None:
    assert names(oom_kills([OomCandidate("a", 60), OomCandidate("b", 50)], 100)) == ["a"]


def test_killing_goes_on_until_the_rest_fits() -> None:
    assert names(oom_kills([OomCandidate("a", 60), OomCandidate("b", 50), OomCandidate("c", 40)], 45)) == [
        "a",
        "b",
    ]


def test_an_adjustment_changes_who_is_killed() -> None:
    assert names(oom_kills([OomCandidate("a", 60, oom_score_adj=-200), OomCandidate("b", 50)], 100)) == ["b"]


def test_a_process_that_is_never_killed_leaves_the_others() -> None:
    assert names(oom_kills([OomCandidate("a", 90, oom_score_adj=-1000), OomCandidate("b", 20)], 100)) == ["b"]
    with pytest.raises(SimulationError, match="may not be killed"):
        oom_kills([OomCandidate("a", 190, oom_score_adj=-1000)], 100)


@given(st.lists(st.integers(0, 1000), max_size=8), st.integers(1, 2000))
def test_what_is_left_fits_and_no_more_was_killed_than_needed(sizes: list[int], limit: int) -> None:
    processes = [OomCandidate(str(number), size) for number, size in enumerate(sizes)]
    killed = oom_kills(processes, limit)
    left = sum(sizes) - sum(process.memory_bytes for process in killed)
    assert left <= limit
    assert not killed or left + killed[-1].memory_bytes > limit


@pytest.mark.parametrize(
    ("processes", "limit"),
    [([OomCandidate("a", 1)], 0), ([OomCandidate("a", 1)], True), ([OomCandidate("a", 1)], 1.5)],
)
def test_a_limit_that_is_none_is_refused(processes, limit) -> None:
    with pytest.raises(SimulationError, match="memory_max_bytes is"):
        oom_kills(processes, limit)


def test_bad_processes_are_refused() -> None:
    with pytest.raises(SimulationError, match="memory_bytes is -1"):
        OomCandidate("a", -1)
    with pytest.raises(SimulationError, match="oom_score_adj is 2000"):
        OomCandidate("a", 1, oom_score_adj=2000)
    with pytest.raises(DuplicateNameError):
        oom_kills([OomCandidate("a", 1), OomCandidate("a", 2)], 9)


def test_a_burst_waits_for_the_next_period_when_the_quota_is_used() -> None:
    one_core = cpu_bandwidth(1000)
    assert burst_seconds(0.1, threads=4, bandwidth=one_core) == pytest.approx(0.025)
    assert burst_seconds(0.2, threads=4, bandwidth=one_core) == pytest.approx(0.125)
    assert burst_seconds(0.2, threads=1, bandwidth=one_core) == pytest.approx(0.2)


@given(st.integers(0, 5_000_000), st.integers(1, 64), st.integers(1000, 400_000))
def test_a_limit_never_hastens_work_nor_gives_more_than_its_share(work, threads, quota) -> None:
    limit = Bandwidth(quota, 100_000)
    seconds = burst_seconds(work / 1e6, threads=threads, bandwidth=limit)
    assert seconds >= work / 1e6 / threads - 1e-9
    assert work <= quota * (seconds * 1e6 // 100_000 + 1) + 1


@pytest.mark.parametrize(
    ("work", "threads"), [(-1, 1), (float("nan"), 1), (float("inf"), 1), (1, 0), (1, 1.5)]
)
def test_a_burst_that_is_none_is_refused(work, threads) -> None:
    with pytest.raises(SimulationError, match="of work by"):
        burst_seconds(work, threads=threads, bandwidth=cpu_bandwidth(1000))
