"""Make Nova's filter scheduler as a pipeline: filters by name, then the weighers."""

from collections.abc import Callable, Iterable, Sequence

from virtfaq.errors import UnknownChoiceError, describe_unknown
from virtfaq.evidence import get
from virtfaq.scheduler.filters import FILTERS, Filter, capacity
from virtfaq.scheduler.hosts import ComputeHost, Options, ServerRequest
from virtfaq.scheduler.pipeline import Pipeline
from virtfaq.scheduler.weighers import WEIGHERS, Weigher


def nova(
    options: Options | None = None,
    *,
    filters: Iterable[str] | None = None,
    weighers: Iterable[str] | None = None,
) -> Pipeline[ComputeHost, ServerRequest]:
    """Return Nova's scheduler, by default with the filters that it enables and all weighers.

    What Placement does before, keeping promises within the allocation ratios, comes first, as `capacity`.

    >>> hosts = [ComputeHost(name=name, vcpus_total=8, free_ram_mb=free, free_disk_mb=9999)
    ...          for name, free in (("a", 2048), ("b", 8192), ("c", 512))]
    >>> [ranked.host.name for ranked in nova().rank(hosts, ServerRequest(vcpus=2, ram_mb=1024))]
    ['b', 'a']
    >>> nova(filters=["RamFilter"])
    Traceback (most recent call last):
        ...
    virtfaq.errors.UnknownChoiceError: unknown filter 'RamFilter'; did you mean SameHostFilter or ComputeFilter or IoOpsFilter?
    """  # noqa: E501 -- a doctest shows the message on its one line
    settings = options or Options()
    names = get("nova.filters").value if filters is None else filters
    chosen = {"capacity": capacity, **{name: find_filter(name) for name in names}}
    weights = [find_weigher(name) for name in (WEIGHERS if weighers is None else weighers)]
    return Pipeline(
        {name: _bind_filter(passes, settings) for name, passes in chosen.items()},
        [_bind_weigher(weigher, settings) for weigher in weights],
    )


def find_filter(name: str) -> Filter:
    """Return the filter of Nova's class of this name.

    >>> find_filter("NumInstancesFilter")(ComputeHost(num_instances=50), ServerRequest(), Options())
    False
    """
    if name not in FILTERS:
        raise describe_unknown(UnknownChoiceError, name, FILTERS, "filter")
    return FILTERS[name]


def find_weigher(name: str) -> Weigher:
    """Return the weigher of Nova's class of this name.

    >>> find_weigher("RAMWeigher").lowest
    0
    """
    if name not in WEIGHERS:
        raise describe_unknown(UnknownChoiceError, name, WEIGHERS, "weigher")
    return WEIGHERS[name]


def _bind_filter(passes: Filter, options: Options) -> Callable[[ComputeHost, ServerRequest], bool]:
    return lambda host, request: passes(host, request, options)


def _bind_weigher(
    weigher: Weigher, options: Options
) -> Callable[[Sequence[ComputeHost], ServerRequest], Sequence[float]]:
    return lambda hosts, request: weigher.weigh(hosts, request, options)
