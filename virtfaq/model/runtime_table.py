"""List what runs an instance, as rows of data; every number of a row is read from the evidence, by key."""

from virtfaq.errors import IncompatibleHostError, UnknownRuntimeError, describe_unknown
from virtfaq.evidence.quantity import read_quantity
from virtfaq.evidence.readings import readings
from virtfaq.model.kernels import SYSTEMS
from virtfaq.model.runtime import Hypervisor, Read, Readings, Runtime

KVM = Hypervisor("KVM")
TCG = Hypervisor("QEMU TCG", native=False)
HYPER_V = Hypervisor("Hyper-V")
APPLE = Hypervisor("Apple Virtualization")


def runtime(name: str | Runtime) -> Runtime:
    """Return the runtime of this name, or a runtime as it is; raise `UnknownRuntimeError` if there is none.

    >>> runtime("qemu-kvm").virtualizes, runtime("runc").virtualizes
    ('hardware', 'operating system')
    >>> runtime("qemu-kvm").cpu_efficiency.describe()
    '0.448 to 0.977, 1 study, 2014'
    >>> runtime("qemu-tcg").memory_overhead is None
    True
    """
    if isinstance(name, Runtime):
        return name
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


def _read(name: str, runtime: str, guest: str | None = None, *, first: str = "") -> Read:
    """Return how to read all measurements of a quantity, beginning with those of the key `first`.

    One that was only seen as another work quotes it is left out: no model rests on it.
    """

    def read() -> Readings:
        found = readings(name, runtime=runtime, guest=guest, quoted=False)
        return tuple(sorted(found, key=lambda one: bool(first) and one.keys[0] != first))

    return read


def _add_guest(monitor: str, first: str, guest: str) -> Read:
    """Return how to read what a monitor adds to its guest, with the least memory in which `guest` runs."""

    def read() -> Readings:
        found = _read("memory of the monitor", monitor, first=first)()
        return tuple(one + read_quantity(guest) for one in found)

    return read


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
            "memory_overhead": (_read("memory per empty instance", "runc"),),
            "startup": (
                _read("container start", "runc", first="lightvm.docker.start"),
                _read("container run", "runc", first="gv.startup.runc"),
            ),
            "cpu_efficiency": (_read("computing relative to native", "runc", first="felter.linpack.docker"),),
            "host_syscalls": (_read("host system calls", "runc"),),
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
                _read("memory per empty instance", "gvisor", first="gv.density.runsc.empty"),
            ),
            "startup": (_read("container run", "gvisor", first="gv.startup.runsc"),),
            "cpu_efficiency": (lambda: (read_quantity("gv.cpu", 1) / read_quantity("gv.cpu", 0),),),
            "host_syscalls": (_read("host system calls", "gvisor", first="anjali.surface"),),
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
            "memory_overhead": (_read("memory per empty instance", "kata"),),
            "startup": (_read("container start", "kata"),),
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
            "memory_overhead": (_add_guest("qemu-kvm", "fc.mem.m5d.metal.qemu", "uk.minmem.linux_microvm"),),
            "startup": (
                _read(
                    "virtual machine boot", "qemu-kvm", "minimal Linux", first="fc.m5d.metal.boot-serial-qemu"
                ),
            ),
            "cpu_efficiency": (
                _read("computing relative to native", "qemu-kvm", first="felter.linpack.kvm_tuned"),
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
            "memory_overhead": (_add_guest("firecracker", "fc.mem.m5d.metal.fc", "uk.minmem.linux_microvm"),),
            "startup": (
                _read(
                    "virtual machine boot",
                    "firecracker",
                    "minimal Linux",
                    first="fc.m5d.metal.boot-serial-fc-api",
                ),
            ),
            "cpu_efficiency": (_read("computing relative to native", "firecracker"),),
            "host_syscalls": (_read("host system calls", "firecracker"),),
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
            "memory_overhead": (_add_guest("firecracker", "fc.mem.m5d.metal.fc", "uk.minmem.unikraft"),),
            "startup": (
                _read("virtual machine boot", "firecracker", "unikernel", first="uk.boot.firecracker"),
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
