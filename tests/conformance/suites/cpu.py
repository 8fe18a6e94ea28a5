"""Adapt the suites of the kubelet, of pods' resources, of the scheduler's weights and of cgroups."""

from typing import Any

from virtfaq.errors import QuantityError
from virtfaq.kubernetes.qos import Resources, oom_score_adj, pod_memory_limit, pod_requests, qos_class
from virtfaq.linux import cgroups
from virtfaq.linux.cpu_shares import nice_weight

Given = dict[str, Any]


def kubelet_cpu_quota(given: Given) -> Given:
    return cgroups.cpu_bandwidth(given["millicores"])._asdict()


def kubelet_oom_score_adj(given: Given) -> Given:
    container = resources(given["container"])
    score = oom_score_adj(
        container,
        node_memory_bytes=given["node_memory_bytes"],
        qos=qos_class([container]),
        critical=given["critical"],
    )
    return {"min": score, "max": score}


def kubernetes_qos_class(given: Given) -> Given:
    containers, init = (map(resources, given.get(key, ())) for key in ("containers", "init_containers"))
    return {"qos_class": qos_class(containers, init, pod=resources(given.get("resources", {})))}


def kubernetes_pod_overhead(given: Given) -> Given:
    containers, overhead = list(map(resources, given["containers"])), manifest(given["overhead"])
    init = map(resources, given.get("init_containers", ()))
    return {
        "request": pod_requests(containers, init, overhead),
        "cgroup_memory_limit": pod_memory_limit(containers, overhead),
    }


def linux_nice_weight(given: Given) -> Given:
    return {"weight": nice_weight(given["nice"])}


def cgroup_v1_to_v2(given: Given) -> Given:
    conversions = {
        "cpu_shares_to_weight": lambda: {"weight": cgroups.cpu_weight(given["shares"])},
        "memory_swap": lambda: {"swap": cgroups.memory_swap(given["memory_and_swap"], given["memory"])},
        "blkio_weight_to_io_weight": lambda: {"io_weight": cgroups.io_weight(given["blkio_weight"])},
    }
    try:
        return conversions[given["kind"]]()
    except QuantityError:
        return {"error": True}


def resources(container: Given) -> Resources:
    """Return the resources of a case: the suites count CPU in millicores, a manifest in cores."""
    return Resources(manifest(container.get("requests", {})), manifest(container.get("limits", {})))


def manifest(amounts: Given) -> Given:
    return {name: f"{amount}m" if name == "cpu" else amount for name, amount in amounts.items()}


SUITES = {
    suite.__name__: suite
    for suite in (
        kubelet_cpu_quota,
        kubelet_oom_score_adj,
        kubernetes_qos_class,
        kubernetes_pod_overhead,
        linux_nice_weight,
        cgroup_v1_to_v2,
    )
}
