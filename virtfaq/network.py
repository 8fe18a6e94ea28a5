"""The path of a packet, hop by hop: the devices that it goes through and the kernels that run them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from . import evidence
from .errors import UnknownChoiceError, VirtfaqError, unknown
from .kernels import Kernel
from .quantity import Quantity, difference, measured
from .tables import aligned
from .tree import chain_of

if TYPE_CHECKING:
    from .elements import Element
    from .model import Host
    from .tree import Chain

TRANSPORTS = ("ip", "vsock")
UPLINKS = ("NIC", "virtio-net", "e1000", "netvsc")


class Segment(NamedTuple):
    """The devices between an instance and the place that runs it, from the application outward.

    `inside` belong to the instance's kernel, `outside` to the place's; all instances of the place share the
    `switch` (kind and name). `then` says how packets go on: `routed` and translated by the place's IP stack,
    `switched` straight to its network card, or as packets of the `host` itself.
    """

    inside: tuple[str, ...]
    outside: tuple[str, ...]
    switch: tuple[str, str] | None
    then: str


_DOCKER, _BRIDGE, _VSWITCH = ("bridge", "docker0"), ("bridge", "br0"), ("virtual switch", "vswitch")
_SEGMENTS = {
    ("runc", "bridge"): Segment(("IP stack", "veth"), ("veth",), _DOCKER, "routed"),
    ("runc", "host"): Segment((), (), None, "host"),
    ("gvisor", "bridge"): Segment(("netstack",), ("packet socket", "veth", "veth"), _DOCKER, "routed"),
    ("gvisor", "host"): Segment(("hostinet",), (), None, "host"),
    ("kata", "bridge"): Segment(
        ("IP stack", "virtio-net"), ("vhost-net", "tap", "veth", "veth"), _DOCKER, "routed"
    ),
    ("runhcs", "bridge"): Segment(("IP stack",), (), _VSWITCH, "routed"),
    ("virtual machine", "vhost"): Segment(
        ("IP stack", "virtio-net"), ("vhost-net", "tap"), _BRIDGE, "switched"
    ),
    ("virtual machine", "virtio"): Segment(
        ("IP stack", "virtio-net"), ("virtio backend", "tap"), _BRIDGE, "switched"
    ),
    ("virtual machine", "emulated"): Segment(
        ("IP stack", "e1000"), ("emulated e1000", "tap"), _BRIDGE, "switched"
    ),
    ("virtual machine", "vmbus"): Segment(("IP stack", "netvsc"), ("VMBus",), _VSWITCH, "switched"),
    ("virtual machine", "vmnet"): Segment(("IP stack", "virtio-net"), ("vmnet",), None, "routed"),
}
_ADDED: dict[tuple[str, str], Callable[[], Quantity]] = {
    ("runc", "host"): lambda: _times_native("felter.nat_nonat"),
    ("runc", "bridge"): lambda: _times_native("felter.netperf.nat_ratio"),
    ("qemu-kvm", "vhost"): lambda: measured("felter.netperf.kvm_delta"),
    ("firecracker", "virtio"): lambda: measured("fc.doc.rtt", "delta"),
    ("gvisor", "bridge"): lambda: difference(measured("anjali.rtt.gvisor"), measured("anjali.rtt.host")),
}


@dataclass(frozen=True, slots=True)
class Hop:
    """A device on the way, its name, and the kernel that runs it (also for user space above that kernel)."""

    device: str
    name: str
    kernel: Kernel


@dataclass(frozen=True, slots=True, repr=False)
class Path:
    """The hops of a packet, in order; `setup` is the runtime and the network mode of a path to the wire."""

    hops: tuple[Hop, ...]
    setup: tuple[str, str] | None = None

    @property
    def devices(self) -> tuple[str, ...]:
        """The devices, in order."""
        return tuple(hop.device for hop in self.hops)

    @property
    def kernels(self) -> tuple[Kernel, ...]:
        """The distinct kernels that handle the packet, in order."""
        return tuple(dict.fromkeys(hop.kernel for hop in self.hops))

    @property
    def kernels_crossed(self) -> int:
        """How many distinct kernels handle the packet."""
        return len(self.kernels)

    @property
    def on_the_wire(self) -> bool:
        """Whether the packet reaches a physical network card."""
        return any(hop.device == "NIC" for hop in self.hops)

    @property
    def added_latency(self) -> Quantity | None:
        """What a round trip takes more than from the bare host, in seconds; None where nobody measured."""
        return _ADDED[self.setup]() if self.setup in _ADDED else None

    def __str__(self) -> str:
        """Return one line a hop: the device, and the machine whose kernel runs it."""
        return aligned([(hop.device, hop.kernel.machine or "") for hop in self.hops])

    __repr__ = __str__


def path(host: "Host", start: str, end: str | None = None, *, transport: str = "ip") -> Path:
    """Return the path of a packet from instance `start` to instance `end`, or to the wire.

    `start` and `end` may also be the name of the host. `transport="vsock"` is the socket between a virtual
    machine and what runs it, which needs no network.
    """
    if transport not in TRANSPORTS:
        raise unknown(UnknownChoiceError, transport, TRANSPORTS, "transport")
    chain = chain_of(host, start)
    if transport == "vsock":
        return _vsock(chain, end)
    if end is None:
        setup = (chain[1].runtime or "", chain[1].network or "") if len(chain) == 2 else None
        return Path(_outward(chain), setup)
    return Path(_joined(_outward(chain), _outward(chain_of(host, end))))


def _outward(chain: "Chain") -> tuple[Hop, ...]:
    *_, instance = chain
    kernel = instance.kernel
    assert kernel is not None  # everything that a host runs has one
    if len(chain) == 1:
        return (Hop("IP stack", instance.name, kernel), Hop("NIC", instance.name, kernel))
    place, beyond = chain[-2], _outward(chain[:-1])
    if place.kind == "pod":  # the containers of a pod share its network
        return beyond
    outer = place.kernel
    assert outer is not None
    segment = _segment(instance)
    hops = [Hop(device, instance.name, kernel) for device in segment.inside]
    hops += [Hop(device, f"{place.name}:{instance.name}", outer) for device in segment.outside]
    hops += [Hop(*segment.switch, outer)] if segment.switch else []
    if segment.then == "routed":
        return (*hops, beyond[0], Hop("NAT", place.name, outer), *beyond[1:])
    return (*hops, *(beyond if segment.then == "host" else beyond[1:]))


def _segment(instance: "Element") -> Segment:
    kind = instance.kind if instance.kind == "virtual machine" else instance.runtime
    return _SEGMENTS[kind or "", instance.network or ""]


def _joined(up: tuple[Hop, ...], down: tuple[Hop, ...]) -> tuple[Hop, ...]:
    """Join the ways out of two instances at the first hop that they share, short of the network card."""
    meeting = next(hop for hop in up if hop in down)
    crossing = () if meeting.device in UPLINKS else (meeting,)
    return (*up[: up.index(meeting)], *crossing, *reversed(down[: down.index(meeting)]))


def _vsock(chain: "Chain", end: str | None) -> Path:
    *_, place, machine = (*chain[:1], *chain)
    if machine.kind != "virtual machine" or end != place.name or not machine.kernel or not place.kernel:
        raise VirtfaqError(
            f"vsock joins a virtual machine and what runs it: not {machine.name!r} and {end!r}"
        )
    name = f"{place.name}:{machine.name}"
    return Path((Hop("virtio-vsock", machine.name, machine.kernel), Hop("vsock backend", name, place.kernel)))


def _times_native(ratio: str) -> Quantity:
    """What a round trip lasts more than natively, from its ratio to the native one: (ratio - 1) / rate."""
    rate = "felter.netperf.tcp_rr.native"
    return Quantity((evidence.number(ratio) - 1) / evidence.number(rate), "seconds", (ratio, rate))
