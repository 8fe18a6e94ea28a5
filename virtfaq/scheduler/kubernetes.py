"""Score nodes as kube-scheduler does, 0 to 100 each; its profile is filters, then weighted scores.

Source: https://github.com/kubernetes/kubernetes/tree/master/pkg/scheduler/framework/plugins
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import sqrt

from virtfaq.errors import SchedulerError, quote
from virtfaq.evidence import number
from virtfaq.evidence.quantity import read_quantity
from virtfaq.scheduler.pipeline import Pipeline
from virtfaq.scheduler.pods import (
    Node,
    PodSpec,
    find_insufficient,
    is_scalar,
    pod_requests,
    sum_requests,
    usual_requests,
)
from virtfaq.scheduler.taints import find_untolerated, taint_scores

Weights = Mapping[str, int]
Shape = Sequence[tuple[int, int]]

CPU_AND_MEMORY: Weights = {"cpu": 1, "memory": 1}


@cache
def max_node_score() -> int:
    """Return the highest score of a node.

    >>> max_node_score()
    100
    """
    return int(number("k8s.scheduler.scores", "MaxNodeScore"))


def least_allocated(pod: PodSpec, node: Node, weights: Weights = CPU_AND_MEMORY) -> int:
    """Score the node by what would be left of it: the emptier the better.

    Raises `SchedulerError` for a weight that is not 1 to 100, as all scores with weights do.

    >>> from virtfaq.scheduler import ContainerSpec
    >>> pod = PodSpec((ContainerSpec({"cpu": 1000, "memory": 2000}),))
    >>> node = Node("n1", {"cpu": 4000, "memory": 10_000})
    >>> least_allocated(pod, node), most_allocated(pod, node)
    (77, 22)
    """
    return _compute_average(
        [
            (weight, _compute_share(capacity - request, capacity))
            for weight, request, capacity in _weigh_resources(pod, node, weights)
        ]
    )


def most_allocated(pod: PodSpec, node: Node, weights: Weights = CPU_AND_MEMORY) -> int:
    """Score the node by what would be used of it: the fuller the better (bin packing)."""
    return _compute_average(
        [
            (weight, _compute_share(min(request, capacity), capacity))
            for weight, request, capacity in _weigh_resources(pod, node, weights)
        ]
    )


def requested_to_capacity_ratio(
    pod: PodSpec, node: Node, shape: Shape, weights: Weights = CPU_AND_MEMORY
) -> int:
    """Score the node by a function of the part used: points (percent used, score 0 to 10), lines between.

    Raises `SchedulerError` for points that do not rise in percent from 0 to 100, or score beyond 0 to 10.

    >>> from virtfaq.scheduler import ContainerSpec
    >>> pod, node = PodSpec((ContainerSpec({"cpu": 3000, "memory": 5}),)), Node("n1", {"cpu": 4000, "memory": 10})
    >>> requested_to_capacity_ratio(pod, node, [(0, 10), (100, 0)])
    38
    """  # noqa: E501 -- a doctest shows an expression on its one line
    points = _scale(shape)
    total = weight_sum = 0
    for weight, request, capacity in _weigh_resources(pod, node, weights):
        score = piecewise_linear(points, _compute_share(min(request, capacity), capacity))
        if score > 0:
            total, weight_sum = total + score * weight, weight_sum + weight
    return (2 * total + weight_sum) // (2 * weight_sum) if weight_sum else 0


def balanced_allocation(pod: PodSpec, node: Node, resources: Sequence[str] = ("cpu", "memory")) -> int:
    """Score the node by how evenly its resources would be used: 100 less the deviation of their shares.

    A container that names no request counts as 0 here, not as `usual_requests`.

    >>> from virtfaq.scheduler import ContainerSpec
    >>> pod = PodSpec((ContainerSpec({"cpu": 3000, "memory": 5000}),))
    >>> [balanced_allocation(pod, Node("n", {"cpu": cpu, "memory": 10_000})) for cpu in (4000, 6000)]
    [87, 100]
    """
    weights = dict.fromkeys(resources, 1)
    parts = [
        min(request / capacity, 1.0)
        for _, request, capacity in _weigh_resources(pod, node, weights, named_only=True)
    ]
    return int((1 - _compute_deviation(parts)) * max_node_score())


def image_locality(pod: PodSpec, nodes: Sequence[Node]) -> list[int]:
    """Score the nodes by the bytes of the pod's images that they hold, scaled by how many nodes do.

    >>> nodes = [Node("n1", {}, images={"web:latest": 500 * 2**20}), Node("n2", {})]
    >>> image_locality(PodSpec(images=("web",)), nodes)
    [23, 0]
    """
    names = [name if ":" in name.rpartition("/")[2] else f"{name}:latest" for name in pod.images]
    holders = {name: sum(name in node.images for node in nodes) for name in names}
    held = [
        sum(int(node.images.get(name, 0) * (holders[name] / len(nodes))) for name in names) for node in nodes
    ]
    lowest, each = (
        int(read_quantity("k8s.scheduler.image_locality", limit).value)
        for limit in ("minThreshold", "maxContainerThreshold")
    )
    highest = max(each * len(names), lowest + 1)
    return [
        max_node_score() * (min(max(size, lowest), highest) - lowest) // (highest - lowest) for size in held
    ]


def normalize_score(scores: Sequence[int], highest: int | None = None, *, reverse: bool = False) -> list[int]:
    """Scale scores so that the greatest becomes `highest` (100); reversed, the greatest becomes 0.

    >>> normalize_score([1, 2, 3, 4]), normalize_score([1, 2, 3, 4], reverse=True)
    ([25, 50, 75, 100], [75, 50, 25, 0])
    """
    top = max_node_score() if highest is None else highest
    greatest = max(scores, default=0)
    scaled = [top * score // greatest if greatest else score for score in scores]
    return [top - score for score in scaled] if reverse else scaled


def piecewise_linear(points: Shape, x: int) -> int:
    """Return the height at `x` of the lines through the points, flat beyond them; whole, rounded towards 0.

    >>> [piecewise_linear([(10, 1), (90, 9)], x) for x in (0, 10, 49, 90, 100)]
    [1, 1, 4, 9, 9]
    """
    before = points[0]
    for point in points:
        if x <= point[0]:
            rise, run = (point[1] - before[1]) * (x - before[0]), point[0] - before[0]
            return before[1] + (abs(rise) // run * (1 if rise > 0 else -1) if x > before[0] else 0)
        before = point
    return before[1]


def find_invalid_weights(weights: Weights) -> tuple[int, ...]:
    """Return the positions of the weights that kube-scheduler refuses: those that are not 1 to 100.

    >>> find_invalid_weights({"cpu": 1, "memory": 101})
    (1,)
    """
    return tuple(at for at, weight in enumerate(weights.values()) if not 0 < weight <= max_node_score())


def kubernetes() -> Pipeline[Node, PodSpec]:
    """Return the default profile: NodeResourcesFit, taints, and four weighted scores.

    A pod that requests nothing gets no score for balance, so that such pods do not all go to one node.

    >>> from virtfaq.scheduler import ContainerSpec
    >>> nodes = [Node(name, {"cpu": cpu, "memory": 2**33, "pods": 110}) for name, cpu in (("small", 500), ("large", 4000))]
    >>> [ranked.host.name for ranked in kubernetes().rank(nodes, PodSpec((ContainerSpec({"cpu": 1000}),)))]
    ['large']
    """  # noqa: E501 -- a doctest shows an expression on its one line
    return Pipeline(
        {
            "TaintToleration": lambda node, pod: not find_untolerated(pod.tolerations, node.taints),
            "NodeResourcesFit": lambda node, pod: not find_insufficient(pod, node),
        },
        [_add_scores],
    )


def _add_scores(nodes: Sequence[Node], pod: PodSpec) -> list[float]:
    columns = {
        "TaintToleration": normalize_score(taint_scores(pod.tolerations, nodes), reverse=True),
        "NodeResourcesFit": [least_allocated(pod, node) for node in nodes],
        "NodeResourcesBalancedAllocation": _score_balances(pod, nodes),
        "ImageLocality": image_locality(pod, nodes),
    }
    weights = [number("k8s.scheduler.plugin_weights", name) for name in columns]
    rows = zip(*columns.values(), strict=True)
    return [sum(weight * score for weight, score in zip(weights, row, strict=True)) for row in rows]


def _score_balances(pod: PodSpec, nodes: Sequence[Node]) -> list[int]:
    asks = any(pod_requests(pod)[name] for name in ("cpu", "memory"))
    return [balanced_allocation(pod, node) if asks else 0 for node in nodes]


def _weigh_resources(
    pod: PodSpec, node: Node, weights: Weights, *, named_only: bool = False
) -> Iterator[tuple[int, int, int]]:
    """Yield weight, request with the pod, and capacity of each resource that counts."""
    for at in find_invalid_weights(weights):
        name, weight = list(weights.items())[at]
        raise SchedulerError(f"the weight of {name!r} is {quote(weight)}; give 1 to {max_node_score()}")
    missing = {} if named_only else usual_requests()
    asked, taken = pod_requests(pod, missing), sum_requests(node, missing)
    for name, weight in weights.items():
        capacity = node.allocatable.get(name, 0)
        known = asked[name] if is_scalar(name) else name in ("cpu", "memory", "ephemeral-storage")
        if known and capacity:
            yield weight, asked[name] + taken[name], capacity


def _compute_share(part: int, whole: int) -> int:
    return max(part, 0) * max_node_score() // whole


def _compute_average(scores: Sequence[tuple[int, int]]) -> int:
    weight_sum = sum(weight for weight, _ in scores)
    return sum(weight * score for weight, score in scores) // weight_sum if weight_sum else 0


def _compute_deviation(parts: Sequence[float]) -> float:
    if len(parts) < 3:
        return abs(parts[0] - parts[1]) / 2 if len(parts) == 2 else 0.0
    mean = sum(parts) / len(parts)
    return sqrt(sum((part - mean) ** 2 for part in parts) / len(parts))


def _scale(shape: Shape) -> Shape:
    highest = int(number("k8s.scheduler.scores", "MaxCustomPriorityScore"))
    percents = [percent for percent, _ in shape]
    if not shape or sorted(set(percents)) != percents or percents[0] < 0 or percents[-1] > 100:
        raise SchedulerError(
            f"{quote(shape)} is not a shape; give points whose percents rise within 0 to 100"
        )
    if not all(0 <= score <= highest for _, score in shape):
        raise SchedulerError(f"{quote(shape)} is not a shape; give scores of 0 to {highest}")
    return [(percent, score * (max_node_score() // highest)) for percent, score in shape]
