"""Start an instance: named stages, what each waits for, and the chain of stages that decides.

Stages that need none of each other run at the same time, on an idle host. `_STAGES`, at the end, names those
of each instance that was measured.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from virtfaq import evidence
from virtfaq.errors import StageError, UnknownRuntimeError, VirtfaqError, describe_unknown, quote
from virtfaq.evidence.quantity import Quantity, read_quantity
from virtfaq.records import fill, replace


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing that takes time: its name, how long, and the names of the stages that must end before.

    `keys` names the measurements of a time that was published; a computed time has none.
    """

    name: str
    seconds: float
    after: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a duration that is not a number of seconds, 0 or more."""
        if isinstance(self.seconds, bool) or not 0 <= self.seconds < float("inf"):
            raise StageError(f"{self.name!r} lasts {quote(self.seconds)}; give seconds, 0 or more")


@dataclass(frozen=True, slots=True, init=False)
class Boot:
    """The stages from the request to the first process of an instance.

    Raises `StageError` for two stages of one name, a stage that waits for an unknown one, or a circle.

    >>> boot = Boot([Stage("pull", 3), Stage("network", 1), Stage("start", 1, after=("pull", "network"))])
    >>> boot.seconds, boot.critical_path
    (4, ('pull', 'start'))
    """

    stages: tuple[Stage, ...]
    _ends: dict[str, float] = field(repr=False, compare=False)

    def __init__(self, stages: Iterable[Stage]) -> None:
        """Take the stages, in any order."""
        fill(self, stages=tuple(stages))
        fill(self, _ends=_find_ends(self.stages))

    @property
    def seconds(self) -> float:
        """The time at which the last stage ends."""
        return max(self._ends.values(), default=0)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the measurements that the stages rest on."""
        return tuple(dict.fromkeys(key for stage in self.stages for key in stage.keys))

    def end_of(self, name: str) -> float:
        """Return when a stage ends, in seconds from the request."""
        if name not in self._ends:
            raise StageError(f"no stage is named {quote(name)}; there are {', '.join(self._ends)}")
        return self._ends[name]

    @property
    def critical_path(self) -> tuple[str, ...]:
        """The names of the stages that decide when all is done: to hasten any other changes nothing."""
        named = {stage.name: stage for stage in self.stages}
        path: list[str] = []
        waiting = tuple(named)
        while waiting:
            last = max(waiting, key=self._ends.__getitem__)
            path.insert(0, last)
            waiting = named[last].after
        return tuple(path)

    def then(self, *stages: Stage) -> "Boot":
        """Return these stages and more, the first of which waits for all before it if it says nothing."""
        first, *rest = stages
        first = first if first.after else replace(first, after=tuple(stage.name for stage in self.stages))
        return Boot((*self.stages, first, *rest))


def boot(name: str, *, network: bool = False) -> Boot:
    """Return the measured stages of starting an instance of one of `BOOTS` on an idle host.

    With `network`, the monitors whose cost of a network device was measured have one.

    >>> debian = boot("debian-vm")
    >>> [(stage.name, stage.seconds) for stage in debian.stages], debian.seconds
    ([('create', 0.5), ('guest boot', 1.5)], 2.0)
    >>> round(boot("firecracker", network=True).seconds, 3)
    0.195
    """
    if name not in _STAGES:
        raise describe_unknown(UnknownRuntimeError, name, BOOTS)
    stages = [_read_stage(*named) for named in _STAGES[name]]
    chained = [replace(stage, after=(before.name,)) for before, stage in pairwise(stages)]
    if not network:
        return Boot([*stages[:1], *chained])
    if name not in _DEVICES:
        raise VirtfaqError(
            f"the network device of {name!r} was not measured; it was of {', '.join(_DEVICES)}"
        )
    return Boot([*stages[:1], *chained]).then(_read_stage("network device", _DEVICES[name]))


