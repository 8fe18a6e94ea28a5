"""Predict across studies, whose hardware, versions and meters differ: within the spread between studies."""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import exp, expm1, inf, log, sqrt
from statistics import fmean
from typing import NamedTuple

from virtfaq import evidence
from virtfaq.evidence import Measurement
from virtfaq.evidence.quantity import Quantity, convert_unit
from virtfaq.lifecycle.startup import creation_seconds
from virtfaq.model.runtime_table import runtime
from virtfaq.validation.rules import Book, Prediction, Rule, find_numbers, find_system, sibling
from virtfaq.validation.spreads import DEVIATIONS

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
_STARTS = (_START, "startup", "seconds")
_MEMORIES = (_MEMORY, "memory_overhead", "bytes")


def _find_runtimes(one: Measurement) -> list[str]:
    """Return the runtime of each system that a measurement names, "" for what is none."""
    parts = one.system.lower().split("/")
    words = (re.findall(r"[a-z]+", part) for part in parts)
    return [next((_NAMES[word] for word in part if word in _NAMES), "") for part in words]


def _is_foreign(one: Measurement, quantity: Quantity | None) -> bool:
    """Return whether a quantity comes from another study than this measurement."""
    return quantity is not None and one.source not in {evidence.get(key).source for key in quantity.keys}


class _Found(NamedTuple):
    """One study of a runtime: the number of `each` instance in the base unit, and the rows that say it."""

    source: str
    each: float
    keys: tuple[str, ...]


_Groups = dict[str, list[_Found]]


def _predict_starts(book: Book) -> Iterator[Prediction]:
    """Predict the start of an instance of a runtime, as other studies measured it."""
    yield from _predict_by_runtime(book, *_STARTS)


def _predict_memory(book: Book) -> Iterator[Prediction]:
    """Predict the fixed memory of an instance of a runtime, as other studies measured it."""
    yield from _predict_by_runtime(book, *_MEMORIES)


def _predict_by_runtime(book: Book, pattern: re.Pattern[str], number: str, unit: str) -> Iterator[Prediction]:
    """Predict the geometric mean of the other studies, one vote each, within the spread between studies."""
    groups = _group_by_runtime(book, pattern, number, unit)
    for one, name, each, count in _list_values(book.rows, pattern, unit):
        others = [found for found in groups.get(name, ()) if found.source != one.source]
        spread = _pool([groups], one.source)
        if others and spread:
            votes = _take_votes(others)
            keys = dict.fromkeys((one.key, *(key for found in others for key in found.keys)))
            predicted = exp(fmean(votes)) * count
            tolerance = expm1(DEVIATIONS * spread * sqrt(1 + 1 / len(votes)))
            yield Prediction(f"{one.key} {name}", each * count, predicted, unit, tuple(keys), tolerance)


def _list_values(
    rows: Mapping[str, Measurement], pattern: re.Pattern[str], unit: str
) -> Iterator[tuple[Measurement, str, float, float]]:
    """Yield what each row says of each runtime that it names: of one instance, and of how many it spoke."""
    for one in rows.values():
        if not pattern.search(f"{one.quantity.lower()} {one.key}"):
            continue
        values = one.value if isinstance(one.value, list) else [one.value]
        for name, value in zip(_find_runtimes(one), values, strict=False):
            if name and isinstance(value, int | float) and not isinstance(value, bool):
                published, base = convert_unit(value, one.unit)
                if base == unit and 0 < published < inf:
                    yield one, name, published / _read_count(one), _read_count(one)


def _group_by_runtime(book: Book, pattern: re.Pattern[str], number: str, unit: str) -> _Groups:
    """Return what is known of each runtime: what rows say, and what the library reads of other rows."""
    groups: _Groups = {}
    for one, name, each, _ in _list_values(book.known, pattern, unit):
        groups.setdefault(name, []).append(_Found(one.source, each, (one.key,)))
    for name in dict.fromkeys(_NAMES.values()):
        said = {key for found in groups.get(name, ()) for key in found.keys}
        for quantity in runtime(name).quantities(number):
            if not said & set(quantity.keys):
                source = evidence.get(quantity.keys[0]).source
                groups.setdefault(name, []).append(_Found(source, quantity.value, quantity.keys))
    return groups


