"""Weigh hosts as Nova does: each weigher gives every host a weight, scaled to 0..1 and multiplied.

Source: https://docs.openstack.org/nova/latest/admin/scheduling.html#weights
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from virtfaq.errors import SchedulerError
from virtfaq.evidence import number
from virtfaq.scheduler.hosts import ComputeHost, Options, ServerRequest, find_least
from virtfaq.scheduler.pipeline import normalize

Raw = Callable[[ComputeHost, ServerRequest, Options], float]


@dataclass(frozen=True, slots=True)
class Weigher:
    """A raw weight of a host, the least that counts, the option that multiplies it, and the option's sign."""

    raw: Raw
    option: str
    lowest: float | None = None
    sign: int = 1

    def multiplier(self, host: ComputeHost, options: Options) -> float:
        """Return the multiplier for this host: the least that its aggregates give, or that of the options."""
        return self.sign * find_least(host.aggregate_values(self.option), options.multiplier(self.option))

    def weigh(self, hosts: Sequence[ComputeHost], request: ServerRequest, options: Options) -> list[float]:
        """Return the weight of each host.

        >>> hosts = [ComputeHost(free_ram_mb=free) for free in (512, 3072, -512)]
        >>> WEIGHERS["RAMWeigher"].weigh(hosts, ServerRequest(), Options())
        [0.16666666666666666, 1.0, 0.0]
        """
        raw = [self.raw(host, request, options) for host in hosts]
        if self.lowest is not None:
            raw = [max(weight, self.lowest) for weight in raw]
        scaled = normalize(raw, self.lowest)
        return [self.multiplier(host, options) * weight for host, weight in zip(hosts, scaled, strict=True)]


def _weigh_free_ram(host: ComputeHost, request: ServerRequest, options: Options) -> float:
    return host.free_ram_mb


def _weigh_free_disk(host: ComputeHost, request: ServerRequest, options: Options) -> float:
    return host.free_disk_mb


def _weigh_free_vcpus(host: ComputeHost, request: ServerRequest, options: Options) -> float:
    return host.vcpus_total * host.allocation_ratios.cpu - host.vcpus_used


def _weigh_io_ops(host: ComputeHost, request: ServerRequest, options: Options) -> float:
    return host.num_io_ops


def _weigh_instances(host: ComputeHost, request: ServerRequest, options: Options) -> float:
    return host.num_instances


def _weigh_failed_builds(host: ComputeHost, request: ServerRequest, options: Options) -> float:
    return host.failed_builds


def _weigh_version(host: ComputeHost, request: ServerRequest, options: Options) -> float:
    return host.hypervisor_version or 0


def _weigh_cell(host: ComputeHost, request: ServerRequest, options: Options) -> float:
    if request.preferred_cell is None:
        return 0
    return 1 if host.cell == request.preferred_cell else -1


def _count_members(host: ComputeHost, request: ServerRequest, policy: str) -> int:
    group = request.group
    return len(set(host.instances) & set(group.members)) if group and group.policy == policy else 0


def _weigh_soft_affinity(host: ComputeHost, request: ServerRequest, options: Options) -> float:
    return _count_members(host, request, "soft-affinity")


def _weigh_soft_anti_affinity(host: ComputeHost, request: ServerRequest, options: Options) -> float:
    return -_count_members(host, request, "soft-anti-affinity")


def _weigh_pci(host: ComputeHost, request: ServerRequest, options: Options) -> float:
    """Weigh against hosts with free PCI devices, to keep them for those who ask for them."""
    most = number("nova.pci_max_devices")
    return most - min(sum(host.pci_devices_free or ()), most - 1)


def _weigh_image_properties(host: ComputeHost, request: ServerRequest, options: Options) -> float:
    """Return how often the image's properties occur among those of the host's instances."""
    setting = options.image_props_weight_setting
    if not options.multiplier("image_props_weight_multiplier"):
        return 0.0
    found = Counter((name, str(value)) for image in host.instances.values() for name, value in image.items())
    asked = {(name, str(value)) for name, value in request.image_properties.items()}
    return float(sum(found[pair] * (setting.get(pair[0], 0.0) if setting else 1) for pair in asked))


def _weigh_metrics(host: ComputeHost, request: ServerRequest, options: Options) -> float:
    """Return the sum of the host's metrics times their ratios; a metric that is missing puts it last."""
    total = 0.0
    for name, ratio in options.metrics_weight_setting.items():
        if name in host.metrics:
            total += host.metrics[name] * ratio
        elif options.metrics_required:
            raise SchedulerError(
                f"{host.name!r} has no metric {name!r}; filter it out, or set metrics_required=False"
            )
        elif ratio * _METRICS.multiplier(host, options):
            return number("nova.weight_of_unavailable")
    return total


_METRICS = Weigher(_weigh_metrics, "metrics_weight_multiplier")

WEIGHERS: dict[str, Weigher] = {
    "BuildFailureWeigher": Weigher(_weigh_failed_builds, "build_failure_weight_multiplier", sign=-1),
    "CPUWeigher": Weigher(_weigh_free_vcpus, "cpu_weight_multiplier", 0),
    "CrossCellWeigher": Weigher(_weigh_cell, "cross_cell_move_weight_multiplier"),
    "DiskWeigher": Weigher(_weigh_free_disk, "disk_weight_multiplier", 0),
    "HypervisorVersionWeigher": Weigher(_weigh_version, "hypervisor_version_weight_multiplier"),
    "ImagePropertiesWeigher": Weigher(_weigh_image_properties, "image_props_weight_multiplier"),
    "IoOpsWeigher": Weigher(_weigh_io_ops, "io_ops_weight_multiplier", 0),
    "MetricsWeigher": _METRICS,
    "NumInstancesWeigher": Weigher(_weigh_instances, "num_instances_weight_multiplier"),
    "PCIWeigher": Weigher(_weigh_pci, "pci_weight_multiplier"),
    "RAMWeigher": Weigher(_weigh_free_ram, "ram_weight_multiplier", 0),
    "ServerGroupSoftAffinityWeigher": Weigher(_weigh_soft_affinity, "soft_affinity_weight_multiplier"),
    "ServerGroupSoftAntiAffinityWeigher": Weigher(
        _weigh_soft_anti_affinity, "soft_anti_affinity_weight_multiplier"
    ),
}
