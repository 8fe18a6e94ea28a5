"""Compute what running an application costs in all: every assumption is an argument, none is hidden."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from virtfaq.errors import VirtfaqError, quote
from virtfaq.evidence.quantity import Quantity
from virtfaq.memory.density import density
from virtfaq.model.runtime import Runtime
from virtfaq.model.runtime_table import runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A runtime and what it costs over one period, in one currency.

    `server_price` is paid per server, `licence_per_server` and `licence_per_instance` for software,
    `operations_per_server` and `operations_fixed` for the people: skills, tools, security.
    """

    runtime: str | Runtime
    server_memory: int | str
    server_price: float
    licence_per_server: float
    licence_per_instance: float
    operations_per_server: float
    operations_fixed: float

    def __post_init__(self) -> None:
        """Refuse a price that is not a number, or negative."""
        for price in fields(self)[2:]:
            value = getattr(self, price.name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
                raise VirtfaqError(f"{price.name} is {quote(value)}; give an amount of money, 0 or more")


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of an option, by part, in the currency of its prices, and the density that it rests on."""

    servers: int
    hardware: float
    licences: float
    operations: float
    per_server: Quantity

    @property
    def total(self) -> float:
        """The sum of the parts."""
        return self.hardware + self.licences + self.operations


def total_cost(option: Option, *, instances: int, app: int | str) -> Cost:
    """Return what it costs to run `instances` of an application that uses `app` bytes of memory each.

    Servers are bought whole, as many as the density asks for: by its value, where measurements differ.

    >>> vms = Option(runtime="qemu-kvm", server_memory="64Gi", server_price=5000, licence_per_server=0,
    ...              licence_per_instance=0, operations_per_server=1000, operations_fixed=0)
    >>> cost = total_cost(vms, instances=1000, app="100Mi")
    >>> cost.servers, cost.total
    (4, 24000)
    """
    if isinstance(instances, bool) or not isinstance(instances, int) or instances < 0:
        raise VirtfaqError(f"instances is {quote(instances)}; give a whole number, 0 or more")
    return _compute_cost(option, instances, _count_per_server(option, app))


def break_even(a: Option, b: Option, *, app: int | str, limit: int = 10_000) -> int | None:
    """Return the fewest instances, 1 to `limit`, for which `a` costs no more than `b`; None if never.

    Servers are whole, so costs jump: a little above this number, `b` may be cheaper again. The size of the
    application hardly matters: the servers that a smaller fixed memory saves depend on the instances alone.

    >>> prices = dict(server_memory="64Gi", server_price=5000, licence_per_server=0, licence_per_instance=0,
    ...               operations_per_server=1000)
    >>> containers = Option(runtime="runc", operations_fixed=30_000, **prices)
    >>> vms = Option(runtime="qemu-kvm", operations_fixed=0, **prices)
    >>> break_even(containers, vms, app="100Mi")
    1772
    """
    each_a, each_b = _count_per_server(a, app), _count_per_server(b, app)
    for instances in range(1, limit + 1):
        if _compute_cost(a, instances, each_a).total <= _compute_cost(b, instances, each_b).total:
            return instances
    return None


def break_even_curve(
    a: Option, b: Option, *, app: int | str, instances: Iterable[int]
) -> tuple[tuple[int, float, float], ...]:
    """Return, for each number of instances, that number, what `a` costs and what `b` costs: a curve to draw.

    >>> prices = dict(server_memory="64Gi", server_price=5000, licence_per_server=0, licence_per_instance=0,
    ...               operations_per_server=1000)
    >>> containers = Option(runtime="runc", operations_fixed=30_000, **prices)
    >>> vms = Option(runtime="qemu-kvm", operations_fixed=0, **prices)
    >>> break_even_curve(containers, vms, app="100Mi", instances=[100, 2000])
    ((100, 36000, 6000), (2000, 54000, 48000))
    """
    return tuple(
        (count, *(total_cost(option, instances=count, app=app).total for option in (a, b)))  # type: ignore[misc]
        for count in instances
    )


def _count_per_server(option: Option, app: int | str) -> Quantity:
    each = density(option.server_memory, app, option.runtime)
    if each < 1:
        name = runtime(option.runtime).name
        raise VirtfaqError(f"a server of {option.server_memory} cannot hold one {name} instance of {app}")
    return each


def _compute_cost(option: Option, instances: int, per_server: Quantity) -> Cost:
    servers = -(-instances // int(per_server))
    return Cost(
        servers=servers,
        hardware=servers * option.server_price,
        licences=servers * option.licence_per_server + instances * option.licence_per_instance,
        operations=servers * option.operations_per_server + option.operations_fixed,
        per_server=per_server,
    )
