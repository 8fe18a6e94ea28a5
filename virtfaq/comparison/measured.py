"""Find, for each number of a table, one study that measured both instances: others would compare machines."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from virtfaq.evidence.measurements import note
from virtfaq.evidence.quantity import Quantity, join
from virtfaq.evidence.readings import groups, list_readings
from virtfaq.model.runtime import Runtime


class Alike(NamedTuple):
    """Quantities that mean the same to whoever waits or pays, for containers and for virtual machines.

    With `beyond`, what is compared is the difference from that runtime in the same study.
    """

    names: tuple[str, ...]
    beyond: str = ""


# The first of which one study has both sides is shown.
MEASURED = {
    "host system calls": (Alike(("host system calls",)),),
    "added latency": (Alike(("time of a request to Redis",), "native"), Alike(("added round trip",))),
    "memory per instance": (
        Alike(("memory per instance with a small application",)),
        Alike(("memory per empty instance",)),
    ),
    "start-up": (
        Alike(("container start", "virtual machine start")),
        Alike(("container run",)),
        Alike(("virtual machine boot",)),
    ),
    "CPU efficiency": (Alike(("computing relative to native",)),),
}
# What the evidence calls a runtime. No study has containers and whole systems under KVM: those under Xen,
# another hypervisor for the same processors, stand for them, from a minimal Linux to a whole distribution.
_NAMES = {"qemu-kvm": ("qemu-kvm", "xen"), "unikernel": ("firecracker",)}
_SYSTEMS = ("", "minimal Linux", "Debian")
_GUESTS = {"unikernel": ("unikernel",)}


_Setup = tuple[str, str]  # a study, and the machine that it used


def find_both(a: Runtime, b: Runtime, number: str) -> tuple[Quantity, Quantity] | None:
    """Return one of `MEASURED` for two runtimes, from one machine of the newest study that has both.

    >>> from virtfaq import runtime
    >>> find_both(runtime("runc"), runtime("qemu-kvm"), "start-up")
    (200 ms, 0.540–2.00 s)
    >>> find_both(runtime("runc"), runtime("qemu-tcg"), "start-up") is None
    True
    """
    for alike in MEASURED[number]:
        left, right = _read_by_setup(alike, a), _read_by_setup(alike, b)
        if shared := [setup for setup in left if setup in right]:
            setup = max(shared, key=lambda setup: left[setup].years)
            for key in left[setup].keys + right[setup].keys:
                note(key)
            return left[setup], right[setup]
    return None


def _read_by_setup(alike: Alike, runtime: Runtime) -> dict[_Setup, Quantity]:
    """Return what each study found for the runtime, on each machine."""
    guests = _GUESTS.get(runtime.name, _SYSTEMS)
    names = _NAMES.get(runtime.name, (runtime.name,))
    found = _gather(one for name in names for guest in guests for one in _list(alike.names, name, guest))
    if not alike.beyond:
        return found
    bare = _gather(_list(alike.names, alike.beyond))
    return {setup: found[setup] - bare[setup] for setup in found if setup in bare}


def _gather(every: Iterable[Quantity]) -> dict[_Setup, Quantity]:
    setups: dict[_Setup, list[Quantity]] = {}
    for one in every:
        machine = re.split("[,;]", one.measurements[0].conditions)[0]
        setups.setdefault((one.studies[0], machine), []).append(one)
    return {setup: join(found) for setup, found in setups.items()}


def _list(names: Iterable[str], runtime: str, guest: str = "") -> Iterator[Quantity]:
    """Yield the readings of some quantities; none of a runtime that was not measured."""
    for name in names:
        if (name, runtime, guest) in groups():
            yield from list_readings(name, runtime, guest, quoted=False)
