"""Serve jobs that run together: equal shares, weighted shares, and fair shares of whole cores.

Where all jobs run at one rate per weight, a clock of virtual time that advances at this rate orders their
ends: a job that arrives at virtual time V ends at V + work / weight, whoever comes or goes later. An event
then costs O(log n), where recomputing every job would cost O(n).
"""

from heapq import heappop, heappush
from itertools import count

from virtfaq.linux.cpu_shares import water_fill
from virtfaq.simulation.queues import NEVER, Discipline


class ProcessorSharing(Discipline):
    """Equal jobs on `cores` cores: each of n runs at min(1, cores / n); weights do not count.

    >>> from virtfaq.simulation.queues import Job, completions
    >>> completions([Job(0, 10), Job(5, 10)], ProcessorSharing(cores=1))
    [15.0, 20.0]
    >>> completions([Job(0, 10), Job(5, 10)], ProcessorSharing(cores=2))
    [10.0, 15.0]
    """

    def __init__(self, cores: float = 1) -> None:
        super().__init__(cores)
        self._virtual = self._weight = 0.0
        self._ends: list[tuple[float, int, int]] = []
        self._jobs: dict[int, tuple[float, int, float]] = {}
        self._order = count()

    def next_completion(self) -> float:
        """Return when virtual time reaches the first end."""
        ends, jobs = self._ends, self._jobs
        while ends and jobs.get(ends[0][2], (0, -1))[1] != ends[0][1]:
            heappop(ends)  # this job has left
        if not ends:
            return NEVER
        return self.seconds + max(0.0, ends[0][0] - self._virtual) / self._find_rate()

    def _find_rate(self) -> float:
        return min(1.0, self.cores / len(self._jobs))

    def _weigh(self, weight: float) -> float:
        return 1.0

    def _add(self, job: int, work: float, weight: float) -> None:
        weight = self._weigh(weight)
        end, order = self._virtual + work / weight, next(self._order)
        self._jobs[job] = end, order, weight
        self._weight += weight
        heappush(self._ends, (end, order, job))

    def _remove(self, job: int) -> float:
        end, _, weight = self._jobs.pop(job)
        left = max(0.0, end - self._virtual) * weight
        self._weight -= weight
        if not self._jobs:  # start afresh, so that rounding does not add up over a long run
            self._virtual = self._weight = 0.0
            self._ends.clear()
        return left

    def _finish(self) -> int:
        self._virtual, _, job = heappop(self._ends)
        self._remove(job)
        return job

    def _elapse(self, seconds: float) -> None:
        if self._jobs:
            self._virtual += seconds * self._find_rate()


class WeightedSharing(ProcessorSharing):
    """Jobs share `capacity` in proportion to their weights, and one alone has all of it, as with a link.

    This is generalised processor sharing (Parekh and Gallager, 1993, doi 10.1109/90.234856).

    >>> from virtfaq.simulation.queues import Job, completions
    >>> completions([Job(0, 6, weight=2), Job(0, 6, weight=1)], WeightedSharing(capacity=1))
    [9.0, 12.0]
    """

    def __init__(self, capacity: float = 1) -> None:
        super().__init__(capacity)

    def _find_rate(self) -> float:
        return self.cores / self._weight

    def _weigh(self, weight: float) -> float:
        return weight


class FairSharing(Discipline):
    """Weighted jobs on `cores` cores, each on one core at most: max-min fair, as threads are in Linux.

    A job that cannot use its whole share leaves the rest to the others: each event costs O(n log n).

    >>> from virtfaq.simulation.queues import Job, completions
    >>> completions([Job(0, 4, weight=3), Job(0, 4), Job(0, 4)], FairSharing(cores=2))
    [4.0, 6.0, 6.0]
    """

    def __init__(self, cores: float = 1) -> None:
        super().__init__(cores)
        self._left: dict[int, float] = {}
        self._weights: dict[int, float] = {}
        self._rates: dict[int, float] = {}

    def next_completion(self) -> float:
        """Return when the first job ends at the rates of now."""
        return self.seconds + min(
            (left / self._rates[job] for job, left in self._left.items()), default=NEVER
        )

    def _add(self, job: int, work: float, weight: float) -> None:
        self._left[job], self._weights[job] = work, weight
        self._share()

    def _remove(self, job: int) -> float:
        left = self._left.pop(job)
        del self._weights[job]
        self._share()
        return left

    def _finish(self) -> int:
        job = min(self._left, key=lambda job: self._left[job] / self._rates[job])
        self._elapse(self._left[job] / self._rates[job])
        self._remove(job)
        return job

    def _share(self) -> None:
        rates = water_fill(self.cores, [1.0] * len(self._weights), list(self._weights.values()))
        self._rates = dict(zip(self._weights, rates, strict=True))

    def _elapse(self, seconds: float) -> None:
        for job, rate in self._rates.items():
            self._left[job] = max(0.0, self._left[job] - seconds * rate)
