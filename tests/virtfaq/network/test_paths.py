"""Test the way of a packet in each set-up."""

import pytest

from virtfaq import Container, Host, Pod, VirtfaqError, VirtualMachine, evidence
from virtfaq.errors import UnknownChoiceError

STACK, NAT = "IP stack", "NAT"
OUT = ("veth", "veth", "bridge", STACK, NAT, "NIC")


@pytest.mark.parametrize(
    ("instance", "devices", "kernels"),
    [
        (Container("a"), (STACK, *OUT), ["h"]),
        (Container("a", network="host"), (STACK, "NIC"), ["h"]),
        (Container("a", runtime="gvisor"), ("netstack", "packet socket", *OUT), ["a", "h"]),
        (Container("a", runtime="gvisor", network="host"), ("hostinet", STACK, "NIC"), ["a", "h"]),
        (Container("a", runtime="kata"), (STACK, "virtio-net", "vhost-net", "tap", *OUT), ["a", "h"]),
        (VirtualMachine("a"), (STACK, "virtio-net", "vhost-net", "tap", "bridge", "NIC"), ["a", "h"]),
        (
            VirtualMachine("a", network="virtio"),
            (STACK, "virtio-net", "virtio backend", "tap", "bridge", "NIC"),
            ["a", "h"],
        ),
        (
            VirtualMachine("a", runtime="qemu-tcg"),
            (STACK, "e1000", "emulated e1000", "tap", "bridge", "NIC"),
            ["a", "h"],
        ),
    ],
)
def test_the_way_to_the_wire(instance: Container, devices: tuple[str, ...], kernels: list[str]) -> None:
    path = Host("h").run(instance).path("a")
    assert path.devices == devices
    assert [kernel.machine for kernel in path.kernels] == kernels
    assert path.kernels_crossed == len(kernels)
    assert path.on_the_wire


@pytest.mark.parametrize(("system", "kind"), [("windows", "netvsc"), ("darwin", "virtio-net")])
def test_other_systems_have_other_devices(system: str, kind: str) -> None:
    assert kind in Host("h", kernel=system).run(VirtualMachine("a")).path("a").devices


@pytest.fixture
def host() -> Host:
    vm1 = VirtualMachine("vm1").run(Container("in1"), Container("in2"), VirtualMachine("nested"))
    pod = Pod("pod").run(Container("p1"), Container("p2"))
    plain = [Container(name, network="host") for name in ("plain", "other")]
    return Host("h").run(Container("web"), Container("db"), vm1, VirtualMachine("vm2"), pod, *plain)


@pytest.mark.parametrize(
    ("start", "end", "devices"),
    [
        ("web", "db", (STACK, "veth", "veth", "bridge", "veth", "veth", STACK)),
        ("p1", "p2", (STACK,)),
        ("p1", "web", (STACK, "veth", "veth", "bridge", "veth", "veth", STACK)),
        ("plain", "other", (STACK,)),
        ("web", "plain", (STACK, "veth", "veth", "bridge", STACK)),
        ("web", "h", (STACK, "veth", "veth", "bridge", STACK)),
        ("vm1", "h", (STACK, "virtio-net", "vhost-net", "tap", "bridge", STACK)),
        (
            "vm1",
            "vm2",
            (STACK, "virtio-net", "vhost-net", "tap", "bridge", "tap", "vhost-net", "virtio-net", STACK),
        ),
        ("in1", "in2", (STACK, "veth", "veth", "bridge", "veth", "veth", STACK)),
        (
            "web",
            "vm1",
            (STACK, "veth", "veth", "bridge", STACK, NAT, "bridge", "tap", "vhost-net", "virtio-net", STACK),
        ),
    ],
)
def test_the_way_between_instances_stays_in_the_host(
    host: Host, start: str, end: str, devices: tuple[str, ...]
) -> None:
    there, back = host.path(start, end), host.path(end, start)
    assert there.devices == devices
    assert back.devices == tuple(reversed(devices))
    assert not there.on_the_wire
    assert there.added_latency is None


def test_a_container_in_a_machine_crosses_both_kernels(host: Host) -> None:
    path = host.path("in1")
    assert [kernel.machine for kernel in path.kernels] == ["vm1", "h"]
    assert path.devices[:6] == (STACK, "veth", "veth", "bridge", STACK, NAT)
    assert path.devices[6:] == ("virtio-net", "vhost-net", "tap", "bridge", "NIC")


def test_vsock_joins_a_machine_and_what_runs_it(host: Host) -> None:
    path = host.path("vm1", "h", transport="vsock")
    assert path.devices == ("virtio-vsock", "vsock backend")
    assert host.path("nested", "vm1", transport="vsock").kernels_crossed == 2
    for start, end in (("vm1", "vm2"), ("web", "h"), ("vm1", None), ("h", "h")):
        with pytest.raises(VirtfaqError, match="vsock"):
            host.path(start, end, transport="vsock")
    with pytest.raises(UnknownChoiceError, match="vsock"):
        host.path("vm1", "vm2", transport="pigeon")


