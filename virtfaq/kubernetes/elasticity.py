"""Scale out under a burst: what waits while the autoscaler decides and while new replicas start.

Requests are a fluid: so many arrive each second, a ready replica serves so many, the rest wait. Between two
events all rates are constant, so that every figure is exact.
"""

import math
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from virtfaq.errors import MissingMeasurementError, SimulationError, quote
from virtfaq.evidence.quantity import Quantity
from virtfaq.kubernetes.autoscaler import SYNC_SECONDS, Autoscaler
from virtfaq.model.runtime_table import runtime as find_runtime
from virtfaq.simulation.engine import EventLoop

_SLACK = 1e-9  # of a request: what rounding may leave of an empty queue


@dataclass(frozen=True, slots=True)
class Moment:
    """The service just after an event, `seconds` after the burst began; `backlog` counts waiting requests."""

    seconds: float
    ready: int
    starting: int
    backlog: float


@dataclass(frozen=True, slots=True)
class Burst:
    """The course of a burst: moments in order, and the measured start-up that it rests on."""

    startup: Quantity
    moments: tuple[Moment, ...]
    recovered_seconds: float | None

    @property
    def peak_backlog(self) -> float:
        """The most requests that waited at once."""
        return max(moment.backlog for moment in self.moments)

    def backlog_at(self, seconds: float) -> float:
        """Return how many requests wait at a time; between two moments the number changes evenly.

        >>> result = burst("runc", Autoscaler(target=0.6, max_replicas=50), rate=1000, replicas=4,
        ...                capacity=100, duration_seconds=300)
        >>> [round(result.backlog_at(time)) for time in (0, 15, 22.5)]
        [0, 9000, 11310]
        """
        if not 0 <= seconds <= self.moments[-1].seconds:
            raise SimulationError(
                f"{quote(seconds)} s is not in the simulated time; give 0 to {self.moments[-1].seconds}"
            )
        for before, after in pairwise(self.moments):
            if before.seconds <= seconds <= after.seconds and after.seconds > before.seconds:
                share = (seconds - before.seconds) / (after.seconds - before.seconds)
                return before.backlog + share * (after.backlog - before.backlog)
        return self.moments[-1].backlog

    @property
    def replicas(self) -> int:
        """The number of replicas that run or start in the end."""
        return self.moments[-1].ready + self.moments[-1].starting


def startup_seconds(runtime: str) -> Quantity:
    """Return how long a replica takes to start, in seconds; `MissingMeasurementError` if nobody measured.

    >>> str(startup_seconds("firecracker"))
    '127–196 ms'
    """
    startup = find_runtime(runtime).startup
    if startup is None:
        raise MissingMeasurementError(f"the start-up of {runtime!r} was not measured")
    return startup


def burst(
    runtime: str,
    autoscaler: Autoscaler,
    *,
    rate: float,
    replicas: int,
    capacity: float,
    duration_seconds: float,
    pull_seconds: float = 0.0,
    sync_seconds: float = SYNC_SECONDS,
) -> Burst:
    """Let `rate` requests a second come, from time 0 on, to `replicas` that serve `capacity` a second each.

    The autoscaler sees how busy the ready replicas are, 0 to 1, every `sync_seconds`, first at the end of
    the first such period. A new replica is ready after the runtime's start-up and after `pull_seconds`,
    which is what its image takes to arrive. The service has recovered when nothing waits any more.
    Below, the runtime hardly matters: most of the time passes before the autoscaler has looked.

    >>> for name in ("runc", "qemu-kvm", "kata"):
    ...     result = burst(name, Autoscaler(target=0.6, max_replicas=50), rate=1000, replicas=4, capacity=100,
    ...                    duration_seconds=300)
    ...     print(name, round(result.peak_backlog), round(result.recovered_seconds, 1), result.replicas)
    runc 13620 55.8 20
    qemu-kvm 13646 55.9 20
    kata 13926 56.6 20
    """
    startup = startup_seconds(runtime)
    numbers = {"rate": rate, "capacity": capacity, "duration_seconds": duration_seconds}
    for name, value in {**numbers, "sync_seconds": sync_seconds, "replicas": replicas}.items():
        if not 0 < value < math.inf:
            raise SimulationError(f"{name} is {quote(value)}; give a number above 0")
    service = _Service(autoscaler, rate, replicas, capacity, startup.value + pull_seconds)
    service.loop.schedule(sync_seconds, lambda: service.decide(sync_seconds))
    service.loop.run(until_seconds=duration_seconds)
    service.pass_time(duration_seconds)
    service.note()
    return Burst(startup, tuple(service.moments), service.recovered)


class _Service:
    """The replicas and the queue before them, as the event loop changes them."""

    def __init__(
        self, autoscaler: Autoscaler, rate: float, ready: int, capacity: float, delay_seconds: float
    ) -> None:
        self.loop, self.autoscaler = EventLoop(), autoscaler
        self.rate, self.capacity, self.delay = rate, capacity, delay_seconds
        self.ready, self.starting, self.started = ready, list[int](), 0
        self.backlog, self.seconds = 0.0, 0.0
        self.recovered: float | None = 0.0 if rate <= ready * capacity else None
        self.moments: list[Moment] = []
        self.note()

    def note(self) -> None:
        self.moments.append(Moment(self.seconds, self.ready, len(self.starting), self.backlog))

    def pass_time(self, seconds: float) -> None:
        """Serve until a time; if the queue empties on the way, the service has recovered there."""
        growth = self.rate - self.ready * self.capacity
        left = self.backlog + growth * (seconds - self.seconds)
        if self.recovered is None and growth <= 0 and left <= _SLACK:
            self.recovered = self.seconds + (self.backlog / -growth if growth else 0.0)
        self.backlog = max(0.0, left)
        if self.backlog > _SLACK:
            self.recovered = None
        self.seconds = seconds

    def decide(self, sync_seconds: float) -> float:
        self.pass_time(self.loop.now)
        busy = 1.0 if self.backlog > _SLACK else min(1.0, self.rate / (self.ready * self.capacity))
        current = self.ready + len(self.starting)
        wanted = self.autoscaler.decide(
            self.seconds, ready=self.ready, unready=len(self.starting), metric=busy
        )
        for _ in range(wanted - current):
            self.start()
        if wanted < current:
            self.stop(current - wanted)
        self.note()
        return sync_seconds

    def start(self) -> None:
        self.started += 1
        self.starting.append(self.started)
        self.loop.schedule(self.delay, partial(self.become_ready, self.started))

    def stop(self, count: int) -> None:
        """Stop those that are not ready first, the youngest before the others, as Kubernetes does."""
        kept = max(0, len(self.starting) - count)
        self.ready -= count - (len(self.starting) - kept)
        del self.starting[kept:]

    def become_ready(self, replica: int) -> None:
        if replica in self.starting:
            self.pass_time(self.loop.now)
            self.starting.remove(replica)
            self.ready += 1
            self.note()
