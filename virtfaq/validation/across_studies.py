"""Predict across studies, whose hardware, versions and meters differ: at best within a factor."""

import math
import re
from collections.abc import Iterator

from virtfaq import evidence
from virtfaq.evidence import Measurement
from virtfaq.evidence.quantity import Quantity, convert_unit
from virtfaq.lifecycle.startup import creation_seconds
from virtfaq.model.runtime_table import runtime
from virtfaq.validation.rules import Book, Prediction, Rule, allow_factor, find_numbers, find_system, sibling

_HARDWARE = "hardware, kernels and versions differ"
# The names that studies give to runtimes.
_NAMES = {
    "runc": "runc",
    "docker": "runc",
    "lxc": "runc",
    "gvisor": "gvisor",
    "runsc": "gvisor",
    "kata": "kata",
    "firecracker": "firecracker",
    "fc": "firecracker",
    "qemu": "qemu-kvm",
    "kvm": "qemu-kvm",
}
_START = re.compile(r"^(?!.*(?:\dth|bound)\b).*\b(start|startup|start-up|boot|create\+destroy|docker run)\b")
_MEMORY = re.compile(
    r"^(idle pod memory|runtimeclass podfixed memory|pod overhead|memory of \d+ containers|minimum memory)"
    r"|^host memory per container.*\.empty$|^(?!vmm\b).*\bmemory (overhead|footprint)\b"
)


def _find_runtimes(one: Measurement) -> list[str]:
    """Return the runtime of each system that a measurement names, "" for what is none."""
    parts = one.system.lower().split("/")
    words = (re.findall(r"[a-z]+", part) for part in parts)
    return [next((_NAMES[word] for word in part if word in _NAMES), "") for part in words]


def _is_foreign(one: Measurement, quantity: Quantity | None) -> bool:
    """Return whether a quantity comes from another study than this measurement."""
    return quantity is not None and one.source not in {evidence.get(key).source for key in quantity.keys}


def _predict_starts(book: Book) -> Iterator[Prediction]:
    """Predict the start of an instance of a runtime, as another study measured it."""
    yield from _predict_by_runtime(book, _START, "startup", "seconds")


def _predict_memory(book: Book) -> Iterator[Prediction]:
    """Predict the fixed memory of an instance of a runtime, as another study measured it."""
    yield from _predict_by_runtime(book, _MEMORY, "memory_overhead", "bytes")


def _predict_by_runtime(book: Book, pattern: re.Pattern[str], number: str, unit: str) -> Iterator[Prediction]:
    for one in book.select(lambda one: pattern.search(f"{one.quantity.lower()} {one.key}")):
        values = one.value if isinstance(one.value, list) else [one.value]
        for name, value in zip(_find_runtimes(one), values, strict=False):
            found = (q for q in runtime(name).quantities(number) if _is_foreign(one, q)) if name else iter(())
            other = next(found, None)
            published, base = convert_unit(value, one.unit) if isinstance(value, int | float) else (0.0, "")
            if other and base == unit:
                keys = (one.key, *other.keys)
                yield Prediction(f"{one.key} {name}", published, other.value * _read_count(one), unit, keys)


def _read_count(one: Measurement) -> float:
    """Return N of a "memory of N guests", else 1."""
    match = re.search(r"memory of (\d+)", one.quantity)
    return float(match[1]) if match else 1.0


def _predict_guests(book: Book) -> Iterator[Prediction]:
    """Predict the memory of many minimal Linux guests: each takes the least that another study found."""
    key = "uk.minmem.linux_microvm"
    each, base = convert_unit(evidence.number(key), evidence.get(key).unit)
    for one in book.select(lambda one: find_system(one.key) == "tinyx" and "memory of" in one.quantity):
        published, unit = convert_unit(one.value, one.unit)
        if unit == base:
            yield Prediction(one.key, published, each * _read_count(one), unit, (one.key, key))


