"""Start many instances at once on one host: what the processors, or one lock, let through."""

from virtfaq.errors import VirtfaqError, quote


def start_together(seconds: float, count: int, *, cores: float, busy: float = 1.0) -> float:
    """Return how long each start takes where `count` are under way at any time, in seconds.

    A start that takes `seconds` alone computes during the share `busy` of that and waits during the rest.
    It never takes less than alone; and `cores` cores, shared equally, finish no more than they compute:
    max(seconds, count * busy * seconds / cores), the asymptotic bounds of a closed system (Lazowska et al.,
    "Quantitative System Performance", 1984, chapter 5). With `busy` at 1, the default, it is the most that
    starts can take on these cores; with `cores` at 1, what they take if each holds one lock throughout.

    >>> [start_together(0.2, count, cores=4) for count in (1, 4, 10)]
    [0.2, 0.2, 0.5]
    >>> start_together(0.2, 10, cores=4, busy=0.5)
    0.25
    """
    _require_above_zero(seconds=seconds, count=count, cores=cores)
    if isinstance(busy, bool) or not 0 <= busy <= 1:
        raise VirtfaqError(f"busy is {quote(busy)}; give a share, 0 to 1")
    return max(seconds, count * busy * seconds / cores)


def busy_share(seconds: float, crowded: float, count: int, *, cores: float) -> float:
    """Return the most of its time alone that a start can compute, by how long it takes in a crowd.

    `count` starts at any time that take `crowded` seconds each are `count / crowded` starts a second, each of
    which has at most `cores * crowded / count` core-seconds: the utilization law.

    >>> busy_share(0.2, 0.25, 10, cores=4)
    0.5
    """
    _require_above_zero(seconds=seconds, crowded=crowded, count=count, cores=cores)
    return min(1.0, cores * crowded / count / seconds)


def _require_above_zero(**values: float) -> None:
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
            raise VirtfaqError(f"{name} is {quote(value)}; give a number above 0")
