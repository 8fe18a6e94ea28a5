"""Measure the speed of the event loop and of processor sharing, as ratios of one run."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from heapq import heappop, heappush
from itertools import count

import simpy

from virtfaq.simulation.engine import EventLoop
from virtfaq.simulation.processor_sharing import ProcessorSharing
from virtfaq.simulation.queues import Job, completions

PENDING = 100  # events in the queue at any time
SIZES = (100_000, 11), (1_000, 1)  # events, and how often all of them happen
_rng = random.Random(1)
DELAYS = [_rng.expovariate(1) for _ in range(1 << 12)]
MASK = len(DELAYS) - 1


def bare_heapq(total: int) -> float:
    """Run the loop that one would write by hand: a heap of times, numbers and functions."""
    events: list[tuple[float, int, Callable[[float], None]]] = []
    number, left, now = count().__next__, total, 0.0

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
    return now


def returning(total: int) -> float:
    """Run the same with `EventLoop`, whose actions return the seconds until they happen again."""
    loop, left = EventLoop(), total

    def action() -> float | None:
        nonlocal left
        left -= 1
        return DELAYS[left & MASK] if left > 0 else None

    for index in range(PENDING):
        loop.schedule(DELAYS[index], action)
    return loop.run()


def scheduling(total: int) -> float:
    """Run the same again, each action scheduling the next one."""
    loop, left = EventLoop(), total

    def action() -> None:
        nonlocal left
        left -= 1
        if left > 0:
            loop.schedule(DELAYS[left & MASK], action)

    for index in range(PENDING):
        loop.schedule(DELAYS[index], action)
    return loop.run()


def pauses(start: int, total: int) -> Iterator[float]:
    for index in range(total // PENDING):
        yield DELAYS[(start * 7 + index) & MASK]


def processes(total: int) -> float:
    loop = EventLoop()
    for index in range(PENDING):
        loop.process(pauses(index, total))
    return loop.run()


def simpy_processes(total: int) -> float:
    environment = simpy.Environment()

    def process(start: int):
        for pause in pauses(start, total):
            yield environment.timeout(pause)

    for index in range(PENDING):
        environment.process(process(index))
    environment.run()
    return environment.now


def fastest(rounds: int, *contenders: Callable[[], object]) -> list[float]:
    """Return the least seconds that each takes, in turns, so that a busy machine disturbs them alike."""
    best = [float("inf")] * len(contenders)
    for _ in range(rounds):
        for index, contender in enumerate(contenders):
            start = time.perf_counter()
            contender()
            best[index] = min(best[index], time.perf_counter() - start)
    return best


def test_the_loop_beside_a_bare_heap(benchmark, sized) -> None:
    events, rounds = sized(*SIZES)
    bare, ours, scheduled = fastest(
        rounds, *(partial(loop, events) for loop in (bare_heapq, returning, scheduling))
    )
    benchmark.extra_info["speed / bare heapq, delays returned (aim: 0.85)"] = bare / ours
    benchmark.extra_info["speed / bare heapq, through schedule()"] = bare / scheduled
    assert benchmark.pedantic(returning, (events,), rounds=3) == scheduling(events) == bare_heapq(events)


def test_processes_beside_those_of_simpy(benchmark, sized) -> None:
    events, rounds = sized(*SIZES)
    theirs, ours, returned = fastest(
        rounds, *(partial(loop, events) for loop in (simpy_processes, processes, returning))
    )
    benchmark.extra_info["speed / SimPy, processes (aim: 2)"] = theirs / ours
    benchmark.extra_info["speed / SimPy, delays returned"] = theirs / returned
    assert benchmark.pedantic(processes, (events,), rounds=3) == simpy_processes(events)


def test_the_cost_of_a_job_that_shares_among_many(benchmark, sized) -> None:
    """The logarithm: 16 times as many jobs at once cost far less than 16 times as much each."""

    def crowd(size: int) -> list[Job]:
        return [Job(DELAYS[index & MASK], 1 + DELAYS[-index & MASK]) for index in range(size)]

    size, rounds = sized((2_000, 11), (50, 1))
    few, many = crowd(size), crowd(16 * size)
    small, large = fastest(
        rounds, lambda: completions(few, ProcessorSharing(1)), lambda: completions(many, ProcessorSharing(1))
    )
    benchmark.extra_info["cost of a job among 32,000 / among 2,000"] = large / small / 16
    ends = benchmark.pedantic(completions, (many, ProcessorSharing(1)), rounds=1)
    assert max(ends) > sum(job.work_seconds for job in many)
