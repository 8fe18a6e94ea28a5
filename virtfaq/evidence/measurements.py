"""Read the published measurements and their sources, on first use: the one place that holds numbers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from virtfaq.errors import (
    MissingMeasurementError,
    UnitMismatchError,
    UnknownMeasurementError,
    UnknownSourceError,
    describe_unknown,
)

Use: TypeAlias = tuple[str | int, ...]
_WATCHED: list[set[Use]] = []


@dataclass(frozen=True, slots=True)
class Source:
    """A published work; `unverified` names its fields that were not checked against the work itself."""

    key: str
    authors: str
    title: str
    venue: str | None
    year: int | None
    doi: str | None
    url: str | None
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measurement:
    """One published result: a number, or a list or mapping of numbers, with what it is a measurement of.

    `seen` says where the value was read: `primary_data` (the authors' own data), `primary_text` (the work
    itself), `primary_docs` (the project's documentation), `primary_abstract`, `primary_text_transcribed`
    (the work's text as another document quotes it) or `secondary`. `sd` is the standard deviation and `n` the
    number of runs, where published. `computed` says what was computed from the published figures. `compares`
    says which comparable quantities it has readings of, in the terms of `virtfaq.evidence.comparable`.
    """

    key: str
    quantity: str
    system: str
    value: Any
    unit: str
    conditions: str
    source: str
    locator: str
    seen: str
    sd: float | None = None
    n: int | None = None
    computed: str | None = None
    compares: tuple[dict[str, Any], ...] = ()


def get(key: str) -> Measurement:
    """Return the measurement of this key; raise `UnknownMeasurementError`, with close keys, if there is none.

    >>> measurement = get("felter.linpack.native")
    >>> measurement.value, measurement.unit, measurement.source
    (290.82864, 'GFLOPS', 'felter-data')
    >>> get("fc.mem.m5d.metal.fc").value[256]
    2.49
    """
    require(key)
    note(key)
    return _build(_read_measurements()[key])


def require(key: str) -> None:
    """Raise `UnknownMeasurementError`, with close keys, unless there is a measurement of this key."""
    if key not in _read_measurements():
        raise describe_unknown(UnknownMeasurementError, key, _read_measurements())


def note(key: str, *items: str | int) -> None:
    """Tell whoever watches that a measurement is used: one of its numbers, or the whole."""
    for seen in _WATCHED:
        seen.add((key, *items))


@contextmanager
def watch() -> Iterator[set[Use]]:
    """Collect what is read of the measurements meanwhile, by models too: keys, each with the way to a number.

    >>> with watch() as seen:
    ...     size = number("vik.mem", 1)
    >>> seen
    {('vik.mem', 1)}
    """
    seen: set[Use] = set()
    _WATCHED.append(seen)
    try:
        yield seen
    finally:
        _WATCHED.pop()


def number(key: str, *items: str | int) -> float:
    """Return one number of a measurement; `items` leads to it where the value is a list or a mapping.

    >>> number("felter.linpack.native")
    290.82864
    >>> number("fc.m5d.metal.boot-serial-qemu", "p50")
    243.5
    >>> number("fc.m5d.metal.boot-serial-qemu")
    Traceback (most recent call last):
        ...
    virtfaq.errors.MissingMeasurementError: 'fc.m5d.metal.boot-serial-qemu' is not one number; it has p50, p99, min, max, mean
    """  # noqa: E501 -- a doctest shows the message on its one line
    require(key)
    note(key, *items)
    value = _read_measurements()[key]["value"]
    for item in items:
        value = _find_child(key, value, item)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MissingMeasurementError(f"{key!r} is not one number; it has {_describe_contents(value)}")
    return value


def ratio(key: str, base: str, *items: str | int) -> float:
    """Return `key` / `base`, two measurements of the same unit; `items` as for `number`.

    >>> round(ratio("felter.linpack.kvm_tuned", "felter.linpack.native"), 3)
    0.977
    >>> ratio("lightvm.docker.start", "felter.linpack.native")
    Traceback (most recent call last):
        ...
    virtfaq.errors.UnitMismatchError: 'lightvm.docker.start' is in ms and 'felter.linpack.native' in GFLOPS
    """
    require_same_unit(key, base)
    divisor = number(base, *items)
    if divisor == 0:
        raise MissingMeasurementError(f"{base!r} is zero: nothing can be compared with it")
    return number(key, *items) / divisor


def require_same_unit(*keys: str) -> str:
    """Return the unit that these measurements share; raise `UnitMismatchError` if they do not share one."""
    first, unit = keys[0], get(keys[0]).unit
    for key in keys[1:]:
        if get(key).unit != unit:
            raise UnitMismatchError(f"{first!r} is in {unit} and {key!r} in {get(key).unit}")
    return unit


def keys(prefix: str = "") -> tuple[str, ...]:
    """Return the keys of all measurements that begin with `prefix`, in the order of the data.

    >>> keys("felter.linpack.kvm")
    ('felter.linpack.kvm_tuned', 'felter.linpack.kvm_untuned_repo', 'felter.linpack.kvm_untuned_table')
    """
    return tuple(key for key in _read_measurements() if key.startswith(prefix))


def search(text: str) -> tuple[Measurement, ...]:
    """Return the measurements whose key, quantity, system or conditions hold every word of `text`.

    >>> [measurement.key for measurement in search("openstack container-related")]
    ['os.projects']
    """
    words = text.casefold().split()
    return tuple(found for found in _read_all() if all(word in _join_words(found) for word in words))


def source(key: str) -> Source:
    """Return the source of this key; raise `UnknownSourceError`, with close keys, if there is none.

    >>> source("lightvm").year
    2017
    """
    if key not in _read_sources():
        raise describe_unknown(UnknownSourceError, key, _read_sources())
    fields = dict(_read_sources()[key])
    return Source(key=key, unverified=tuple(fields.pop("unverified", ())), **fields)


def sources() -> tuple[Source, ...]:
    """Return every source, sorted by key.

    >>> "felter-data" in {source.key for source in sources()}
    True
    """
    return tuple(source(key) for key in sorted(_read_sources()))


def _read_all() -> Iterator[Measurement]:
    return map(_build, _read_measurements().values())


def _build(row: dict[str, Any]) -> Measurement:
    fields = dict(row)
    compares = tuple(rebuild(fields.pop("compares", ())))
    return Measurement(key=fields.pop("id"), value=rebuild(fields.pop("value")), compares=compares, **fields)


def find_unit(key: str) -> str:
    """Return the unit of a measurement."""
    require(key)
    return str(_read_measurements()[key]["unit"])


def list_compared(*, quoted: bool = True) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Yield the key, the source and the mappings of each measurement that compares with others.

    Without `quoted`, leave out those that were only seen as another work quotes them.
    """
    for key, row in _read_measurements().items():
        if "compares" in row and (quoted or row["seen"] != "secondary"):
            yield key, row["source"], row["compares"]


def _join_words(measurement: Measurement) -> str:
    parts = measurement.key, measurement.quantity, measurement.system, measurement.conditions
    return " ".join(parts).casefold()


def _find_child(key: str, value: Any, item: str | int) -> Any:
    try:
        return value[str(item) if isinstance(value, dict) else item]
    except (KeyError, IndexError, TypeError):
        raise MissingMeasurementError(
            f"{key!r} has no {item!r}; it has {_describe_contents(value)}"
        ) from None


def _describe_contents(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(value)
    return f"items 0 to {len(value) - 1}" if isinstance(value, list) else repr(value)


def rebuild(value: Any) -> Any:
    """Rebuild a JSON value, so that callers own it, with numeric mapping keys as integers."""
    if isinstance(value, dict):
        return {int(k) if str(k).isdecimal() else k: rebuild(v) for k, v in value.items()}
    return [rebuild(item) for item in value] if isinstance(value, list) else value


@cache
def _read_measurements() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in _read("measurements.json")}


@cache
def _read_sources() -> dict[str, dict[str, Any]]:
    return dict(_read("sources.json"))


def _read(name: str) -> Any:
    import json
    from importlib.resources import files

    return json.loads((files("virtfaq") / "data" / name).read_text(encoding="utf-8"))
