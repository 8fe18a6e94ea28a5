"""Test starts at once: against a simulation of shared processors, at its bounds, and on what is no number."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import (
    FirstComeFirstServed,
    Job,
    ProcessorSharing,
    VirtfaqError,
    busy_share,
    completions,
    start_together,
)

seconds = st.floats(0.001, 100)
counts = st.integers(1, 200)
cores_of = st.integers(1, 64)


@given(seconds, counts, cores_of)
def test_starts_that_only_compute_end_as_the_simulation_of_shared_cores_says(
    alone: float, count: int, cores: int
) -> None:
    ends = completions([Job(0, alone)] * count, ProcessorSharing(cores))
    assert start_together(alone, count, cores=cores) == pytest.approx(max(ends))


@given(seconds, counts)
def test_starts_behind_one_lock_end_as_the_last_of_a_queue(alone: float, count: int) -> None:
    ends = completions([Job(0, alone)] * count, FirstComeFirstServed(1))
    assert start_together(alone, count, cores=1) == pytest.approx(max(ends))


@given(seconds, counts, cores_of, st.floats(0, 1))
def test_no_start_is_faster_than_alone_nor_slower_than_all_computing(
    alone: float, count: int, cores: int, busy: float
) -> None:
    together = start_together(alone, count, cores=cores, busy=busy)
    assert alone <= together <= start_together(alone, count, cores=cores)
    assert together <= start_together(alone, count + 1, cores=cores, busy=busy)
    assert start_together(alone, count, cores=cores + 1, busy=busy) <= together


@given(seconds, counts, cores_of, st.floats(0.01, 1))
def test_the_share_that_computes_is_read_back_from_a_crowd(
    alone: float, count: int, cores: int, busy: float
) -> None:
    crowded = start_together(alone, count, cores=cores, busy=busy)
    found = busy_share(alone, crowded, count, cores=cores)
    assert found >= busy * (1 - 1e-9)  # the most that it can be
    if crowded > alone:
        assert found == pytest.approx(busy)


@pytest.mark.parametrize("wrong", [0, -1, math.nan, math.inf, True])
def test_what_is_no_number_above_0_is_refused(wrong: float) -> None:
    for given_ones in ({"cores": wrong}, {"seconds": wrong}, {"count": wrong}):
        with pytest.raises(VirtfaqError, match="above 0"):
            start_together(**{"seconds": 1, "count": 1, "cores": 1, **given_ones})
    for share in (-0.1, 1.1, math.nan, True):
        with pytest.raises(VirtfaqError, match="share"):
            start_together(1, 1, cores=1, busy=share)
