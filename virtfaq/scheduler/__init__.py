"""Choose where an instance goes, as Nova, Kubernetes, Placement and bin packing do.

| name | what it is |
|---|---|
| `Pipeline` | filters and scores; `rank` gives the hosts left, the best first |
| `nova` | Nova's filters and weighers, as a pipeline of `ComputeHost` and `ServerRequest` |
| `kubernetes` | kube-scheduler's default profile, as a pipeline of `Node` and `PodSpec` |
| `allocation_candidates` | the providers that can supply what a request asks Placement for |
| `first_fit`, `best_fit`, `spread` | place many instances on many hosts |
| `first_fit_decreasing` | pack sizes into few bins |

>>> first_fit([(500, 2**30)] * 3, hosts=[(1000, 2**32), (1000, 2**32)])
[0, 0, 1]
"""

from virtfaq.scheduler.candidates import Inventory, Provider, ResourceGroup, allocation_candidates, capacities
from virtfaq.scheduler.hosts import (
    AllocationRatios,
    ComputeHost,
    Options,
    ServerGroup,
    ServerRequest,
    allocation_ratios,
    usual_multipliers,
)
from virtfaq.scheduler.kubernetes import (
    balanced_allocation,
    find_invalid_weights,
    image_locality,
    kubernetes,
    least_allocated,
    most_allocated,
    normalize_score,
    piecewise_linear,
    requested_to_capacity_ratio,
)
from virtfaq.scheduler.nova import find_filter, find_weigher, nova
from virtfaq.scheduler.packing import best_fit, first_fit, first_fit_decreasing, spread
from virtfaq.scheduler.pipeline import Pipeline, Ranked, normalize
from virtfaq.scheduler.pods import (
    ContainerSpec,
    Insufficient,
    Node,
    PodSpec,
    Taint,
    Toleration,
    find_insufficient,
    pod_requests,
    resources,
)
from virtfaq.scheduler.taints import find_untolerated, taint_scores, tolerates
from virtfaq.scheduler.weighers import Weigher

__all__ = [
    "AllocationRatios",
    "ComputeHost",
    "ContainerSpec",
    "Insufficient",
    "Inventory",
    "Node",
    "Options",
    "Pipeline",
    "PodSpec",
    "Provider",
    "Ranked",
    "ResourceGroup",
    "ServerGroup",
    "ServerRequest",
    "Taint",
    "Toleration",
    "Weigher",
    "allocation_candidates",
    "allocation_ratios",
    "balanced_allocation",
    "best_fit",
    "capacities",
    "find_filter",
    "find_insufficient",
    "find_invalid_weights",
    "find_untolerated",
    "find_weigher",
    "first_fit",
    "first_fit_decreasing",
    "image_locality",
    "kubernetes",
    "least_allocated",
    "most_allocated",
    "normalize",
    "normalize_score",
    "nova",
    "piecewise_linear",
    "pod_requests",
    "requested_to_capacity_ratio",
    "resources",
    "spread",
    "taint_scores",
    "tolerates",
    "usual_multipliers",
]
