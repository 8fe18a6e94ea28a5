"""Move a running instance: pre-copy, post-copy, checkpoint and restore, and when pre-copy cannot end.

Memory is in bytes, bandwidth and dirtying in bytes a second. Pre-copy follows the writable working set and
the rate rule of Clark et al., "Live Migration of Virtual Machines" (NSDI 2005).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from virtfaq.errors import VirtfaqError, quote
from virtfaq.evidence.quantity import Quantity, read_quantity
from virtfaq.units import parse_bytes

Dirtying = Callable[[float], float]
OUTCOMES = ("converged", "dirtied too fast", "rounds exhausted", "stopped", "post-copy")
_BITS = 8
_MEGABIT = 1e6 / _BITS


@dataclass(frozen=True, slots=True)
class Round:
    """One round of copying: what was sent, for how long, and what the instance dirtied meanwhile."""

    sent_bytes: float
    seconds: float
    dirtied_bytes: float

    @property
    def bandwidth(self) -> float:
        """Bytes sent a second."""
        return self.sent_bytes / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Migration:
    """The course of a migration.

    `outcome` is one of `OUTCOMES`. Pre-copy has `converged`, or it has stopped the instance with much left to
    send, because the instance `dirtied too fast` or no round was left (`rounds exhausted`). A checkpoint
    keeps the instance `stopped` throughout, `post-copy` moves it first. During the last round of pre-copy,
    the instance is stopped.
    """

    outcome: str
    rounds: tuple[Round, ...]
    downtime_seconds: float
    total_seconds: float

    @property
    def sent_bytes(self) -> float:
        """All that went over the network."""
        return sum(one.sent_bytes for one in self.rounds)

    @property
    def converged(self) -> bool:
        """True if pre-copy reached the little that it may leave for the stop."""
        return self.outcome == "converged"


def dirty_steadily(bytes_per_second: float, working_set: int | str | None = None) -> Dirtying:
    """Return the dirtying of an instance that writes at a constant rate: dirty bytes after some seconds.

    Pages written again are sent once: at most the writable working set is dirty.

    >>> dirtying = dirty_steadily(10e6, working_set="64M")
    >>> dirtying(1), dirtying(60)
    (10000000.0, 64000000)
    """
    rate, most = (
        _require_positive("bytes_per_second", bytes_per_second),
        parse_bytes(2**62 if working_set is None else working_set),
    )
    return lambda seconds: min(rate * seconds, most)


def replay_dirtying(dirtied: Sequence[float]) -> Dirtying:
    """Return the dirtying of a migration that someone measured: the dirty bytes after each round, in order.

    >>> dirtying = replay_dirtying([100, 10])
    >>> dirtying(5), dirtying(1), dirtying(1)
    (100, 10, 0)
    """
    rounds = iter(tuple(dirtied))
    return lambda _seconds: next(rounds, 0)


def precopy(
    memory: int | str, dirtying: Dirtying | float, *, bandwidth: float, rounds: int = 30
) -> Migration:
    """Copy at a constant bandwidth, then what was dirtied meanwhile, and so on: pre-copy as in textbooks.

    Below the bandwidth, a constant rate of dirtying gives a geometric series; at or above it, pre-copy
    cannot converge, and the outcome says so after one round.

    >>> calm, busy = (precopy("1Gi", rate, bandwidth=125e6) for rate in (25e6, 200e6))
    >>> calm.outcome, round(calm.total_seconds, 2), round(calm.sent_bytes / 2**30, 2)
    ('converged', 10.74, 1.25)
    >>> busy.outcome, round(busy.downtime_seconds, 1)
    ('dirtied too fast', 8.6)
    """
    speed = _require_positive("bandwidth", bandwidth)
    return _copy(memory, dirtying, lambda _rate: speed, speed, rounds, increment=0.0)


def adaptive_precopy(
    memory: int | str,
    dirtying: Dirtying | float,
    *,
    min_bandwidth: float,
    max_bandwidth: float,
    rounds: int = 30,
) -> Migration:
    """Copy by the rule of Clark et al.: as fast as the instance dirties, and a little more.

    The first round goes at `min_bandwidth`; each next at the rate of dirtying of the one before and 50 Mbit/s
    more, within the two bounds. Copying ends when that would exceed `max_bandwidth`, or when at most 256 KB
    are left, or after so many rounds; the instance is stopped and the rest sent at `max_bandwidth`.

    >>> moved = adaptive_precopy("800Mi", 2e6, min_bandwidth=100e6 / 8, max_bandwidth=500e6 / 8)
    >>> moved.outcome, len(moved.rounds), round(moved.total_seconds, 1)
    ('converged', 6, 79.9)
    """
    slow, fast = (
        _require_positive("min_bandwidth", min_bandwidth),
        _require_positive("max_bandwidth", max_bandwidth),
    )
    if slow > fast:
        raise VirtfaqError(f"min_bandwidth {slow} is above max_bandwidth {fast}; swap them")
    more = read_quantity("clark.rule", 0).value * _MEGABIT
    return _copy(memory, dirtying, lambda rate: max(slow, rate + more), fast, rounds, increment=more)


def postcopy(
    memory: int | str, *, bandwidth: float, state: int | str = "1Mi", touched: float = 1.0
) -> Migration:
    """Move the processor state first, run at once, and send each page of memory once, afterwards.

    `state` is what must go before the instance can run again, `touched` the share of memory that it ever
    needs there. Down for a moment, the instance is slow until all has come: each page not yet there costs a
    round trip, and if a machine fails meanwhile, the instance is lost.

    >>> moved = postcopy("1Gi", bandwidth=125e6)
    >>> round(moved.downtime_seconds, 4), round(moved.total_seconds, 2)
    (0.0084, 8.6)
    """
    speed, first = _require_positive("bandwidth", bandwidth), parse_bytes(state)
    if not 0 <= touched <= 1:
        raise VirtfaqError(f"touched is {quote(touched)}; give a share, 0 to 1")
    rest = parse_bytes(memory) * touched
    sent = (Round(first, first / speed, 0), Round(rest, rest / speed, 0))
    return Migration("post-copy", sent, sent[0].seconds, sum(one.seconds for one in sent))


def checkpoint_restore(
    memory: int | str, *, bandwidth: float, save: Quantity, restore: Quantity
) -> Migration:
    """Stop the instance, save it, send it whole, restore it: down from the beginning to the end.

    `save` and `restore` are measured times, in seconds.

    >>> save, restore = read_quantity("lightvm.save", 1), read_quantity("lightvm.restore", 1)
    >>> round(checkpoint_restore("1Gi", bandwidth=1.25e9, save=save, restore=restore).downtime_seconds, 2)
    1.54
    """
    size, speed = parse_bytes(memory), _require_positive("bandwidth", bandwidth)
    for time in (save, restore):
        if time.unit != "seconds":
            raise VirtfaqError(f"{time} is in {time.unit}; give a measured time, in seconds")
    down = save.value + size / speed + restore.value
    return Migration("stopped", (Round(size, size / speed, 0),), down, down)


def _copy(
    memory: int | str,
    dirtying: Dirtying | float,
    pace: Callable[[float], float],
    fastest: float,
    limit: int,
    increment: float,
) -> Migration:
    """Copy in rounds, each at a pace set by the rate of dirtying in the one before; then stop."""
    size, dirty = parse_bytes(memory), dirtying if callable(dirtying) else dirty_steadily(dirtying)
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise VirtfaqError(f"rounds is {quote(limit)}; give a whole number, 1 or more")
    done, outcome = [], "rounds exhausted"
    for one in _copy_rounds(size, dirty, pace, fastest, limit):
        done.append(one)
        if one.dirtied_bytes <= _read_threshold():
            outcome = "converged"
            break
        if one.dirtied_bytes / one.seconds + increment > fastest or _is_hopeless(one, increment):
            outcome = "dirtied too fast"
            break
    left = done[-1].dirtied_bytes
    done.append(Round(left, left / fastest, 0))
    return Migration(outcome, tuple(done), done[-1].seconds, sum(one.seconds for one in done))


def _copy_rounds(
    size: float, dirty: Dirtying, pace: Callable[[float], float], fastest: float, limit: int
) -> Iterator[Round]:
    left, rate = float(size), 0.0
    for _ in range(limit):
        seconds = left / min(pace(rate), fastest)
        dirtied = min(dirty(seconds), size)
        yield Round(left, seconds, dirtied)
        left, rate = dirtied, dirtied / seconds if seconds else 0.0


def _is_hopeless(one: Round, increment: float) -> bool:
    """Tell whether a round at constant bandwidth leaves as much as it sent: then all later ones will."""
    return increment == 0 and one.dirtied_bytes >= one.sent_bytes


def _read_threshold() -> float:
    return read_quantity("clark.rule", 1).value * 1000


def _require_positive(name: str, value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or value < 0:
        raise VirtfaqError(f"{name} is {quote(value)}; give bytes a second, above 0")
    if value == 0 and name != "bytes_per_second":
        raise VirtfaqError(f"{name} is 0; give bytes a second, above 0")
    return float(value)
