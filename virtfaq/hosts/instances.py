"""Hold hosts and what they run: immutable values; `run` returns a new place that runs more."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from virtfaq import units
from virtfaq.errors import NotRunnableError, quote
from virtfaq.hosts import isolation
from virtfaq.hosts.placement import settle
from virtfaq.model import runtime_table, tree
from virtfaq.model.element import Element, check_name
from virtfaq.model.images import Image, Layer
from virtfaq.model.kernels import Kernel, boot, check_architecture
from virtfaq.model.runtime import Hypervisor
from virtfaq.network import paths
from virtfaq.network.paths import Path
from virtfaq.records import fill, replace

__all__ = ["Container", "Host", "Hypervisor", "Image", "Kernel", "Layer", "Pod", "VirtualMachine"]

_ANY_LINUX = Image()


class Place(Element):
    """A place that can run instances: a host, a virtual machine or a pod."""

    __slots__ = ()

    def run(self, *instances: Element) -> Self:
        """Return a place like this one that runs these instances too.

        Raises `NotRunnableError` (`IncompatibleKernelError` and others) if one of them cannot run here, and
        `DuplicateNameError` if two things would have one name.

        >>> from virtfaq import Container, VirtualMachine
        >>> VirtualMachine("vm1").run(Container("web"), Container("db"))
        VirtualMachine('vm1', instances=['web', 'db'])
        """
        for instance in instances:
            if not isinstance(instance, Element) or instance.kind == "host":
                raise NotRunnableError(
                    f"run() takes containers, pods and virtual machines, not {quote(instance)}"
                )
        more = tuple(settle(self, instance) for instance in instances)
        place = replace(self, instances=self.instances + more)
        tree.check_names(place)
        return place


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Container(Element):
    """Isolated processes of one image; the runtime decides which kernel serves them.

    >>> Container("web", runtime="gvisor")
    Container('web', runtime='gvisor')
    """

    kind: ClassVar[str] = "container"
    name: str
    image: Image
    runtime: str | None
    network: str | None
    kernel: Kernel | None
    architecture: str | None

    def __init__(
        self, name: str, *, image: Image = _ANY_LINUX, runtime: str | None = None, network: str | None = None
    ) -> None:
        """Take as `runtime` runc (usual), gvisor or kata; as `network` one of its modes, its usual if None.

        The modes of runc: bridge (usual), host, bridged, overlay, sr-iov, slirp, passt.
        """
        fill(
            self,
            name=check_name(name),
            image=image,
            runtime=runtime and runtime_table.runtime(runtime).name,
            network=network,
        )
        fill(self, kernel=None, architecture=None)


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Pod(Place):
    """Containers that share one network and one runtime, as in Kubernetes.

    >>> Host("node").run(Pod("app", runtime="kata").run(Container("web"), Container("log"))).kernels()
    (Kernel('linux', machine='node'), Kernel('linux', machine='app'))
    """

    kind: ClassVar[str] = "pod"
    name: str
    runtime: str | None
    network: str | None
    kernel: Kernel | None
    architecture: str | None
    instances: tuple[Element, ...]

    def __init__(self, name: str, *, runtime: str | None = None, network: str | None = None) -> None:
        """Take `runtime` and `network` as a container does; they hold for all containers of the pod."""
        fill(
            self,
            name=check_name(name),
            runtime=runtime and runtime_table.runtime(runtime).name,
            network=network,
        )
        fill(self, kernel=None, architecture=None, instances=())


@dataclass(frozen=True, slots=True, init=False, repr=False)
class VirtualMachine(Place):
    """A machine made by a hypervisor; it boots a kernel of its own, and runs containers and machines in turn.

    >>> VirtualMachine("vm1").kernel
    Kernel('linux', machine='vm1')
    """

    kind: ClassVar[str] = "virtual machine"
    name: str
    runtime: str | None
    network: str | None
    kernel: Kernel
    memory_bytes: int
    cpu_millicores: int
    architecture: str | None
    instances: tuple[Element, ...]

    def __init__(
        self,
        name: str,
        *,
        kernel: Kernel | str | None = None,
        runtime: str | None = None,
        memory: int | str = "1Gi",
        cpu: float | str = 1,
        architecture: str | None = None,
        network: str | None = None,
    ) -> None:
        """Take as `runtime` qemu-kvm (usual on Linux), firecracker, unikernel, qemu-tcg, hyper-v or vz.

        `kernel` is an operating system or a `Kernel`, linux if None; `architecture` is the host's if None;
        `network` is one of the runtime's modes: vhost (usual), virtio, emulated, sr-iov, slirp or passt for
        qemu-kvm.
        """
        system = kernel or (runtime_table.runtime(runtime).systems[0] if runtime else "linux")
        fill(
            self,
            name=check_name(name),
            runtime=runtime and runtime_table.runtime(runtime).name,
            network=network,
            kernel=boot(system, name),
        )
        fill(self, memory_bytes=units.parse_bytes(memory), cpu_millicores=units.parse_millicores(cpu))
        fill(self, architecture=architecture and check_architecture(architecture), instances=())


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Host(Place):
    """A physical machine and its kernel.

    >>> host = Host("serveur").run(Container("web"), Container("db"), VirtualMachine("vm1"))
    >>> host.kernel_of("web") is host.kernel_of("db") is host.kernel
    True
    >>> host.kernels()
    (Kernel('linux', machine='serveur'), Kernel('linux', machine='vm1'))
    """

    kind: ClassVar[str] = "host"
    name: str
    kernel: Kernel
    memory_bytes: int
    cpu_millicores: int
    architecture: str
    page_sharing: bool
    instances: tuple[Element, ...]

    def __init__(
        self,
        name: str,
        *,
        kernel: Kernel | str = "linux",
        memory: int | str = "64Gi",
        cpu: float | str = 16,
        architecture: str = "amd64",
        page_sharing: bool = False,
    ) -> None:
        """Make a host; `page_sharing` tells whether its kernel merges equal pages (KSM on Linux)."""
        fill(
            self,
            name=check_name(name),
            kernel=boot(kernel, name),
            architecture=check_architecture(architecture),
        )
        fill(self, memory_bytes=units.parse_bytes(memory), cpu_millicores=units.parse_millicores(cpu))
        fill(self, page_sharing=page_sharing, instances=())

    def walk(self) -> Iterator[Element]:
        """Yield all that runs here, at any depth, in the order in which it was run."""
        return (chain[-1] for chain in tree.chains(self))

    def instance(self, name: str) -> Element:
        """Return the instance of this name, at any depth."""
        return tree.find_chain(self, name)[-1]

    def kernels(self) -> tuple[Kernel, ...]:
        """Return the distinct kernels that run here, the host's first; see `isolation.kernels`."""
        return isolation.kernels(self)

    def kernel_of(self, name: str) -> Kernel:
        """Return the kernel that serves an instance; see `isolation.kernel_of`."""
        return isolation.kernel_of(self, name)

    def blast_radius(self, name: str, event: str = "kernel crash") -> tuple[str, ...]:
        """Return the names of the instances that fall with this one; see `isolation.blast_radius`.

        >>> host = Host("serveur").run(Container("web"), Container("db"), VirtualMachine("vm1"))
        >>> host.blast_radius("web"), host.blast_radius("vm1")
        (('web', 'db', 'vm1'), ('vm1',))
        """
        return isolation.blast_radius(self, name, event)

    def list_shared(self, a: str, b: str) -> tuple[str, ...]:
        """Return what two instances share; see `isolation.list_shared`."""
        return isolation.list_shared(self, a, b)

    def path(self, start: str, end: str | None = None, *, transport: str = "ip") -> Path:
        """Return the path of a packet from an instance to another or to the wire; see `network.path`.

        >>> Host("serveur").run(VirtualMachine("vm1")).path("vm1")
        IP stack    vm1
        virtio-net  vm1
        vhost-net   serveur
        tap         serveur
        bridge      serveur
        NIC         serveur
        """
        return paths.path(self, start, end, transport=transport)
