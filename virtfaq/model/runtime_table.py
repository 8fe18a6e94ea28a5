"""List what runs an instance, as rows of data; every number of a row is read from the evidence, by key."""

from virtfaq import evidence
from virtfaq.errors import IncompatibleHostError, UnknownRuntimeError, describe_unknown
from virtfaq.evidence.quantity import Quantity, quotient, read_quantity, total
from virtfaq.model.kernels import SYSTEMS
from virtfaq.model.runtime import Hypervisor, Runtime

KVM = Hypervisor("KVM")
TCG = Hypervisor("QEMU TCG", native=False)
HYPER_V = Hypervisor("Hyper-V")
APPLE = Hypervisor("Apple Virtualization")


def runtime(name: str) -> Runtime:
    """Return the runtime of this name; raise `UnknownRuntimeError` if there is none.

    >>> runtime("qemu-kvm").virtualizes, runtime("runc").virtualizes
    ('hardware', 'operating system')
    >>> runtime("qemu-kvm").cpu_efficiency.keys
    ('felter.linpack.kvm_tuned', 'felter.linpack.native')
    >>> runtime("qemu-tcg").memory_overhead is None
    True
    """
    if name not in _BY_NAME:
        raise describe_unknown(UnknownRuntimeError, name, NAMES)
    return _BY_NAME[name]


def usual_runtime(kind: str, host_os: str) -> Runtime:
    """Return what runs this kind of instance on this operating system when nothing else is asked for.

    >>> usual_runtime("container", "linux").name, usual_runtime("virtual machine", "windows").name
    ('runc', 'hyper-v')
    """
    for row in ROWS:
        if row.kind == kind and row.host_os == host_os:
            return row
    raise IncompatibleHostError(f"no {kind} runs directly on a {host_os} kernel; run it in a virtual machine")


def find_comparable(a: Runtime, b: Runtime, number: str) -> tuple[Quantity | None, Quantity | None]:
    """Return one number of two runtimes, from one study if one measured both, else each one's preferred.

    >>> [str(q) for q in find_comparable(runtime("runc"), runtime("gvisor"), "startup")]
    ['1.19 s', '1.14 s']
    >>> [str(q) for q in find_comparable(runtime("runc"), runtime("qemu-kvm"), "startup")]
    ['200 ms', '244 ms']
    """
    found_a, found_b = a.quantities(number), b.quantities(number)
    pairs = ((x, y) for x in found_a for y in found_b if x.sources == y.sources)
    return next(pairs, (next(iter(found_a), None), next(iter(found_b), None)))


def _add_guest(monitor: str, *guest: str) -> Quantity:
    """Return what a monitor adds to a guest of 256 MiB, with the least memory in which `guest` runs."""
    return total(read_quantity(monitor, 256), read_quantity(*guest))


def _read_all_but(key: str, item: int) -> Quantity:
    """Read "all but N" system calls, of the approximate total that the measured quantity names."""
    measurement = evidence.get(key)
    known = int(measurement.quantity.partition("~")[2].rstrip(")"))
    return Quantity(known - int(measurement.value[item].removeprefix("all but ")), "count", (key,), "≈")


