"""Take memory back from running virtual machines by balloons: from whom first, and down to what.

The order is Waldspurger's ("Memory Resource Management in VMware ESX Server", OSDI 2002): the guest that pays
the fewest shares for a page gives one up, and an idle page costs its owner more than one in use.
"""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from virtfaq.errors import VirtfaqError, quote


@dataclass(frozen=True, slots=True)
class Guest:
    """A virtual machine: its memory now, what it uses of it, the least it must keep, and its shares."""

    name: str
    memory_bytes: int
    active_bytes: int
    minimum_bytes: int = 0
    shares: float = 1.0

    def __post_init__(self) -> None:
        """Refuse sizes that contradict each other."""
        if (
            not 0 <= self.active_bytes <= self.memory_bytes
            or not 0 <= self.minimum_bytes <= self.memory_bytes
        ):
            raise VirtfaqError(
                f"{self.name!r} uses {self.active_bytes} and keeps {self.minimum_bytes} of "
                f"{self.memory_bytes} bytes; give at most all of them"
            )
        if not self.shares > 0:
            raise VirtfaqError(f"{self.name!r} has {quote(self.shares)} shares; give a number above 0")


@dataclass(frozen=True, slots=True)
class Reclaimed:
    """The memory that guests gave up, and what is still missing.

    `in_use_bytes` were in use, so that guests have to page. The host has to swap `missing_bytes` out itself,
    without knowing what the guests need, or to do without.
    """

    ballooned_bytes: Mapping[str, int]
    in_use_bytes: int
    missing_bytes: int


def reclaim(
    guests: Iterable[Guest], needed_bytes: int, *, idle_tax: float, page_bytes: int = 2**20
) -> Reclaimed:
    """Inflate balloons until `needed_bytes` are free or each guest is down to its minimum.

    `idle_tax` is the share of an idle page that is taken back: 0 looks at shares alone, near 1 takes idle
    pages whatever the shares. Memory goes in pieces of `page_bytes`.

    >>> busy, idle = Guest("busy", 2**30, 2**30), Guest("idle", 2**30, 2**28, minimum_bytes=2**29)
    >>> reclaim([busy, idle], 2**28, idle_tax=0.75).ballooned_bytes
    {'busy': 0, 'idle': 268435456}
    """
    if not 0 <= idle_tax < 1:
        raise VirtfaqError(f"idle_tax is {quote(idle_tax)}; give a share, 0 to below 1")
    for name, value in (("needed_bytes", needed_bytes), ("page_bytes", page_bytes)):
        if isinstance(value, bool) or not isinstance(value, int) or value < (name == "page_bytes"):
            raise VirtfaqError(f"{name} is {quote(value)}; give a whole number of bytes")
    owners = {guest.name: guest for guest in guests}
    left = {name: guest.memory_bytes for name, guest in owners.items()}
    queue = [(_compute_price(guest, guest.memory_bytes, idle_tax), name) for name, guest in owners.items()]
    heapq.heapify(queue)
    while needed_bytes > 0 and queue:
        _, name = heapq.heappop(queue)
        piece = min(page_bytes, needed_bytes, left[name] - owners[name].minimum_bytes)
        if piece > 0:
            left[name] -= piece
            needed_bytes -= piece
            heapq.heappush(queue, (_compute_price(owners[name], left[name], idle_tax), name))
    in_use = sum(max(0, guest.active_bytes - left[name]) for name, guest in owners.items())
    taken = {name: guest.memory_bytes - left[name] for name, guest in owners.items()}
    return Reclaimed(taken, in_use, needed_bytes)


def _compute_price(guest: Guest, memory: int, idle_tax: float) -> float:
    """Return the shares that a guest pays for a page: S / (P (f + k (1 - f))), k = 1 / (1 - tax)."""
    if memory == 0:
        return float("inf")
    active = min(1.0, guest.active_bytes / memory)
    return guest.shares / (memory * (active + (1 - active) / (1 - idle_tax)))
