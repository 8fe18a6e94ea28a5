"""Find the allocation candidates of OpenStack Placement: the providers that can supply a request.

Source: https://docs.openstack.org/placement/latest/user/provider-tree.html
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from virtfaq.errors import SchedulerError, quote

_SHARES = "MISC_SHARES_VIA_AGGREGATE"
_LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """The amount of a resource that a provider has, and the amounts in which it may be allocated."""

    total: int
    reserved: int = 0
    allocation_ratio: float = 1.0
    min_unit: int = 1
    max_unit: int = _LARGEST
    step_size: int = 1

    @property
    def capacity(self) -> int:
        """The amount that may be allocated in all.

        >>> Inventory(total=24, reserved=2, allocation_ratio=4.0).capacity
        88
        """
        return int((self.total - self.reserved) * self.allocation_ratio)

    def admits(self, amount: int, used: int = 0) -> bool:
        """Tell whether an amount may be allocated next to what is used.

        >>> disk = Inventory(total=2000, min_unit=10, step_size=10)
        >>> disk.admits(1500), disk.admits(1505), disk.admits(1500, used=600)
        (True, False, False)
        """
        unit = self.min_unit <= amount <= self.max_unit and amount % self.step_size == 0
        return unit and used + amount <= (self.total - self.reserved) * self.allocation_ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A resource provider: inventories and what is used of them, by resource class; its parent's name."""

    name: str
    inventory: Mapping[str, Inventory] = field(default_factory=dict)
    used: Mapping[str, int] = field(default_factory=dict)
    traits: frozenset[str] = frozenset()
    aggregates: frozenset[str] = frozenset()
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceGroup:
    """A group of resources that a request asks for together.

    Of each set in `required_traits` and `member_of`, one is enough. With `same_provider`, one provider
    supplies all; else several of one tree, and those that share with it, may.
    """

    resources: Mapping[str, int]
    required_traits: Sequence[frozenset[str]] = ()
    forbidden_traits: frozenset[str] = frozenset()
    member_of: Sequence[frozenset[str]] = ()
    forbidden_aggregates: frozenset[str] = frozenset()
    in_tree: str | None = None
    same_provider: bool = False


Allocation = tuple[str, str, int]


def allocation_candidates(
    providers: Sequence[Provider],
    groups: Sequence[ResourceGroup],
    *,
    isolate: bool = False,
    limit: int | None = None,
) -> list[tuple[Allocation, ...]]:
    """Return the ways to meet a request: for each, sorted (provider, resource class, amount).

    `isolate` wants a provider of its own for every group with `same_provider`. Raises `SchedulerError` for
    two providers of one name, or a parent that is not there.

    >>> stock = {"VCPU": Inventory(total=8), "MEMORY_MB": Inventory(total=4096)}
    >>> host = Provider(name="host", inventory=stock)
    >>> allocation_candidates([host], [ResourceGroup(resources={"VCPU": 2, "MEMORY_MB": 1024})])
    [(('host', 'MEMORY_MB', 1024), ('host', 'VCPU', 2))]
    """
    roots, by_name = _find_roots(providers), {one.name: one for one in providers}
    lenders = [one for one in providers if _SHARES in one.traits]
    trees: dict[str, list[Provider]] = {}
    for one in providers:
        trees.setdefault(roots[one.name], []).append(one)
    found: dict[tuple[Allocation, ...], None] = {}
    for tree in trees.values():
        lent = [one for one in lenders if one not in tree and _shares(one, tree)]
        near = [(one, by_name[roots[one.name]]) for one in (*tree, *lent)]
        choices = [list(_meet_group(group, tree, near)) for group in groups]
        for chosen in product(*choices) if groups else ():
            if _fits(chosen, groups, by_name, isolate):
                found[_merge(chosen)] = None
    return list(islice(found, limit))


