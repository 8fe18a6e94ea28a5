"""Predict starts and moves within one study: other machines, many at once, rounds of a migration."""

import re
from collections.abc import Iterator, Mapping
from math import expm1, inf, log, sqrt
from statistics import fmean
from typing import NamedTuple

from virtfaq import evidence
from virtfaq.evidence import Measurement
from virtfaq.lifecycle.migration import adaptive_precopy, replay_dirtying
from virtfaq.lifecycle.together import busy_share, start_together
from virtfaq.validation.rules import (
    Book,
    Prediction,
    Rule,
    count_cores,
    find_numbers,
    link_bits_per_second,
    sibling,
)
from virtfaq.validation.spreads import DEVIATIONS

_REFERENCE = "fc.m5d.metal"
_SERIAL = re.compile(r"(.+)\.boot-serial-([\w-]+)")
_PARALLEL = re.compile(r"(.+)\.boot-parallel-(\d+)-([\w-]+)")
# The same start without a network device.
_WITHOUT_DEVICE = {"fc-net-api": "fc-nopci-api", "chv-net": "chv", "qboot-net": "qboot"}
# The study starts its QEMU with qboot where it starts many (scripts/run-boot-parallel.sh).
_ALONE = {"qemu": "qboot"}


def _find_median(book: Book, key: str) -> float | None:
    """Return the median of a known measurement, or None unless it is a time above 0."""
    found = book.number(key, "p50")
    return found if found is not None and 0 < found < inf else None


def _find_speed(book: Book, host: str) -> float | None:
    """Return how many times as long Firecracker takes to boot on a machine as on the reference machine."""
    here, there = (_find_median(book, f"{name}.boot-serial-fc-api") for name in (host, _REFERENCE))
    return here / there if here and there else None


def _predict_other_machines(book: Book) -> Iterator[Prediction]:
    """Predict starts on another machine: those on the first, times the ratio of Firecracker's starts."""
    for host, system, published, key in _list_serial(book):
        speed, base = _find_speed(book, host), f"{_REFERENCE}.boot-serial-{system}"
        there = _find_median(book, base)
        if speed and there and system not in (*_WITHOUT_DEVICE, "fc-api"):
            keys = (key, base, f"{host}.boot-serial-fc-api", f"{_REFERENCE}.boot-serial-fc-api")
            tolerance = _find_machine_spread(book, system)
            yield Prediction(f"{key} p50", published, there * speed, "ms", keys, tolerance)


def _predict_devices(book: Book) -> Iterator[Prediction]:
    """Predict what a network device adds to a start: as on the first machine, times the same ratio."""
    for host, system, published, key in _list_serial(book):
        if system not in _WITHOUT_DEVICE:
            continue
        without = f".boot-serial-{_WITHOUT_DEVICE[system]}"
        base, first = f"{host}{without}", (f"{_REFERENCE}.boot-serial-{system}", f"{_REFERENCE}{without}")
        speed, plain, more, less = (
            _find_speed(book, host),
            *(_find_median(book, name) for name in (base, *first)),
        )
        if speed and plain and more and less:
            predicted, tolerance = plain + (more - less) * speed, _find_machine_spread(book, system)
            yield Prediction(f"{key} p50", published, predicted, "ms", (key, base, *first), tolerance)


def _list_serial(book: Book) -> Iterator[tuple[str, str, float, str]]:
    for one in book.select(lambda one: _SERIAL.fullmatch(one.key)):
        match, published = _SERIAL.fullmatch(one.key), _find_median(book, one.key)
        if match and published and match[1] != _REFERENCE:
            yield match[1], match[2], published, one.key


class _Crowd(NamedTuple):
    """Starts of one system, `many` at any time: how long they take, and alone, on so many cores."""

    key: str
    alone_key: str
    system: str
    many: int
    cores: int
    published: float
    alone: float


def _list_crowds(book: Book, rows: Mapping[str, Measurement]) -> Iterator[_Crowd]:
    for one in rows.values():
        match, cores = _PARALLEL.fullmatch(one.key), count_cores(one)
        if not match:
            continue
        host, count, system = match[1], int(match[2]), match[3]
        names = [f"{host}.boot-serial-{name}" for name in (_ALONE.get(system, system), system)]
        alone_key = next((name for name in names if name in book.known), names[-1])
        published, alone = _find_median(book, one.key), _find_median(book, alone_key)
        if cores and published and alone:
            yield _Crowd(one.key, alone_key, system, count, cores, published, alone)


def _predict_all_computing(book: Book) -> Iterator[Prediction]:
    """Predict starts at once as work for the processors and nothing else: it does not hold in a crowd."""
    for one in _list_crowds(book, book.rows):
        predicted = start_together(one.alone, one.many, cores=one.cores)
        yield _make_crowd_prediction(book, one, predicted)


def _find_busy(book: Book) -> dict[str, tuple[_Crowd, float]]:
    """Return, by system, the most of a start that can be computing: read where most are at once."""
    found: dict[str, _Crowd] = {}
    for one in _list_crowds(book, book.known):
        if one.key.startswith(f"{_REFERENCE}.") and one.many >= found.get(one.system, one).many:
            found[one.system] = one
    return {
        system: (one, busy_share(one.alone, one.published, one.many, cores=one.cores))
        for system, one in found.items()
    }


