"""Test what falls with what, and what instances share."""

import pytest

from virtfaq import Container, Host, Image, Pod, VirtfaqError, VirtualMachine
from virtfaq.errors import IncompatibleKernelError, UnknownChoiceError, UnknownInstanceError
from virtfaq.hosts import isolation


@pytest.fixture
def host() -> Host:
    inside = VirtualMachine("vm1").run(Container("api"), Container("job", runtime="gvisor"))
    pod = Pod("pod", runtime="kata").run(Container("log"))
    return Host("h").run(Container("web"), Container("db"), inside, pod, Container("box", runtime="gvisor"))


EVERYTHING = ("web", "db", "vm1", "api", "job", "pod", "log", "box")


@pytest.mark.parametrize(
    ("name", "event", "fallen"),
    [
        ("web", "kernel crash", EVERYTHING),
        ("h", "kernel crash", EVERYTHING),
        ("vm1", "kernel crash", ("vm1", "api", "job")),
        ("api", "kernel crash", ("vm1", "api", "job")),
        ("job", "kernel crash", ("job",)),
        ("box", "kernel crash", ("box",)),
        ("log", "kernel crash", ("pod", "log")),
        ("web", "escape", EVERYTHING),
        ("vm1", "escape", EVERYTHING),
        ("api", "escape", ("vm1", "api", "job")),
        ("job", "escape", ("vm1", "api", "job")),
        ("box", "escape", EVERYTHING),
        ("log", "escape", ("pod", "log")),
        ("api", "hypervisor escape", EVERYTHING),
        ("vm1", "hypervisor escape", EVERYTHING),
        ("log", "hypervisor escape", EVERYTHING),
    ],
)
def test_blast_radius(host: Host, name: str, event: str, fallen: tuple[str, ...]) -> None:
    assert host.blast_radius(name, event) == fallen


@pytest.mark.parametrize("name", ["web", "box"])
def test_without_a_machine_there_is_no_hypervisor_to_escape(host: Host, name: str) -> None:
    with pytest.raises(VirtfaqError, match=name):
        host.blast_radius(name, "hypervisor escape")


def test_a_host_has_no_boundary(host: Host) -> None:
    with pytest.raises(VirtfaqError, match="boundary"):
        host.blast_radius("h", "escape")


def test_unknown_names_and_events_list_the_known_ones(host: Host) -> None:
    with pytest.raises(UnknownInstanceError, match="web"):
        host.kernel_of("wbe")
    with pytest.raises(UnknownChoiceError, match="hypervisor escape"):
        host.blast_radius("web", "panic")


def test_check_runnable_only_checks() -> None:
    host = Host("h")
    assert isolation.check_runnable(host, Container("web")) is None
    assert host.instances == ()
    with pytest.raises(IncompatibleKernelError):
        isolation.check_runnable(host, Container("iis", image=Image(os="windows")))


def test_machines_share_hardware_and_containers_also_the_kernel() -> None:
    host = Host("h").run(Container("a"), Container("b"), VirtualMachine("m"), VirtualMachine("n"))
    machines, containers = host.list_shared("m", "n"), host.list_shared("a", "b")
    assert {"scheduler", "bridge", "NIC", "CPU caches", "memory bandwidth"} == set(machines)
    assert set(containers) > {"kernel", "page cache", "scheduler", "CPU caches"}
    assert "memory pages" not in machines


def test_merged_pages_are_shared_where_the_host_merges_them() -> None:
    host = Host("h", page_sharing=True).run(VirtualMachine("m"), VirtualMachine("n"))
    assert "memory pages" in host.list_shared("m", "n")


def test_containers_of_different_machines_share_no_kernel() -> None:
    host = Host("h").run(VirtualMachine("m").run(Container("a")), VirtualMachine("n").run(Container("b")))
    assert "kernel" not in host.list_shared("a", "b")
    assert "bridge" in host.list_shared("a", "b")


def test_a_kernel_in_user_space_is_shared_with_nobody() -> None:
    host = Host("h").run(Container("a"), Container("box", runtime="gvisor"))
    for first, second in (("a", "box"), ("box", "a")):
        assert not {"kernel", "page cache"} & set(host.list_shared(first, second))
