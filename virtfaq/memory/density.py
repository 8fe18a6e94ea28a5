"""Count how many instances of an application fit in a memory, and what one runtime gains over another."""

from dataclasses import dataclass

from virtfaq.errors import MissingMeasurementError, VirtfaqError, quote
from virtfaq.evidence.quantity import Quantity
from virtfaq.model.runtime_table import runtime as find_runtime
from virtfaq.units import parse_bytes


def memory_overhead(runtime: str) -> Quantity:
    """Return what an instance costs beyond its application, in bytes, with its measurements.

    Raises `MissingMeasurementError` for a runtime of which it was not measured.

    >>> str(memory_overhead("runc")), str(memory_overhead("qemu-kvm"))
    ('4.09 MB', '167 MB')
    >>> memory_overhead("qemu-tcg")
    Traceback (most recent call last):
        ...
    virtfaq.errors.MissingMeasurementError: the memory overhead of 'qemu-tcg' was not measured
    """
    overhead = find_runtime(runtime).memory_overhead
    if overhead is None:
        raise MissingMeasurementError(f"the memory overhead of {runtime!r} was not measured")
    return overhead


def density(memory: int | str, app: int | str, runtime: str) -> int:
    """Return how many instances of an application that uses `app` fit in `memory`, both in bytes.

    An instance costs its application and the fixed memory of its runtime. Nothing is kept for the host,
    shared or overcommitted.

    >>> density("64Gi", "100Mi", "runc"), density("64Gi", "100Mi", "qemu-kvm")
    (630, 253)
    """
    return count_fitting(memory, app, memory_overhead(runtime))


def density_gain(app: int | str, runtime: str, over: str) -> float:
    """Return how many times as many instances fit with `runtime` as with `over`; tends to 1 as `app` grows.

    >>> [round(density_gain(app, "runc", over="qemu-kvm"), 2) for app in ("10Mi", "100Mi", "1Gi", "10Gi")]
    [12.15, 2.49, 1.15, 1.02]
    """
    size = parse_bytes(app)
    return (size + memory_overhead(over).value) / (size + memory_overhead(runtime).value)


def count_fitting(memory: int | str, app: int | str, fixed: Quantity) -> int:
    """Return how many instances fit in `memory` if each costs `app` and a fixed memory.

    >>> count_fitting("1Gi", "1Gi", memory_overhead("runc"))
    0
    """
    return int(parse_bytes(memory) // (parse_bytes(app) + fixed.value))


@dataclass(frozen=True, slots=True)
class Demand:
    """So many instances of an application that uses `app` bytes of memory each, run by one runtime."""

    runtime: str
    app: int | str
    count: int = 1

    def __post_init__(self) -> None:
        """Refuse a count that is not a whole number, 0 or more."""
        if isinstance(self.count, bool) or not isinstance(self.count, int) or self.count < 0:
            raise VirtfaqError(f"count is {quote(self.count)}; give a whole number, 0 or more")

    @property
    def needed_bytes(self) -> float:
        """The cost of all of its instances: their applications and the fixed memory of the runtime."""
        return self.count * (parse_bytes(self.app) + memory_overhead(self.runtime).value)


def mix_density(memory: int | str, *mix: Demand) -> int:
    """Return how many times a whole mix of instances fits in `memory` bytes.

    >>> mix_density("64Gi", Demand("runc", "100Mi", count=10), Demand("qemu-kvm", "1Gi"))
    29
    """
    needed = sum(demand.needed_bytes for demand in mix)
    if needed == 0:
        raise VirtfaqError("the mix is empty: it fits any number of times; give a demand with instances")
    return int(parse_bytes(memory) // needed)
