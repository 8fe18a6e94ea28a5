"""Test migrations: conservation, convergence, the adaptive rule, and what cannot end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import (
    VirtfaqError,
    adaptive_precopy,
    checkpoint_restore,
    dirty_steadily,
    evidence,
    postcopy,
    precopy,
)
from virtfaq.evidence.quantity import read_quantity
from virtfaq.lifecycle.migration import OUTCOMES, Migration, replay_dirtying

THRESHOLD = evidence.number("clark.rule", 1) * 1000
INCREMENT = evidence.number("clark.rule", 0) * 1e6 / 8
sizes = st.integers(10**6, 2**36)
rates = st.floats(0, 1e10)


@given(sizes, st.floats(1e6, 1e9), st.floats(0, 0.9))
def test_precopy_converges_below_its_bandwidth(memory: int, bandwidth: float, share: float) -> None:
    moved = precopy(memory, share * bandwidth, bandwidth=bandwidth, rounds=1000)
    assert moved.converged
    assert moved.rounds[-1].sent_bytes <= THRESHOLD
    assert memory <= moved.sent_bytes <= memory / (1 - share) * (1 + 1e-9)
    assert moved.total_seconds == pytest.approx(moved.sent_bytes / bandwidth)


@given(sizes, st.floats(1e6, 1e9), st.floats(1, 100))
def test_precopy_says_that_it_cannot_end_at_or_above_its_bandwidth(
    memory: int, bandwidth: float, share: float
) -> None:
    moved = precopy(memory, share * bandwidth, bandwidth=bandwidth, rounds=1000)
    assert moved.outcome == "dirtied too fast"
    assert len(moved.rounds) == 2 or share == pytest.approx(1)  # rounding may ask for one more
    assert moved.downtime_seconds == pytest.approx(memory / bandwidth)


@given(sizes, rates, st.floats(1e6, 1e8), st.floats(1e8, 1e10), st.integers(1, 40))
def test_the_adaptive_rule_keeps_its_bounds(
    memory: int, rate: float, slow: float, fast: float, rounds: int
) -> None:
    moved = adaptive_precopy(memory, rate, min_bandwidth=slow, max_bandwidth=fast, rounds=rounds)
    assert moved.outcome in OUTCOMES
    assert len(moved.rounds) <= rounds + 1
    assert moved.rounds[0].sent_bytes == memory
    for before, one in zip(moved.rounds, moved.rounds[1:-1], strict=False):
        assert one.sent_bytes == before.dirtied_bytes
        asked = max(slow, before.dirtied_bytes / before.seconds + INCREMENT)
        assert one.bandwidth == pytest.approx(min(asked, fast))
    if moved.converged:
        assert moved.rounds[-1].sent_bytes <= THRESHOLD
    assert moved.total_seconds == pytest.approx(sum(one.seconds for one in moved.rounds))


def test_a_small_working_set_is_not_sent_again_and_again() -> None:
    endless = precopy("1Gi", dirty_steadily(1e9, working_set="64Mi"), bandwidth=125e6)
    assert endless.outcome == "dirtied too fast"
    assert endless.downtime_seconds == pytest.approx(64 * 2**20 / 125e6)
    assert precopy("1Gi", dirty_steadily(1e9, working_set=0), bandwidth=125e6).converged
    tiny = precopy("1Gi", dirty_steadily(1e9, working_set=int(THRESHOLD)), bandwidth=125e6)
    assert tiny.converged


def test_rounds_may_run_out() -> None:
    moved = precopy("64Gi", 100e6, bandwidth=125e6, rounds=3)
    assert (moved.outcome, moved.converged, len(moved.rounds)) == ("rounds exhausted", False, 4)


def test_a_measured_migration_is_replayed_to_its_published_time() -> None:
    sizes = [size * 1e6 for size in evidence.get("clark.spec.rounds").value]
    moved = adaptive_precopy(
        int(sizes[0]),
        replay_dirtying(sizes[1:]),
        min_bandwidth=12.5e6,
        max_bandwidth=125e6,
        rounds=len(sizes) - 1,
    )
    assert [one.sent_bytes for one in moved.rounds] == sizes
    assert moved.total_seconds == pytest.approx(evidence.number("clark.spec.total"), rel=0.05)


def test_postcopy_is_down_briefly_and_sends_each_page_once() -> None:
    moved = postcopy("1Gi", bandwidth=125e6, state=125_000_000)
    assert moved.downtime_seconds == 1
    assert moved.sent_bytes == 2**30 + 125_000_000
    assert postcopy("1Gi", bandwidth=125e6, touched=0.5).total_seconds < moved.total_seconds
    with pytest.raises(VirtfaqError, match="touched"):
        postcopy("1Gi", bandwidth=1, touched=2)


def test_a_checkpoint_is_down_throughout() -> None:
    save, restore = read_quantity("lightvm.save", 0), read_quantity("lightvm.restore", 0)
    moved = checkpoint_restore(1_250_000, bandwidth=1.25e9, save=save, restore=restore)
    assert moved.downtime_seconds == moved.total_seconds == pytest.approx(0.030 + 0.001 + 0.020)
    with pytest.raises(VirtfaqError, match="bytes"):
        checkpoint_restore(1, bandwidth=1, save=read_quantity("gv.density.runc.empty"), restore=restore)


@pytest.mark.parametrize("bandwidth", [0, -1, float("nan"), float("inf"), True, "fast", None])
def test_a_bandwidth_is_above_zero(bandwidth: object) -> None:
    for move in (precopy, postcopy):
        with pytest.raises(VirtfaqError, match="bandwidth"):
            move("1Gi", **({"dirtying": 1.0} if move is precopy else {}), bandwidth=bandwidth)  # type: ignore[operator]
    with pytest.raises(VirtfaqError, match="swap"):
        adaptive_precopy("1Gi", 1.0, min_bandwidth=2, max_bandwidth=1)
    with pytest.raises(VirtfaqError, match="rounds"):
        precopy("1Gi", 1.0, bandwidth=1, rounds=0)


def test_an_empty_memory_moves_at_once() -> None:
    moved = precopy(0, 1e6, bandwidth=1e6)
    assert isinstance(moved, Migration)
    assert (moved.converged, moved.total_seconds) == (True, 0)
