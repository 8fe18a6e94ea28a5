"""Predict within one study: a model set by some of its numbers, against the rest."""

import math
import re
from collections.abc import Iterable, Iterator

from virtfaq import evidence
from virtfaq.evidence import Measurement
from virtfaq.evidence.quantity import read_quantity
from virtfaq.validation.laws import is_by_clients
from virtfaq.validation.networks import NETWORK
from virtfaq.validation.rules import (
    Book,
    Prediction,
    Rule,
    find_numbers,
    find_system,
    find_worst,
    sibling,
)
from virtfaq.validation.spreads import DEVIATIONS
from virtfaq.validation.starts_and_moves import BOOT_RULES

_BANDWIDTHS = ("GB/s", "MB/s")
_TRIAD = "felter.stream2.triad"
_RANDOM = "felter.fio.rand_read_iops"
_SCALABILITY_PARAMETERS = 3


def _predict_like_native(
    book: Book, rows: Iterable[Measurement], factor: float = 1.0, *used: str
) -> Iterator[Prediction]:
    """Predict `factor` times what the same study measured natively."""
    for one in rows:
        base = sibling(one.key, "native")
        native = book.number(base)
        if native is not None and isinstance(one.value, int | float):
            yield Prediction(one.key, one.value, native * factor, one.unit, (one.key, base, *used))


def _predict_containers(book: Book) -> Iterator[Prediction]:
    """Predict that a container computes and moves data as its host does."""
    units = (*_BANDWIDTHS, "GFLOPS", "GUPS", "IOPS", "events/s")
    return _predict_like_native(
        book, book.select(lambda one: find_system(one.key) == "docker" and one.unit in units)
    )


def _predict_machine_compute(book: Book) -> Iterator[Prediction]:
    """Predict computing in a tuned virtual machine, by an efficiency read from this very measurement."""
    found = book.select(lambda one: one.key == "felter.linpack.kvm_tuned")
    return _predict_like_native(
        book, found, evidence.ratio("felter.linpack.kvm_tuned", "felter.linpack.native")
    )


def _predict_other_compute(book: Book) -> Iterator[Prediction]:
    """Predict that any virtual machine computes as the tuned one: it does not hold without the tuning."""
    keys = "felter.linpack.kvm_tuned", "felter.linpack.native"
    found = book.select(
        lambda one: (
            one.unit in ("GFLOPS", "events/s")
            and find_system(one.key).startswith("kvm")
            and one.key != keys[0]
        )
    )
    return _predict_like_native(book, found, evidence.ratio(*keys), *keys)


def _predict_machine_triad(book: Book) -> Iterator[Prediction]:
    """Predict the memory bandwidth of a virtual machine, read from this very measurement."""
    return _predict_like_native(
        book, book.select(lambda one: one.key == f"{_TRIAD}.kvm"), _find_kvm_ratio(_TRIAD)
    )


def _predict_machine_streams(book: Book) -> Iterator[Prediction]:
    """Predict the other kernels by one loss of memory bandwidth: that of triad on two sockets."""
    found = book.select(
        lambda one: (
            one.quantity.startswith("STREAM") and find_system(one.key) == "kvm" and one.key != f"{_TRIAD}.kvm"
        )
    )
    return _predict_like_native(book, found, _find_kvm_ratio(_TRIAD), f"{_TRIAD}.kvm", f"{_TRIAD}.native")


def _predict_machine_random_access(book: Book) -> Iterator[Prediction]:
    """Predict that random access loses what computing does: true only where TLB misses dominate both."""
    found = book.select(lambda one: one.unit == "GUPS" and find_system(one.key) == "kvm")
    keys = "felter.linpack.kvm_tuned", "felter.linpack.native"
    return _predict_like_native(book, found, evidence.ratio(*keys), *keys)


def _predict_machine_files(book: Book) -> Iterator[Prediction]:
    """Predict that sequential transfers keep the device busy in a virtual machine too."""
    return _predict_like_native(
        book, book.select(lambda one: one.quantity.startswith("fio seq") and find_system(one.key) == "kvm")
    )


def _predict_machine_random_reads(book: Book) -> Iterator[Prediction]:
    """Predict the loss of many small requests in a virtual machine, read from this very measurement."""
    return _predict_like_native(
        book, book.select(lambda one: one.key == f"{_RANDOM}.kvm"), _find_kvm_ratio(_RANDOM)
    )


def _predict_machine_requests(book: Book) -> Iterator[Prediction]:
    """Predict writes and a mix by one cost of a small request: that of random reads."""
    found = book.select(
        lambda one: (
            one.quantity.startswith("fio rand")
            and find_system(one.key) == "kvm"
            and one.key != f"{_RANDOM}.kvm"
        )
    )
    return _predict_like_native(book, found, _find_kvm_ratio(_RANDOM), f"{_RANDOM}.kvm", f"{_RANDOM}.native")


