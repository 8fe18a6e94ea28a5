"""Hold pods and nodes as kube-scheduler sees them: what a pod requests, and whether it fits a node."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from virtfaq.errors import SchedulerError, quote
from virtfaq.evidence.quantity import read_quantity
from virtfaq.units import parse_bytes, parse_millicores

Resources = Mapping[str, int]

_CORE = ("cpu", "memory", "ephemeral-storage")
_NOTHING: Resources = {}


def resources(quantities: Mapping[str, int | float | str]) -> dict[str, int]:
    """Return Kubernetes quantities as plain numbers: the processor in millicores, everything else in units.

    >>> resources({"cpu": "500m", "memory": "2Gi", "nvidia.com/gpu": 1})
    {'cpu': 500, 'memory': 2147483648, 'nvidia.com/gpu': 1}
    """
    return {
        name: parse_millicores(value) if name == "cpu" else parse_bytes(value)
        for name, value in quantities.items()
    }


@dataclass(frozen=True, slots=True)
class ContainerSpec:
    """A container's requests and limits, as `resources` gives them.

    A request that is missing is the limit, as the Kubernetes API sets it. `restartable` marks an init
    container that keeps running: a sidecar.

    >>> ContainerSpec(limits={"cpu": 500}).requests
    {'cpu': 500}
    """

    requests: Resources = field(default_factory=dict)
    limits: Resources = field(default_factory=dict)
    restartable: bool = False

    def __post_init__(self) -> None:
        """Complete the requests, and refuse what is not a whole number, 0 or more."""
        check_whole(self.requests)
        check_whole(self.limits)
        object.__setattr__(self, "requests", {**self.limits, **self.requests})


@dataclass(frozen=True, slots=True)
class Toleration:
    """The taints that a pod bears; an empty `key` or `effect` means all of them.

    `operator` is `Equal` (usual), `Exists`, or `Lt` and `Gt` on whole numbers: the taint's value is lower
    or greater than this one.
    """

    key: str = ""
    operator: str = "Equal"
    value: str = ""
    effect: str = ""


@dataclass(frozen=True, slots=True)
class Taint:
    """A mark that keeps pods off a node: `NoSchedule`, `NoExecute`, or, as a wish, `PreferNoSchedule`."""

    key: str
    value: str = ""
    effect: str = "NoSchedule"


@dataclass(frozen=True, slots=True)
class PodSpec:
    """The part of a pod that decides where it goes; `images` are those of its containers."""

    containers: tuple[ContainerSpec, ...] = ()
    init_containers: tuple[ContainerSpec, ...] = ()
    overhead: Resources = field(default_factory=dict)
    tolerations: tuple[Toleration, ...] = ()
    images: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an overhead that is not a whole number, 0 or more."""
        check_whole(self.overhead)