def capacities(
    providers: Sequence[Provider], candidates: Sequence[tuple[Allocation, ...]]
) -> dict[str, dict[str, int]]:
    """Return the capacity of each resource of all providers in the trees that candidates use.

    >>> capacities([Provider(name="host", inventory={"VCPU": Inventory(total=8)})], [(("host", "VCPU", 2),)])
    {'host': {'VCPU': 8}}
    """
    roots = _find_roots(providers)
    trees = {roots[name] for candidate in candidates for name, _, _ in candidate}
    return {
        one.name: {resource: stock.capacity for resource, stock in one.inventory.items()}
        for one in providers
        if roots[one.name] in trees
    }


def _find_roots(providers: Sequence[Provider]) -> dict[str, str]:
    by_name = {one.name: one for one in providers}
    if len(by_name) < len(providers):
        raise SchedulerError(f"two providers have one name: {quote(sorted(one.name for one in providers))}")

    def find_root(name: str, depth: int = 0) -> str:
        parent = by_name[name].parent
        if parent is None:
            return name
        if parent not in by_name or depth > len(by_name):
            raise SchedulerError(f"{name!r} has the parent {parent!r}, which is not a provider above it")
        return find_root(parent, depth + 1)

    return {name: find_root(name) for name in by_name}


def _meet_group(
    group: ResourceGroup, tree: Sequence[Provider], near: Sequence[tuple[Provider, Provider]]
) -> Iterator[tuple[Allocation, ...]]:
    """Yield the ways to meet one group from a tree and its lenders; `near` pairs all of them with roots."""
    home = {one.name for one in tree}
    if group.in_tree is not None:
        near = [pair for pair in near if pair[0].name in home] if group.in_tree in home else []
    allowed = [one for one, root in near if _is_allowed(one, group, root)]
    able = [[one for one in allowed if _admits(one, *asked)] for asked in group.resources.items()]
    for chosen in product(*able):
        traits = frozenset[str]().union(*(one.traits for one in chosen))
        single = len({one.name for one in chosen}) == 1
        if (single or not group.same_provider) and all(traits & wanted for wanted in group.required_traits):
            yield tuple(
                (one.name, *asked) for one, asked in zip(chosen, group.resources.items(), strict=True)
            )


def _shares(provider: Provider, tree: Sequence[Provider]) -> bool:
    return any(provider.aggregates & one.aggregates for one in tree)


def _admits(provider: Provider, resource: str, amount: int) -> bool:
    stock = provider.inventory.get(resource)
    return stock is not None and stock.admits(amount, provider.used.get(resource, 0))


def _is_allowed(provider: Provider, group: ResourceGroup, root: Provider) -> bool:
    aggregates = provider.aggregates | root.aggregates
    return (
        not provider.traits & group.forbidden_traits
        and not aggregates & group.forbidden_aggregates
        and all(aggregates & wanted for wanted in group.member_of)
    )


def _merge(chosen: Sequence[tuple[Allocation, ...]]) -> tuple[Allocation, ...]:
    amounts = Counter[tuple[str, str]]()
    for name, resource, amount in (one for group in chosen for one in group):
        amounts[name, resource] += amount
    return tuple(sorted((name, resource, amount) for (name, resource), amount in amounts.items()))


def _fits(
    chosen: Sequence[tuple[Allocation, ...]],
    groups: Sequence[ResourceGroup],
    by_name: Mapping[str, Provider],
    isolate: bool,
) -> bool:
    """Return whether groups that meet at one provider fit it together, and stay apart if they have to."""
    single = [way[0][0] for way, group in zip(chosen, groups, strict=True) if group.same_provider and way]
    if isolate and len(set(single)) < len(single):
        return False
    totals = _merge(chosen) if len(chosen) > 1 else ()
    return all(
        stock.max_unit >= amount and by_name[name].used.get(resource, 0) + amount <= stock.capacity
        for name, resource, amount in totals
        for stock in [by_name[name].inventory[resource]]
    )