def _take_votes(found: list[_Found]) -> list[float]:
    """Return the logarithm of what each study found, the mean of its rows."""
    by_source: dict[str, list[float]] = {}
    for one in found:
        by_source.setdefault(one.source, []).append(log(one.each))
    return [fmean(logs) for logs in by_source.values()]


def _pool(kinds: Iterable[_Groups], source: str) -> float | None:
    """Return the standard deviation between studies of one quantity, as a logarithm, without one study."""
    squares, free = 0.0, 0
    for groups in kinds:
        for found in groups.values():
            votes = _take_votes([one for one in found if one.source != source])
            if len(votes) > 1:
                squares += sum((vote - fmean(votes)) ** 2 for vote in votes)
                free += len(votes) - 1
    return sqrt(squares / free) if free else None


def _find_study_spread(book: Book, source: str, *kinds: tuple[re.Pattern[str], str, str]) -> float | None:
    """Return the tolerance of one study predicting another, by how far apart studies of these kinds are."""
    spread = _pool([_group_by_runtime(book, *kind) for kind in kinds or (_STARTS, _MEMORIES)], source)
    return None if spread is None else expm1(DEVIATIONS * spread * sqrt(2))


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
            tolerance = _find_study_spread(book, one.source, _MEMORIES)
            yield Prediction(one.key, published, each * _read_count(one), unit, (one.key, key), tolerance)


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
            keys, tolerance = (one.key, bare, *added.keys), _find_study_spread(book, one.source)
            label = f"{one.key} - {find_system(bare)}"
            yield Prediction(label, published, added.value, unit, keys, tolerance)


def _predict_system_calls(book: Book) -> Iterator[Prediction]:
    """Predict the host's system calls that a runtime leaves within reach, as another study counted them."""
    for one in book.select(lambda one: "host syscalls used" in one.quantity and isinstance(one.value, list)):
        name = _find_runtimes(one)[0]
        found = runtime(name).quantities("host_syscalls") if name else ()
        if reached := next((quantity for quantity in found if _is_foreign(one, quantity)), None):
            keys, tolerance = (one.key, *reached.keys), _find_study_spread(book, one.source)
            yield Prediction(one.key, one.value[-1], reached.value, "calls", keys, tolerance)


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
        keys = one.key, key, "lightvm.docker.start64"
        tolerance = _find_study_spread(book, one.source, _STARTS)
        yield Prediction(f"{one.key} growth", crowded / idle, grown, "ratio", keys, tolerance)


def _predict_rounding(book: Book) -> Iterator[Prediction]:
    """Predict the waste of rounding requests up to powers of two: 2 ln 2 - 1 on a logarithmic scale."""
    for one in book.select(
        lambda one: "rounded up to powers of two" in one.quantity and one.unit == "percent"
    ):
        middle, low, high = sum(one.value) / len(one.value), min(one.value), max(one.value)
        tolerance = (high - low) / 2 / middle
        yield Prediction(one.key, middle / 100, 2 * log(2) - 1, "ratio", (one.key,), tolerance)


def _predict_merging(book: Book) -> Iterator[Prediction]:
    """Predict how many machines fit with merged memory, at the saving of another study's mixed guests."""
    key = "de.savings"
    for one in book.select(lambda one: one.unit == "VMs" and "GB" in one.quantity):
        _, each, memory = [*find_numbers(one.quantity), 0.0, 0.0][:3]
        saving = evidence.number(key, 1) / 100
        if each and memory:
            tolerance = _find_study_spread(book, one.source, _MEMORIES)
            predicted = memory / (each * (1 - saving))
            yield Prediction(one.key, one.value, predicted, "VMs", (one.key, key), tolerance)


ACROSS_STUDIES = (
    Rule("system calls", "across studies", "studies", _predict_system_calls),
    Rule("zone = host", "across studies", "runs", _predict_zones),
    Rule("start of a runtime", "across studies", "studies", _predict_starts),
    Rule("fixed memory of a runtime", "across studies", "studies", _predict_memory),
    Rule("minimal guests", "across studies", "studies", _predict_guests),
    Rule("added round trip", "across studies", "studies", _predict_round_trips),
    Rule("growth of a start", "across studies", "studies", _predict_growth),
    Rule("rounding to powers of two", "across studies", "range", _predict_rounding),
    Rule("merged memory", "across studies", "studies", _predict_merging),
)
