"""Give the answers of the command, as tables and as data with stable keys."""

from collections.abc import Sequence
from typing import Any

from virtfaq.command.output import Report
from virtfaq.comparison import compare as comparison
from virtfaq.comparison.properties import UNKNOWN
from virtfaq.errors import VirtfaqError, quote
from virtfaq.evidence.quantity import Quantity
from virtfaq.hosts.instances import Host
from virtfaq.memory.density import count_fitting
from virtfaq.model import runtime_table
from virtfaq.units import parse_bytes

_COUNTED = {
    "holds": "within their tolerance",
    "fails": "outside their tolerance",
    "inverts": "in the wrong order",
    "calibrates": "that set a model",
    "identity": "identities",
}


def compare(a: str, b: str) -> Report:
    """Tabulate the properties of two runtimes."""
    table = comparison.compare(a, b)
    properties = [
        {"property": row.name, "a": row.a, "b": row.b, "years": row.years, "measurements": row.keys}
        for row in table.rows
    ]
    rows = [table.header, *(row[:4] for row in table.rows)]
    keys = [key for row in table.rows for key in row.keys]
    return Report([rows], {"a": a, "b": b, "properties": properties}, keys)


def density(memory: str, app: str, names: Sequence[str]) -> Report:
    """Count, for each runtime, the instances of an application that fit in a memory."""
    rows, found = [("runtime", "fixed memory", "instances")], []
    for row in map(runtime_table.runtime, names):
        fixed = row.memory_overhead
        count = count_fitting(memory, app, fixed) if fixed else None
        rows.append((row.name, _format_value(fixed), _format_value(count)))
        found.append(
            {"runtime": row.name, "instances": count and int(count), **_describe_number("fixed_bytes", fixed)}
        )
    data = {"memory_bytes": parse_bytes(memory), "app_bytes": parse_bytes(app), "runtimes": found}
    return Report([rows], data, _list_measurements(found))


def paths(names: Sequence[str], network: str | None) -> Report:
    """List the devices between an application and the wire, for each runtime."""
    tables, found = [], []
    for name in names:
        instance = comparison.make_instance(name, network=network)
        path = _make_host(name).run(instance).path(name)
        hops = [(hop.device, hop.name, hop.kernel.machine or "") for hop in path.hops]
        added = path.added_latency
        summary = ("added round trip", _format_value(added), "")
        tables.append([(name, "name", "kernel"), *hops, summary])
        found.append(
            {
                "runtime": name,
                "hops": [dict(zip(("device", "name", "kernel"), hop, strict=True)) for hop in hops],
                "kernels_crossed": path.kernels_crossed,
                **_describe_number("added_round_trip_seconds", added),
            }
        )
    return Report(tables, {"paths": found}, _list_measurements(found))


def kernels(instances: Sequence[str], host_os: str) -> Report:
    """List the kernels of a host that runs `NAME:RUNTIME` instances, and what each serves."""
    host = Host("host", kernel=host_os).run(*map(_make_instance, instances))
    rows, found = [("kernel of", "system", "user space", "serves")], []
    for kernel in host.kernels():
        machine = kernel.machine or ""
        served = [instance.name for instance in host.walk() if instance.kernel is kernel]
        rows.append((machine, kernel.os, "yes" if kernel.user_space else "no", ", ".join(served)))
        found.append(
            {"machine": machine, "os": kernel.os, "user_space": kernel.user_space, "instances": served}
        )
    return Report([rows], {"kernels": found})


def validate(path: str | None) -> Report:
    """Put predictions beside published numbers, the library's or a file's; list what is not reached."""
    from virtfaq import evidence
    from virtfaq.evidence import files

    given = files.read(path) if path else None
    found = evidence.validate(given)
    quantities = given or {key: evidence.get(key) for key in found.unreached}
    beyond = [(key, quantities[key].quantity) for key in found.unreached]
    counts = {"predictions": sum(check.rule.use == "validation" for check in found.checks)}
    counts |= {name: found.count(verdict) for verdict, name in _COUNTED.items()}
    counts["reached by no model"] = len(beyond)
    summary: list[tuple[str, ...]] = [tuple(counts), tuple(map(str, counts.values()))]
    tables: list[list[tuple[str, ...]]] = [
        *found.tables(),
        [("reached by no model", "quantity"), *beyond],
        summary,
    ]
    data = {
        "checks": [check.data() for check in found.checks],
        "unreached": list(found.unreached),
        "counts": counts,
    }
    known = set(evidence.keys())
    keys = [key for check in found.checks for key in check.prediction.keys if key in known and not given]
    return Report(tables, data, keys)


def _make_instance(text: str) -> Any:
    name, colon, runtime = text.partition(":")
    if not colon:
        raise VirtfaqError(f"{quote(text)} is not NAME:RUNTIME; write for example web:runc or vm1:qemu-kvm")
    return comparison.make_instance(runtime, name)


def _make_host(runtime: str) -> Host:
    return Host("host", kernel=runtime_table.runtime(runtime).host_os or "linux")


def _format_value(value: Quantity | int | None) -> str:
    return UNKNOWN if value is None else str(value)


def _describe_number(name: str, quantity: Quantity | None) -> dict[str, Any]:
    if quantity is None:
        return {name: None, "measurements": ()}
    known = quantity.data()
    told = ("low", "high", "studies", "years", "assumed", "measurements")
    return {name: quantity.value, **{word: known[word] for word in told}}


def _list_measurements(found: list[dict[str, Any]]) -> list[str]:
    return [key for item in found for key in item["measurements"]]
