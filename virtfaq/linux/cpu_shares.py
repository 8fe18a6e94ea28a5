"""Share the processor: weights, limits, nested groups, and what a noisy neighbour costs.

Sharing is work-conserving and max-min fair, as Linux shares processors among control groups
(https://docs.kernel.org/admin-guide/cgroup-v2.html): what one does not use, the others divide by weight.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from virtfaq import evidence
from virtfaq.errors import DuplicateNameError, MissingMeasurementError, SimulationError, quote
from virtfaq.model.runtime_table import runtime as find_runtime
from virtfaq.records import fill, replace

_UNLIMITED = float("inf")
_CPU_WEIGHT = "cgroup2.cpu.weight"
# sched_prio_to_weight of kernel/sched/core.c, from nice -20 to 19: a level is worth about 10 % of the time.
_NICE_WEIGHTS = (
    *(88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916),
    *(9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991, 1586, 1277),
    *(1024, 820, 655, 526, 423, 335, 272, 215, 172, 137),
    *(110, 87, 70, 56, 45, 36, 29, 23, 18, 15),
)
_LOWEST_NICE = -20


@dataclass(frozen=True, slots=True, init=False)
class Group:
    """A control group: processes that could use `demand_cores` at once, or groups inside.

    `weight` is `cpu.weight`, the share when processors are scarce; `max_cores` is `cpu.max` as a number of
    cores, quota / period, infinite if there is no limit. As in Linux, a group holds processes or groups.

    >>> Group("web", weight=200, max_cores=0.5)
    Group(name='web', weight=200, max_cores=0.5, demand_cores=inf, groups=())
    >>> Group("web", weight=0)
    Traceback (most recent call last):
        ...
    virtfaq.errors.SimulationError: 'web': cpu.weight is 0; give a whole number, 1 to 10000
    """

    name: str
    weight: int
    max_cores: float
    demand_cores: float
    groups: "tuple[Group, ...]"

    def __init__(
        self,
        name: str,
        *,
        weight: int | None = None,
        max_cores: float = _UNLIMITED,
        demand_cores: float = _UNLIMITED,
        groups: "Iterable[Group]" = (),
    ) -> None:
        """Make a group; `weight` is the kernel's if None, `demand_cores` counts threads that want to run."""
        inner = tuple(groups)
        if inner and demand_cores != _UNLIMITED:
            raise SimulationError(f"{name!r} has groups inside: give their demand_cores, not its own")
        for field, cores in (("max_cores", max_cores), ("demand_cores", demand_cores)):
            if not cores >= 0:
                raise SimulationError(
                    f"{name!r}: {field} is {quote(cores)}; give a number of cores, 0 or more"
                )
        fill(self, name=name, weight=_check_weight(name, weight), max_cores=max_cores)
        fill(self, demand_cores=demand_cores, groups=inner)

    def walk(self) -> "Iterator[Group]":
        """Yield this group and all below it, parents first."""
        yield self
        for group in self.groups:
            yield from group.walk()

    def compute_demand(self) -> float:
        """Return how many cores the group would use if there were no end of them."""
        inside = sum(group.compute_demand() for group in self.groups) if self.groups else self.demand_cores
        return min(self.max_cores, inside)


@dataclass(frozen=True, slots=True)
class Contention:
    """The share of a victim beside `neighbours`: its cores, and how many times longer its work takes.

    `keys` are the measurements of the runtime's efficiency, if it counts.
    """

    neighbours: int
    cores: float
    slowdown: float
    keys: tuple[str, ...] = ()


def water_fill(
    capacity: float, demands: Sequence[float], weights: Sequence[float] | None = None
) -> list[float]:
    """Divide a capacity max-min fairly: nobody above its demand, the rest in proportion to weights.

    Demands and capacity are in one unit, such as cores; weights are positive, and equal if not given.

    >>> water_fill(10, [2, 8, 8])
    [2, 4.0, 4.0]
    >>> water_fill(9, [1, 8, 8], weights=[1, 3, 1])
    [1, 6.0, 2.0]
    """
    ratios = [1.0] * len(demands) if weights is None else list(weights)
    if len(ratios) != len(demands) or not all(ratio > 0 for ratio in ratios):
        raise SimulationError(f"the weights are {quote(weights)}; give one above 0 for each demand")
    if not capacity >= 0 or not all(demand >= 0 for demand in demands):
        raise SimulationError(f"cannot divide {quote(capacity)} by {quote(demands)}; give numbers, 0 or more")
    order = sorted(range(len(demands)), key=lambda index: demands[index] / ratios[index])
    # Sums from the back, so that the last one is exactly the last weight and takes all that is left.
    sums = list(accumulate(ratios[index] for index in reversed(order)))
    shares, left = [0.0] * len(demands), capacity
    for index, total in zip(order, reversed(sums), strict=True):
        shares[index] = min(demands[index], left * (ratios[index] / total))
        left = max(0, left - shares[index])
    return shares


