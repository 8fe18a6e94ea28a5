"""Test the engine against SimPy, and against the closed forms of queueing theory."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from statistics import fmean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virtfaq.simulation.engine import EventLoop
from virtfaq.simulation.processor_sharing import ProcessorSharing
from virtfaq.simulation.queues import Discipline, FirstComeFirstServed, Job, Server, completions

simpy = pytest.importorskip("simpy", reason="SimPy is not installed: pip install --group dev")

Draw = Callable[[random.Random], float]
LOAD = 0.7
JOBS = 120_000
BATCHES = 40
ERRORS = 4.5  # standard errors: a right model fails once in a hundred thousand seeds

quarters = st.integers(0, 400).map(lambda number: number / 4)
job_lists = st.lists(st.builds(Job, quarters, quarters), max_size=15)


def simpy_fcfs(jobs: Sequence[Job], cores: int) -> list[float]:
    environment, ends = simpy.Environment(), [0.0] * len(jobs)
    resource = simpy.Resource(environment, cores)

    def process(number: int):
        yield environment.timeout(jobs[number].arrival_seconds)
        with resource.request() as request:
            yield request
            yield environment.timeout(jobs[number].work_seconds)
            ends[number] = environment.now

    for number in range(len(jobs)):
        environment.process(process(number))
    environment.run()
    return ends


def simpy_processor_sharing(jobs: Sequence[Job], cores: int) -> list[float]:
    """Let each job wake all others when it comes and when it goes; they then count what they have left."""
    environment, ends = simpy.Environment(), [0.0] * len(jobs)
    present: dict[int, object] = {}

    def wake(except_for: int) -> None:
        for number, process in present.items():
            if number != except_for:
                process.interrupt()  # type: ignore[attr-defined]

    def process(number: int):
        yield environment.timeout(jobs[number].arrival_seconds)
        left = jobs[number].work_seconds
        present[number] = environment.active_process
        wake(number)
        while left > 1e-12:
            speed, since = min(1.0, cores / len(present)), environment.now
            try:
                yield environment.timeout(left / speed)
                left = 0.0
            except simpy.Interrupt:
                left -= (environment.now - since) * speed
        ends[number] = environment.now
        del present[number]
        wake(number)

    for number in range(len(jobs)):
        environment.process(process(number))
    environment.run()
    return ends


@given(job_lists, st.integers(1, 3))
@settings(deadline=None)
def test_first_come_first_served_as_in_simpy(jobs: list[Job], cores: int) -> None:
    assert completions(jobs, FirstComeFirstServed(cores)) == pytest.approx(simpy_fcfs(jobs, cores))


@given(
    st.lists(
        st.builds(Job, st.floats(0, 100), st.floats(0.01, 100)),
        max_size=15,
        unique_by=lambda j: j.arrival_seconds,
    ),
    st.integers(1, 3),
)
@settings(deadline=None)
def test_processor_sharing_as_in_simpy(jobs: list[Job], cores: int) -> None:
    assert completions(jobs, ProcessorSharing(cores)) == pytest.approx(
        simpy_processor_sharing(jobs, cores), rel=1e-6, abs=1e-6
    )


@given(st.lists(st.lists(quarters, max_size=8), max_size=8))
@settings(deadline=None)
def test_processes_as_in_simpy(pauses: list[list[float]]) -> None:
    """The same events at the same times and, where times are equal, in the same order."""
    loop, environment = EventLoop(), simpy.Environment()
    ours: list[tuple[float, int]] = []
    theirs: list[tuple[float, int]] = []

    def in_loop(number: int):
        for pause in pauses[number]:
            yield pause
            ours.append((loop.now, number))

    def in_simpy(number: int):
        for pause in pauses[number]:
            yield environment.timeout(pause)
            theirs.append((environment.now, number))

    for number in range(len(pauses)):
        loop.process(in_loop(number))
        environment.process(in_simpy(number))
    loop.run()
    environment.run()
    assert ours == theirs


EXPONENTIAL: Draw = lambda rng: rng.expovariate(1)  # noqa: E731 -- distributions of mean 1, named
DETERMINISTIC: Draw = lambda rng: 1.0  # noqa: E731
HYPEREXPONENTIAL: Draw = lambda rng: rng.expovariate(5 if rng.random() < 0.875 else 5 / 33)  # noqa: E731
SECOND_MOMENTS = {
    EXPONENTIAL: 2.0,
    DETERMINISTIC: 1.0,
    HYPEREXPONENTIAL: 2 * (0.875 / 25 + 0.125 * 33**2 / 25),
}


def poisson(draw: Draw, load: float, seed: int, count: int = JOBS) -> list[Job]:
    """Return jobs of mean work 1 that arrive by chance, `load` a second."""
    rng, now, jobs = random.Random(seed), 0.0, []
    for _ in range(count):
        now += rng.expovariate(load)
        jobs.append(Job(now, draw(rng)))
    return jobs


def sojourns(jobs: list[Job], discipline: Discipline) -> list[float]:
    ends = completions(jobs, discipline)
    return [end - job.arrival_seconds for end, job in zip(ends, jobs, strict=True)]


def far(values: Sequence[float], theory: float) -> float:
    """Return the standard errors between the mean and the theory; in batches, since neighbours are alike."""
    size = len(values) // BATCHES
    means = [fmean(values[size * batch : size * (batch + 1)]) for batch in range(1, BATCHES)]
    return abs(fmean(means) - theory) / (stdev(means) / math.sqrt(len(means)))


@pytest.mark.parametrize("load", [0.3, 0.6, 0.8])
def test_the_mean_time_in_m_m_1(load: float) -> None:
    """1 / (mu - lambda), here with mu = 1."""
    times = sojourns(poisson(EXPONENTIAL, load, seed=1), FirstComeFirstServed(1))
    assert far(times, 1 / (1 - load)) < ERRORS
    assert far(times, 1.25 / (1 - load)) > ERRORS  # the test would see an error of a quarter


def test_the_distribution_of_the_time_in_m_m_1() -> None:
    """The time in the system is exponential: exp(-1) of the jobs take longer than the mean."""
    times = sojourns(poisson(EXPONENTIAL, LOAD, seed=2), FirstComeFirstServed(1))
    mean = 1 / (1 - LOAD)
    for factor in (0.5, 1.0, 2.0):
        assert far([float(time > factor * mean) for time in times], math.exp(-factor)) < ERRORS


def test_the_mean_wait_in_m_m_3() -> None:
    """Erlang's C formula."""
    cores, load = 3, 2.1
    terms = [load**number / math.factorial(number) for number in range(cores)]
    last = load**cores / math.factorial(cores) / (1 - load / cores)
    waiting = last / (sum(terms) + last) / (cores - load)
    times = sojourns(poisson(EXPONENTIAL, load, seed=3), FirstComeFirstServed(cores))
    assert far(times, waiting + 1) < ERRORS


