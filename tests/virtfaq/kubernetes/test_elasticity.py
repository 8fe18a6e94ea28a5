"""Test scaling out: the autoscaler's decisions, a burst worked out by hand, the law of scalability."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import evidence
from virtfaq.errors import MissingMeasurementError, SimulationError, UnknownRuntimeError
from virtfaq.kubernetes.autoscaler import (
    SCALE_DOWN,
    SCALE_UP,
    Autoscaler,
    Policy,
    ScalingRules,
    desired_replicas,
)
from virtfaq.kubernetes.elasticity import Burst, burst, startup_seconds
from virtfaq.simulation.scalability import Scalability, extrapolate, fit_scalability, read_throughput

MYSQL = [key for key in evidence.keys("felter.mysql.") if isinstance(evidence.get(key).value, dict)]


@pytest.mark.parametrize(
    ("ready", "metric", "target", "unready", "expected"),
    [
        (3, 500, 300, 0, 5),
        (5, 12, 20, 0, 3),
        (3, 1.01, 1.0, 0, 3),
        (10, 1.0999, 1.0, 0, 10),
        (10, 1.2, 1.0, 0, 12),
        (10, 0.91, 1.0, 0, 10),
        (10, 0.85, 1.0, 0, 9),
        (1, 0, 1, 0, 0),
        (4, 2.0, 1.0, 4, 8),  # twice too much for 4, just right for 8
        (4, 3.0, 1.0, 4, 12),
        (4, 1.5, 1.0, 4, 8),  # with the unready ones it would be too little
        (4, 0.5, 1.0, 4, 2),  # going down, those that are not ready do not count
        (0, 5, 1, 3, 3),  # nothing was measured
    ],
)
def test_replicas_follow_the_ratio_of_the_metric_to_the_target(
    ready: int, metric: float, target: float, unready: int, expected: int
) -> None:
    assert desired_replicas(ready, metric, target, unready=unready) == expected


def limit(current: int, rules: ScalingRules, *, up: bool, changes: tuple[tuple[float, int], ...] = ()) -> int:
    """Return the size at which the policies stop a change that wants to go as far as it can."""
    rules = ScalingRules(rules.policies, 0, rules.select)
    given = {"up": rules} if up else {"down": rules}
    hpa = Autoscaler(1.0, max_replicas=10**6, **given)
    hpa._changes.extend(changes)
    return hpa.decide(100, ready=current, metric=1000.0 if up else 0.0)


PODS_4, PERCENT_50 = Policy("Pods", 4, 60), Policy("Percent", 50, 60)


@pytest.mark.parametrize(
    ("current", "rules", "up", "changes", "expected"),
    [
        (3, SCALE_UP, True, (), 7),
        (10, SCALE_UP, True, (), 20),
        (10, SCALE_UP, True, ((90, 5),), 10),  # it has doubled from 5 within 15 s
        (10, SCALE_UP, True, ((80, 5),), 20),
        (10, SCALE_DOWN, False, (), 1),
        (10, ScalingRules((PODS_4,)), True, (), 14),
        (10, ScalingRules((PODS_4, PERCENT_50)), True, (), 15),
        (10, ScalingRules((PODS_4, PERCENT_50), select="Min"), True, (), 14),
        (10, ScalingRules((PODS_4, PERCENT_50), select="Disabled"), True, (), 10),
        (10, ScalingRules((PODS_4,)), False, (), 6),
        (10, ScalingRules((PODS_4, PERCENT_50)), False, (), 5),
        (10, ScalingRules((PODS_4, PERCENT_50), select="Min"), False, (), 6),
        (10, ScalingRules((PODS_4,)), False, ((50, -3),), 9),  # 13 when the period began
        (10, ScalingRules((PODS_4,)), False, ((50, -9),), 10),
        (100, ScalingRules((Policy("Percent", 10, 60),)), True, (), 111),  # 100 * 1.1 is above 110
        (9, ScalingRules((Policy("Percent", 10, 60),)), False, (), 8),
    ],
)
def test_policies_limit_a_change(
    current: int, rules: ScalingRules, up: bool, changes: tuple[tuple[float, int], ...], expected: int
) -> None:
    assert limit(current, rules, up=up, changes=changes) == expected


def test_a_ratio_at_the_tolerance_changes_nothing() -> None:
    assert desired_replicas(8, 1.125, 1.0, tolerance=0.125) == 8
    assert desired_replicas(8, 1.126, 1.0, tolerance=0.125) == 10
    assert desired_replicas(8, 0.875, 1.0, tolerance=0.125) == 8


def test_replicas_leave_their_bounds_inwards_and_at_once() -> None:
    hpa = Autoscaler(1.0, min_replicas=2, max_replicas=10)
    assert hpa.decide(0, ready=2, metric=2.0) == 4
    assert hpa.decide(400, ready=10, metric=0.5) == 5
    assert hpa.decide(800, ready=1, metric=9.0) == 2
    assert hpa.decide(1200, ready=20, metric=9.0) == 10


def test_going_down_waits_for_the_most_of_five_minutes() -> None:
    hpa = Autoscaler(1.0, max_replicas=100)
    assert hpa.decide(0, ready=10, metric=1.0) == 10
    assert hpa.decide(299, ready=10, metric=0.3) == 10
    assert hpa.decide(300, ready=10, metric=0.3) == 3


def test_going_up_waits_for_the_least_of_its_window() -> None:
    hpa = Autoscaler(1.0, max_replicas=100, up=ScalingRules(SCALE_UP.policies, stabilization_seconds=60))
    assert hpa.decide(0, ready=10, metric=1.0) == 10
    assert hpa.decide(30, ready=10, metric=2.0) == 10
    assert hpa.decide(60, ready=10, metric=1.5) == 15


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, 40), st.floats(0, 5)), min_size=1, max_size=20),
    st.integers(1, 20),
    st.integers(0, 30),
)
def test_replicas_stay_between_the_bounds(seen: list[tuple[int, int, float]], least: int, more: int) -> None:
    hpa = Autoscaler(1.0, min_replicas=least, max_replicas=least + more)
    for number, (ready, unready, metric) in enumerate(seen):
        decided = hpa.decide(15.0 * number, ready=ready, unready=unready, metric=metric)
        assert least <= decided <= least + more


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: desired_replicas(1, float("nan"), 1),
        lambda: desired_replicas(1, 1, 0),
        lambda: desired_replicas(-1, 1, 1),
        lambda: Policy("Replicas", 1, 1),  # type: ignore[arg-type]
        lambda: Policy("Pods", 0, 1),
        lambda: ScalingRules(()),
        lambda: ScalingRules((PODS_4,), select="Most"),  # type: ignore[arg-type]
        lambda: Autoscaler(1, max_replicas=1, min_replicas=2),
        lambda: run("runc", rate=-1),
        lambda: run("runc", capacity=0),
        lambda: run("runc", duration_seconds=float("inf")),
        lambda: fit_scalability({1: 1, 2: 2}),
        lambda: fit_scalability({1: 1, 2: 2, 3: 0}),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: object) -> None:
    with pytest.raises(SimulationError):
        wrong()  # type: ignore[operator]


def run(runtime: str, **changes: float) -> Burst:
    settings = {"rate": 1000, "replicas": 4, "capacity": 100, "duration_seconds": 600, **changes}
    return burst(runtime, Autoscaler(target=0.6, max_replicas=50), **settings)  # type: ignore[arg-type]


def test_a_burst_worked_out_by_hand() -> None:
    """4, 7, 12, then 20 replicas; each step is ready one start-up after the autoscaler's look."""
    start = startup_seconds("runc").value
    result = run("runc")
    first = 600 * (15 + start)
    second = first + 300 * 15
    third = second - 200 * 15
    assert result.peak_backlog == pytest.approx(second)
    assert result.recovered_seconds == pytest.approx(45 + start + third / 1000)
    assert result.startup.keys[0] == "lightvm.docker.start"
    assert max(moment.ready for moment in result.moments) == 20
    assert result.replicas < 20  # five minutes later it has gone down
    assert [moment.seconds for moment in result.moments] == sorted(
        moment.seconds for moment in result.moments
    )


