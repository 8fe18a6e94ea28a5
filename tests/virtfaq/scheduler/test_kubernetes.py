"""Test kube-scheduler where the upstream cases leave off: sidecars, huge numbers, bad input, profile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import scheduler
from virtfaq.errors import QuantityError, SchedulerError
from virtfaq.scheduler import ContainerSpec, Node, PodSpec, Taint, Toleration

amounts = st.dictionaries(st.sampled_from(["cpu", "memory", "nvidia.com/gpu"]), st.integers(0, 2**40))
containers = st.builds(ContainerSpec, amounts, restartable=st.booleans())
pods = st.builds(
    PodSpec,
    st.lists(containers, max_size=3).map(tuple),
    st.lists(containers, max_size=3).map(tuple),
    overhead=amounts,
)
nodes = st.builds(Node, st.just("n"), amounts, st.lists(pods, max_size=3).map(tuple))


def cpu(millicores: int, **options: bool) -> ContainerSpec:
    return ContainerSpec({"cpu": millicores}, **options)


@pytest.mark.parametrize(
    ("app", "init", "asked"),
    [
        ([100], [], 100),
        ([100], [(300, False)], 300),
        ([100], [(30, True)], 130),
        ([100], [(30, True), (80, False)], 130),
        ([100], [(30, True), (120, False)], 150),  # the sidecar runs next to the init container after it
        ([100], [(120, False), (30, True)], 130),  # but not next to the one before it
        ([], [(20, True), (30, True)], 50),
    ],
)
def test_sidecars_run_next_to_what_comes_after_them(app, init, asked):
    pod = PodSpec(tuple(map(cpu, app)), tuple(cpu(amount, restartable=stays) for amount, stays in init))
    assert scheduler.pod_requests(pod)["cpu"] == asked


@given(pods)
def test_a_pod_requests_what_its_containers_do_and_no_less(pod):
    asked = scheduler.pod_requests(pod)
    for name in ("cpu", "memory", "nvidia.com/gpu"):
        running = sum(one.requests.get(name, 0) for one in pod.containers)
        assert asked[name] >= running + pod.overhead.get(name, 0)
        assert all(asked[name] >= one.requests.get(name, 0) for one in pod.init_containers)


@given(pods, nodes)
def test_scores_stay_from_0_to_100(pod, node):
    for score in (
        scheduler.least_allocated(pod, node),
        scheduler.most_allocated(pod, node),
        scheduler.balanced_allocation(pod, node, ["cpu", "memory", "nvidia.com/gpu"]),
        scheduler.requested_to_capacity_ratio(pod, node, [(0, 0), (50, 10), (100, 3)]),
    ):
        assert 0 <= score <= 100


@given(pods, nodes)
def test_a_pod_that_fits_leaves_no_resource_over_capacity(pod, node):
    if not scheduler.find_insufficient(pod, node):
        asked = scheduler.pod_requests(pod)
        for name, capacity in node.allocatable.items():
            taken = sum(scheduler.pod_requests(one)[name] for one in node.pods)
            assert not asked[name] or asked[name] + taken <= capacity


def test_a_pod_that_asks_for_none_of_an_overfull_resource_fits():
    node = Node("n", {"cpu": 100, "memory": 10, "pods": 9}, (PodSpec((cpu(200),)),))
    assert scheduler.find_insufficient(PodSpec((ContainerSpec({"memory": 5}),)), node) == ()


def test_every_lacking_resource_is_named_in_the_order_of_kube_scheduler():
    asked = dict.fromkeys(("z.io/b", "memory", "cpu", "a.io/b", "ephemeral-storage", "unheard-of"), 1)
    lacking = scheduler.find_insufficient(PodSpec((ContainerSpec(asked),)), Node("n", {}))
    assert [one.resource for one in lacking] == [
        "pods",
        "cpu",
        "memory",
        "ephemeral-storage",
        "a.io/b",
        "z.io/b",
    ]
    assert lacking[0].reason == "Too many pods"


@pytest.mark.parametrize(
    ("name", "found"),
    [("example.com/a", 0), ("kubernetes.io/a", 1), ("hugepages-2Mi", 1), ("requests.io/a", 1)],
)
def test_only_extended_resources_can_be_ignored(name, found):
    pod, node = PodSpec((ContainerSpec({name: 1}),)), Node("n", {"pods": 1})
    groups = ("example.com", "kubernetes.io", "requests.io")
    assert len(scheduler.find_insufficient(pod, node, ignored=[name], ignored_groups=groups)) == found


def test_lines_between_points_round_towards_zero():
    assert scheduler.piecewise_linear([(0, 10), (3, 0)], 1) == 7  # 6.67 down from 10: 10 - 3
    assert scheduler.piecewise_linear([(0, 0), (3, 10)], 1) == 3
    assert scheduler.piecewise_linear([(0, 0), (3, 2**62)], 1) == 2**62 // 3


@pytest.mark.parametrize(
    "shape", [[], [(50, 1), (50, 2)], [(60, 1), (40, 2)], [(-1, 0)], [(101, 0)], [(0, 11)], [(0, -1)]]
)
def test_a_shape_that_is_none_is_refused(shape):
    with pytest.raises(SchedulerError, match="is not a shape; give"):
        scheduler.requested_to_capacity_ratio(PodSpec(), Node("n", {"cpu": 1}), shape)


def test_a_weight_out_of_range_is_refused_by_name():
    with pytest.raises(SchedulerError, match=r"the weight of 'cpu' is 0; give 1 to 100"):
        scheduler.least_allocated(PodSpec(), Node("n", {"cpu": 1}), {"memory": 1, "cpu": 0})


@pytest.mark.parametrize("bad", [-1, 1.5, "500m", True, None])
def test_an_amount_that_is_none_is_refused(bad):
    for make in (
        lambda: ContainerSpec({"cpu": bad}),
        lambda: ContainerSpec(limits={"cpu": bad}),
        lambda: PodSpec(overhead={"cpu": bad}),
        lambda: Node("n", {"cpu": bad}),
    ):
        with pytest.raises(SchedulerError, match=r"'cpu' is .*; give a whole number, 0 or more"):
            make()
    with pytest.raises(QuantityError):
        scheduler.resources({"memory": "2 GB"})


@pytest.mark.parametrize(
    ("toleration", "taint", "borne"),
    [
        (Toleration(operator="Exists"), Taint("any", "thing"), True),
        (Toleration("a", value="x"), Taint("a", "x", "NoExecute"), True),
        (Toleration("a", value="x", effect="NoSchedule"), Taint("a", "x", "NoExecute"), False),
        (Toleration("a", "Lt", "10"), Taint("a", "9"), True),
        (Toleration("a", "Lt", "10"), Taint("a", "10"), False),
        (Toleration("a", "Gt", "-3"), Taint("a", "-2"), True),
        (Toleration("a", "Gt", "03"), Taint("a", "4"), False),  # no whole number, as Kubernetes reads it
        (Toleration("a", "Gt", "3"), Taint("a", "many"), False),
        (Toleration("a", "Like", "x"), Taint("a", "x"), False),
    ],
)
def test_a_toleration_bears_a_taint(toleration, taint, borne):
    assert scheduler.tolerates(toleration, taint) is borne


def test_an_image_name_without_tag_means_latest():
    nodes = [
        Node("n1", {}, images={"localhost:5000/web:latest": 2**30}),
        Node("n2", {}, images={"localhost:5000/web:v2": 2**30}),
    ]
    assert scheduler.image_locality(PodSpec(images=("localhost:5000/web",)), nodes) == [50, 0]
    assert scheduler.image_locality(PodSpec(images=("web",)), nodes) == [0, 0]
    assert scheduler.image_locality(PodSpec(), nodes) == [0, 0]
    assert scheduler.image_locality(PodSpec(images=("web",)), []) == []


def test_the_profile_filters_then_ranks():
    ample = {"cpu": 8000, "memory": 2**34, "pods": 110}
    nodes = [
        Node("tainted", ample, taints=(Taint("gpu"),)),
        Node("full", {**ample, "pods": 0}),
        Node("busy", ample, (PodSpec((ContainerSpec({"cpu": 4000, "memory": 2**33}),)),)),
        Node("avoided", ample, taints=(Taint("old", effect="PreferNoSchedule"),)),
        Node("free", ample),
    ]
    pod = PodSpec((ContainerSpec({"cpu": 1000, "memory": 2**30}),))
    profile = scheduler.kubernetes()
    assert [one.host.name for one in profile.rank(nodes, pod)] == ["free", "busy", "avoided"]
    rejected = {
        name: [node.name for node in some] for name, some in profile.list_rejected(nodes, pod).items()
    }
    assert rejected == {"TaintToleration": ["tainted"], "NodeResourcesFit": ["full"]}