ROWS = (
    Runtime(
        name="runc",
        kind="container",
        virtualizes="operating system",
        kernel="host",
        boundary="system calls",
        host_os="linux",
        networks=("bridge", "host", "bridged", "overlay", "sr-iov", "slirp", "passt"),
        readings={
            "memory_overhead": (lambda: read_quantity("gv.density.runc.empty"),),
            "startup": (
                lambda: read_quantity("lightvm.docker.start"),
                lambda: read_quantity("gv.startup.runc"),
            ),
            "cpu_efficiency": (
                lambda: quotient(
                    read_quantity("felter.linpack.docker"), read_quantity("felter.linpack.native")
                ),
            ),
            "host_syscalls": (lambda: _read_all_but("anjali.surface", 0),),
        },
    ),
    Runtime(
        name="gvisor",
        kind="container",
        virtualizes="operating system",
        kernel="user space",
        boundary="user-space kernel",
        host_os="linux",
        networks=("bridge", "host"),
        readings={
            "memory_overhead": (
                lambda: read_quantity("gv.density.runsc.empty"),
                lambda: read_quantity("vik.mem", 0),
            ),
            "startup": (lambda: read_quantity("gv.startup.runsc"),),
            "cpu_efficiency": (lambda: quotient(read_quantity("gv.cpu", 1), read_quantity("gv.cpu", 0)),),
            "host_syscalls": (lambda: read_quantity("anjali.surface", 2),),
        },
    ),
    Runtime(
        name="kata",
        kind="container",
        virtualizes="hardware",
        kernel="guest",
        boundary="virtual hardware",
        host_os="linux",
        networks=("bridge",),
        hypervisor=KVM,
        readings={
            "memory_overhead": (lambda: read_quantity("vik.mem", 1),),
            "startup": (lambda: read_quantity("kata.ci.boot", 0),),
        },
    ),
    Runtime(
        name="qemu-kvm",
        kind="virtual machine",
        virtualizes="hardware",
        kernel="guest",
        boundary="virtual hardware",
        host_os="linux",
        networks=("vhost", "virtio", "emulated", "sr-iov", "slirp", "passt"),
        hypervisor=KVM,
        systems=SYSTEMS,
        readings={
            "memory_overhead": (lambda: _add_guest("fc.mem.m5d.metal.qemu", "uk.minmem.linux_microvm"),),
            "startup": (lambda: read_quantity("fc.m5d.metal.boot-serial-qemu", "p50"),),
            "cpu_efficiency": (
                lambda: quotient(
                    read_quantity("felter.linpack.kvm_tuned"), read_quantity("felter.linpack.native")
                ),
            ),
        },
    ),
    Runtime(
        name="firecracker",
        kind="virtual machine",
        virtualizes="hardware",
        kernel="guest",
        boundary="virtual hardware",
        host_os="linux",
        networks=("virtio",),
        hypervisor=KVM,
        systems=("linux", "unikraft"),
        readings={
            "memory_overhead": (lambda: _add_guest("fc.mem.m5d.metal.fc", "uk.minmem.linux_microvm"),),
            "startup": (lambda: read_quantity("fc.m5d.metal.boot-serial-fc-api", "p50"),),
            "cpu_efficiency": (lambda: read_quantity("fc.spec.cpu", qualifier="≥"),),
            "host_syscalls": (lambda: read_quantity("anjali.surface", 1),),
        },
    ),
    Runtime(
        name="unikernel",
        kind="virtual machine",
        virtualizes="hardware",
        kernel="guest",
        boundary="virtual hardware",
        host_os="linux",
        networks=("virtio",),
        hypervisor=KVM,
        systems=("unikraft",),
        readings={
            "memory_overhead": (lambda: _add_guest("fc.mem.m5d.metal.fc", "uk.minmem.unikraft"),),
            "startup": (
                lambda: total(
                    read_quantity("uk.boot.firecracker", "vmm"), read_quantity("uk.boot.firecracker", "guest")
                ),
            ),
        },
    ),
    Runtime(
        name="qemu-tcg",
        kind="virtual machine",
        virtualizes="hardware",
        kernel="guest",
        boundary="emulated hardware",
        host_os=None,
        networks=("emulated", "virtio"),
        hypervisor=TCG,
        systems=SYSTEMS,
    ),
    Runtime(
        name="runhcs",
        kind="container",
        virtualizes="operating system",
        kernel="host",
        boundary="system calls",
        host_os="windows",
        networks=("bridge",),
        systems=("windows",),
    ),
    Runtime(
        name="hyper-v",
        kind="virtual machine",
        virtualizes="hardware",
        kernel="guest",
        boundary="virtual hardware",
        host_os="windows",
        networks=("vmbus",),
        hypervisor=HYPER_V,
        systems=("linux", "windows", "freebsd"),
    ),
    Runtime(
        name="vz",
        kind="virtual machine",
        virtualizes="hardware",
        kernel="guest",
        boundary="virtual hardware",
        host_os="darwin",
        networks=("vmnet",),
        hypervisor=APPLE,
        systems=("linux", "darwin"),
    ),
)
_BY_NAME = {row.name: row for row in ROWS}
NAMES = tuple(_BY_NAME)
