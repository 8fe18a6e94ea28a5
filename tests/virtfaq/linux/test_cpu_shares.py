"""Test the sharing of processors: max-min fairness, nested groups, and what Kubernetes derives."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import evidence
from virtfaq.errors import (
    DuplicateNameError,
    MissingMeasurementError,
    QuantityError,
    SimulationError,
    UnknownChoiceError,
)
from virtfaq.kubernetes.qos import Resources, oom_score_adj, pod_memory_limit, pod_requests, qos_class
from virtfaq.linux.cgroups import Bandwidth, cpu_bandwidth, cpu_shares, cpu_weight, io_weight, memory_swap
from virtfaq.linux.cpu_shares import Contention, Group, allocate, nice_weight, noisy_neighbours, water_fill

amounts = st.integers(0, 1000).map(Fraction)
tenants = st.lists(st.tuples(amounts, st.integers(1, 100).map(Fraction)), min_size=1, max_size=10)
INFINITY = float("inf")


@given(amounts, tenants)
def test_nobody_gets_more_than_it_asked_for_and_nothing_is_wasted(
    capacity: Fraction, who: list[tuple[Fraction, Fraction]]
) -> None:
    demands, weights = map(list, zip(*who, strict=True))
    shares = water_fill(capacity, demands, weights)
    assert all(0 <= share <= demand for share, demand in zip(shares, demands, strict=True))
    assert sum(shares) == min(capacity, sum(demands))


@given(amounts, tenants)
def test_who_is_not_satisfied_has_the_largest_share_for_its_weight(
    capacity: Fraction, who: list[tuple[Fraction, Fraction]]
) -> None:
    """This is max-min fairness itself: to give one more, one with less for its weight would have to lose."""
    shares = water_fill(capacity, *map(list, zip(*who, strict=True)))
    levels = [share / weight for share, (_, weight) in zip(shares, who, strict=True)]
    for share, level, (demand, _) in zip(shares, levels, who, strict=True):
        if share < demand:
            assert level == max(levels)


@given(amounts, tenants, st.integers(0, 9), amounts)
def test_asking_for_more_never_gives_anybody_else_more(
    capacity: Fraction, who: list[tuple[Fraction, Fraction]], index: int, more: Fraction
) -> None:
    demands, weights = map(list, zip(*who, strict=True))
    index %= len(demands)
    before = water_fill(capacity, demands, weights)
    after = water_fill(capacity, [*demands[:index], demands[index] + more, *demands[index + 1 :]], weights)
    assert after[index] >= before[index]
    assert all(after[other] <= before[other] for other in range(len(demands)) if other != index)


@given(amounts, tenants)
def test_each_gets_at_least_its_part_by_weight(
    capacity: Fraction, who: list[tuple[Fraction, Fraction]]
) -> None:
    demands, weights = map(list, zip(*who, strict=True))
    for share, demand, weight in zip(water_fill(capacity, demands, weights), demands, weights, strict=True):
        assert share >= min(demand, capacity * weight / sum(weights))


@given(amounts, tenants, st.randoms(use_true_random=False))
def test_the_order_of_the_tenants_does_not_matter(
    capacity: Fraction, who: list[tuple[Fraction, Fraction]], rng: object
) -> None:
    shuffled = list(who)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    first = water_fill(capacity, *map(list, zip(*who, strict=True)))
    second = water_fill(capacity, *map(list, zip(*shuffled, strict=True)))
    assert sorted(zip(who, first, strict=True)) == sorted(zip(shuffled, second, strict=True))


@given(st.floats(0.1, 1000), st.lists(st.floats(0, 100), min_size=1), st.booleans())
def test_floats_add_up_too(capacity: float, demands: list[float], endless: bool) -> None:
    demands = [INFINITY, *demands] if endless else demands
    assert sum(water_fill(capacity, demands)) == pytest.approx(min(capacity, sum(demands)))


def test_nothing_to_divide_among_nobody() -> None:
    assert water_fill(5, []) == []
    assert water_fill(0, [1, 2]) == [0, 0]


def test_a_group_inside_gets_its_part_of_its_parents_part() -> None:
    tenants = [
        Group("a", weight=100, groups=[Group("a1", weight=300), Group("a2", weight=100)]),
        Group("b", weight=100, max_cores=1),
        Group("c", weight=200),
    ]
    assert allocate(tenants, 8) == {
        "a": pytest.approx(7 / 3),
        "a1": pytest.approx(7 / 4),
        "a2": pytest.approx(7 / 12),
        "b": 1,
        "c": pytest.approx(14 / 3),
    }


def test_a_limit_above_limits_those_below() -> None:
    pod = Group("pod", max_cores=2, groups=[Group("web"), Group("log", demand_cores=0.5)])
    assert allocate([pod], 16) == {"pod": 2, "web": 1.5, "log": 0.5}
    assert pod.compute_demand() == 2


groups = st.recursive(
    st.builds(
        lambda weight, limit, demand: {"weight": weight, "max_cores": limit, "demand_cores": demand},
        st.integers(1, 10_000),
        st.just(INFINITY) | st.floats(0, 16),
        st.just(INFINITY) | st.floats(0, 16),
    ),
    lambda inner: st.builds(
        lambda weight, inside: {"weight": weight, "groups": inside},
        st.integers(1, 10_000),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


@given(st.lists(groups, min_size=1, max_size=3), st.floats(0.5, 64))
def test_cores_are_conserved_at_every_level(descriptions: list[dict], cores: float) -> None:  # type: ignore[type-arg]
    numbers = iter(range(1000))

    def build(description: dict) -> Group:  # type: ignore[type-arg]
        inside = [build(inner) for inner in description.get("groups", ())]
        return Group(f"g{next(numbers)}", **{**description, "groups": inside})

    top = [build(description) for description in descriptions]
    shares = allocate(top, cores)
    wanted = sum(group.compute_demand() for group in top)
    assert sum(shares[group.name] for group in top) == pytest.approx(min(cores, wanted))
    for group in (inner for outer in top for inner in outer.walk()):
        assert shares[group.name] <= group.compute_demand() + 1e-9
        if group.groups:
            assert sum(shares[inner.name] for inner in group.groups) == pytest.approx(shares[group.name])


def test_the_weight_of_a_group_is_what_the_kernel_documents() -> None:
    known = evidence.get("cgroup2.cpu.weight").value
    assert Group("g").weight == known["default"]
    least, most = known["range"]
    assert Group("g", weight=least).weight == least
    for weight in (least - 1, most + 1, 1.5, True, "100"):
        with pytest.raises(SimulationError, match=r"cpu\.weight"):
            Group("g", weight=weight)  # type: ignore[arg-type]


def test_groups_that_cannot_be_are_refused() -> None:
    with pytest.raises(SimulationError, match="has groups inside"):
        Group("g", demand_cores=1, groups=[Group("h")])
    for field in ("max_cores", "demand_cores"):
        for cores in (-1, float("nan")):
            with pytest.raises(SimulationError, match=field):
                Group("g", **{field: cores})
    with pytest.raises(DuplicateNameError, match="rename"):
        allocate([Group("g", groups=[Group("h")]), Group("h")], 4)
    for capacity, demands, weights in ((-1, [1], None), (1, [-1], None), (1, [1], [0]), (1, [1], [1, 1])):
        with pytest.raises(SimulationError):
            water_fill(capacity, demands, weights)


def test_a_neighbour_takes_no_more_than_its_share_and_a_limit_keeps_it_out() -> None:
    web, noise = Group("web", demand_cores=2), Group("noise")
    rows = noisy_neighbours(web, noise, cores=4, counts=range(8))
    assert [row.slowdown for row in rows] == [1, 1, 1.5, 2, 2.5, 3, 3.5, 4]
    important = noisy_neighbours(Group("web", demand_cores=2, weight=700), noise, cores=4, counts=[7])
    assert important[0] == Contention(7, 2, 1.0)
    vm = Group("vm", demand_cores=1)  # a machine with one virtual processor
    assert noisy_neighbours(web, vm, cores=4, counts=[2])[0].slowdown == 1


def test_a_runtime_slows_the_victim_even_when_it_is_alone() -> None:
    (alone,) = noisy_neighbours(Group("web"), Group("noise"), cores=4, counts=[0], runtime="qemu-kvm")
    assert alone.slowdown == pytest.approx(
        1 / evidence.ratio("felter.linpack.kvm_tuned", "felter.linpack.native")
    )
    assert alone.keys[:2] == ("felter.linpack.kvm_tuned", "felter.linpack.native")
    with pytest.raises(MissingMeasurementError, match="kata"):
        noisy_neighbours(Group("web"), Group("noise"), cores=4, counts=[0], runtime="kata")


# sched_prio_to_wmult of the same file of Linux: 2**32 divided by each weight, to divide by multiplying.
INVERSES = (
    *(48388, 59856, 76040, 92818, 118348, 147320, 184698, 229616, 287308, 360437),
    *(449829, 563644, 704093, 875809, 1099582, 1376151, 1717300, 2157191, 2708050, 3363326),
    *(4194304, 5237765, 6557202, 8165337, 10153587, 12820798, 15790321, 19976592, 24970740, 31350126),
    *(
        39045157,
        49367440,
        61356676,
        76695844,
        95443717,
        119304647,
        148102320,
        186737708,
        238609294,
        286331153,
    ),
)


def test_a_nice_level_is_worth_a_quarter_more() -> None:
    weights = [nice_weight(nice) for nice in range(-20, 20)]
    assert len(weights) == 40
    assert nice_weight(0) == 1024
    for heavier, lighter in pairwise(weights):
        assert 1.15 < heavier / lighter < 1.35
    for weight, inverse in zip(weights, INVERSES, strict=True):
        assert 2**32 / weight == pytest.approx(inverse, abs=1)
    for nice in (-21, 20, 0.0, True, "0"):
        with pytest.raises(SimulationError, match="-20 to 19"):
            nice_weight(nice)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("millicores", "quota"), [(1, 1000), (9, 1000), (10, 1000), (11, 1100), (1500, 150_000)]
)
def test_the_kubelets_quota(millicores: int, quota: int) -> None:
    assert cpu_bandwidth(millicores) == Bandwidth(quota, 100_000)


@pytest.mark.parametrize(("millicores", "shares"), [(0, 2), (1, 2), (2, 2), (1000, 1024), (10**6, 262_144)])
def test_the_kubelets_shares(millicores: int, shares: int) -> None:
    assert cpu_shares(millicores) == shares


def test_weights_grow_with_shares_from_end_to_end() -> None:
    weights = [cpu_weight(shares) for shares in range(2, 262_145, 7)] + [cpu_weight(262_144)]
    assert weights == sorted(weights)
    assert (weights[0], weights[-1]) == (1, 10_000)
    assert cpu_weight(10**9) == 10_000
    assert cpu_weight(1) == 1


@pytest.mark.parametrize(
    ("together", "memory", "swap"),
    [(0, 0, 0), (-1, 0, -1), (-1, 1000, -1), (0, -1, -1), (300, -1, 300), (1000, 1000, 0), (0, 500, 0)],
)
def test_swap_is_what_is_left_of_both(together: int, memory: int, swap: int) -> None:
    assert memory_swap(together, memory) == swap


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: memory_swap(-2, 0),
        lambda: memory_swap(300, 0),
        lambda: memory_swap(300, -300),
        lambda: memory_swap(300, 400),
        lambda: memory_swap(-2, -1),
        lambda: io_weight(9),
        lambda: io_weight(1001),
        lambda: cpu_weight(-1),
        lambda: cpu_shares(1.5),  # type: ignore[arg-type]
        lambda: cpu_bandwidth(True),
        lambda: Resources({"cpu": "100 m"}),
        lambda: Resources({"memory": -1}),
        lambda: oom_score_adj(Resources(), node_memory_bytes=0, qos="BestEffort"),
    ],
)
def test_amounts_that_make_no_sense_are_refused(wrong: object) -> None:
    with pytest.raises(QuantityError):
        wrong()  # type: ignore[operator]


FULL = Resources({"cpu": "100m", "memory": "100Mi"}, {"cpu": "100m", "memory": "100Mi"})
PARTIAL = Resources({"cpu": "10m", "memory": "100Mi"}, {"cpu": "100m", "memory": "200Mi"})


@pytest.mark.parametrize(
    ("containers", "init", "pod", "expected"),
    [
        ([FULL], [], None, "Guaranteed"),
        ([FULL], [Resources()], None, "Burstable"),
        ([FULL], [PARTIAL], None, "Burstable"),
        ([Resources()], [PARTIAL], None, "Burstable"),
        ([Resources({"hugepages-2Mi": "1Gi"}, {"hugepages-2Mi": "1Gi"})], [], None, "BestEffort"),
        # what has a limit and no request gets its limit from the API server, resource by resource
        ([Resources(limits={"cpu": 1, "memory": "1Gi"})], [], None, "Guaranteed"),
        ([Resources(limits={"cpu": 1, "memory": "1Gi"}).apply_defaults()], [], None, "Guaranteed"),
        ([Resources({"memory": "1Gi"}, {"cpu": 1, "memory": "1Gi"})], [], None, "Guaranteed"),
        ([Resources({"memory": "512Mi"}, {"cpu": 1, "memory": "1Gi"})], [], None, "Burstable"),
        ([Resources({"cpu": 0}, {"cpu": 1, "memory": "1Gi"})], [], None, "Burstable"),
        ([Resources(limits={"cpu": 1})], [], None, "Burstable"),
        ([Resources(limits={"cpu": 0, "memory": 0})], [], None, "BestEffort"),
        ([Resources(limits={"cpu": 1, "memory": 0})], [], None, "Burstable"),
        ([Resources(limits={"cpu": 1, "memory": 1, "ephemeral-storage": 1})], [], None, "Guaranteed"),
        ([Resources(limits={"ephemeral-storage": "1Gi"})], [], None, "BestEffort"),
        ([FULL], [Resources(limits={"cpu": 1, "memory": "1Gi"})], None, "Guaranteed"),
        ([FULL], [Resources(limits={"memory": "1Gi"})], None, "Burstable"),
        ([Resources()], [], Resources(limits={"cpu": 1, "memory": "1Gi"}), "Guaranteed"),
        ([Resources({"cpu": "500m"})], [], Resources(limits={"cpu": 1, "memory": "1Gi"}), "Burstable"),
        ([Resources({"cpu": 1})], [], Resources(limits={"cpu": 1, "memory": "1Gi"}), "Guaranteed"),
        ([Resources()], [], Resources({"memory": 1}, {"cpu": 1, "memory": 1}), "Guaranteed"),
        ([FULL], [], Resources({"cpu": "100m", "memory": "100Mi"}), "Guaranteed"),
        ([FULL, Resources()], [], Resources({"cpu": "100m", "memory": "100Mi"}), "Burstable"),
        ([Resources()], [], FULL, "Guaranteed"),
        ([PARTIAL], [], FULL, "Guaranteed"),
        ([FULL], [], PARTIAL, "Burstable"),
        ([FULL], [], Resources({"hugepages-2Mi": "1Gi"}), "Guaranteed"),
        ([], [], None, "BestEffort"),
    ],
)
def test_the_class_of_a_pod(
    containers: list[Resources], init: list[Resources], pod: Resources | None, expected: str
) -> None:
    assert qos_class(containers, init, pod) == expected


@pytest.mark.parametrize(
    ("memory", "qos", "critical", "score"),
    [
        (0, "Guaranteed", False, -997),
        (0, "BestEffort", False, 1000),
        (0, "Burstable", False, 999),
        (1, "Burstable", False, 999),
        (500, "Burstable", False, 500),
        (999, "Burstable", False, 3),
        (2000, "Burstable", False, 3),
        (0, "BestEffort", True, -997),
    ],
)
def test_who_is_killed_first(memory: int, qos: str, critical: bool, score: int) -> None:
    container = Resources({"memory": memory})
    assert oom_score_adj(container, node_memory_bytes=1000, qos=qos, critical=critical) == score  # type: ignore[arg-type]


def test_a_class_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownChoiceError, match="Burstable"):
        oom_score_adj(Resources(), node_memory_bytes=1, qos="Burstible")  # type: ignore[arg-type]


def test_a_pod_reserves_the_larger_of_its_phases_and_its_overhead() -> None:
    init = [Resources({"cpu": 2}), Resources({"memory": "1Gi"})]
    assert pod_requests([FULL, FULL], init, {"cpu": "250m"}) == {"cpu": 2250, "memory": 2**30}
    assert pod_requests([]) == {}
    assert pod_memory_limit([FULL, FULL], {"memory": 1}) == 2 * 100 * 2**20 + 1
    assert pod_memory_limit([FULL], {"cpu": 1}) == 100 * 2**20
    assert pod_memory_limit([FULL, Resources()]) is None
    assert pod_memory_limit([]) is None
