"""Test what runs where: kernels, nesting, refusals, and values that never change."""

import copy
import pickle

import pytest

from virtfaq import (
    Container,
    Host,
    Image,
    Kernel,
    Layer,
    Pod,
    VirtfaqError,
    VirtualMachine,
    compare,
    errors,
    evidence,
    runtime,
)


@pytest.fixture
def host() -> Host:
    return Host("serveur").run(Container("web"), Container("db"), VirtualMachine("vm1"))


def test_run_returns_a_new_host(host: Host) -> None:
    more = host.run(Container("cache"))
    assert [instance.name for instance in host.instances] == ["web", "db", "vm1"]
    assert [instance.name for instance in more.instances] == ["web", "db", "vm1", "cache"]
    assert more.kernel is host.kernel


@pytest.mark.parametrize("name", ["kernel", "instances", "memory_bytes", "colour"])
def test_nothing_can_be_set(host: Host, name: str) -> None:
    with pytest.raises((AttributeError, TypeError)):
        setattr(host, name, None)


def test_quantities_become_plain_numbers() -> None:
    machine = VirtualMachine("vm", memory="512Mi", cpu="250m")
    assert (machine.memory_bytes, machine.cpu_millicores) == (536870912, 250)
    assert Host("h", memory=2**30, cpu=0.5).cpu_millicores == 500
    with pytest.raises(errors.QuantityError):
        Host("h", memory="64 GB")


def test_each_machine_boots_a_kernel_of_its_own() -> None:
    same = Kernel("linux", version="6.12")
    host = Host("h", kernel=same).run(VirtualMachine("a", kernel=same), VirtualMachine("b", kernel=same))
    assert len(host.kernels()) == 3
    assert {kernel.version for kernel in host.kernels()} == {"6.12"}


def test_containers_in_machines_in_machines_use_the_nearest_kernel() -> None:
    deep = VirtualMachine("inner").run(Container("web"))
    host = Host("h").run(VirtualMachine("outer").run(deep, Container("db")))
    assert host.kernel_of("web").machine == "inner"
    assert host.kernel_of("db") is host.kernel_of("outer")
    assert [kernel.machine for kernel in host.kernels()] == ["h", "outer", "inner"]
    assert [instance.name for instance in host.walk()] == ["outer", "inner", "web", "db"]


def test_nesting_can_be_deep() -> None:
    place = VirtualMachine("vm0")
    for number in range(1, 60):
        place = VirtualMachine(f"vm{number}").run(place)
    assert len(Host("h").run(place).kernels()) == 61


@pytest.mark.parametrize(("runtime", "user_space"), [("gvisor", True), ("kata", False)])
def test_sandboxed_containers_have_their_own_kernel(runtime: str, user_space: bool) -> None:
    host = Host("h").run(Container("a", runtime=runtime), Container("b", runtime=runtime), Container("c"))
    assert len(host.kernels()) == 3
    assert host.kernel_of("a").user_space is user_space
    assert host.kernel_of("c") is host.kernel


def test_a_pod_has_one_sandbox_for_all_its_containers() -> None:
    host = Host("h").run(
        Pod("p", runtime="kata").run(Container("a"), Container("b")), Pod("q").run(Container("c"))
    )
    assert host.kernel_of("a") is host.kernel_of("b") is host.kernel_of("p") is not host.kernel
    assert host.kernel_of("c") is host.kernel
    assert host.instance("a").runtime == "kata"


def test_a_windows_image_does_not_run_on_linux(host: Host) -> None:
    windows = Container("iis", image=Image("servercore", os="windows"))
    with pytest.raises(errors.IncompatibleKernelError) as caught:
        host.run(windows)
    message = str(caught.value)
    assert all(
        part in message for part in ("iis", "servercore", "windows", "serveur", "linux", "virtual machine")
    )
    assert "\n" not in message
    assert host.run(VirtualMachine("w", kernel="windows").run(windows)).kernel_of("iis").os == "windows"


def test_a_linux_container_on_windows_needs_a_linux_machine() -> None:
    desktop = Host("poste", kernel="windows")
    with pytest.raises(errors.IncompatibleKernelError):
        desktop.run(Container("web"))
    running = desktop.run(VirtualMachine("wsl").run(Container("web")))
    assert running.kernel_of("web").os == "linux"
    assert running.instance("wsl").runtime == "hyper-v"
    assert desktop.run(Container("iis", image=Image(os="windows"))).kernel_of("iis") is desktop.kernel


def test_nothing_runs_containers_directly_on_macos() -> None:
    mac = Host("mac", kernel="darwin", architecture="arm64")
    with pytest.raises(errors.IncompatibleHostError):
        mac.run(Container("web"))
    assert mac.run(VirtualMachine("vm").run(Container("web"))).kernel_of("web").os == "linux"


