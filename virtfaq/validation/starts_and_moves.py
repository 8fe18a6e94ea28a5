"""Predict starts and moves within one study: other machines, many at once, rounds of a migration."""

import re
from collections.abc import Iterator

from virtfaq import evidence
from virtfaq.lifecycle.migration import adaptive_precopy, replay_dirtying
from virtfaq.validation.rules import (
    Book,
    Prediction,
    Rule,
    allow,
    find_numbers,
    link_bits_per_second,
    sibling,
)

_REFERENCE = "fc.m5d.metal"
_SERIAL = re.compile(r"(.+)\.boot-serial-([\w-]+)")
_PARALLEL = re.compile(r"(.+)\.boot-parallel-(\d+)-([\w-]+)")
# The same start without a network device.
_WITHOUT_DEVICE = {"fc-net-api": "fc-nopci-api", "chv-net": "chv", "qboot-net": "qboot"}


def _find_median(book: Book, key: str) -> float | None:
    return book.number(key, "p50")


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
            yield Prediction(f"{key} p50", published, there * speed, "ms", keys)


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
            yield Prediction(
                f"{key} p50", published, plain + (more - less) * speed, "ms", (key, base, *first)
            )


def _list_serial(book: Book) -> Iterator[tuple[str, str, float, str]]:
    for one in book.select(lambda one: _SERIAL.fullmatch(one.key)):
        match, published = _SERIAL.fullmatch(one.key), _find_median(book, one.key)
        if match and published and match[1] != _REFERENCE:
            yield match[1], match[2], published, one.key


def _predict_parallel(book: Book) -> Iterator[Prediction]:
    """Predict starts at once: the work of one, times their number, over the processors: it does not hold."""
    for one in book.select(lambda one: _PARALLEL.fullmatch(one.key)):
        match, cores = _PARALLEL.fullmatch(one.key), re.search(r"(\d+) cores", one.conditions)
        published = _find_median(book, one.key)
        alone = _find_median(book, f"{match[1]}.boot-serial-{match[3]}") if match else None
        if match and cores and published and alone:
            keys = (one.key, f"{match[1]}.boot-serial-{match[3]}")
            yield Prediction(f"{one.key} p50", published, alone * int(match[2]) / int(cores[1]), "ms", keys)


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
    Rule(
        "start on another machine",
        "same study",
        *allow(0.25),
        "one ratio stands for the machine",
        _predict_other_machines,
    ),
    Rule(
        "start with a device",
        "same study",
        *allow(0.25),
        "one ratio stands for the machine",
        _predict_devices,
    ),
    Rule(
        "starts at once, naive",
        "same study",
        *allow(0.25),
        "it takes starts for pure computing",
        _predict_parallel,
    ),
    Rule("adaptive pre-copy", "same study", *allow(0.05), "rounds are read from a figure", _predict_adaptive),
    Rule("geometric pre-copy", "same study", *allow(0.05), "it is the textbook's model", _predict_geometric),
    Rule(
        "save and restore",
        "same study",
        *allow(0.25),
        "the way over the network is left out",
        _predict_checkpoints,
    ),
    Rule("time by process", "same study", *allow(0.25), "an anecdote, not a study", _predict_processes),
)