@dataclass(frozen=True, slots=True)
class Node:
    """A node: what pods may have of it, those that it runs, the bytes of each image it holds, its taints.

    `allocatable["pods"]` is how many pods it may run; a node that does not say so runs none.
    """

    name: str
    allocatable: Resources
    pods: tuple[PodSpec, ...] = ()
    images: Resources = field(default_factory=dict)
    taints: tuple[Taint, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an amount that is not a whole number, 0 or more."""
        check_whole(self.allocatable)
        check_whole(self.images)


@dataclass(frozen=True, slots=True)
class Insufficient:
    """A resource that a node lacks for a pod."""

    resource: str
    requested: int
    used: int
    capacity: int

    @property
    def reason(self) -> str:
        """The message of kube-scheduler.

        >>> Insufficient("cpu", requested=500, used=800, capacity=1000).reason
        'Insufficient cpu'
        """
        return "Too many pods" if self.resource == "pods" else f"Insufficient {self.resource}"


def pod_requests(pod: PodSpec, missing: Resources = _NOTHING) -> Counter[str]:
    """Return what a pod requests of each resource, with its overhead.

    Containers run together; init containers run one after the other before them, next to the sidecars
    started so far: the pod needs the largest of these sums. `missing` is what a container requests of a
    resource that it does not name.

    >>> app, setup = ContainerSpec({"cpu": 500}), ContainerSpec({"cpu": 800})
    >>> proxy = ContainerSpec({"cpu": 100}, restartable=True)
    >>> pod_requests(PodSpec((app,), (proxy, setup), overhead={"cpu": 250}))
    Counter({'cpu': 1150})
    """
    running, sidecars, peak = Counter[str](), Counter[str](), Counter[str]()
    for container in pod.containers:
        running += Counter({**missing, **container.requests})
    for init in pod.init_containers:
        request = Counter({**missing, **init.requests})
        if init.restartable:
            running, sidecars = running + request, sidecars + request
            request = Counter()
        peak |= sidecars + request
    return (running | peak) + Counter(pod.overhead)


def sum_requests(node: Node, missing: Resources = _NOTHING) -> Counter[str]:
    """Return what the pods of a node request of each resource."""
    return sum((pod_requests(pod, missing) for pod in node.pods), Counter[str]())


def usual_requests() -> dict[str, int]:
    """Return the requests that scores assume of a container that names no processor, or no memory.

    >>> usual_requests()
    {'cpu': 100, 'memory': 209715200}
    """
    cpu, memory = read_quantity("k8s.scheduler.default_cpu"), read_quantity("k8s.scheduler.default_memory")
    return {"cpu": int(cpu.value), "memory": int(memory.value)}


def find_insufficient(
    pod: PodSpec, node: Node, *, ignored: Collection[str] = (), ignored_groups: Collection[str] = ()
) -> tuple[Insufficient, ...]:
    """Return what the node lacks for the pod, as the plugin NodeResourcesFit does; nothing if the pod fits.

    `ignored` names extended resources that someone else checks, `ignored_groups` their domains.

    >>> node = Node("n1", {"cpu": 1000, "memory": 4096, "pods": 110}, (PodSpec((ContainerSpec({"cpu": 800}),)),))
    >>> find_insufficient(PodSpec((ContainerSpec({"cpu": 500}),)), node)
    (Insufficient(resource='cpu', requested=500, used=800, capacity=1000),)
    """  # noqa: E501 -- a doctest shows an expression on its one line
    request, taken, pods = pod_requests(pod), sum_requests(node), len(node.pods)
    rest = sorted(name for name in request if name not in _CORE and is_scalar(name))
    checked = [*_CORE, *(name for name in rest if not _is_ignored(name, ignored, ignored_groups))]
    lacking = [
        Insufficient(name, request[name], taken[name], node.allocatable.get(name, 0))
        for name in checked
        if request[name] and request[name] > node.allocatable.get(name, 0) - taken[name]
    ]
    room = node.allocatable.get("pods", 0)
    return (*([Insufficient("pods", 1, pods, room)] if pods + 1 > room else []), *lacking)


def is_scalar(name: str) -> bool:
    """Tell whether a resource is counted as it is: extended, of kubernetes.io, huge pages, volumes.

    >>> is_scalar("nvidia.com/gpu"), is_scalar("hugepages-2Mi"), is_scalar("memory")
    (True, True, False)
    """
    return "/" in name or name.startswith(("hugepages-", "attachable-volumes-"))


def check_whole(amounts: Resources) -> None:
    """Refuse amounts that are not whole numbers, 0 or more, with the name of the resource."""
    for name, amount in amounts.items():
        if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
            raise SchedulerError(
                f"{name!r} is {quote(amount)}; give a whole number, 0 or more (resources() reads '500m')"
            )


def _is_ignored(name: str, ignored: Collection[str], groups: Collection[str]) -> bool:
    group, _, _ = name.partition("/")
    extended = "/" in name and "kubernetes.io/" not in name and not name.startswith("requests.")
    return extended and (name in ignored or group in groups)
