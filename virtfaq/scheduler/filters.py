"""Filter hosts as Nova does: each filter tells whether a host can take a request.

Source: https://docs.openstack.org/nova/latest/admin/scheduling.html
"""

import ipaddress
from collections.abc import Callable

from virtfaq.errors import SchedulerError, quote
from virtfaq.scheduler.capabilities import satisfies_extra_specs
from virtfaq.scheduler.hosts import ComputeHost, Options, ServerRequest, find_least
from virtfaq.scheduler.images import supports_image

Filter = Callable[[ComputeHost, ServerRequest, Options], bool]


def different_host(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Return whether the host runs none of the instances that the hint names."""
    return not _runs_any(host, request, "different_host")


def same_host(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Return whether the host runs one of the instances that the hint names, if it names any."""
    return not request.hints.get("same_host") or _runs_any(host, request, "same_host")


def cidr_affinity(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Return whether the host's address is in the network around the address that the hint gives."""
    near, prefix = request.hint("build_near_host_ip"), request.hint("cidr", "/24")
    if not near:
        return True
    try:
        return ipaddress.ip_address(host.address) in ipaddress.ip_network(f"{near}{prefix}", strict=False)
    except ValueError:
        raise SchedulerError(
            f"{quote(host.address)}, {quote(near)} and {quote(prefix)} are no addresses and prefix, as '/24'"
        ) from None


def group_anti_affinity(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Tell whether an anti-affinity group may have one more member here, or has the instance here already."""
    group = request.group
    if group is None or group.policy != "anti-affinity" or request.instance in host.instances:
        return True
    return len(set(host.instances) & set(group.members)) < group.max_server_per_host


def group_affinity(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Return whether the host is one of those of an affinity group, if it has any yet."""
    group = request.group
    return group is None or group.policy != "affinity" or not group.hosts or host.name in group.hosts


def io_ops(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Tell whether fewer instances than the limit are being built, resized or copied here."""
    return host.num_io_ops < options.max_io_ops_per_host


def aggregate_io_ops(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Return the same as `io_ops`, with the limit that the host's aggregates give."""
    limit = find_least(host.aggregate_values("max_io_ops_per_host"), options.max_io_ops_per_host)
    return host.num_io_ops < limit


def num_instances(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Tell whether fewer instances than the limit run here."""
    return host.num_instances < options.max_instances_per_host


def aggregate_num_instances(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Return the same as `num_instances`, with the limit that the host's aggregates give."""
    limit = find_least(host.aggregate_values("max_instances_per_host"), options.max_instances_per_host)
    return host.num_instances < limit


def isolated_hosts(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Return whether isolated images run on isolated hosts; and, if the option says so, nothing else does."""
    on_isolated = host.name in options.isolated_hosts
    restricted = options.restrict_isolated_hosts_to_isolated_images
    if not options.isolated_images:
        return not (restricted and on_isolated)
    image_isolated = request.image in options.isolated_images
    return image_isolated == on_isolated if restricted else on_isolated or not image_isolated


def image_properties(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Return whether the host can run images of this architecture, hypervisor and mode."""
    return supports_image(host, request.image_properties, options.image_properties_default_architecture)


def compute_capabilities(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Return whether the host has the capabilities that the flavor's extra specs ask for."""
    return satisfies_extra_specs(host, request.extra_specs)


def compute(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Return whether the host's service is enabled and was heard of."""
    return host.enabled and host.up


def capacity(host: ComputeHost, request: ServerRequest, options: Options) -> bool:
    """Return whether promises stay within the allocation ratios; Placement asks before Nova filters.

    >>> host = ComputeHost(vcpus_total=1, vcpus_used=3, free_ram_mb=1024)
    >>> [capacity(host, ServerRequest(vcpus=vcpus, ram_mb=512), Options()) for vcpus in (1, 2)]
    [True, False]
    """
    promised = host.vcpus_used + request.vcpus
    return (
        promised <= host.vcpus_total * host.allocation_ratios.cpu
        and request.vcpus <= host.vcpus_total
        and request.ram_mb <= host.free_ram_mb
        and request.disk_mb <= host.free_disk_mb
    )


FILTERS: dict[str, Filter] = {
    "AggregateIoOpsFilter": aggregate_io_ops,
    "AggregateNumInstancesFilter": aggregate_num_instances,
    "ComputeCapabilitiesFilter": compute_capabilities,
    "ComputeFilter": compute,
    "DifferentHostFilter": different_host,
    "ImagePropertiesFilter": image_properties,
    "IoOpsFilter": io_ops,
    "IsolatedHostsFilter": isolated_hosts,
    "NumInstancesFilter": num_instances,
    "SameHostFilter": same_host,
    "ServerGroupAffinityFilter": group_affinity,
    "ServerGroupAntiAffinityFilter": group_anti_affinity,
    "SimpleCIDRAffinityFilter": cidr_affinity,
}


def _runs_any(host: ComputeHost, request: ServerRequest, hint: str) -> bool:
    named = request.hints.get(hint) or ()
    return bool(set(host.instances) & {*([named] if isinstance(named, str) else named)})
