"""Count how many instances of an application fit in a memory, and what one runtime gains over another."""

from dataclasses import dataclass
from functools import reduce
from operator import add

from virtfaq.errors import MissingMeasurementError, VirtfaqError, quote
from virtfaq.evidence.quantity import Quantity, compute
from virtfaq.model.runtime import Runtime
from virtfaq.model.runtime_table import runtime as find_runtime
from virtfaq.units import parse_bytes


def memory_overhead(runtime: str | Runtime) -> Quantity:
    """Return what an instance costs beyond its application, in bytes, with its measurements.

    Raises `MissingMeasurementError` for a runtime of which it was not measured.

    >>> memory_overhead("runc"), memory_overhead("qemu-kvm")
    (4.09 MB, 158–167 MB)
    >>> memory_overhead("qemu-tcg")
    Traceback (most recent call last):
        ...
    virtfaq.errors.MissingMeasurementError: the memory overhead of 'qemu-tcg' was not measured
    """
    found = find_runtime(runtime)
    overhead = found.memory_overhead
    if overhead is None:
        raise MissingMeasurementError(f"the memory overhead of {found.name!r} was not measured")
    return overhead


def density(memory: int | str, app: int | str, runtime: str | Runtime) -> Quantity:
    """Return how many instances of an application that uses `app` fit in `memory`, both in bytes.

    An instance costs its application and the fixed memory of its runtime: every measurement of that, so that
    the count is a range where studies differ. Nothing is kept for the host, shared or overcommitted.

    >>> density("64Gi", "100Mi", "runc"), density("64Gi", "100Mi", "qemu-kvm")
    (630, 253–261)
    """
    return count_fitting(memory, app, memory_overhead(runtime))


def density_gain(app: int | str, runtime: str | Runtime, over: str | Runtime) -> Quantity:
    """Return how many times as many instances fit with `runtime` as with `over`; tends to 1 as `app` grows.

    >>> [round(density_gain(app, "runc", over="qemu-kvm"), 2) for app in ("10Mi", "100Mi", "1Gi", "10Gi")]
    [12.15, 2.49, 1.15, 1.02]
    >>> density_gain("10Mi", "runc", over="qemu-kvm")
    11.6–12.2
    """
    size = parse_bytes(app)
    fixed = memory_overhead(over), memory_overhead(runtime)
    if fixed[0] == fixed[1]:  # one quantity, and so the same in both places
        return compute(lambda same: (size + same) / (size + same), fixed[0], unit="ratio")
    return compute(lambda more, less: (size + more) / (size + less), *fixed, unit="ratio")


def count_fitting(memory: int | str, app: int | str, fixed: Quantity) -> Quantity:
    """Return how many instances fit in `memory` if each costs `app` and a fixed memory.

    >>> count_fitting("1Gi", "1Gi", memory_overhead("runc"))
    0
    """
    size, each = parse_bytes(memory), parse_bytes(app)
    return compute(lambda more: size // (each + more), fixed, unit="count")


@dataclass(frozen=True, slots=True)
class Demand:
    """So many instances of an application that uses `app` bytes of memory each, run by one runtime."""

    runtime: str | Runtime
    app: int | str
    count: int = 1

    def __post_init__(self) -> None:
        """Refuse a count that is not a whole number, 0 or more."""
        if isinstance(self.count, bool) or not isinstance(self.count, int) or self.count < 0:
            raise VirtfaqError(f"count is {quote(self.count)}; give a whole number, 0 or more")

    @property
    def needed_bytes(self) -> Quantity:
        """The cost of all of its instances: their applications and the fixed memory of the runtime."""
        return self.count * (parse_bytes(self.app) + memory_overhead(self.runtime))


def mix_density(memory: int | str, *mix: Demand) -> Quantity:
    """Return how many times a whole mix of instances fits in `memory` bytes.

    >>> mix_density("64Gi", Demand("runc", "100Mi", count=10), Demand("qemu-kvm", "1Gi"))
    29
    """
    if not any(demand.count for demand in mix):
        raise VirtfaqError("the mix is empty: it fits any number of times; give a demand with instances")
    size, needed = parse_bytes(memory), reduce(add, (demand.needed_bytes for demand in mix))
    return compute(lambda each: size // each, needed, unit="count")
