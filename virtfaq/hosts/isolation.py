"""Tell which kernels run on a host, what instances share, and what falls with one of them."""

from virtfaq.errors import UnknownChoiceError, VirtfaqError, describe_unknown
from virtfaq.evidence.quantity import Quantity
from virtfaq.hosts.placement import settle
from virtfaq.model.element import Element
from virtfaq.model.kernels import Kernel
from virtfaq.model.runtime_table import runtime
from virtfaq.model.tree import Chain, chains, find_chain
from virtfaq.network.paths import path

EVENTS = ("kernel crash", "escape", "hypervisor escape")


def kernels(host: Element) -> tuple[Kernel, ...]:
    """Return the distinct kernels that run on a host, its own first."""
    found = [host.kernel, *(chain[-1].kernel for chain in chains(host))]
    return tuple(dict.fromkeys(kernel for kernel in found if kernel is not None))


def kernel_of(host: Element, name: str) -> Kernel:
    """Return the kernel that serves the system calls of an instance."""
    kernel = find_chain(host, name)[-1].kernel
    assert kernel is not None  # everything that a host runs has one
    return kernel


def blast_radius(host: Element, name: str, event: str = "kernel crash") -> tuple[str, ...]:
    """Return the names of the instances that fall, `name` among them, in the order of the host.

    - `kernel crash`: its kernel stops; what runs on that kernel, directly or not, stops.
    - `escape`: whoever controls the instance breaks its innermost boundary, and so controls the kernel of the
      place that runs it, with all that this kernel runs.
    - `hypervisor escape`: the same for the boundary of the virtual machine that holds the instance.
    """
    chain = find_chain(host, name)
    if event == "kernel crash":
        kernel = chain[-1].kernel
    elif event == "escape":
        kernel = _find_outside_kernel(chain)
    elif event == "hypervisor escape":
        kernel = _find_outside_kernel(_find_machine(chain))
    else:
        raise describe_unknown(UnknownChoiceError, event, EVENTS, "event")
    return tuple(chain[-1].name for chain in chains(host) if any(part.kernel is kernel for part in chain))


def list_shared(host: Element, a: str, b: str) -> tuple[str, ...]:
    """Return what two instances of a host share, from the nearest to the hardware.

    One kernel, if they have the same, and its page cache; the schedulers of the machines that hold both;
    pages of memory, where a machine merges equal ones (`page_sharing`); the devices that the packets of both
    go through; the caches and the memory bus of the processor.
    """
    first, second = find_chain(host, a), find_chain(host, b)
    same_kernel = ["kernel", "page cache"] if first[-1].kernel is second[-1].kernel else []
    merged = ["memory pages"] if host.page_sharing else []
    hops = set(path(host, b).hops)
    devices = [hop.device for hop in path(host, a).hops if hop in hops]
    return tuple(
        dict.fromkeys([*same_kernel, "scheduler", *merged, *devices, "CPU caches", "memory bandwidth"])
    )


def host_system_calls(host: Element, name: str) -> Quantity | None:
    """Return how many of the host kernel's system calls an instance can reach; None where nobody counted.

    A virtual machine, and all that runs in it, reaches those that its monitor may make.
    """
    chain = find_chain(host, name)
    if len(chain) == 1:
        raise VirtfaqError(f"{name!r} is the host: it has every system call; name an instance")
    return runtime(chain[1].runtime or "runc").host_syscalls


def check_runnable(place: Element, instance: Element) -> None:
    """Raise `NotRunnableError`, saying why and what to do, if `place` cannot run `instance`."""
    settle(place, instance)


def _find_outside_kernel(chain: Chain) -> Kernel | None:
    if len(chain) == 1:
        raise VirtfaqError(f"{chain[0].name!r} is the host: it has no boundary to escape from")
    return chain[-2].kernel


def _find_machine(chain: Chain) -> Chain:
    """Return the chain down to the innermost virtual machine in it."""
    for end in range(len(chain), 1, -1):
        row = runtime(chain[end - 1].runtime or "runc")
        if row.hypervisor and chain[end - 1].kernel is not chain[end - 2].kernel:
            return chain[:end]
    raise VirtfaqError(f"{chain[-1].name!r} runs in no virtual machine: there is no hypervisor to escape")
