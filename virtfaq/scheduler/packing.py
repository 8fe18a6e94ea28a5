"""Pack bins: place instances one after the other on the first, fullest or emptiest host with room.

Requests and hosts are pairs of whole numbers: processor in millicores, memory in bytes. Hosts are kept so
that placing an instance costs about the logarithm of their number, with the same result as a look at each.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from math import inf
from typing import TypeVar

from virtfaq.errors import SchedulerError, quote

Size = tuple[int, int]
T = TypeVar("T", int, float)

_MOST_SHELVES = 24
_MOST_PROPORTIONS = 3


def first_fit(requests: Sequence[Size], hosts: Sequence[Size]) -> list[int | None]:
    """Return the position of the first host with room for each request, in turn; None where none has.

    >>> first_fit([(500, 6), (500, 6), (500, 2)], hosts=[(1000, 8), (4000, 8)])
    [0, 1, 0]
    """
    _check_sizes(requests, hosts)
    tree = _FirstFitTree(requests, hosts)
    # Hosts only fill up, so the search for a size goes on where the last one for that size ended.
    last: dict[Size, int] = {}
    placed: list[int | None] = []
    for request in requests:
        at = tree.find_first(request, last.get(request, 1))
        if at:
            tree.take(at, request)
        last[request] = at
        placed.append(at - tree.size if at else None)
    return placed


def spread(requests: Sequence[Size], hosts: Sequence[Size]) -> list[int | None]:
    """Place each request on the host that has the most memory free; the first of equals (worst fit).

    >>> spread([(500, 2), (500, 2), (500, 2)], hosts=[(1000, 8), (4000, 9)])
    [1, 0, 1]
    """
    _check_sizes(requests, hosts)
    return list(map(_Shelves(requests, hosts, emptiest=True).place, requests))


def best_fit(requests: Sequence[Size], hosts: Sequence[Size]) -> list[int | None]:
    """Place each request on the host with room that has the least memory free; the first of equals.

    >>> best_fit([(500, 2), (500, 6), (500, 2)], hosts=[(4000, 9), (1000, 8)])
    [1, 1, 0]
    """
    _check_sizes(requests, hosts)
    return list(map(_Shelves(requests, hosts, emptiest=False).place, requests))


def first_fit_decreasing(sizes: Iterable[int], capacity: int) -> list[list[int]]:
    """Pack sizes into as few bins of one capacity as first fit takes, the largest sizes first.

    It takes at most 11/9 of the fewest possible, and 6/9 of a bin: the bound is tight (Dósa 2007).

    >>> first_fit_decreasing([4, 8, 1, 4, 2, 1], capacity=10)
    [[8, 2], [4, 4, 1, 1]]
    """
    ordered = sorted(sizes, reverse=True)
    if ordered and not (
        0 < ordered[-1] <= ordered[0] <= capacity and all(type(one) is int for one in ordered)
    ):
        raise SchedulerError(f"sizes from {ordered[-1]} to {ordered[0]}; give whole numbers, 1 to {capacity}")
    places = first_fit([(size, size) for size in ordered], [(capacity, capacity)] * len(ordered))
    bins: dict[int | None, list[int]] = {}
    for place, size in zip(places, ordered, strict=True):
        bins.setdefault(place, []).append(size)
    return [bins[place] for place in range(len(bins))]


class _FirstFitTree:
    """The hosts as leaves of a binary tree that finds the first one with room.

    A proportion is a number of bytes for each millicore. For each of a few proportions, a node holds the most
    memory that a host below it can give together with the processor of that proportion. This decides for a
    request of one of these proportions, and nearly decides for one between two of them.
    """

    __slots__ = ("free", "maxima", "proportions", "size")

    def __init__(self, requests: Sequence[Size], hosts: Sequence[Size]) -> None:
        self.size = 1 << max(len(hosts) - 1, 1).bit_length()
        self.free = list(hosts)
        self.proportions = _keep_few({_find_proportion(request) for request in requests}, _MOST_PROPORTIONS)
        self.maxima = []
        for proportion in self.proportions:
            leaves = [_limit_to_proportion(free, proportion) for free in hosts] + [-1.0] * (
                self.size - len(hosts)
            )
            maxima = [-1.0] * self.size + leaves
            for node in range(self.size - 1, 0, -1):
                maxima[node] = max(maxima[2 * node], maxima[2 * node + 1])
            self.maxima.append(maxima)

    def find_first(self, request: Size, node: int) -> int:
        """Return the first leaf with room from `node` on, or 0."""
        proportion = _find_proportion(request)
        above = bisect_left(self.proportions, proportion)
        below = above - (self.proportions[above] != proportion)
        low, high, size = self.maxima[below], self.maxima[above], self.size
        need_low = _limit_to_proportion(request, self.proportions[below])
        need_high = _limit_to_proportion(request, self.proportions[above])
        while node:
            if low[node] >= need_low and high[node] >= need_high:
                if node < size:
                    node *= 2
                    continue
                cpu, memory = self.free[node - size]
                if cpu >= request[0] and memory >= request[1]:
                    return node
            while node & 1:
                node >>= 1
            node += node > 0
        return 0

    def take(self, leaf: int, request: Size) -> None:
        """Take a request from what is free at a leaf."""
        cpu, memory = self.free[leaf - self.size]
        left = self.free[leaf - self.size] = cpu - request[0], memory - request[1]
        for proportion, maxima in zip(self.proportions, self.maxima, strict=True):
            node, old, new = leaf, maxima[leaf], _limit_to_proportion(left, proportion)
            maxima[leaf] = new
            while node > 1 and maxima[node >> 1] == old != new:
                new = max(new, maxima[node ^ 1])
                node >>= 1
                maxima[node] = new


def _find_proportion(size: Size) -> float:
    return size[1] / size[0] if size[0] else inf


def _limit_to_proportion(size: Size, proportion: float) -> float:
    cpu, memory = size
    part = cpu * proportion if proportion else cpu
    return part if part < memory or not proportion else memory


def _keep_few(values: Iterable[T], most: int) -> list[T]:
    """Return the values in order, or `most` of them with the first and the last."""
    ordered = sorted(values)
    if len(ordered) <= most:
        return ordered
    return [ordered[at * (len(ordered) - 1) // (most - 1)] for at in range(most)]


class _Shelves:
    """The hosts on shelves, by the processor they have free; on a shelf, in the order of their free memory.

    The key of a host is its free memory, then its position, in the order that lets a search meet the first of
    equals first. On all shelves but the first that a request looks at, every host has the processor for it.
    """

    __slots__ = ("count", "cpus", "emptiest", "limits", "shelves")

    def __init__(self, requests: Sequence[Size], hosts: Sequence[Size], *, emptiest: bool) -> None:
        self.limits = _keep_few({cpu for cpu, _ in requests}, _MOST_SHELVES)
        self.cpus = [cpu for cpu, _ in hosts]
        self.count, self.emptiest = len(hosts), emptiest
        self.shelves: list[list[int]] = [[] for _ in range(len(self.limits) + 1)]
        for at, (cpu, memory) in enumerate(hosts):
            rank = self.count - 1 - at if emptiest else at
            self.shelves[bisect_right(self.limits, cpu)].append(memory * self.count + rank)
        for shelf in self.shelves:
            shelf.sort()

    def place(self, request: Size) -> int | None:
        """Take a request from the best host with room, and return its position."""
        (cpu, memory), shelves = request, self.shelves
        floor, best, found = memory * self.count, -1, (0, 0)
        for level in range(bisect_right(self.limits, cpu), len(shelves)):
            shelf = shelves[level]
            if shelf and shelf[-1] >= floor and not (self.emptiest and shelf[-1] < best):
                step = self._find_first(shelf, cpu, floor)
                if step >= 0 and (best < 0 or (shelf[step] > best) == self.emptiest):
                    best, found = shelf[step], (level, step)
        if best < 0:
            return None
        del shelves[found[0]][found[1]]
        at = self._find_position(best)
        self.cpus[at] -= cpu
        insort(shelves[bisect_right(self.limits, self.cpus[at])], best - floor)
        return at

    def _find_first(self, shelf: list[int], cpu: int, floor: int) -> int:
        step, stride = (len(shelf) - 1, -1) if self.emptiest else (bisect_left(shelf, floor), 1)
        while 0 <= step < len(shelf) and shelf[step] >= floor:
            if self.cpus[self._find_position(shelf[step])] >= cpu:
                return step
            step += stride
        return -1

    def _find_position(self, key: int) -> int:
        return self.count - 1 - key % self.count if self.emptiest else key % self.count


def _check_sizes(requests: Sequence[Size], hosts: Sequence[Size]) -> None:
    for size in (*requests, *hosts):
        if not (len(size) == 2 and type(size[0]) is type(size[1]) is int and size[0] >= 0 <= size[1]):
            raise SchedulerError(
                f"{quote(size)} is not a size; give millicores and bytes, whole numbers, 0 or more"
            )
