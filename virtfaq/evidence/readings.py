"""Return all measurements of one comparable quantity: each reading, or all as one value with its range."""

from collections.abc import Iterator
from functools import cache
from operator import add, sub, truediv
from typing import Any

from virtfaq.errors import MissingMeasurementError, UnknownChoiceError, describe_unknown
from virtfaq.evidence import measurements
from virtfaq.evidence.comparable import GUESTS, QUANTITIES, RUNTIMES
from virtfaq.evidence.measurements import Use, list_compared, number
from virtfaq.evidence.quantity import Quantity, compute, convert_unit, join

_WITH = {"less": sub, "plus": add, "over": truediv}


def of(name: str, *, runtime: str | None = None, guest: str | None = None, prefer: str = "") -> Quantity:
    """Return every measurement of a quantity as one value: its range, the median, studies, years, conditions.

    `name`, `runtime` and `guest` are words of `QUANTITIES`, `RUNTIMES` and `GUESTS`, which say what is
    comparable. Where several runtimes, or guests, were measured, say which: they are not one quantity.
    With `prefer`, the value is that reading's in place of the median.

    >>> of("host system calls", runtime="gvisor").describe()
    '53 to 55, 2 studies, 2019–2020'
    >>> of("host system calls")
    Traceback (most recent call last):
        ...
    virtfaq.errors.UnknownChoiceError: 'host system calls' was measured of gvisor, runc, firecracker: say which, by `runtime`
    """  # noqa: E501 -- a doctest shows the message on its one line
    found = readings(name, runtime=runtime, guest=guest)
    for word, given in (("runtime", runtime), ("guest", guest)):
        kinds = dict.fromkeys(mapping.get(word, "") for mapping, _ in _select(name, runtime, guest, True))
        if given is None and len(kinds) > 1:
            listed = ", ".join(kind or "none" for kind in kinds)
            raise UnknownChoiceError(f"{name!r} was measured of {listed}: say which, by `{word}`")
    if prefer:
        named = [one for one in found if one.keys[0] == prefer]
        if not named:
            raise MissingMeasurementError(f"{prefer!r} is no reading of {name!r} for {runtime!r}")
        return join(found, named[0].value)
    return join(found)


def readings(
    name: str, *, runtime: str | None = None, guest: str | None = None, quoted: bool = True
) -> tuple[Quantity, ...]:
    """Return each measurement of a quantity by itself, in the order of the data.

    Without `quoted`, those are left out that were only seen as another work quotes them.

    >>> [str(one) for one in readings("added round trip", runtime="qemu-kvm")]
    ['30.4 µs', '122 µs']
    """
    found = list_readings(name, runtime, guest, quoted=quoted)
    for mapping, key in _select(name, runtime, guest, quoted):
        measurements.note(key, *mapping.get("at", ()))
    return found


@cache
def list_readings(
    name: str, runtime: str | None, guest: str | None, *, quoted: bool = True
) -> tuple[Quantity, ...]:
    """Return the same, and tell nobody that it was read: to choose among them."""
    for word, known in ((name, QUANTITIES), (runtime, RUNTIMES), (guest, GUESTS)):
        if word and word not in known:
            raise describe_unknown(UnknownChoiceError, word, known, "comparable quantity, runtime or guest")
    found = tuple(_read(key, mapping) for mapping, key in _select(name, runtime, guest, quoted))
    if not found:
        asked = " and ".join(filter(None, (runtime, guest)))
        raise MissingMeasurementError(f"no measurement of {name!r} for {asked} is known")
    return found


@cache
def groups() -> dict[tuple[str, str, str], dict[str, set[Use]]]:
    """Return what compares with what: the readings of each study, for each quantity, runtime and guest.

    Studies that were only seen as others quote them are left out.

    >>> sorted(groups()["host system calls", "gvisor", ""])
    ['anjali', 'young']
    """
    from virtfaq.evidence.comparable import STUDIES

    found: dict[tuple[str, str, str], dict[str, set[Use]]] = {}
    for key, source, mappings in list_compared(quoted=False):
        for mapping in mappings:
            group = mapping["of"], mapping.get("runtime", ""), mapping.get("guest", "")
            found.setdefault(group, {}).setdefault(STUDIES.get(source, source), set()).add(
                (key, *mapping.get("at", ()))
            )
    return found


def _select(
    name: str, runtime: str | None, guest: str | None, quoted: bool
) -> Iterator[tuple[dict[str, Any], str]]:
    for key, _, mappings in list_compared(quoted=quoted):
        for mapping in mappings:
            if (
                mapping["of"] == name
                and runtime in (None, mapping.get("runtime", ""))
                and guest in (None, mapping.get("guest", ""))
            ):
                yield mapping, key


def _read(key: str, mapping: dict[str, Any]) -> Quantity:
    """Return one reading, in the unit of its quantity."""
    unit, items = QUANTITIES[mapping["of"]].unit, mapping.get("at", [])
    qualifier = mapping.get("qualifier", "")
    if "all" in mapping:
        text = _follow(measurements.get(key).value, items)
        return Quantity(mapping["all"] - int(text.removeprefix("all but ")), unit, (key,), qualifier)
    value, base = convert_unit(number(key, *items), measurements.find_unit(key))
    found = Quantity(value, base, (key,), qualifier)
    if "inverse" in mapping:
        return compute(lambda rate: 1 / rate, found, unit=unit)
    if "per" in mapping:
        return compute(lambda whole: whole / mapping["per"], found, unit=unit)
    for word, function in _WITH.items():
        if word in mapping:
            other, *way = mapping[word]
            second, _ = convert_unit(number(other, *way), measurements.find_unit(other))
            return compute(function, found, Quantity(second, base, (other,)), unit=unit)
    return Quantity(value, unit, (key,), qualifier)


def _follow(value: Any, items: list[Any]) -> Any:
    for item in items:
        value = value[item]
    return value