def _predict_most_at_once(book: Book) -> Iterator[Prediction]:
    """Predict the most starts at once, from which the share of computing is read."""
    shares = _find_busy(book)
    for one in _list_crowds(book, book.rows):
        crowd, busy = shares.get(one.system, (None, 1.0))
        if crowd == one:
            predicted = start_together(one.alone, one.many, cores=one.cores, busy=busy)
            yield _make_crowd_prediction(book, one, predicted)


def _predict_at_once(book: Book) -> Iterator[Prediction]:
    """Predict starts at once: the processors share out the part of each that computes, the rest waits."""
    shares = _find_busy(book)
    for one in _list_crowds(book, book.rows):
        crowd, busy = shares.get(one.system, (one, 1.0))
        if crowd.key != one.key:
            predicted = start_together(one.alone, one.many, cores=one.cores, busy=busy)
            yield _make_crowd_prediction(book, one, predicted, crowd.key, crowd.alone_key)


def _make_crowd_prediction(book: Book, one: _Crowd, predicted: float, *keys: str) -> Prediction:
    names = dict.fromkeys((one.key, one.alone_key, *keys))
    tolerance = _find_machine_spread(book, one.system)
    return Prediction(f"{one.key} p50", one.published, predicted, "ms", tuple(names), tolerance)


def _find_machine_spread(book: Book, system: str) -> float | None:
    """Return how far starts stray from one ratio for each pair of machines, those of `system` left out.

    For each machine, the logarithms of the ratios to the reference machine spread from system to system.
    """
    logs: dict[str, list[float]] = {}
    for key, one in book.known.items():
        match = _SERIAL.fullmatch(key)
        if match and match[1] != _REFERENCE and match[2] not in (system, _ALONE.get(system)):
            there = _find_median(book, f"{_REFERENCE}.boot-serial-{match[2]}")
            here = _find_median(book, one.key)
            if here and there:
                logs.setdefault(match[1], []).append(log(here / there))
    kept = [found for found in logs.values() if len(found) > 1]
    free = sum(len(found) - 1 for found in kept)
    if not free:
        return None
    squares = sum((value - fmean(found)) ** 2 for found in kept for value in found)
    return expm1(DEVIATIONS * sqrt(squares / free))


def _predict_adaptive(book: Book) -> Iterator[Prediction]:
    """Predict the time of a migration: the adaptive rule gives each published round its rate."""
    for one in book.select(lambda one: one.key.endswith(".rounds") and one.unit == "MB"):
        total, lowest = sibling(one.key, "total"), evidence.get("clark.web.pass1")
        published, fastest = book.number(total), link_bits_per_second(book.known.get(total, one))
        if published and fastest:
            sizes = [size * 1e6 for size in one.value]
            moved = adaptive_precopy(
                int(sizes[0]),
                replay_dirtying(sizes[1:]),
                min_bandwidth=find_numbers(lowest.quantity)[-1] * 1e6 / 8,
                max_bandwidth=fastest / 8,
                rounds=len(sizes) - 1,
            )
            yield Prediction(
                total, published, moved.total_seconds, "s", (total, one.key, lowest.key, "clark.rule")
            )


def _predict_geometric(book: Book) -> Iterator[Prediction]:
    """Predict rounds as a geometric series, by a constant rate of dirtying: no writable working set."""
    for one in book.select(lambda one: one.key.endswith(".rounds") and one.unit == "MB"):
        data, first, second = sibling(one.key, "data"), one.value[0], one.value[1]
        published = book.number(data)
        if published and second < first:
            yield Prediction(data, published, first / (1 - second / first), "MB", (data, one.key))


def _predict_checkpoints(book: Book) -> Iterator[Prediction]:
    """Predict that a migration that stops the instance lasts as long as saving and restoring it."""
    for one in book.select(lambda one: one.quantity == "migration" and one.unit == "ms"):
        save, restore = (sibling(one.key, name) for name in ("save", "restore"))
        parts = book.number(save, 0), book.number(restore, 0)
        if parts[0] is not None and parts[1] is not None:
            yield Prediction(one.key, one.value, parts[0] + parts[1], "ms", (one.key, save, restore))


def _predict_processes(book: Book) -> Iterator[Prediction]:
    """Predict that saving a container takes its number of processes times the time of one."""
    for one in book.select(lambda one: "ms/process" in one.unit and "-process" in one.quantity):
        (count, *_), (whole, each) = find_numbers(one.quantity), one.value
        yield Prediction(one.key, whole, count * each, "ms", (one.key,))


BOOT_RULES = (
    Rule("start on another machine", "same study", "machines", _predict_other_machines),
    Rule("start with a device", "same study", "machines", _predict_devices),
    Rule("starts at once, all computing", "same study", "machines", _predict_all_computing),
    Rule("starts at once, most", "same study", "runs", _predict_most_at_once, "calibration"),
    Rule("starts at once", "same study", "machines", _predict_at_once),
    Rule("adaptive pre-copy", "same study", "runs", _predict_adaptive),
    Rule("geometric pre-copy", "same study", "runs", _predict_geometric),
    Rule("save and restore", "same study", "runs", _predict_checkpoints),
    Rule("time by process", "same study", "runs", _predict_processes),
)
