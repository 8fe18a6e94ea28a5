"""Measure the speed of the event loop and of processor sharing, as ratios of one run."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import count

import pytest

from virtfaq.simulation.engine import EventLoop
from virtfaq.simulation.processor_sharing import ProcessorSharing
from virtfaq.simulation.queues import Job, completions

simpy = pytest.importorskip("simpy", reason="SimPy is not installed: pip install --group dev")

EVENTS = 100_000
PENDING = 100  # events in the queue at any time
ROUNDS = 11
_rng = random.Random(1)
DELAYS = [_rng.expovariate(1) for _ in range(1 << 12)]
MASK = len(DELAYS) - 1


def bare_heapq() -> None:
    """Run the loop that one would write by hand: a heap of times, numbers and functions."""
    events: list[tuple[float, int, Callable[[float], None]]] = []
    number, left = count().__next__, EVENTS

    def action(now: float) -> None:
        nonlocal left
        left -= 1
        if left > 0:
            heappush(events, (now + DELAYS[left & MASK], number(), action))

    for index in range(PENDING):
        heappush(events, (DELAYS[index], number(), action))
    while events:
        now, _, happen = heappop(events)
        happen(now)


def returning() -> None:
    """Run the same with `EventLoop`, whose actions return the seconds until they happen again."""
    loop, left = EventLoop(), EVENTS

    def action() -> float | None:
        nonlocal left
        left -= 1
        return DELAYS[left & MASK] if left > 0 else None

    for index in range(PENDING):
        loop.schedule(DELAYS[index], action)
    loop.run()


def scheduling() -> None:
    """Run the same again, each action scheduling the next one."""
    loop, left = EventLoop(), EVENTS

    def action() -> None:
        nonlocal left
        left -= 1
        if left > 0:
            loop.schedule(DELAYS[left & MASK], action)

    for index in range(PENDING):
        loop.schedule(DELAYS[index], action)
    loop.run()


def pauses(start: int) -> Iterator[float]:
    for index in range(EVENTS // PENDING):
        yield DELAYS[(start * 7 + index) & MASK]


def processes() -> None:
    loop = EventLoop()
    for index in range(PENDING):
        loop.process(pauses(index))
    loop.run()


def simpy_processes() -> None:
    environment = simpy.Environment()

    def process(start: int):
        for pause in pauses(start):
            yield environment.timeout(pause)

    for index in range(PENDING):
        environment.process(process(index))
    environment.run()


def fastest(*contenders: Callable[[], object]) -> list[float]:
    """Return the least seconds that each takes, in turns, so that a busy machine disturbs them alike."""
    best = [float("inf")] * len(contenders)
    for _ in range(ROUNDS):
        for index, contender in enumerate(contenders):
            start = time.perf_counter()
            contender()
            best[index] = min(best[index], time.perf_counter() - start)
    return best


def test_the_loop_beside_a_bare_heap(benchmark) -> None:
    bare, ours, scheduled = fastest(bare_heapq, returning, scheduling)
    benchmark.extra_info["speed / bare heapq, delays returned (aim: 0.85)"] = bare / ours
    benchmark.extra_info["speed / bare heapq, through schedule()"] = bare / scheduled
    benchmark.pedantic(returning, rounds=3)


def test_processes_beside_those_of_simpy(benchmark) -> None:
    theirs, ours, returned = fastest(simpy_processes, processes, returning)
    benchmark.extra_info["speed / SimPy, processes (aim: 2)"] = theirs / ours
    benchmark.extra_info["speed / SimPy, delays returned"] = theirs / returned
    benchmark.pedantic(processes, rounds=3)


def test_the_cost_of_a_job_that_shares_among_many(benchmark) -> None:
    """The logarithm: 16 times as many jobs at once cost far less than 16 times as much each."""

    def crowd(size: int) -> list[Job]:
        return [Job(DELAYS[index & MASK], 1 + DELAYS[-index & MASK]) for index in range(size)]

    few, many = crowd(2_000), crowd(32_000)
    small, large = fastest(
        lambda: completions(few, ProcessorSharing(1)), lambda: completions(many, ProcessorSharing(1))
    )
    growth = large / small / 16
    benchmark.extra_info["cost of a job among 32,000 / among 2,000"] = growth
    benchmark.pedantic(completions, (many, ProcessorSharing(1)), rounds=1)
