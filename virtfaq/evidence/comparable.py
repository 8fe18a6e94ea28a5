"""Name what compares: the quantities that several studies measured alike, and what they measured them of.

A measurement of `virtfaq/data/measurements.json` says under `compares` what each of its numbers is a
reading of: a list of mappings, one a number. A number that compares with no other has none. The fields:

- `of`: the quantity, one of `QUANTITIES`, whose definition says where the clock starts and stops, whether it
  is a mean or a median, and whether an application runs. A number taken otherwise is no reading of it.
- `runtime`: what it was measured of, one of `RUNTIMES`; left out where the quantity is not about one.
- `guest`: what runs in a virtual machine, one of `GUESTS`, where that matters to the quantity; else left out.
- `at`: the way to the number where the value is a list or a mapping, such as `[1]` or `["GET", 1, "rps"]`.
- At most one of these, for what is made of the number: `less`, `plus` or `over`, another number to subtract,
  add or divide by, as a list of its key and the way to it, such as `["anjali.rtt.host"]`; `per`, a count to
  divide by, such as 1000 guests; `inverse`, true for a rate whose duration compares; `all`, the count of
  which the text "all but N" leaves N out.
- `qualifier`: `≥` or `≤` where the source states a bound, `≈` where it says that its figure is approximate.

>>> "added round trip" in QUANTITIES, "qemu-kvm" in RUNTIMES
(True, True)
"""

from typing import NamedTuple


class Definition(NamedTuple):
    """What the readings of a quantity have in common: their base unit, and how they were taken."""

    unit: str
    text: str


_IDLE = "nothing to fetch, host idle, one at a time"
_NATIVE = "over that on the same bare machine"

QUANTITIES = {
    # Starting.
    "container start": Definition(
        "seconds", f"usual time from the request to the engine until the first process runs; {_IDLE}"
    ),
    "container run": Definition(
        "seconds", f"mean time in which the engine makes, runs and removes one that does nothing; {_IDLE}"
    ),
    "container run without an engine": Definition(
        "seconds", f"mean time in which the runtime alone makes, runs and removes one; {_IDLE}"
    ),
    "virtual machine boot": Definition(
        "seconds", f"median from the start of the monitor until the guest's first program runs; {_IDLE}"
    ),
    "virtual machine start": Definition(
        "seconds", "usual time from the request to a toolstack or a cloud until the guest is ready for work"
    ),
    # Memory.
    "memory per empty instance": Definition(
        "bytes", "mean memory that the host loses to each instance whose application does nothing"
    ),
    "memory per instance with a small application": Definition(
        "bytes", "mean memory that the host loses to each of many instances with an interpreter or less"
    ),
    "memory of the monitor": Definition(
        "bytes", "data that the monitor of a booted guest of 256 MiB or near maps beyond the guest's memory"
    ),
    "memory reserved per instance": Definition(
        "bytes", "what the orchestrator's configuration sets aside for each instance beyond its containers"
    ),
    "least memory": Definition("bytes", "least memory in which an instance that does next to nothing runs"),
    # Network.
    "round trip": Definition(
        "seconds",
        "mean time from a small packet to its reply, one at a time, from another machine of the network",
    ),
    "added round trip": Definition(
        "seconds", "mean round trip of small packets, one at a time, less that without the instance"
    ),
    "time of a request to Redis": Definition(
        "seconds", "mean time of a GET from another machine, one client, one request at a time"
    ),
    "throughput of one stream": Definition(
        "bits a second", "TCP from an instance to its host, one connection"
    ),
    "throughput over a 10 Gbit/s link": Definition(
        "bits a second", "TCP from an instance to another machine, one connection, MTU 1500"
    ),
    # Relative to the bare machine.
    "computing relative to native": Definition(
        "ratio", f"speed of a computation that makes next to no system calls, {_NATIVE}"
    ),
    "memory bandwidth relative to native": Definition("ratio", f"STREAM triad, {_NATIVE}"),
    "random memory access relative to native": Definition("ratio", f"RandomAccess (GUPS), {_NATIVE}"),
    "random reads relative to native": Definition(
        "ratio", f"4 KiB random reads a second of a local disk, 16 or more at once, {_NATIVE}"
    ),
    "random reads one at a time relative to native": Definition(
        "ratio", f"4 KiB random reads a second of a local disk, one at a time, {_NATIVE}"
    ),
    "Redis GET relative to native": Definition(
        "ratio", f"GET a second, 30 connections, one request at a time on each, {_NATIVE}"
    ),
    "Redis GET in batches relative to native": Definition(
        "ratio", f"GET a second, 30 connections, 16 requests at a time on each, {_NATIVE}"
    ),
    "MySQL relative to native": Definition("ratio", f"most read-only transactions a second, {_NATIVE}"),
    # The boundary.
    "host system calls": Definition(
        "count", "system calls of the host's kernel that what serves an instance is allowed to make"
    ),
    # Moving and fetching.
    "downtime of a live migration": Definition(
        "seconds", "time in which the instance does not run while it moves, its memory copied before"
    ),
    "share of a start spent fetching": Definition(
        "ratio", "share of the time of a start in which the image or the packages come, none there before"
    ),
}

RUNTIMES = {
    "native": "a process on the bare machine",
    "runc": "an ordinary container on the host's kernel: Docker, containerd or CRI-O with runc, or LXC",
    "runc, host network": "the same without a network of its own",
    "crun": "the same with crun",
    "gvisor": "a container on gVisor (runsc), whatever its platform",
    "kata": "a container in a virtual machine, by Kata Containers with QEMU",
    "kata, Cloud Hypervisor": "the same with Cloud Hypervisor",
    "kata, Firecracker": "the same with Firecracker",
    "qemu-kvm": "QEMU with KVM, virtio or vhost",
    "qemu-kvm, microvm": "QEMU with KVM, machine type microvm",
    "firecracker": "Firecracker",
    "cloud-hypervisor": "Cloud Hypervisor",
    "xen": "Xen with its own toolstack",
    "lightvm": "Xen with the toolstack of LightVM",
    "cloud": "a virtual machine of a public cloud",
    "zones": "a Solaris zone",
}

GUESTS = {
    "minimal Linux": "a Linux kernel with one program, or little more",
    "Debian": "Debian or another general distribution",
    "Windows": "Windows",
    "unikernel": "an application linked with its kernel",
}

# Works that report one study, under the key of the first: the rest count with it.
STUDIES = {
    "felter-2nd": "felter-data",
    "felter-ispass": "felter-data",
    "felter-text": "felter-data",
    "khan": "khan-data",
    "rund": "rund-data",
}
