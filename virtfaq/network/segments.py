"""List the devices between an instance and what runs it, for each runtime and network mode, as data."""

from collections.abc import Callable
from typing import NamedTuple

from virtfaq import evidence
from virtfaq.evidence.quantity import Quantity, read_quantity


class Segment(NamedTuple):
    """The devices between an instance and the place that runs it, from the application outward.

    `inside` belong to the instance's kernel, `outside` to the place's; all instances of the place share the
    `switch` (kind and name). `then` says how packets go on: `routed` and translated by the place's IP stack,
    `switched` straight to its network card, `encapsulated` in packets of the place's own, `direct` from the
    card, or as packets of the `host` itself.
    """

    inside: tuple[str, ...]
    outside: tuple[str, ...]
    switch: tuple[str, str] | None
    then: str


_DOCKER, _BRIDGE, _VSWITCH = ("bridge", "docker0"), ("bridge", "br0"), ("virtual switch", "vswitch")
_VIRTIO = ("IP stack", "virtio-net")
SEGMENTS = {
    ("runc", "bridge"): Segment(("IP stack", "veth"), ("veth",), _DOCKER, "routed"),
    ("runc", "bridged"): Segment(("IP stack", "veth"), ("veth",), _BRIDGE, "switched"),
    ("runc", "host"): Segment((), (), None, "host"),
    ("runc", "overlay"): Segment(("IP stack", "veth"), ("veth",), ("bridge", "overlay"), "encapsulated"),
    ("runc", "slirp"): Segment(("IP stack", "tap"), ("slirp",), None, "host"),
    ("runc", "passt"): Segment(("IP stack", "tap"), ("passt",), None, "host"),
    ("runc", "sr-iov"): Segment(("IP stack", "virtual function"), (), None, "direct"),
    ("gvisor", "bridge"): Segment(("netstack",), ("packet socket", "veth", "veth"), _DOCKER, "routed"),
    ("gvisor", "host"): Segment(("hostinet",), (), None, "host"),
    ("kata", "bridge"): Segment(_VIRTIO, ("vhost-net", "tap", "veth", "veth"), _DOCKER, "routed"),
    ("runhcs", "bridge"): Segment(("IP stack",), (), _VSWITCH, "routed"),
    ("virtual machine", "vhost"): Segment(_VIRTIO, ("vhost-net", "tap"), _BRIDGE, "switched"),
    ("virtual machine", "virtio"): Segment(_VIRTIO, ("virtio backend", "tap"), _BRIDGE, "switched"),
    ("virtual machine", "emulated"): Segment(
        ("IP stack", "e1000"), ("emulated e1000", "tap"), _BRIDGE, "switched"
    ),
    ("virtual machine", "slirp"): Segment(_VIRTIO, ("virtio backend", "slirp"), None, "host"),
    ("virtual machine", "passt"): Segment(_VIRTIO, ("virtio backend", "passt"), None, "host"),
    ("virtual machine", "sr-iov"): Segment(("IP stack", "virtual function"), (), None, "direct"),
    ("virtual machine", "vmbus"): Segment(("IP stack", "netvsc"), ("VMBus",), _VSWITCH, "switched"),
    ("virtual machine", "vmnet"): Segment(_VIRTIO, ("vmnet",), None, "routed"),
}
ADDED: dict[tuple[str, str], Callable[[], Quantity]] = {
    ("runc", "host"): lambda: _add_to_native("felter.nat_nonat"),
    ("runc", "bridge"): lambda: _add_to_native("felter.netperf.nat_ratio"),
    ("runc", "bridged"): lambda: read_quantity("anjali.rtt.lxc") - read_quantity("anjali.rtt.host"),
    ("qemu-kvm", "vhost"): lambda: read_quantity("felter.netperf.kvm_delta"),
    ("firecracker", "virtio"): lambda: read_quantity("fc.doc.rtt", "delta"),
    ("gvisor", "bridge"): lambda: read_quantity("anjali.rtt.gvisor") - read_quantity("anjali.rtt.host"),
}
# Copies between the instance's buffers and the card's, by the host's processor. The card reads the memory of
# the instance (https://docs.kernel.org/driver-api/vfio.html); vhost-net copies once unless
# `experimental_zcopytx` is on, which it is not by default (drivers/vhost/net.c of Linux).
COPIES = {("qemu-kvm", "sr-iov"): 0, ("qemu-kvm", "vhost"): 1}


def _add_to_native(ratio: str) -> Quantity:
    """Return what a round trip lasts beyond the native one, from their ratio: (ratio - 1) / rate."""
    rate = "felter.netperf.tcp_rr.native"
    return Quantity((evidence.number(ratio) - 1) / evidence.number(rate), "seconds", (ratio, rate))
