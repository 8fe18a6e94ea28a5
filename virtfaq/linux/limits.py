"""Apply a limit of a control group: processes wait for `cpu.max`, or die for `memory.max`.

Sources: Control Group v2 (https://docs.kernel.org/admin-guide/cgroup-v2.html), interface files of CPU and
memory; for who is killed, proc_pid_oom_score_adj(5).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from virtfaq.errors import DuplicateNameError, SimulationError, quote
from virtfaq.linux.cgroups import Bandwidth

_NEVER_KILLED = -1000
_HIGHEST = 1000


@dataclass(frozen=True, slots=True)
class OomCandidate:
    """A process of a control group: the memory it uses, and its `oom_score_adj`, -1000 to 1000.

    A process whose adjustment is -1000 is never killed.
    """

    name: str
    memory_bytes: int
    oom_score_adj: int = 0

    def __post_init__(self) -> None:
        """Refuse what is no amount of memory or no adjustment."""
        if (
            isinstance(self.memory_bytes, bool)
            or not isinstance(self.memory_bytes, int)
            or self.memory_bytes < 0
        ):
            raise SimulationError(
                f"{self.name!r}: memory_bytes is {quote(self.memory_bytes)}; give a whole number, 0 or more"
            )
        if not _NEVER_KILLED <= self.oom_score_adj <= _HIGHEST:
            raise SimulationError(
                f"{self.name!r}: oom_score_adj is {quote(self.oom_score_adj)}; give -1000 to 1000"
            )

    def badness(self, allowed_bytes: int) -> float:
        """Return the share of the allowed memory that it uses, in thousandths, with its adjustment.

        >>> OomCandidate("web", 512).badness(1024), OomCandidate("web", 512, oom_score_adj=-200).badness(1024)
        (500.0, 300.0)
        """
        return 1000 * self.memory_bytes / allowed_bytes + self.oom_score_adj


def oom_kills(processes: Iterable[OomCandidate], memory_max_bytes: int) -> tuple[OomCandidate, ...]:
    """Return the processes of one control group that the kernel kills, in order, until the rest fits.

    The memory allowed is the group's limit, and only its own processes are candidates. Nothing is reclaimed
    first: what the processes use is counted as memory that cannot be written elsewhere. Raises
    `SimulationError` where those that may not be killed are too large by themselves.

    >>> group = [OomCandidate("worker", 700), OomCandidate("shell", 100), OomCandidate("cache", 300)]
    >>> [process.name for process in oom_kills(group, memory_max_bytes=1000)]
    ['worker']
    >>> oom_kills(group, memory_max_bytes=2000)
    ()
    """
    left, killed = list(processes), list[OomCandidate]()
    if len({process.name for process in left}) < len(left):
        raise DuplicateNameError("two processes have one name; rename one")
    if isinstance(memory_max_bytes, bool) or not isinstance(memory_max_bytes, int) or memory_max_bytes <= 0:
        raise SimulationError(f"memory_max_bytes is {quote(memory_max_bytes)}; give a whole number above 0")
    while sum(process.memory_bytes for process in left) > memory_max_bytes:
        candidates = [process for process in left if process.oom_score_adj > _NEVER_KILLED]
        if not candidates:
            raise SimulationError("what may not be killed needs more than memory_max_bytes; raise the limit")
        killed.append(max(candidates, key=lambda process: process.badness(memory_max_bytes)))
        left.remove(killed[-1])
    return tuple(killed)


def burst_seconds(cpu_seconds: float, *, threads: int, bandwidth: Bandwidth) -> float:
    """Return how long a burst of work takes on free cores, by the clock, under a `cpu.max`.

    The threads share the work equally, and start with a period. When they have used the quota of a period,
    all wait for the next one. A quota of 0 is no limit.

    >>> from virtfaq.linux.cgroups import cpu_bandwidth
    >>> [round(burst_seconds(0.4, threads=4, bandwidth=cpu_bandwidth(limit)), 3) for limit in (0, 4000, 1000)]
    [0.1, 0.1, 0.325]
    """
    if not 0 <= cpu_seconds < float("inf") or not isinstance(threads, int) or threads < 1:
        raise SimulationError(
            f"{quote(cpu_seconds)} s of work by {quote(threads)} threads; give seconds, and 1 thread or more"
        )
    quota_us, period_us = bandwidth
    if not quota_us or quota_us >= threads * period_us:
        return cpu_seconds / threads
    # Whole, so that no rest is left of a quota that is used to the end.
    work_us = round(cpu_seconds * 1_000_000)
    waits = max(0, -(-work_us // quota_us) - 1)
    return (waits * period_us + (work_us - waits * quota_us) / threads) / 1_000_000