def _predict_round_trips(book: Book) -> Iterator[Prediction]:
    """Predict what a path adds to a round trip, as another study measured it."""
    from virtfaq.hosts.instances import Container, Host, VirtualMachine

    for one in book.select(lambda one: "ping RTT" in one.quantity and isinstance(one.value, int | float)):
        bare = next(
            (key for key in (sibling(one.key, "host"), sibling(one.key, "localhost")) if key in book.known),
            "",
        )
        (name, *_), base = _find_runtimes(one), book.number(bare)
        if base is None or not name:
            continue
        kind = Container if runtime(name).kind == "container" else VirtualMachine
        network = "bridged" if one.system == "lxc" else None
        added = Host("host").run(kind("a", runtime=name, network=network)).path("a").added_latency
        if added and _is_foreign(one, added):
            published, unit = convert_unit(one.value - base, one.unit)
            keys = (one.key, bare, *added.keys)
            yield Prediction(f"{one.key} - {find_system(bare)}", published, added.value, unit, keys)


def _predict_system_calls(book: Book) -> Iterator[Prediction]:
    """Predict the host's system calls that a runtime leaves within reach, as another study counted them."""
    for one in book.select(lambda one: "host syscalls used" in one.quantity and isinstance(one.value, list)):
        name = _find_runtimes(one)[0]
        reached = runtime(name).host_syscalls if name else None
        if reached and _is_foreign(one, reached):
            yield Prediction(one.key, one.value[-1], reached.value, "calls", (one.key, *reached.keys))


def _predict_zones(book: Book) -> Iterator[Prediction]:
    """Predict that a container of another operating system computes as its host too."""
    efficiency = runtime("runc").cpu_efficiency
    for one in book.select(lambda one: "base vs zone" in one.quantity and isinstance(one.value, list)):
        if efficiency:
            predicted = one.value[0] * efficiency.value
            yield Prediction(one.key, one.value[1], predicted, one.unit, (one.key, *efficiency.keys))


def _predict_growth(book: Book) -> Iterator[Prediction]:
    """Predict how many times as long a start takes with 1000 containers there, by the linear model."""
    key = "lightvm.docker.start3000"
    for one in book.select(lambda one: ">1000 containers" in one.quantity and isinstance(one.value, list)):
        idle, crowded = one.value[:2]
        grown = creation_seconds("runc", guests=1000) / creation_seconds("runc", guests=0)
        label = f"{one.key} growth"
        yield Prediction(label, crowded / idle, grown, "ratio", (one.key, key, "lightvm.docker.start64"))


def _predict_rounding(book: Book) -> Iterator[Prediction]:
    """Predict the waste of rounding requests up to powers of two: 2 ln 2 - 1 on a logarithmic scale."""
    for one in book.select(
        lambda one: "rounded up to powers of two" in one.quantity and one.unit == "percent"
    ):
        middle = sum(one.value) / len(one.value)
        yield Prediction(one.key, middle / 100, 2 * math.log(2) - 1, "ratio", (one.key,))


def _predict_merging(book: Book) -> Iterator[Prediction]:
    """Predict how many machines fit with merged memory, at the saving of another study's mixed guests."""
    key = "de.savings"
    for one in book.select(lambda one: one.unit == "VMs" and "GB" in one.quantity):
        _, each, memory = [*find_numbers(one.quantity), 0.0, 0.0][:3]
        saving = evidence.number(key, 1) / 100
        if each and memory:
            yield Prediction(one.key, one.value, memory / (each * (1 - saving)), "VMs", (one.key, key))


ACROSS_STUDIES = (
    Rule(
        "system calls",
        "across studies",
        *allow_factor(1.25),
        "versions and filters differ",
        _predict_system_calls,
    ),
    Rule("zone = host", "across studies", *allow_factor(1.1), "workloads differ", _predict_zones),
    Rule("start of a runtime", "across studies", *allow_factor(3), _HARDWARE, _predict_starts),
    Rule(
        "fixed memory of a runtime",
        "across studies",
        *allow_factor(2.5),
        "meters and guests differ",
        _predict_memory,
    ),
    Rule(
        "minimal guests",
        "across studies",
        *allow_factor(1.25),
        "both are minimal Linux guests",
        _predict_guests,
    ),
    Rule("added round trip", "across studies", *allow_factor(2), _HARDWARE, _predict_round_trips),
    Rule(
        "growth of a start",
        "across studies",
        *allow_factor(1.5),
        "the exponent of growth is a guess",
        _predict_growth,
    ),
    Rule(
        "rounding to powers of two",
        "across studies",
        *allow_factor(1.3),
        "the study gives 30 to 50 %",
        _predict_rounding,
    ),
    Rule(
        "merged memory", "across studies", *allow_factor(1.5), "contents of memory differ", _predict_merging
    ),
)
