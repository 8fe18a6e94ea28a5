"""Define a hypervisor and a runtime: the terms in which the rows of `runtimes` are written."""

from collections.abc import Callable
from dataclasses import dataclass, field

from virtfaq.evidence.quantity import Quantity

Read = Callable[[], Quantity]
NUMBERS = ("memory_overhead", "startup", "cpu_efficiency", "host_syscalls")


@dataclass(frozen=True, slots=True)
class Hypervisor:
    """Software that runs guest systems; `native` tells whether guest code runs directly on the processor."""

    name: str
    native: bool = True


@dataclass(frozen=True, slots=True)
class Runtime:
    """One way to run an instance.

    - `kind`: `container` or `virtual machine`, what the user asks for.
    - `virtualizes`: `operating system` or `hardware`, the level at which it acts.
    - `kernel`: whose kernel serves the application: the `host`'s, one in `user space`, or a `guest`'s.
    - `boundary`: the interface between the instance and what runs it.
    - `host_os`: the kernel it needs below it; None for any.
    - `networks`: the network modes it has, its usual one first.
    - `systems`: the operating systems whose programs it runs, its usual one first.

    Numbers are quantities with their measurements, or None where nobody measured; see the properties.
    """

    name: str
    kind: str
    virtualizes: str
    kernel: str
    boundary: str
    host_os: str | None
    networks: tuple[str, ...]
    hypervisor: Hypervisor | None = None
    systems: tuple[str, ...] = ("linux",)
    readings: dict[str, tuple[Read, ...]] = field(default_factory=dict, repr=False, compare=False)

    def quantities(self, number: str) -> tuple[Quantity, ...]:
        """Return what was measured of one of `NUMBERS`, preferred first."""
        return tuple(read() for read in self.readings.get(number, ()))

    def _find_preferred(self, number: str) -> Quantity | None:
        return next(iter(self.quantities(number)), None)

    @property
    def memory_overhead(self) -> Quantity | None:
        """Host memory that an instance costs beyond its application, in bytes.

        For containers: what the host lost per container that runs nothing. For virtual machines: the data
        that the monitor maps beyond the guest's memory, and the least memory in which a minimal guest runs.
        """
        return self._find_preferred("memory_overhead")

    @property
    def startup(self) -> Quantity | None:
        """From the request to the first process of the instance, in seconds, on an idle host."""
        return self._find_preferred("startup")

    @property
    def cpu_efficiency(self) -> Quantity | None:
        """Speed of computing relative to the bare machine (to runc for gVisor), as a ratio."""
        return self._find_preferred("cpu_efficiency")

    @property
    def host_syscalls(self) -> Quantity | None:
        """The number of the host kernel's system calls that can be reached from the instance."""
        return self._find_preferred("host_syscalls")