def test_a_slow_image_costs_more_than_a_slow_runtime() -> None:
    runc, kata = run("runc"), run("kata")
    pulled = run("runc", pull_seconds=20)
    assert runc.recovered_seconds is not None
    assert kata.recovered_seconds is not None
    assert pulled.recovered_seconds is not None
    assert runc.recovered_seconds < kata.recovered_seconds < pulled.recovered_seconds
    assert runc.peak_backlog < kata.peak_backlog < pulled.peak_backlog


def test_a_service_that_is_large_enough_has_no_backlog() -> None:
    result = run("runc", replicas=20)
    assert (result.recovered_seconds, result.peak_backlog) == (0.0, 0.0)
    assert result.replicas == 17


def test_replicas_that_are_no_longer_needed_do_not_start() -> None:
    """Without a window for going down, the queue is empty before the slow replicas have come."""
    at_once = ScalingRules(SCALE_DOWN.policies, stabilization_seconds=0)
    hpa = Autoscaler(target=0.6, max_replicas=50, down=at_once)
    settings = {"rate": 1000, "replicas": 4, "capacity": 100, "duration_seconds": 300}
    result = burst("runc", hpa, pull_seconds=20, sync_seconds=10, **settings)  # type: ignore[arg-type]
    (before, after) = next(pair for pair in pairwise(result.moments) if pair[1].ready < pair[0].ready)
    assert (before.ready, before.starting, after.ready, after.starting) == (20, 14, 17, 0)
    assert {(moment.ready, moment.starting) for moment in result.moments if moment.seconds > 120} == {(17, 0)}


