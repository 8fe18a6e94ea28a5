"""Derive from requests and limits the QoS class, the order of OOM kills, and what a pod is charged.

Sources: kubernetes/kubernetes, pkg/apis/core/v1/helper/qos/qos.go and pkg/kubelet/qos/policy.go; for the
overhead, https://kubernetes.io/docs/concepts/scheduling-eviction/pod-overhead/.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from virtfaq.errors import QuantityError, UnknownChoiceError, describe_unknown, quote
from virtfaq.records import fill
from virtfaq.scheduler import pods
from virtfaq.scheduler.pods import ContainerSpec, PodSpec
from virtfaq.units import parse_bytes, parse_millicores

Amounts = Mapping[str, int | float | str]
QosClass = Literal["Guaranteed", "Burstable", "BestEffort"]
QOS_CLASSES = ("Guaranteed", "Burstable", "BestEffort")
_COUNTED = ("cpu", "memory")
_GUARANTEED_OOM_SCORE_ADJ = -997
_BEST_EFFORT_OOM_SCORE_ADJ = 1000


@dataclass(frozen=True, slots=True, init=False)
class Resources:
    """The resources that a container, or a pod, asks for (`requests`) and may use (`limits`).

    They are given as in a manifest, and kept in millicores for `cpu` and in bytes for all else.

    >>> Resources(requests={"cpu": "250m", "memory": "64Mi"}, limits={"cpu": 1})
    Resources(requests={'cpu': 250, 'memory': 67108864}, limits={'cpu': 1000})
    """

    requests: Mapping[str, int]
    limits: Mapping[str, int]

    def __init__(self, requests: Amounts | None = None, limits: Amounts | None = None) -> None:
        """Raise `QuantityError` for an amount that is not a Kubernetes quantity."""
        fill(self, requests=_parse(requests or {}), limits=_parse(limits or {}))

    def apply_defaults(self) -> "Resources":
        """Return the resources as the API server stores them: a missing request is the limit.

        >>> Resources(limits={"memory": "64Mi"}).apply_defaults().requests
        {'memory': 67108864}
        """
        other = Resources()
        fill(other, requests={**self.limits, **self.requests}, limits=self.limits)
        return other


def qos_class(
    containers: Iterable[Resources], init_containers: Iterable[Resources] = (), pod: Resources | None = None
) -> QosClass:
    """Return the class of a pod: `Guaranteed`, `Burstable` or `BestEffort`.

    Give resources as in a manifest; they are completed as the API server does (`Resources.apply_defaults`).
    Only CPU and memory above zero count. If the pod itself has resources, they alone decide.

    >>> qos_class([Resources({"cpu": 1, "memory": "1Gi"}, {"cpu": 1, "memory": "1Gi"})])
    'Guaranteed'
    >>> qos_class([Resources({"cpu": 1}), Resources()]), qos_class([Resources()])
    ('Burstable', 'BestEffort')
    >>> qos_class([Resources(limits={"cpu": 1, "memory": "1Gi"})])
    'Guaranteed'
    """
    running, init = (tuple(each.apply_defaults() for each in some) for some in (containers, init_containers))
    whole = pod is not None and any(name in {**pod.requests, **pod.limits} for name in _COUNTED)
    deciding = [_complete_whole(pod, running, init)] if pod and whole else [*running, *init]
    requests = _sum(each.requests for each in deciding)
    limits = _sum(each.limits for each in deciding)
    if not any(amounts.get(name, 0) > 0 for amounts in (requests, limits) for name in _COUNTED):
        return "BestEffort"
    limited = all(each.limits.get(name, 0) > 0 for each in deciding for name in _COUNTED)
    equal = all(requests.get(name, 0) == limits.get(name, 0) for name in _COUNTED)
    return "Guaranteed" if limited and equal else "Burstable"


def oom_score_adj(
    container: Resources, *, node_memory_bytes: int, qos: QosClass, critical: bool = False
) -> int:
    """Return the `oom_score_adj` of a container's processes, -997 to 1000; the highest are killed first.

    A burstable container is safer the more of the node's memory it requests; give it as the kubelet sees it
    (`Resources.apply_defaults`). `critical` is for pods of a system-critical priority class.

    >>> half = Resources(requests={"memory": "4Gi"})
    >>> oom_score_adj(half, node_memory_bytes=8 * 2**30, qos=qos_class([half]))
    500
    >>> oom_score_adj(Resources(), node_memory_bytes=8 * 2**30, qos="BestEffort")
    1000
    """
    if qos not in QOS_CLASSES:
        raise describe_unknown(UnknownChoiceError, qos, QOS_CLASSES, "QoS class")
    if (
        isinstance(node_memory_bytes, bool)
        or not isinstance(node_memory_bytes, int)
        or node_memory_bytes <= 0
    ):
        raise QuantityError(f"node_memory_bytes is {quote(node_memory_bytes)}; give a whole number above 0")
    if critical or qos == "Guaranteed":
        return _GUARANTEED_OOM_SCORE_ADJ
    if qos == "BestEffort":
        return _BEST_EFFORT_OOM_SCORE_ADJ
    score = 1000 - 1000 * container.requests.get("memory", 0) // node_memory_bytes
    return min(max(score, 1000 + _GUARANTEED_OOM_SCORE_ADJ), _BEST_EFFORT_OOM_SCORE_ADJ - 1)


def pod_requests(
    containers: Iterable[Resources],
    init_containers: Iterable[Resources] = (),
    overhead: Amounts | None = None,
) -> dict[str, int]:
    """Return what the scheduler reserves for a pod: the sum of its containers, and its runtime's overhead.

    Init containers run one by one, before the others: of each resource, the largest of them counts if it
    is more than the sum. A missing request is the limit.

    >>> pod_requests([Resources(limits={"cpu": "500m"}), Resources({"cpu": 1})], overhead={"cpu": "250m"})
    {'cpu': 1750}
    """
    pod = PodSpec(
        tuple(ContainerSpec(each.apply_defaults().requests) for each in containers),
        tuple(ContainerSpec(each.apply_defaults().requests) for each in init_containers),
        overhead=_parse(overhead or {}),
    )
    return dict(pods.pod_requests(pod))


def pod_memory_limit(containers: Sequence[Resources], overhead: Amounts | None = None) -> int | None:
    """Return the memory limit of the pod's cgroup, in bytes; None if a container has no limit.

    >>> pod_memory_limit([Resources(limits={"memory": "100Mi"})] * 2, {"memory": "120Mi"})
    335544320
    >>> pod_memory_limit([Resources(limits={"memory": "100Mi"}), Resources()]) is None
    True
    """
    limits = [each.limits.get("memory", 0) for each in containers]
    if not limits or not all(limits):
        return None
    return sum(limits) + _parse(overhead or {}).get("memory", 0)


def _complete_whole(pod: Resources, running: Sequence[Resources], init: Sequence[Resources]) -> Resources:
    """Return the pod's own resources as the API server completes them.

    A missing request is what the containers request, or else the limit. Without any limit, each limit is the
    sum of the containers' limits, if all of them have one.
    """
    other, requested = Resources(), pod_requests(running, init) if pod.limits else {}
    asked = {name: amount for name, amount in requested.items() if name in _COUNTED}
    limits = pod.limits or _sum_limits(running, init)
    fill(other, requests={**pod.limits, **asked, **pod.requests}, limits=limits)
    return other


def _sum_limits(running: Sequence[Resources], init: Sequence[Resources]) -> dict[str, int]:
    everywhere = [name for name in _COUNTED if all(name in each.limits for each in (*running, *init))]
    pod = PodSpec(
        tuple(ContainerSpec(each.limits) for each in running),
        tuple(ContainerSpec(each.limits) for each in init),
    )
    return {name: amount for name, amount in pods.pod_requests(pod).items() if name in everywhere}


def _parse(amounts: Amounts) -> dict[str, int]:
    return {
        name: parse_millicores(amount) if name == "cpu" else parse_bytes(amount)
        for name, amount in amounts.items()
    }


def _sum(amounts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in amounts:
        for name, amount in each.items():
            total[name] = total.get(name, 0) + amount
    return total
