"""Test the event loop: order, clock, and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq.errors import SimulationError
from virtfaq.simulation.engine import EventLoop

delays = st.floats(0, 1e6)


@given(st.lists(delays))
def test_events_happen_in_the_order_of_their_times_and_then_of_their_scheduling(times: list[float]) -> None:
    loop, seen = EventLoop(), []
    for number, time in enumerate(times):
        loop.schedule(time, lambda number=number: seen.append((loop.now, number)))
    loop.run()
    assert seen == sorted((time, number) for number, time in enumerate(times))


@given(st.lists(st.lists(delays, max_size=5), max_size=5))
def test_a_process_waits_for_what_it_yields(pauses: list[list[float]]) -> None:
    loop, seen = EventLoop(), []

    def process(number: int):
        for pause in pauses[number]:
            yield pause
            seen.append((number, loop.now))

    for number in range(len(pauses)):
        loop.process(process(number))
    loop.run()
    for number, own in enumerate(pauses):
        assert [time for other, time in seen if other == number] == pytest.approx(
            [sum(own[: count + 1]) for count in range(len(own))]
        )
    assert [time for _, time in seen] == sorted(time for _, time in seen)


def test_an_action_that_returns_seconds_happens_again() -> None:
    loop, times = EventLoop(), []

    def action() -> float | None:
        times.append(loop.now)
        return 2.5 if loop.now < 5 else None

    loop.schedule(0, action)
    assert loop.run() == 5.0
    assert times == [0.0, 2.5, 5.0]


def test_an_action_may_schedule_at_its_own_time() -> None:
    loop, seen = EventLoop(), []

    def first() -> float | None:
        seen.append("first")
        loop.schedule(0, lambda: seen.append("third"))
        return 0 if len(seen) == 1 else None

    loop.schedule(1, first)
    loop.schedule(1, lambda: seen.append("second"))
    loop.run()
    assert seen == ["first", "second", "third", "first", "third"]


def test_a_run_stops_at_a_time_and_goes_on_from_there() -> None:
    loop, seen = EventLoop(), []
    for time in (1, 2, 3):
        loop.schedule(time, lambda: seen.append(loop.now))
    assert loop.run(until_seconds=2) == 2
    assert seen == [1, 2]
    assert loop.run(until_seconds=2.5) == 2.5
    loop.schedule(0.25, lambda: seen.append(loop.now))
    assert loop.run(until_seconds=10) == 3
    assert seen == [1, 2, 2.75, 3]


@pytest.mark.parametrize("delay", [-1, float("nan"), float("-inf"), -0.001])
def test_nothing_happens_in_the_past(delay: float) -> None:
    loop = EventLoop()
    with pytest.raises(SimulationError, match="0 or more"):
        loop.schedule(delay, lambda: None)
    with pytest.raises(SimulationError, match="0 or more"):
        loop.process(iter([]), delay)
    loop.schedule(1, lambda: delay)
    with pytest.raises(SimulationError, match="0 or more"):
        loop.run()
    with pytest.raises(SimulationError, match=r"1\.0 s on"):
        loop.schedule_at(0.5, lambda: None)


def test_an_event_may_be_given_its_time() -> None:
    loop, seen = EventLoop(), []
    loop.schedule(
        1, lambda: loop.schedule_at(1, lambda: loop.schedule_at(3.5, lambda: seen.append(loop.now)))
    )
    assert loop.run() == 3.5
    assert seen == [3.5]


def test_infinity_is_never() -> None:
    loop, seen = EventLoop(), []
    loop.schedule(float("inf"), lambda: seen.append("never"))
    loop.schedule(1, lambda: float("inf"))
    assert loop.run() == 1
    assert loop.run(until_seconds=5) == 5
    assert seen == []


def test_what_an_action_raises_ends_the_run_and_the_event() -> None:
    loop, seen = EventLoop(), []

    def fail() -> None:
        raise OSError("disk")

    loop.schedule(1, fail)
    loop.schedule(2, lambda: seen.append(loop.now))
    with pytest.raises(OSError, match="disk"):
        loop.run()
    assert loop.now == 1
    loop.run()
    assert seen == [2]