def creation_seconds(name: str, *, guests: int, exponent: float = 1.0) -> float:
    """Return how long creating one more instance takes on a host that has `guests` of the same kind already.

    The model: t(n) = t(0) + (t(N) - t(0)) (n / N) ** exponent, through the two published points n = 0 and
    n = N. Two points do not fix the exponent: 1, the usual, says that creation handles each guest once.

    >>> [round(creation_seconds("debian-vm", guests=guests), 2) for guests in (0, 500, 1000)]
    [0.5, 21.25, 42.0]
    """
    if name not in _GROWTH:
        raise VirtfaqError(f"the growth of {quote(name)} was not measured; it was of {', '.join(_GROWTH)}")
    if isinstance(guests, bool) or not isinstance(guests, int) or guests < 0:
        raise VirtfaqError(f"guests is {quote(guests)}; give a whole number, 0 or more")
    alone, crowded = _GROWTH[name]
    first, last = read_quantity(alone).value, read_quantity(crowded).value
    return float(first + (last - first) * (guests / _read_ordinal(crowded)) ** exponent)


def _read_ordinal(key: str) -> int:
    """Read N in the "Nth guest" that the measured quantity names."""
    return int("".join(filter(str.isdecimal, evidence.get(key).quantity)))


def _read_stage(name: str, read: Callable[[], Quantity]) -> Stage:
    quantity = read()
    return Stage(name, quantity.value, keys=quantity.keys)


def _find_ends(stages: tuple[Stage, ...]) -> dict[str, float]:
    """Return when each stage ends; it begins when those that it waits for have ended."""
    ends: dict[str, float] = {}
    names = [stage.name for stage in stages]
    if len(set(names)) < len(names):
        raise StageError(f"two stages have one name, of {', '.join(names)}; rename one")
    missing = sorted({name for stage in stages for name in stage.after} - set(names))
    if missing:
        raise StageError(f"a stage waits for {quote(missing[0])}, which is none of {', '.join(names)}")
    left = list(stages)
    while left:
        ready = [stage for stage in left if all(name in ends for name in stage.after)]
        if not ready:
            raise StageError(
                f"{', '.join(stage.name for stage in left)} wait for each other; break the circle"
            )
        for stage in ready:
            ends[stage.name] = max((ends[name] for name in stage.after), default=0) + stage.seconds
        left = [stage for stage in left if stage.name not in ends]
    return ends


_Stages = tuple[tuple[str, Callable[[], Quantity]], ...]


def _prepare_p50(system: str) -> Callable[[], Quantity]:
    return lambda: read_quantity(f"fc.m5d.metal.boot-serial-{system}", "p50")


def _prepare_difference(system: str, than: str) -> Callable[[], Quantity]:
    return lambda: _prepare_p50(system)() - _prepare_p50(than)()


# Times of one row come from one study. The Firecracker study measured monitor and guest together.
_STAGES: dict[str, _Stages] = {
    "process": (("fork and exec", lambda: read_quantity("lightvm.proc")),),
    "runc": (("create and start", lambda: read_quantity("lightvm.docker.start")),),
    "gvisor": (("create and start", lambda: read_quantity("gv.startup.runsc")),),
    "kata": (("create, guest boot and start", lambda: read_quantity("kata.ci.boot", 0)),),
    "firecracker": (("monitor and guest boot", _prepare_p50("fc-api")),),
    "cloud-hypervisor": (("monitor and guest boot", _prepare_p50("chv")),),
    "qemu-kvm": (("monitor, firmware and guest boot", _prepare_p50("qemu")),),
    "debian-vm": (
        ("create", lambda: read_quantity("lightvm.debian.create")),
        ("guest boot", lambda: read_quantity("lightvm.debian.boot")),
    ),
    "tinyx": (
        ("create", lambda: read_quantity("lightvm.tinyx.create")),
        ("guest boot", lambda: read_quantity("lightvm.tinyx.boot")),
    ),
    "unikernel": (
        ("monitor", lambda: read_quantity("uk.boot.firecracker", "vmm")),
        ("guest boot", lambda: read_quantity("uk.boot.firecracker", "guest")),
    ),
}
_DEVICES = {
    "firecracker": _prepare_difference("fc-net-api", "fc-nopci-api"),
    "cloud-hypervisor": _prepare_difference("chv-net", "chv"),
}
_GROWTH = {
    "debian-vm": ("lightvm.debian.create", "lightvm.debian.create1000"),
    "tinyx": ("lightvm.tinyx.create", "lightvm.tinyx.create1000"),
    "unikernel": ("lightvm.uni.create", "lightvm.uni.create1000"),
    "runc": ("lightvm.docker.start64", "lightvm.docker.start3000"),
}
BOOTS = tuple(_STAGES)
