"""Hold what Nova's scheduler knows of a compute host, of a request, and of its own options."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from virtfaq.errors import UnknownChoiceError, describe_unknown
from virtfaq.evidence import get, number

Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AllocationRatios:
    """The factors by which a host's processors, memory and disk may be promised.

    >>> allocation_ratios(), allocation_ratios("legacy")
    (AllocationRatios(cpu=4.0, ram=1.0, disk=1.0), AllocationRatios(cpu=16.0, ram=1.5, disk=1.0))
    """

    cpu: float
    ram: float
    disk: float


@cache
def allocation_ratios(name: str = "current") -> AllocationRatios:
    """Return Nova's default ratios by name: `current`, or `legacy`, those before 27.0.0 (Antelope)."""
    keys = {
        "current": ("nova.cpu_initial", "nova.ram_initial"),
        "legacy": ("nova.cpu_legacy", "nova.ram_legacy"),
    }
    if name not in keys:
        raise describe_unknown(UnknownChoiceError, name, keys, "allocation ratios")
    cpu, ram = map(number, keys[name])
    return AllocationRatios(cpu, ram, number("nova.disk_initial"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputeHost:
    """The state of a compute host, in Nova's units: MiB, and virtual processors.

    `instances` are the identifiers of what it runs, each with the image properties it was made from;
    `aggregates` are the metadata of the aggregates it is in; `supported_instances` are triples of
    architecture, hypervisor and mode; `pci_devices_free` are those of each pool; None: not reported.
    """

    name: str = ""
    free_ram_mb: float = 0
    free_disk_mb: float = 0
    vcpus_total: int = 0
    vcpus_used: int = 0
    allocation_ratios: AllocationRatios = field(default_factory=allocation_ratios)
    num_instances: int = 0
    num_io_ops: int = 0
    failed_builds: int = 0
    enabled: bool = True
    up: bool = True
    address: str = ""
    cell: str = ""
    hypervisor_version: int | None = None
    supported_instances: tuple[tuple[str, ...], ...] = ()
    cpu_info: Properties = field(default_factory=dict)
    stats: Properties = field(default_factory=dict)
    capabilities: Properties = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    pci_devices_free: tuple[int, ...] | None = None
    instances: Mapping[str, Properties] = field(default_factory=dict)
    aggregates: tuple[Mapping[str, str], ...] = ()

    def aggregate_values(self, option: str) -> set[str]:
        """Return what the aggregates of this host say of an option."""
        return {metadata[option] for metadata in self.aggregates if option in metadata}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerGroup:
    """A server group: `policy` is affinity, anti-affinity, soft-affinity or soft-anti-affinity."""

    policy: str
    members: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    max_server_per_host: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRequest:
    """A request of a user to Nova.

    `image` and `hints` are as the API takes them; `preferred_cell` is set for a move that may leave its cell.
    """

    instance: str | None = None
    vcpus: int = 0
    ram_mb: int = 0
    disk_mb: int = 0
    extra_specs: Mapping[str, str] = field(default_factory=dict)
    image: str | None = None
    image_properties: Properties = field(default_factory=dict)
    hints: Properties = field(default_factory=dict)
    group: ServerGroup | None = None
    preferred_cell: str | None = None

    def hint(self, name: str, default: str | None = None) -> Any:
        """Return a hint; Nova takes the first of a list of one."""
        value = self.hints.get(name, default)
        return value[0] if isinstance(value, list | tuple) and len(value) == 1 else value


def usual_multipliers() -> dict[str, float]:
    """Return the multiplier of each weigher that Nova's options have by default.

    >>> usual_multipliers()["io_ops_weight_multiplier"]
    -1.0
    """
    return {name: float(value) for name, value in get("nova.weight_multipliers").value.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of the scheduler, with Nova's defaults; `multipliers` are those that differ from them.

    >>> Options().max_instances_per_host, Options().max_io_ops_per_host
    (50, 8)
    >>> Options(multipliers={"ram_weight_multiplier": -1.0}).multiplier("ram_weight_multiplier")
    -1.0
    """

    max_io_ops_per_host: int = field(default_factory=lambda: int(number("nova.max_io_ops")))
    max_instances_per_host: int = field(default_factory=lambda: int(number("nova.max_instances")))
    isolated_hosts: tuple[str, ...] = ()
    isolated_images: tuple[str, ...] = ()
    restrict_isolated_hosts_to_isolated_images: bool = True
    image_properties_default_architecture: str | None = None
    multipliers: Mapping[str, float] = field(default_factory=dict)
    metrics_weight_setting: Mapping[str, float] = field(default_factory=dict)
    metrics_required: bool = True
    image_props_weight_setting: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a multiplier that Nova does not have."""
        for name in self.multipliers:
            if name not in usual_multipliers():
                raise describe_unknown(UnknownChoiceError, name, usual_multipliers(), "multiplier")

    def multiplier(self, name: str) -> float:
        """Return the multiplier of this name."""
        return self.multipliers.get(name, usual_multipliers()[name])


def find_least(values: Iterable[str], default: float) -> float:
    """Return the least of the numbers that aggregates give; the default if there is none, or no number.

    >>> find_least({"8", "6"}, 10), find_least([], 10), find_least(["many"], 10)
    (6.0, 10, 10)
    """
    try:
        return min(map(float, values), default=default)
    except ValueError:
        return default
