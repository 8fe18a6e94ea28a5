"""Merge equal pages of memory into one, as KSM does on Linux, and tell where it stops.

What it saved in studies: the measurements `de.savings`, `esx.doc`, `esx.overhead`, `ksm.scope`, `ksm.52`.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from virtfaq.errors import VirtfaqError, quote

PAGE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class InstancePages:
    """The pages of one instance, each given by its content (any hashable value stands for one).

    The kernel looks only at `anonymous` pages of a process that asked for it (`madvise`, `opted_in`), such as
    a virtual machine's memory. Pages of files are not merged: containers share those of a common layer
    already, in the page cache.
    """

    anonymous: tuple[Hashable, ...] = ()
    file: tuple[Hashable, ...] = ()
    opted_in: bool = True


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of merging, in pages: all, those kept for others to use, and those saved.

    `shared` and `sharing` are what Linux reports as `pages_shared` and `pages_sharing`.
    """

    total: int
    shared: int
    sharing: int

    @property
    def saved_bytes(self) -> int:
        """The bytes that are free again, before what the tables of the kernel take."""
        return self.sharing * PAGE_BYTES

    @property
    def used_bytes(self) -> int:
        """The bytes that the instances still take."""
        return (self.total - self.sharing) * PAGE_BYTES


def merge_pages(
    memories: Iterable[InstancePages], *, host_opted_in: bool, max_page_sharing: int | None = None
) -> Merged:
    """Merge equal pages on a host where merging is on (`host_opted_in`; it is off by default on Linux).

    One page stands for at most `max_page_sharing` equal ones; None for no limit. A page that an instance
    writes to is split off again: this is the state for contents that do not change.

    >>> one = InstancePages(("zero", "kernel", "a"))
    >>> two = InstancePages(("zero", "kernel", "b"), file=("libc",))
    >>> merge_pages([one, two], host_opted_in=True)
    Merged(total=7, shared=2, sharing=2)
    >>> merge_pages([one, two], host_opted_in=False).sharing
    0
    """
    most = max_page_sharing
    if most is not None and (isinstance(most, bool) or not isinstance(most, int) or most < 2):
        raise VirtfaqError(f"max_page_sharing is {quote(most)}; give a whole number, 2 or more, or None")
    known = tuple(memories)
    total = sum(len(memory.anonymous) + len(memory.file) for memory in known)
    seen = Counter(page for memory in known if host_opted_in and memory.opted_in for page in memory.anonymous)
    equal = [count for count in seen.values() if count > 1]
    kept = sum(1 if most is None else -(-count // most) for count in equal)
    return Merged(total, kept, sum(equal) - kept)
