"""Serve jobs that wait for processors or share them, by disciplines, and tell when each job ends.

Work is in core-seconds: a job of 10 takes 10 s on a core of its own. All is exact, up to rounding; there is
no time step. `processor_sharing` has the disciplines in which jobs run together.
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from heapq import heapify, heappop, heappush
from itertools import count

from virtfaq.errors import SimulationError, quote
from virtfaq.simulation.engine import EventLoop

NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Job:
    """Work for one core that arrives at a time; `weight` counts where the discipline has weights."""

    arrival_seconds: float
    work_seconds: float
    weight: float = 1.0


class Discipline(ABC):
    """A discipline serves jobs, from their arrival to their end; the caller gives each job a whole number.

    Times are in seconds and never go back. A discipline serves one run: take a new one for the next.
    """

    def __init__(self, cores: float) -> None:
        if isinstance(cores, bool) or not isinstance(cores, int | float) or not 0 < cores < NEVER:
            raise SimulationError(f"cores is {quote(cores)}; give a number of cores above 0")
        self.cores = cores
        self.seconds = 0.0

    def arrive(self, seconds: float, job: int, work: float, weight: float = 1.0) -> None:
        """Take a job in."""
        if not 0 <= work < NEVER:
            raise SimulationError(f"the work of job {job} is {quote(work)}; give core-seconds, 0 or more")
        if not 0 < weight < NEVER:
            raise SimulationError(f"the weight of job {job} is {quote(weight)}; give a number above 0")
        self._advance(seconds)
        self._add(job, work, weight)

    def leave(self, seconds: float, job: int) -> float:
        """Take a job out before its end, and return the core-seconds that it still had to do."""
        self._advance(seconds)
        try:
            return self._remove(job)
        except (KeyError, StopIteration):
            raise SimulationError(f"job {quote(job)} is not here: it ended, left or never came") from None

    def complete(self) -> int:
        """Go to the time of the next completion, and return the job that ends."""
        self.seconds = self.next_completion()
        return self._finish()

    @abstractmethod
    def next_completion(self) -> float:
        """Return when the next job ends if none arrives before; infinity if there is none."""

    @abstractmethod
    def _add(self, job: int, work: float, weight: float) -> None: ...

    @abstractmethod
    def _remove(self, job: int) -> float: ...

    @abstractmethod
    def _finish(self) -> int: ...

    @abstractmethod
    def _elapse(self, seconds: float) -> None:
        """Let the jobs run for this time, in which none of them ends."""

    def _advance(self, seconds: float) -> None:
        if not self.seconds <= seconds < NEVER:
            raise SimulationError(f"{quote(seconds)} s is before {self.seconds} s: give times in order")
        self._elapse(seconds - self.seconds)
        self.seconds = float(seconds)


class FirstComeFirstServed(Discipline):
    """Jobs start in the order of their arrival, each on the first of `cores` whole cores that is free.

    >>> completions([Job(0, 10), Job(5, 10)], FirstComeFirstServed(cores=1))
    [10.0, 20.0]
    """

    def __init__(self, cores: int = 1) -> None:
        super().__init__(cores)
        if cores != int(cores):
            raise SimulationError(f"cores is {quote(cores)}; give a whole number, 1 or more")
        self._running: list[tuple[float, int, int]] = []
        self._waiting: deque[tuple[int, float]] = deque()
        self._order = count()

    def next_completion(self) -> float:
        """Return when the first of the running jobs ends."""
        return self._running[0][0] if self._running else NEVER

    def _add(self, job: int, work: float, weight: float) -> None:
        self._waiting.append((job, work))
        self._start()

    def _remove(self, job: int) -> float:
        for waiting in self._waiting:
            if waiting[0] == job:
                self._waiting.remove(waiting)
                return waiting[1]
        running = next(entry for entry in self._running if entry[2] == job)
        self._running.remove(running)
        heapify(self._running)
        self._start()
        return running[0] - self.seconds

    def _finish(self) -> int:
        job = heappop(self._running)[2]
        self._start()
        return job

    def _elapse(self, seconds: float) -> None:
        """Do nothing: a job that runs has its end already."""

    def _start(self) -> None:
        while self._waiting and len(self._running) < self.cores:
            job, work = self._waiting.popleft()
            heappush(self._running, (self.seconds + work, next(self._order), job))


class Server:
    """A discipline in an event loop: jobs arrive when they are submitted, and something follows their end.

    >>> from virtfaq.simulation.processor_sharing import ProcessorSharing
    >>> loop = EventLoop()
    >>> cpu = Server(loop, ProcessorSharing(cores=1))
    >>> cpu.submit(10, lambda: print("first ends at", loop.now))
    >>> loop.schedule(5, lambda: cpu.submit(10, lambda: print("second ends at", loop.now)))
    >>> _ = loop.run()
    first ends at 15.0
    second ends at 20.0
    """

    def __init__(self, loop: EventLoop, discipline: Discipline) -> None:
        self._loop, self._discipline = loop, discipline
        self._then: dict[int, Callable[[], object]] = {}
        self._order = count()
        self._plan = 0

    def submit(self, work_seconds: float, then: Callable[[], object], weight: float = 1.0) -> None:
        """Let a job arrive now, and call `then` when it ends."""
        job = next(self._order)
        self._discipline.arrive(self._loop.now, job, work_seconds, weight)
        self._then[job] = then
        self._wait()

    def _wait(self) -> None:
        """Wake up at the next completion; each arrival may move it, and makes earlier plans void."""
        self._plan += 1
        end = self._discipline.next_completion()
        if end < NEVER:
            self._loop.schedule_at(end, partial(self._wake, self._plan))

    def _wake(self, plan: int) -> None:
        if plan == self._plan:
            job = self._discipline.complete()
            self._wait()
            self._then.pop(job)()


def completions(jobs: Iterable[Job], discipline: Discipline) -> list[float]:
    """Return when each job ends, in seconds, in the order of the jobs; they may be in any order of arrival.

    >>> completions([Job(5, 1), Job(0, 10)], FirstComeFirstServed(cores=1))
    [11.0, 10.0]
    """
    listed = list(jobs)
    ends = [0.0] * len(listed)

    def run_to(seconds: float) -> None:
        while (end := discipline.next_completion()) <= seconds and end < NEVER:
            ends[discipline.complete()] = end

    for number in sorted(range(len(listed)), key=lambda number: listed[number].arrival_seconds):
        job = listed[number]
        run_to(job.arrival_seconds)
        discipline.arrive(job.arrival_seconds, number, job.work_seconds, job.weight)
    run_to(NEVER)
    return ends