@pytest.mark.parametrize(
    ("instance", "microseconds"),
    [
        (Container("a"), 1e6 / 26608.44),
        (Container("a", network="host"), 0.0),
        (VirtualMachine("a"), 30.36),
        (VirtualMachine("a", runtime="firecracker"), 123.0),
        (Container("a", runtime="gvisor"), 319.0 - 146.0),
    ],
)
def test_added_latency_is_what_was_measured(instance: Container, microseconds: float) -> None:
    added = Host("h").run(instance).path("a").added_latency
    assert added is not None
    assert added.unit == "seconds"
    assert float(added) * 1e6 == pytest.approx(microseconds, rel=1e-9)
    assert all(evidence.get(key).seen != "secondary" for key in added.keys)


@pytest.mark.parametrize(
    "instance", [Container("a", runtime="kata"), VirtualMachine("a", network="emulated")]
)
def test_unmeasured_latency_is_unknown(instance: Container) -> None:
    assert Host("h").run(instance).path("a").added_latency is None


def test_nested_latency_is_unknown() -> None:
    nested = Host("h").run(VirtualMachine("outer").run(VirtualMachine("a")))
    assert nested.path("a").added_latency is None


def test_a_path_prints_one_hop_a_line() -> None:
    lines = str(Host("h").run(VirtualMachine("vm")).path("vm")).splitlines()
    assert [line.split()[-1] for line in lines] == ["vm", "vm", "h", "h", "h", "h"]


@pytest.mark.parametrize(
    ("instance", "devices", "kernels"),
    [
        (Container("a", network="bridged"), (STACK, "veth", "veth", "bridge", "NIC"), ["h"]),
        (
            Container("a", network="overlay"),
            (STACK, "veth", "veth", "bridge", "VXLAN", STACK, "NIC"),
            ["h"],
        ),
        (Container("a", network="slirp"), (STACK, "tap", "slirp", STACK, "NIC"), ["h"]),
        (Container("a", network="passt"), (STACK, "tap", "passt", STACK, "NIC"), ["h"]),
        (Container("a", network="sr-iov"), (STACK, "virtual function", "NIC"), ["h"]),
        (VirtualMachine("a", network="sr-iov"), (STACK, "virtual function", "NIC"), ["a"]),
        (
            VirtualMachine("a", network="slirp"),
            (STACK, "virtio-net", "virtio backend", "slirp", STACK, "NIC"),
            ["a", "h"],
        ),
    ],
)
def test_other_ways_to_the_wire(instance: Container, devices: tuple[str, ...], kernels: list[str]) -> None:
    path = Host("h").run(instance).path("a")
    assert path.devices == devices
    assert [kernel.machine for kernel in path.kernels] == kernels
    assert path.on_the_wire


def test_virtual_functions_meet_in_the_card_without_the_host() -> None:
    host = Host("h").run(VirtualMachine("a", network="sr-iov"), VirtualMachine("b", network="sr-iov"))
    path = host.path("a", "b")
    assert path.devices == (STACK, "virtual function", "NIC", "virtual function", STACK)
    assert [kernel.machine for kernel in path.kernels] == ["a", "b"]
    assert "NIC" in host.list_shared("a", "b")
    mixed = host.run(VirtualMachine("c"))
    assert mixed.path("a", "c").devices[:3] == (STACK, "virtual function", "NIC")


def test_containers_of_one_overlay_meet_at_its_bridge() -> None:
    host = Host("h").run(*(Container(name, network="overlay") for name in "ab"))
    assert host.path("a", "b").devices == (STACK, "veth", "veth", "bridge", "veth", "veth", STACK)


@pytest.mark.parametrize(("network", "copies"), [("sr-iov", 0), ("vhost", 1), ("emulated", None)])
def test_copies_are_those_of_a_source(network: str, copies: int | None) -> None:
    assert Host("h").run(VirtualMachine("a", network=network)).path("a").copies == copies


def test_a_bridged_container_adds_what_was_measured() -> None:
    added = Host("h").run(Container("a", network="bridged")).path("a").added_latency
    assert added is not None
    assert float(added) * 1e6 == pytest.approx(149 - 146)


def test_a_container_in_a_pod_has_the_latency_of_the_same_container_alone() -> None:
    """It goes through the same devices, of the network of its pod."""
    host = Host("h").run(Container("web"), Pod("pod").run(Container("inside")))
    alone, inside = host.path("web"), host.path("inside")
    assert alone.devices == inside.devices
    assert alone.added_latency is not None
    assert inside.added_latency == alone.added_latency
    nested = Host("h").run(VirtualMachine("vm").run(Pod("pod").run(Container("inside"))))
    assert nested.path("inside").added_latency is None
