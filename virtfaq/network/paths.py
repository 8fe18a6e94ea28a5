"""Follow a packet hop by hop: the devices that it goes through and the kernels that run them."""

from dataclasses import dataclass, field

from virtfaq.errors import UnknownChoiceError, VirtfaqError, describe_unknown
from virtfaq.evidence.quantity import Quantity
from virtfaq.model.element import Element
from virtfaq.model.kernels import Kernel
from virtfaq.model.tree import Chain, find_chain
from virtfaq.network.segments import ADDED, COPIES, SEGMENTS, Segment
from virtfaq.records import replace
from virtfaq.tables import align

TRANSPORTS = ("ip", "vsock")
UPLINKS = ("NIC", "virtio-net", "e1000", "netvsc")


@dataclass(frozen=True, slots=True)
class Hop:
    """A device on the way, its name, and the kernel that runs it (also for user space above that kernel).

    `hardware` tells that the device does it all itself: the kernel does not see the packet.
    """

    device: str
    name: str
    kernel: Kernel
    hardware: bool = field(default=False, compare=False)


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
        return tuple(dict.fromkeys(hop.kernel for hop in self.hops if not hop.hardware))

    @property
    def kernels_crossed(self) -> int:
        """The number of distinct kernels that handle the packet."""
        return len(self.kernels)

    @property
    def on_the_wire(self) -> bool:
        """True if the packet reaches a physical network card."""
        return any(hop.device == "NIC" for hop in self.hops)

    @property
    def added_latency(self) -> Quantity | None:
        """The seconds that a round trip takes beyond the bare host's; None where nobody measured."""
        return ADDED[self.setup]() if self.setup in ADDED else None

    @property
    def copies(self) -> int | None:
        """The times the host's processor copies the payload on its way out; None where no source says."""
        return COPIES.get(self.setup) if self.setup else None

    def __str__(self) -> str:
        """Return one line a hop: the device, and the machine whose kernel runs it."""
        return align([(hop.device, hop.kernel.machine or "") for hop in self.hops])

    __repr__ = __str__


def path(host: Element, start: str, end: str | None = None, *, transport: str = "ip") -> Path:
    """Return the path of a packet from instance `start` to instance `end`, or to the wire.

    `start` and `end` may also be the name of the host. `transport="vsock"` is the socket between a virtual
    machine and what runs it, which needs no network.
    """
    if transport not in TRANSPORTS:
        raise describe_unknown(UnknownChoiceError, transport, TRANSPORTS, "transport")
    chain = find_chain(host, start)
    if transport == "vsock":
        return _make_vsock_path(chain, end)
    if end is None:
        return Path(_go_out(chain), _find_setup(chain))
    return Path(_join(_go_out(chain), _go_out(find_chain(host, end))))


def _find_setup(chain: Chain) -> tuple[str, str] | None:
    """Return the runtime and the network of what runs on a host itself, alone or in a pod; else None."""
    places = [place for place in chain[:-1] if place.kind != "pod"]
    return (chain[-1].runtime or "", chain[-1].network or "") if len(places) == 1 else None


def _go_out(chain: Chain) -> tuple[Hop, ...]:
    *_, instance = chain
    kernel = instance.kernel
    assert kernel is not None  # everything that a host runs has one
    if len(chain) == 1:
        return (Hop("IP stack", instance.name, kernel), Hop("NIC", instance.name, kernel))
    place, beyond = chain[-2], _go_out(chain[:-1])
    if place.kind == "pod":  # the containers of a pod share its network
        return beyond
    outer = place.kernel
    assert outer is not None
    segment = _find_segment(instance)
    hops = [Hop(device, instance.name, kernel) for device in segment.inside]
    hops += [Hop(device, f"{place.name}:{instance.name}", outer) for device in segment.outside]
    hops += [Hop(*segment.switch, outer)] if segment.switch else []
    return (*hops, *_go_on(segment.then, beyond, Hop("NAT", place.name, outer)))


def _go_on(then: str, beyond: tuple[Hop, ...], translator: Hop) -> tuple[Hop, ...]:
    """Return the hops beyond a segment, from those of the place itself: its IP stack, then its card."""
    stack, *rest = beyond
    if then == "routed":
        return (stack, translator, *rest)
    if then == "encapsulated":
        return (replace(translator, device="VXLAN"), *beyond)
    if then == "direct":
        return (replace(rest[0], hardware=True), *rest[1:])
    return beyond if then == "host" else tuple(rest)


def _find_segment(instance: Element) -> Segment:
    kind = instance.kind if instance.kind == "virtual machine" else instance.runtime
    return SEGMENTS[kind or "", instance.network or ""]


def _join(up: tuple[Hop, ...], down: tuple[Hop, ...]) -> tuple[Hop, ...]:
    """Join the ways out of two instances at the first hop that they share, short of the network card."""
    meeting = next(hop for hop in up if hop in down)
    crossing = () if meeting.device in UPLINKS and not _uses_hardware(up, down) else (meeting,)
    return (*up[: up.index(meeting)], *crossing, *reversed(down[: down.index(meeting)]))


def _uses_hardware(*ways: tuple[Hop, ...]) -> bool:
    return any(hop.hardware for way in ways for hop in way)


def _make_vsock_path(chain: Chain, end: str | None) -> Path:
    *_, place, machine = (*chain[:1], *chain)
    if machine.kind != "virtual machine" or end != place.name or not machine.kernel or not place.kernel:
        raise VirtfaqError(
            f"vsock joins a virtual machine and what runs it: not {machine.name!r} and {end!r}"
        )
    name = f"{place.name}:{machine.name}"
    return Path((Hop("virtio-vsock", machine.name, machine.kernel), Hop("vsock backend", name, place.kernel)))