def test_a_burst_that_is_too_large_is_not_recovered_from() -> None:
    result = run("runc", rate=10_000)
    assert result.recovered_seconds is None
    assert result.replicas == 50


def test_a_start_up_that_nobody_measured_simulates_nothing() -> None:
    with pytest.raises(MissingMeasurementError, match="qemu-tcg"):
        run("qemu-tcg")
    with pytest.raises(UnknownRuntimeError):
        run("docker")


@given(st.floats(1, 1e5), st.floats(0, 0.3), st.floats(0, 0.01))
def test_a_law_is_found_again_in_its_own_points(rate: float, contention: float, coherency: float) -> None:
    law = Scalability(rate, contention, coherency)
    found = fit_scalability({clients: law.throughput(clients) for clients in (1, 2, 5, 10, 30, 100, 300)})
    for clients in (1, 3, 64, 500):
        assert found.throughput(clients) == pytest.approx(law.throughput(clients), rel=1e-6)


@pytest.mark.parametrize("key", MYSQL)
def test_no_law_nearby_is_nearer_to_the_points(key: str) -> None:
    points = read_throughput(key)
    law = fit_scalability(points)

    def squares(law: Scalability) -> float:
        return sum((law.throughput(clients) / seen - 1) ** 2 for clients, seen in points.items())

    assert law.contention >= 0
    assert law.coherency >= 0
    for factor in (0.99, 1.01):
        for other in (
            Scalability(law.rate * factor, law.contention, law.coherency),
            Scalability(law.rate, law.contention * factor, law.coherency),
            Scalability(law.rate, law.contention, law.coherency * factor + 1e-7),
        ):
            assert squares(other) >= squares(law)


@pytest.mark.parametrize("key", [key for key in MYSQL if 290 in evidence.get(key).value])
def test_between_measured_points_the_law_is_better_than_beyond_them(key: str) -> None:
    """MySQL of Felter et al.: within 11 % between points; from 130 clients to 290, up to 21 % off."""
    points = read_throughput(key)
    between = extrapolate(points, [clients for clients in points if clients % 40 == 10])
    beyond = extrapolate(points, [clients for clients in points if clients <= 130])
    assert set(between.fitted) | set(between.predicted) == set(points)
    assert between.error < 0.11
    assert between.error < beyond.error < 0.21


def test_three_points_fix_the_law() -> None:
    law = Scalability(100.0, 0.05, 0.001)
    found = fit_scalability({clients: law.throughput(clients) for clients in (1, 10, 50)})
    assert (found.rate, found.contention, found.coherency) == pytest.approx((100.0, 0.05, 0.001))


def test_throughput_peaks_where_the_law_says() -> None:
    law = Scalability(100.0, 0.02, 0.0005)
    peak = law.peak
    assert law.throughput(peak) > max(law.throughput(peak * 0.99), law.throughput(peak * 1.01))
    assert Scalability(100.0, 0.02, 0.0).peak == float("inf")
    assert Scalability(100.0, 0.0, 0.0).throughput(7) == pytest.approx(700)


def test_only_a_table_of_throughput_can_be_fitted() -> None:
    with pytest.raises(MissingMeasurementError, match="kvm_text"):
        read_throughput("felter.mysql.kvm_text")
    with pytest.raises(MissingMeasurementError):
        read_throughput("fc.m5d.metal.boot-serial-qemu")


def test_the_backlog_between_two_moments_changes_evenly() -> None:
    result = burst(
        "runc",
        Autoscaler(target=0.6, max_replicas=50),
        rate=1000,
        replicas=4,
        capacity=100,
        duration_seconds=60,
    )
    for moment in result.moments[1:-1]:
        assert result.backlog_at(moment.seconds) == pytest.approx(moment.backlog)
    assert result.backlog_at(7.5) == pytest.approx(result.backlog_at(15) / 2)
    with pytest.raises(SimulationError, match="not in the simulated time"):
        result.backlog_at(-1)
