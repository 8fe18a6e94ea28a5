"""Test disciplines of service: exact ends, worked out again by hand and in exact fractions."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq.errors import SimulationError
from virtfaq.simulation.engine import EventLoop
from virtfaq.simulation.processor_sharing import FairSharing, ProcessorSharing, WeightedSharing
from virtfaq.simulation.queues import Discipline, FirstComeFirstServed, Job, Server, completions

Rates = Callable[[list[Fraction], int], list[Fraction]]
ALL = (ProcessorSharing, WeightedSharing, FairSharing, FirstComeFirstServed)

# Arrivals and work in seconds, cores, ends: jobs that arrive one after the other and compete.
STAGGERED = (
    ([(0, 10), (5, 10)], 1, [15, 20]),
    ([(0, 10), (0, 10)], 1, [20, 20]),
    ([(0, 10), (10, 10)], 1, [10, 20]),
    ([(0, 10), (9, 1)], 1, [11, 11]),
    ([(0, 30), (10, 10), (20, 5)], 1, [45, 35, 35]),
    ([(0, 4), (1, 3), (3, 1)], 1, [8, 8, 6]),
    ([(0, 10), (0, 10), (5, 10)], 2, [12.5, 12.5, 17.5]),
    ([(0, 10), (0, 10), (0, 10), (0, 10)], 2, [20, 20, 20, 20]),
    ([(0, 6), (1, 6), (2, 6)], 2, [8, 9, 10]),
    ([(0, 12), (3, 6), (3, 6), (15, 3)], 1, [27, 23, 23, 25]),
)


def simulate_fluid(jobs: list[Job], rates: Rates) -> list[Fraction]:
    """Recompute every job at every event, in exact fractions."""
    left: dict[int, Fraction] = {}
    ends = [Fraction(0)] * len(jobs)
    coming = sorted(range(len(jobs)), key=lambda number: jobs[number].arrival_seconds)
    now = Fraction(0)
    while coming or left:
        speed = dict(
            zip(left, rates([Fraction(jobs[number].weight) for number in left], len(left)), strict=True)
        )
        times = [now + left[number] / speed[number] for number in left]
        until = min([*times, *(Fraction(jobs[number].arrival_seconds) for number in coming[:1])])
        for number in list(left):
            left[number] -= speed[number] * (until - now)
            if left[number] == 0:
                ends[number] = until
                del left[number]
        now = until
        while coming and jobs[coming[0]].arrival_seconds == now:
            number = coming.pop(0)
            left[number] = Fraction(jobs[number].work_seconds)
            if left[number] == 0:
                ends[number] = now
                del left[number]
    return ends


def share_equally(cores: Fraction) -> Rates:
    return lambda weights, count: [min(Fraction(1), cores / max(count, 1))] * count


def share_by_weight(capacity: Fraction) -> Rates:
    return lambda weights, count: [capacity * weight / sum(weights) for weight in weights]


def share_fairly(cores: Fraction) -> Rates:
    """Give one core to each that would run above it; divide the rest anew, until nobody would."""

    def rates(weights: list[Fraction], count: int) -> list[Fraction]:
        found: list[Fraction | None] = [None] * count
        while True:
            free = [index for index in range(count) if found[index] is None]
            rest = cores - (count - len(free))
            total = sum(weights[index] for index in free)
            full = [index for index in free if rest * weights[index] > total]
            if not full:
                shares = {index: rest * weights[index] / total for index in free}
                return [shares.get(index, Fraction(1)) for index in range(count)]
            for index in full:
                found[index] = Fraction(1)

    return rates


seconds = st.integers(0, 4000).map(lambda quarters: quarters / 4)
jobs_of = st.lists(st.builds(Job, seconds, seconds, st.integers(1, 8).map(float)), min_size=0, max_size=12)
cores_of = st.sampled_from([0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 8.0])


@pytest.mark.parametrize(("given_jobs", "cores", "ends"), STAGGERED)
@pytest.mark.parametrize("discipline", [ProcessorSharing, FairSharing])
def test_staggered_jobs_that_compete_end_when_they_must(
    discipline: type[Discipline], given_jobs: list[tuple[int, int]], cores: int, ends: list[float]
) -> None:
    jobs = [Job(*job) for job in given_jobs]
    assert simulate_fluid(jobs, share_equally(Fraction(cores))) == ends
    assert completions(jobs, discipline(cores)) == pytest.approx(ends, rel=1e-12)


@given(jobs_of, cores_of)
def test_processor_sharing_is_exact(jobs: list[Job], cores: float) -> None:
    expected = simulate_fluid(jobs, share_equally(Fraction(cores)))
    assert completions(jobs, ProcessorSharing(cores)) == pytest.approx(list(map(float, expected)), rel=1e-9)


@given(jobs_of, cores_of)
def test_weighted_sharing_is_exact(jobs: list[Job], capacity: float) -> None:
    expected = simulate_fluid(jobs, share_by_weight(Fraction(capacity)))
    assert completions(jobs, WeightedSharing(capacity)) == pytest.approx(list(map(float, expected)), rel=1e-9)


@given(jobs_of, cores_of)
def test_fair_sharing_is_exact(jobs: list[Job], cores: float) -> None:
    expected = simulate_fluid(jobs, share_fairly(Fraction(cores)))
    assert completions(jobs, FairSharing(cores)) == pytest.approx(list(map(float, expected)), rel=1e-9)


@given(jobs_of, st.integers(1, 4))
def test_first_come_first_served_gives_each_job_the_core_that_is_free_first(
    jobs: list[Job], cores: int
) -> None:
    free, expected = [0.0] * cores, [0.0] * len(jobs)
    for number in sorted(range(len(jobs)), key=lambda number: jobs[number].arrival_seconds):
        core = free.index(min(free))
        free[core] = max(free[core], jobs[number].arrival_seconds) + jobs[number].work_seconds
        expected[number] = free[core]
    assert completions(jobs, FirstComeFirstServed(cores)) == pytest.approx(expected)


@given(jobs_of)
def test_one_core_does_the_same_work_whatever_the_discipline(jobs: list[Job]) -> None:
    """Work is conserved: the core is idle only when there is no job, so the last job ends at one time."""
    last = [max(completions(jobs, discipline(1)), default=0) for discipline in ALL]
    assert last == pytest.approx([last[0]] * len(last))


@given(jobs_of, st.permutations(range(12)))
def test_the_order_in_which_jobs_are_listed_does_not_matter(jobs: list[Job], order: list[int]) -> None:
    order = [number for number in order if number < len(jobs)]
    shuffled = completions([jobs[number] for number in order], ProcessorSharing(2))
    assert sorted(shuffled) == pytest.approx(sorted(completions(jobs, ProcessorSharing(2))), abs=1e-9)


@pytest.mark.parametrize("discipline", ALL)
def test_a_job_that_leaves_takes_its_work_with_it(discipline: type[Discipline]) -> None:
    served = discipline(1)
    served.arrive(0, 1, 10)
    served.arrive(4, 2, 10)
    if discipline is FirstComeFirstServed:
        assert served.leave(6, 2) == 10
        assert served.next_completion() == 10
    else:
        assert served.leave(6, 2) == 9
        assert served.next_completion() == 11
    assert served.leave(8, 1) == pytest.approx(2 if discipline is FirstComeFirstServed else 3)
    assert served.next_completion() == float("inf")
    with pytest.raises(SimulationError, match="job 1 is not here"):
        served.leave(9, 1)


@pytest.mark.parametrize("discipline", ALL)
def test_a_waiting_job_starts_when_the_running_one_leaves(discipline: type[Discipline]) -> None:
    served = discipline(1)
    served.arrive(0, 1, 10)
    served.arrive(0, 2, 3)
    served.leave(0, 1)
    assert served.next_completion() == 3
    assert served.complete() == 2


@given(jobs_of, st.sampled_from([ProcessorSharing, WeightedSharing, FairSharing, FirstComeFirstServed]))
def test_a_server_in_a_loop_ends_jobs_when_the_discipline_alone_does(
    jobs: list[Job], discipline: type[Discipline]
) -> None:
    loop = EventLoop()
    server, ends = Server(loop, discipline(2)), [0.0] * len(jobs)

    def submit(number: int) -> None:
        job = jobs[number]
        server.submit(job.work_seconds, lambda: ends.__setitem__(number, loop.now), job.weight)

    for number, job in enumerate(jobs):
        loop.schedule(job.arrival_seconds, lambda number=number: submit(number))
    loop.run()
    assert ends == pytest.approx(completions(jobs, discipline(2)))


@pytest.mark.parametrize("discipline", ALL)
def test_what_makes_no_sense_is_refused(discipline: type[Discipline]) -> None:
    for cores in (0, -1, float("nan"), float("inf"), True, "2"):
        with pytest.raises(SimulationError, match="cores"):
            discipline(cores)
    for job, wrong in ((Job(0, -1), "work"), (Job(0, float("nan")), "work"), (Job(0, 1, 0), "weight")):
        with pytest.raises(SimulationError, match=wrong):
            completions([job], discipline(1))
    served = discipline(1)
    served.arrive(5, 1, 1)
    with pytest.raises(SimulationError, match="times in order"):
        served.arrive(4, 2, 1)


def test_first_come_first_served_has_whole_cores() -> None:
    with pytest.raises(SimulationError, match="whole number"):
        FirstComeFirstServed(1.5)  # type: ignore[arg-type]


def test_rounding_does_not_add_up_over_a_long_run() -> None:
    jobs = [Job(10.0 * number + offset, 0.1) for number in range(100_000) for offset in (0, 0.05)]
    ends = completions(jobs, ProcessorSharing(1))
    assert ends[-1] - jobs[-2].arrival_seconds == pytest.approx(0.2, abs=1e-9)