@pytest.mark.parametrize(
    "instance",
    [
        Container("a", image=Image(architecture="arm64")),
        VirtualMachine("a", architecture="arm64"),
        VirtualMachine("a").run(Container("b", image=Image(architecture="arm64"))),
        Pod("a").run(Container("b", image=Image(architecture="arm64"))),
        Container("a", image=Image(architecture="arm64"), runtime="kata"),
    ],
)
def test_another_architecture_is_refused(instance: Container) -> None:
    with pytest.raises(errors.IncompatibleArchitectureError, match="qemu-tcg"):
        Host("h", architecture="amd64").run(instance)


def test_emulation_runs_another_architecture() -> None:
    arm = VirtualMachine("arm", architecture="arm64", runtime="qemu-tcg")
    image = Image(architecture="arm64")
    assert Host("h").run(arm.run(Container("web", image=image))).kernel_of("web").machine == "arm"
    with pytest.raises(errors.IncompatibleArchitectureError):
        Host("h").run(arm.run(Container("web", image=Image(architecture="amd64"))))


@pytest.mark.parametrize(
    ("instance", "error"),
    [
        (Container("a", runtime="qemu-kvm"), errors.NotRunnableError),
        (VirtualMachine("a", runtime="runc"), errors.NotRunnableError),
        (Container("a", runtime="runhcs"), errors.IncompatibleHostError),
        (VirtualMachine("a", runtime="hyper-v"), errors.IncompatibleHostError),
        (VirtualMachine("a", runtime="unikernel", kernel="windows"), errors.IncompatibleKernelError),
        (VirtualMachine("a", runtime="firecracker", kernel="windows"), errors.IncompatibleKernelError),
        (Container("a", image=Image(os="windows"), runtime="kata"), errors.IncompatibleKernelError),
        (Container("a", network="vhost"), errors.UnknownChoiceError),
        (Pod("a", runtime="kata").run(Container("b", runtime="gvisor")), errors.NotRunnableError),
        (Pod("a").run(VirtualMachine("b")), errors.NotRunnableError),
        (VirtualMachine("a").run(VirtualMachine("h")), errors.DuplicateNameError),
        (Container("h"), errors.DuplicateNameError),
        ("web", errors.NotRunnableError),
        (Host("other"), errors.NotRunnableError),
    ],
)
def test_what_cannot_run_is_refused(instance: Container, error: type[VirtfaqError]) -> None:
    with pytest.raises(error) as caught:
        Host("h").run(instance)
    assert "\n" not in str(caught.value)


def test_two_instances_cannot_have_one_name(host: Host) -> None:
    with pytest.raises(errors.DuplicateNameError, match="vm1"):
        host.run(Container("vm1"))
    with pytest.raises(errors.DuplicateNameError, match="web"):
        host.run(VirtualMachine("vm2").run(Container("web")))


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 254, None, 3])
def test_bad_names_are_refused(name: str) -> None:
    with pytest.raises(VirtfaqError):
        Container(name)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Kernel("Linux"),
        lambda: Host("h", kernel="solaris"),
        lambda: Host("h", architecture="x86_64"),
        lambda: Image(os="ubuntu"),
        lambda: Container("a", runtime="docker"),
        lambda: Layer("not a digest", 1),
    ],
)
def test_unknown_terms_are_refused(make) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(VirtfaqError):
        make()


def test_a_layer_is_stored_once() -> None:
    base, top = Layer("sha256:aa", "10Mi"), Layer("sha256:bb", 1)
    assert Image(layers=[base, top, base]).size_bytes == 10 * 2**20 + 1


def test_instances_are_values_and_kernels_are_not() -> None:
    assert Container("web") == Container("web")
    assert Container("web") != Container("db")
    assert Kernel() != Kernel()


def test_copies_and_processes_keep_who_shares_a_kernel(host: Host) -> None:
    for other in (copy.deepcopy(host), pickle.loads(pickle.dumps(host))):
        assert other.kernel_of("web") is other.kernel
        assert other.kernel_of("vm1") is not other.kernel


def test_errors_cross_processes() -> None:
    error = errors.describe_unknown(errors.UnknownChoiceError, "x", ["y"], "event")
    assert str(pickle.loads(pickle.dumps(error))) == "unknown event 'x'; allowed: y"


VALUES = (
    Container("web"),
    Pod("p"),
    VirtualMachine("vm"),
    Host("h"),
    Image(),
    Layer("sha256:aa", 1),
    Kernel(),
    runtime("runc"),
    runtime("qemu-kvm").hypervisor,
    Host("h").path("h"),
    Host("h").path("h").hops[0],
    runtime("runc").startup,
    evidence.source("lightvm"),
    compare("runc", "kata"),
)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_every_value_is_frozen_and_slotted(value: object) -> None:
    (field, *_) = type(value).__slots__  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        setattr(value, field, None)
    assert not hasattr(value, "__dict__")


def test_defaults_are_those_of_the_documentation() -> None:
    host, machine = Host("h"), VirtualMachine("vm")
    assert (host.memory_bytes, host.cpu_millicores, host.architecture) == (64 * 2**30, 16_000, "amd64")
    assert (machine.memory_bytes, machine.cpu_millicores, machine.architecture) == (2**30, 1000, None)
