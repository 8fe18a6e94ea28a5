"""Density: how many instances of an application fit in a memory, and what one runtime gains over another."""

from .errors import MissingMeasurementError
from .quantity import Quantity
from .runtimes import runtime as runtime_named
from .units import parse_bytes


def fixed_memory(runtime: str) -> Quantity:
    """Return what an instance costs beyond its application, in bytes, with its measurements.

    Raises `MissingMeasurementError` for a runtime of which it was not measured.

    >>> str(fixed_memory("runc")), str(fixed_memory("qemu-kvm"))
    ('4.09 MB', '167 MB')
    >>> fixed_memory("qemu-tcg")
    Traceback (most recent call last):
        ...
    virtfaq.errors.MissingMeasurementError: the memory overhead of 'qemu-tcg' was not measured
    """
    overhead = runtime_named(runtime).memory_overhead
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
    return fitting(memory, app, fixed_memory(runtime))


def density_gain(app: int | str, runtime: str, over: str) -> float:
    """Return how many times as many instances fit with `runtime` as with `over`; tends to 1 as `app` grows.

    >>> [round(density_gain(app, "runc", over="qemu-kvm"), 2) for app in ("10Mi", "100Mi", "1Gi", "10Gi")]
    [12.15, 2.49, 1.15, 1.02]
    """
    size = parse_bytes(app)
    return (size + fixed_memory(over).value) / (size + fixed_memory(runtime).value)


def fitting(memory: int | str, app: int | str, fixed: Quantity) -> int:
    """Return how many instances fit in `memory` if each costs `app` and a fixed memory.

    >>> fitting("1Gi", "1Gi", fixed_memory("runc"))
    0
    """
    return int(parse_bytes(memory) // (parse_bytes(app) + fixed.value))
