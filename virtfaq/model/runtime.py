"""Define a hypervisor and a runtime: the terms in which the rows of `runtimes` are written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from virtfaq.errors import UnknownChoiceError, describe_unknown
from virtfaq.evidence.quantity import Quantity, join
from virtfaq.records import replace

Readings: TypeAlias = tuple[Quantity, ...]
Read = Callable[[], Readings]
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

    Numbers are quantities with their measurements, or None where nobody measured; see the properties. Each is
    the range of all that were measured alike, and its value is the reading that the row of `runtime_table`
    names first; `assume` sets a user's own.
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

    def quantities(self, number: str) -> Readings:
        """Return what was measured of one of `NUMBERS`, reading by reading, preferred first."""
        return tuple(one for read in self.readings.get(number, ()) for one in read())

    def assume(self, name: str = "", **numbers: Quantity) -> "Runtime":
        """Return this runtime under another name, with numbers of `NUMBERS` in place of what was measured.

        >>> from virtfaq import assumed, density, runtime
        >>> mine = runtime("runc").assume("mine", memory_overhead=assumed("12MiB"))
        >>> mine.memory_overhead, density("64Gi", "100Mi", mine)
        (12.6 MB, assumed, 585, assumed)
        """
        for number in numbers:
            if number not in NUMBERS:
                raise describe_unknown(UnknownChoiceError, number, NUMBERS, "number of a runtime")
        own: dict[str, tuple[Read, ...]] = {
            number: (lambda value=value: (value,),)  # type: ignore[misc]
            for number, value in numbers.items()
        }
        return replace(self, name=name or self.name, readings={**self.readings, **own})

    def _find(self, number: str) -> Quantity | None:
        """Return the range of what was measured as the preferred reading was."""
        read = next(iter(self.readings.get(number, ())), None)
        found = read() if read else ()
        return join(found, found[0].value) if found else None

    @property
    def memory_overhead(self) -> Quantity | None:
        """Host memory that an instance costs beyond its application, in bytes.

        For containers: what the host lost per container that runs nothing. For virtual machines: the data
        that the monitor maps beyond the guest's memory, and the least memory in which a minimal guest runs.
        """
        return self._find("memory_overhead")

    @property
    def startup(self) -> Quantity | None:
        """From the request to the first process of the instance, in seconds, on an idle host."""
        return self._find("startup")

    @property
    def cpu_efficiency(self) -> Quantity | None:
        """Speed of computing relative to the bare machine (to runc for gVisor), as a ratio."""
        return self._find("cpu_efficiency")

    @property
    def host_syscalls(self) -> Quantity | None:
        """The number of the host kernel's system calls that can be reached from the instance."""
        return self._find("host_syscalls")