def _predict_scalability(book: Book) -> Iterator[Prediction]:
    """Predict rates by the universal scalability law, fitted on every other number of clients."""
    from virtfaq.simulation.scalability import fit_scalability

    for one in book.select(is_by_clients):
        points = {count: point["tps"] for count, point in sorted(one.value.items())}
        seen = dict(list(points.items())[::2])
        if len(seen) < 3:
            continue
        law = fit_scalability(seen)
        errors = [law.throughput(count) / rate - 1 for count, rate in seen.items()]
        free = len(seen) - _SCALABILITY_PARAMETERS
        tolerance = DEVIATIONS * math.sqrt(sum(error**2 for error in errors) / free) if free > 0 else None
        rest = ((count, rate) for count, rate in points.items() if count not in seen)
        yield from find_worst(
            Prediction(f"{one.key} rate, {count}", rate, law.throughput(count), "1/s", (one.key,), tolerance)
            for count, rate in rest
        )


def _predict_monitors(book: Book) -> Iterator[Prediction]:
    """Predict that a small monitor takes a constant memory, whatever the guest and the host."""
    yield from _predict_constant_memory(book, book.select(lambda one: one.system != "qemu"))


def _predict_qemu(book: Book) -> Iterator[Prediction]:
    """Predict that QEMU takes a constant memory too, more or less."""
    yield from _predict_constant_memory(book, book.select(lambda one: one.system == "qemu"))


def _predict_constant_memory(book: Book, rows: Iterable[Measurement]) -> Iterator[Prediction]:
    """Predict the memory of one machine at 256 MiB, at the size of guest where it is furthest off."""
    for one in (one for one in rows if one.unit == "MiB by guest MiB" and isinstance(one.value, dict)):
        key = f"fc.mem.m5d.metal.{one.system}"
        constant = evidence.number(key, 256) if key in evidence.keys() else None  # noqa: SIM118 -- a function
        if constant is not None:
            yield from find_worst(
                Prediction(f"{one.key}, {size} MiB", value, constant, "MiB", (one.key, key))
                for size, value in one.value.items()
                if (one.key, size) != (key, 256)
            )


def _predict_another_program(book: Book) -> Iterator[Prediction]:
    """Predict that any program computes in a tuned virtual machine as Linpack: it does not hold."""
    keys = "felter.linpack.kvm_tuned", "felter.linpack.native"
    for one in book.select(lambda one: one.unit == "percent vs native" and one.system.endswith("/tuned")):
        speed = 1 + one.value[-1] / 100
        yield Prediction(f"{one.key} tuned", speed, evidence.ratio(*keys), "of native", (one.key, *keys))


def _predict_fixed_memory(book: Book) -> Iterator[Prediction]:
    """Predict that gVisor costs an application what it costs a container that runs nothing."""
    empty = "gv.density.runsc.empty", "gv.density.runc.empty"
    more = evidence.number(empty[0]) - evidence.number(empty[1])
    for one in book.select(lambda one: ".runsc." in one.key and one.unit == "bytes" and one.key != empty[0]):
        base = one.key.replace(".runsc.", ".runc.")
        plain = book.number(base)
        if plain is not None:
            yield Prediction(one.key, one.value, plain + more, "bytes", (one.key, base, *empty))


def _predict_exhaustion(book: Book) -> Iterator[Prediction]:
    """Predict how many fit: memory over the memory of one instance, if nothing else runs out first."""
    keys = {"containers": "lightvm.mem.docker", "guests": "lightvm.mem.uni"}
    for one in book.select(lambda one: one.unit in keys and re.search(r"\dGB\)", one.quantity)):
        key = keys[one.unit]
        each, many = read_quantity(key).value, _read_count(evidence.get(key).quantity)
        predicted = find_numbers(one.quantity)[-1] * 1e9 / (each / many)
        yield Prediction(one.key, one.value, predicted, one.unit, (one.key, key))


def _read_count(quantity: str) -> float:
    """Return N of a "memory of N containers", else 1."""
    return (find_numbers(quantity) or [1.0])[0]


def _find_kvm_ratio(family: str) -> float:
    return evidence.ratio(f"{family}.kvm", f"{family}.native")


SAME_STUDY = (
    Rule("container = native", "same study", "runs", _predict_containers),
    Rule("compute in a VM", "same study", "runs", _predict_machine_compute, "calibration"),
    Rule("triad in a VM", "same study", "runs", _predict_machine_triad, "calibration"),
    Rule("bandwidth in a VM", "same study", "runs", _predict_machine_streams),
    Rule("random access in a VM", "same study", "runs", _predict_machine_random_access),
    Rule("sequential files in a VM", "same study", "runs", _predict_machine_files),
    Rule("random reads in a VM", "same study", "runs", _predict_machine_random_reads, "calibration"),
    Rule("small requests in a VM", "same study", "runs", _predict_machine_requests),
    Rule("scalability law", "same study", "points", _predict_scalability),
    Rule("monitor memory", "same study", "runs", _predict_monitors),
    Rule("QEMU memory", "same study", "runs", _predict_qemu),
    Rule("fixed memory", "same study", "runs", _predict_fixed_memory),
    Rule("memory is the limit", "same study", "runs", _predict_exhaustion),
    Rule("compute in other VMs", "same study", "runs", _predict_other_compute),
    Rule("another program", "same study", "runs", _predict_another_program),
    *NETWORK,
    *BOOT_RULES,
)