def allocate(groups: Iterable[Group], cores: float) -> dict[str, float]:
    """Return how many cores each group gets, inner groups included, on a machine of `cores`.

    >>> pods = Group("pods", weight=300, groups=[Group("web", weight=100), Group("batch", weight=100)])
    >>> allocate([pods, Group("system", weight=100)], cores=8)
    {'pods': 6.0, 'web': 3.0, 'batch': 3.0, 'system': 2.0}
    >>> allocate([pods, Group("system", weight=100, demand_cores=0.5)], cores=8)
    {'pods': 7.5, 'web': 3.75, 'batch': 3.75, 'system': 0.5}
    """
    top = tuple(groups)
    seen: set[str] = set()
    for group in (inner for outer in top for inner in outer.walk()):
        if group.name in seen:
            raise DuplicateNameError(f"two groups are named {group.name!r}; rename one")
        seen.add(group.name)
    return dict(_allocate_inside(top, cores))


def nice_weight(nice: int) -> int:
    """Return the scheduler's weight of a nice level, -20 to 19; twice the weight is twice the time.

    Source: `sched_prio_to_weight` in kernel/sched/core.c of Linux.

    >>> nice_weight(0), nice_weight(5)
    (1024, 335)
    >>> nice_weight(20)
    Traceback (most recent call last):
        ...
    virtfaq.errors.SimulationError: 20 is not a nice level; give a whole number, -20 to 19
    """
    index = nice - _LOWEST_NICE if isinstance(nice, int) and not isinstance(nice, bool) else -1
    if not 0 <= index < len(_NICE_WEIGHTS):
        raise SimulationError(f"{quote(nice)} is not a nice level; give a whole number, -20 to 19")
    return _NICE_WEIGHTS[index]


def noisy_neighbours(
    victim: Group, neighbour: Group, *, cores: float, counts: Iterable[int], runtime: str | None = None
) -> tuple[Contention, ...]:
    """Return what the victim gets beside each number of copies of a neighbour, on a machine of `cores`.

    A virtual machine has no more threads than virtual processors: give them as `demand_cores`. With
    `runtime`, its measured efficiency slows the victim too; `MissingMeasurementError` if there is none.

    >>> for row in noisy_neighbours(Group("web", demand_cores=2), Group("noise"), cores=4, counts=(0, 1, 3)):
    ...     print(row.neighbours, row.cores, row.slowdown)
    0 2 1.0
    1 2 1.0
    3 1.0 2.0
    >>> shielded = Group("noise", max_cores=0.5)
    >>> [row.cores for row in noisy_neighbours(Group("web"), shielded, cores=4, counts=(0, 4))]
    [4.0, 2.0]
    """
    efficiency = find_runtime(runtime).cpu_efficiency if runtime else None
    if runtime and efficiency is None:
        raise MissingMeasurementError(f"the CPU efficiency of {runtime!r} was not measured")
    speed, keys = (efficiency.value, efficiency.keys) if efficiency else (1.0, ())
    alone = min(victim.compute_demand(), cores)
    rows = []
    for count in counts:
        crowd = [replace(neighbour, name=f"{neighbour.name} {number + 1}") for number in range(count)]
        got = dict(_allocate_inside((victim, *crowd), cores))[victim.name]
        rows.append(Contention(count, got, alone / (got * speed) if got else _UNLIMITED, keys))
    return tuple(rows)


def _allocate_inside(groups: tuple[Group, ...], cores: float) -> Iterator[tuple[str, float]]:
    shares = water_fill(
        cores, [group.compute_demand() for group in groups], [group.weight for group in groups]
    )
    for group, share in zip(groups, shares, strict=True):
        yield group.name, share
        yield from _allocate_inside(group.groups, share)


def _check_weight(name: str, weight: int | None) -> int:
    known = evidence.get(_CPU_WEIGHT).value
    least, most = known["range"]
    if weight is None:
        return int(known["default"])
    if isinstance(weight, bool) or not isinstance(weight, int) or not least <= weight <= most:
        raise SimulationError(
            f"{name!r}: cpu.weight is {quote(weight)}; give a whole number, {least} to {most}"
        )
    return weight
