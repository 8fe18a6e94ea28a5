"""Convert what a container runtime writes to cgroups: CPU amounts of Kubernetes, OCI (v1) values to v2.

Sources: `MilliCPUToQuota` and `MilliCPUToShares` of the kubelet (kubernetes/kubernetes,
pkg/kubelet/cm/helpers_linux.go); the conversions of opencontainers/cgroups, utils.go.
"""

import math
from typing import NamedTuple

from virtfaq.errors import QuantityError, quote

UNLIMITED = -1
_UNSET = 0
_PERIOD_US = 100_000
_LEAST_QUOTA_US = 1_000
_SHARES_PER_CORE = 1024
_LEAST_SHARES, _MOST_SHARES = 2, 2**18
_LEAST_WEIGHT, _MOST_WEIGHT = 1, 10_000
_LEAST_BLKIO, _MOST_BLKIO = 10, 1000


class Bandwidth(NamedTuple):
    """A CPU limit: this much processor time in each period, both in microseconds; zeros for no limit."""

    quota_us: int
    period_us: int


def cpu_bandwidth(millicores: int) -> Bandwidth:
    """Return the quota that the kubelet sets for a CPU limit: at least 1 ms in each 100 ms.

    >>> cpu_bandwidth(1500), cpu_bandwidth(5)
    (Bandwidth(quota_us=150000, period_us=100000), Bandwidth(quota_us=1000, period_us=100000))
    >>> cpu_bandwidth(0)
    Bandwidth(quota_us=0, period_us=0)
    """
    if _require_whole("millicores", millicores) == 0:
        return Bandwidth(0, 0)
    return Bandwidth(max(millicores * _PERIOD_US // 1000, _LEAST_QUOTA_US), _PERIOD_US)


def cpu_shares(millicores: int) -> int:
    """Return the cgroup v1 `cpu.shares` that the kubelet sets for a CPU request: 1024 a core, 2 to 262144.

    >>> cpu_shares(500), cpu_shares(0)
    (512, 2)
    """
    shares = _require_whole("millicores", millicores) * _SHARES_PER_CORE // 1000
    return min(max(shares, _LEAST_SHARES), _MOST_SHARES)


def cpu_weight(shares: int) -> int:
    """Return the cgroup v2 `cpu.weight` for a v1 `cpu.shares`; 0, unset, stays 0.

    The least, the usual and the greatest shares become the least, the usual and the greatest weight; a
    curve of second degree in log2(shares) joins them.

    >>> [cpu_weight(shares) for shares in (0, 2, 512, 1024, 262144)]
    [0, 1, 59, 100, 10000]
    """
    if _require_whole("shares", shares) == _UNSET:
        return _UNSET
    if shares <= _LEAST_SHARES:
        return _LEAST_WEIGHT
    if shares >= _MOST_SHARES:
        return _MOST_WEIGHT
    doublings = math.log2(shares)
    return math.ceil(10 ** ((doublings * doublings + 125 * doublings) / 612 - 7 / 34))


def memory_swap(memory_and_swap: int, memory: int) -> int:
    """Return the v2 `memory.swap.max` for v1 limits of memory, and of memory and swap together, in bytes.

    0 means unset and -1 unlimited. Raises `QuantityError` where the two limits contradict each other.

    >>> memory_swap(500, 200), memory_swap(-1, 200), memory_swap(0, -1)
    (300, -1, -1)
    >>> memory_swap(300, 400)
    Traceback (most recent call last):
        ...
    virtfaq.errors.QuantityError: memory and swap together are 300, less than memory, 400; give at least as much
    """  # noqa: E501 -- a doctest shows the message on its one line
    if memory == UNLIMITED and memory_and_swap == _UNSET:
        return UNLIMITED
    if memory_and_swap in (UNLIMITED, _UNSET) or (memory == UNLIMITED and memory_and_swap > 0):
        return memory_and_swap
    if memory <= 0 or memory_and_swap < 0:
        raise QuantityError(
            f"swap cannot be told from memory and swap, {quote(memory_and_swap)}, and memory, "
            f"{quote(memory)}; give both in bytes, or -1 for no limit"
        )
    if memory_and_swap < memory:
        raise QuantityError(
            f"memory and swap together are {quote(memory_and_swap)}, less than memory, {quote(memory)}; "
            "give at least as much"
        )
    return memory_and_swap - memory


def io_weight(blkio_weight: int) -> int:
    """Return the v2 `io.weight` for a v1 `blkio.weight`: 10 to 1000 become 1 to 10000; 0, unset, stays 0.

    >>> io_weight(10), io_weight(1000)
    (1, 10000)
    """
    if _require_whole("blkio.weight", blkio_weight) == _UNSET:
        return _UNSET
    if not _LEAST_BLKIO <= blkio_weight <= _MOST_BLKIO:
        raise QuantityError(f"blkio.weight is {quote(blkio_weight)}; give 10 to 1000, or 0 to leave it unset")
    return 1 + (blkio_weight - _LEAST_BLKIO) * (_MOST_WEIGHT - 1) // (_MOST_BLKIO - _LEAST_BLKIO)


def _require_whole(name: str, value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise QuantityError(f"{name} is {quote(value)}; give a whole number, 0 or more")
    return value