@pytest.mark.parametrize("draw", SECOND_MOMENTS, ids=["exponential", "deterministic", "hyperexponential"])
def test_sharing_does_not_care_how_work_varies_and_waiting_does(draw: Draw) -> None:
    """M/G/1-PS: E[S] / (1 - rho), whatever the distribution; in turn: Pollaczek-Khinchine."""
    jobs = poisson(draw, LOAD, seed=4)
    shared = sojourns(jobs, ProcessorSharing(1))
    served = sojourns(jobs, FirstComeFirstServed(1))
    assert far(shared, 1 / (1 - LOAD)) < ERRORS
    assert far(served, 1 + LOAD * SECOND_MOMENTS[draw] / 2 / (1 - LOAD)) < ERRORS
    if draw is not EXPONENTIAL:
        assert far(served, 1 / (1 - LOAD)) > ERRORS


def test_a_shared_processor_slows_long_and_short_jobs_alike() -> None:
    """M/G/1-PS: a job of work x takes x / (1 - rho) on average."""
    jobs = poisson(EXPONENTIAL, LOAD, seed=5)
    times = sojourns(jobs, ProcessorSharing(1))
    for least, most in ((0.0, 0.5), (0.5, 1.5), (1.5, 20.0)):
        chosen = [
            time - job.work_seconds / (1 - LOAD)
            for time, job in zip(times, jobs, strict=True)
            if least <= job.work_seconds < most
        ]
        assert far(chosen, 0.0) < ERRORS


@pytest.mark.parametrize("discipline", [ProcessorSharing, FirstComeFirstServed])
def test_littles_law(discipline: type[Discipline]) -> None:
    """Jobs present on average = arrivals a second * mean time; the loop counts the first by itself."""
    jobs = poisson(EXPONENTIAL, LOAD, seed=6, count=20_000)
    loop, times = EventLoop(), []
    server = Server(loop, discipline(1))
    present, area, since = 0, 0.0, 0.0

    def count(change: int) -> None:
        nonlocal present, area, since
        area, since = area + present * (loop.now - since), loop.now
        present += change

    def arrive(job: Job) -> None:
        count(+1)
        server.submit(job.work_seconds, lambda: leave(job))

    def leave(job: Job) -> None:
        count(-1)
        times.append(loop.now - job.arrival_seconds)

    for job in jobs:
        loop.schedule(job.arrival_seconds, lambda job=job: arrive(job))
    seconds = loop.run()
    assert present == 0
    assert area / seconds == pytest.approx(len(times) / seconds * fmean(times), rel=1e-9)
    assert area / seconds == pytest.approx(LOAD / (1 - LOAD), rel=0.15)
