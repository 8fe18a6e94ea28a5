"""Test Nova and Placement where the upstream cases leave off: capabilities, versions, aggregates, sharing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import scheduler
from virtfaq.errors import SchedulerError, UnknownChoiceError
from virtfaq.scheduler import ComputeHost, Inventory, Options, Provider, ResourceGroup, ServerRequest
from virtfaq.scheduler.capabilities import matches


def passes(name: str, host: ComputeHost, request: ServerRequest, **options: object) -> bool:
    return scheduler.find_filter(name)(host, request, Options(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "wanted", "found"),
    [
        ("4", "= 2", True),
        ("1", "= 2", False),
        ("2", "== 2.0", True),
        ("2", "!= 3", True),
        ("2", ">= 3", False),
        ("2", "<= 3", True),
        ("b", "s== b", True),
        ("b", "s!= b", False),
        ("b", "s< c", True),
        ("b", "s<= b", True),
        ("b", "s> a", True),
        ("b", "s>= c", False),
        ("12311321", "<in> 11", True),
        ("12310321", "<in> 11", False),
        ("['aes', 'mmx']", "<all-in> aes mmx", True),
        ("['aes', 'mmx']", "<all-in> aes sse", False),
        ("kvm", "<or> xen <or> kvm", True),
        ("lxc", "<or> xen <or> kvm", False),
        ("kvm", "kvm", True),
        ("kvm", "kvm ", False),
        ("", "", True),
        ("4", ">=", False),
        ("> 3", "> 3", True),  # Nova has no sign `>`: the texts are compared
    ],
)
def test_a_capability_matches(value, wanted, found):
    assert matches(value, wanted) is found


def test_comparing_a_text_as_a_number_says_what_to_write():
    with pytest.raises(SchedulerError, match="'x' is not a number; compare texts with s=="):
        matches("x", ">= 2")


@pytest.mark.parametrize(
    ("specs", "found"),
    [
        ({}, True),
        ({"capabilities:free_ram_mb": ">= 512"}, True),
        ({"free_ram_mb": ">= 2048"}, False),
        ({"nobody:knows": "1"}, True),
        ({"unheard_of": "1"}, True),
        ({"capabilities:unheard_of": "1"}, False),
        ({"capabilities:cpu_info:topology:cores": ">= 8"}, True),
        ({"capabilities:cpu_info:topology:cores:more": "1"}, False),
        ({"hw:maxphysaddr_bits": "42"}, True),
        ({"hw:maxphysaddr_bits": "50"}, False),
        ({"trust": "trusted"}, True),
    ],
)
def test_a_flavor_asks_for_capabilities(specs, found):
    host = ComputeHost(
        free_ram_mb=1024,
        cpu_info={"topology": {"cores": 16}, "maxphysaddr": {"bits": 46}},
        stats={"trust": "trusted"},
    )
    assert passes("ComputeCapabilitiesFilter", host, ServerRequest(extra_specs=specs)) is found


@pytest.mark.parametrize(
    ("version", "wanted", "found"),
    [
        (6002000, ">=6.0, <6.2", False),
        (6001999, ">=6.0,<6.2", True),
        (6000000, "== 6", True),
        (6000000, "!=6.0.0", False),
        (6000000, " > 5.9.9 ", True),
        (5000, ">=6.0", False),
        (10_000_000, ">=9.0", True),
        (None, ">=6.0", True),
    ],
)
def test_an_image_asks_for_versions(version, wanted, found):
    host = ComputeHost(supported_instances=(("x86_64", "kvm", "hvm"),), hypervisor_version=version)
    image = {"img_hv_type": "KVM", "img_hv_requested_version": wanted}
    assert passes("ImagePropertiesFilter", host, ServerRequest(image_properties=image)) is found


def test_a_range_of_versions_that_is_none_says_what_to_write():
    host = ComputeHost(supported_instances=(("x86_64", "kvm", "hvm"),), hypervisor_version=6)
    image = {"img_hv_type": "kvm", "img_hv_requested_version": "about 6"}
    with pytest.raises(SchedulerError, match=r"write for example '>=6\.0, <6\.2'"):
        passes("ImagePropertiesFilter", host, ServerRequest(image_properties=image))


def test_aggregates_set_limits_and_a_bad_one_is_passed_over():
    host = ComputeHost(num_io_ops=7, num_instances=7, aggregates=({"max_io_ops_per_host": "8"}, {}))
    assert passes("AggregateIoOpsFilter", host, ServerRequest(), max_io_ops_per_host=7)
    assert not passes("IoOpsFilter", host, ServerRequest(), max_io_ops_per_host=7)
    assert not passes("AggregateNumInstancesFilter", host, ServerRequest(), max_instances_per_host=7)
    bad = ComputeHost(num_io_ops=7, aggregates=({"max_io_ops_per_host": "XXX"},))
    assert passes("AggregateIoOpsFilter", bad, ServerRequest(), max_io_ops_per_host=8)


def test_a_hint_may_be_a_text_or_a_list():
    host = ComputeHost(instances={"a": {}}, address="10.8.1.1")
    for hint in ("a", ["a"], ["a", "b"]):
        assert not passes("DifferentHostFilter", host, ServerRequest(hints={"different_host": hint}))
        assert passes("SameHostFilter", host, ServerRequest(hints={"same_host": hint}))
    near = ServerRequest(hints={"build_near_host_ip": "10.8.1.100"})
    assert passes("SimpleCIDRAffinityFilter", host, near)
    with pytest.raises(SchedulerError, match="are no addresses and prefix, as '/24'"):
        passes("SimpleCIDRAffinityFilter", ComputeHost(address="here"), near)


def test_an_instance_may_stay_though_its_group_keeps_apart():
    group = scheduler.ServerGroup(policy="anti-affinity", members=("a",))
    host = ComputeHost(instances={"a": {}})
    assert passes("ServerGroupAntiAffinityFilter", host, ServerRequest(instance="a", group=group))
    assert not passes("ServerGroupAntiAffinityFilter", host, ServerRequest(instance="b", group=group))


def test_ratios_have_names():
    with pytest.raises(UnknownChoiceError, match="unknown allocation ratios 'new'; allowed: current, legacy"):
        scheduler.allocation_ratios("new")
    with pytest.raises(UnknownChoiceError, match="did you mean ram_weight_multiplier"):
        Options(multipliers={"ram_multiplier": 1.0})
    old = ComputeHost(vcpus_total=4, vcpus_used=20, allocation_ratios=scheduler.allocation_ratios("legacy"))
    new = ComputeHost(vcpus_total=4, vcpus_used=20)
    left = scheduler.nova(filters=[]).rank([old, new], ServerRequest(vcpus=1))
    assert [one.host for one in left] == [old]


def test_image_properties_pack_alike_instances():
    hosts = [
        ComputeHost(name="bare"),
        ComputeHost(name="alike", instances={"a": {"os_distro": "debian"}, "b": {"os_distro": "debian"}}),
    ]
    request = ServerRequest(image_properties={"os_distro": "debian"})
    weigher = scheduler.find_weigher("ImagePropertiesWeigher")
    multipliers = {"image_props_weight_multiplier": 2.0}
    assert weigher.weigh(hosts, request, Options()) == [0.0, 0.0]
    assert weigher.weigh(hosts, request, Options(multipliers=multipliers)) == [0.0, 2.0]
    other = Options(multipliers=multipliers, image_props_weight_setting={"os_version": 1.0})
    assert weigher.weigh(hosts, request, other) == [0.0, 0.0]


def test_a_metric_that_is_missing_puts_the_host_last_or_is_an_error():
    hosts = [ComputeHost(name="silent"), ComputeHost(name="loud", metrics={"heat": -500.0})]
    weigher, setting = scheduler.find_weigher("MetricsWeigher"), {"heat": 1.0}
    lenient = Options(metrics_weight_setting=setting, metrics_required=False)
    assert weigher.weigh(hosts, ServerRequest(), lenient) == [0.0, 1.0]
    with pytest.raises(SchedulerError, match="'silent' has no metric 'heat'"):
        weigher.weigh(hosts, ServerRequest(), Options(metrics_weight_setting=setting))


@given(st.lists(st.floats(-1e9, 1e9)))
def test_weights_are_scaled_to_0_and_1(weights):
    scaled = scheduler.normalize(weights)
    assert len(scaled) == len(weights)
    assert all(0 <= weight <= 1 for weight in scaled)
    assert not weights or min(scaled) == 0.0


def make_sharing() -> list[Provider]:
    """Return two hosts without disk, and one shared disk for the first."""
    vcpus = {"VCPU": Inventory(total=8)}
    return [
        Provider(name="cn1", inventory=vcpus, aggregates=frozenset("a")),
        Provider(name="cn2", inventory=vcpus),
        Provider(
            name="disk",
            inventory={"DISK_GB": Inventory(total=100)},
            aggregates=frozenset("a"),
            traits=frozenset({"MISC_SHARES_VIA_AGGREGATE"}),
        ),
    ]


def test_a_shared_disk_serves_those_in_its_aggregate():
    asked = ResourceGroup(resources={"VCPU": 1, "DISK_GB": 10})
    expected = (("cn1", "VCPU", 1), ("disk", "DISK_GB", 10))
    assert scheduler.allocation_candidates(make_sharing(), [asked]) == [expected]
    disk = ResourceGroup(resources={"DISK_GB": 10}, same_provider=True)
    assert scheduler.allocation_candidates(make_sharing(), [disk]) == [(("disk", "DISK_GB", 10),)]
    apart = [ResourceGroup(resources={"VCPU": 1}), disk]
    assert scheduler.allocation_candidates(make_sharing(), apart) == [expected]
    inside = ResourceGroup(resources={"VCPU": 1, "DISK_GB": 10}, in_tree="cn1")
    assert scheduler.allocation_candidates(make_sharing(), [inside]) == []
    alone = ResourceGroup(resources={"VCPU": 1, "DISK_GB": 10}, same_provider=True)
    assert scheduler.allocation_candidates(make_sharing(), [alone]) == []


def test_groups_stay_apart_only_if_they_have_to_and_share_capacity():
    tree = [
        Provider(name="cn", inventory={"VCPU": Inventory(total=8)}),
        *(
            Provider(name=name, parent="cn", inventory={"VF": Inventory(total=1)}, traits=frozenset({name}))
            for name in ("nic1", "nic2")
        ),
    ]
    asked = [ResourceGroup(resources={"VCPU": 1})]
    asked += [ResourceGroup(resources={"VF": 1}, same_provider=True)] * 2
    found = scheduler.allocation_candidates(tree, asked)
    assert found == [(("cn", "VCPU", 1), ("nic1", "VF", 1), ("nic2", "VF", 1))]
    roomy = [tree[0], Provider(name="nic", parent="cn", inventory={"VF": Inventory(total=8)})]
    assert scheduler.allocation_candidates(roomy, asked) == [(("cn", "VCPU", 1), ("nic", "VF", 2))]
    assert scheduler.allocation_candidates(roomy, asked, isolate=True) == []


def test_what_a_provider_must_be_in():
    providers = make_sharing()

    def names(**wanted: object) -> list[str]:
        group = ResourceGroup(resources={"VCPU": 1}, **wanted)  # type: ignore[arg-type]
        return [found[0][0] for found in scheduler.allocation_candidates(providers, [group])]

    assert names() == ["cn1", "cn2"]
    assert names(member_of=[frozenset("ab")]) == ["cn1"]
    assert names(member_of=[frozenset("a"), frozenset("b")]) == []
    assert names(forbidden_aggregates=frozenset("a")) == ["cn2"]
    assert names(in_tree="cn2") == ["cn2"]
    assert names(in_tree="nowhere") == []


@pytest.mark.parametrize(
    ("providers", "message"),
    [
        ([Provider(name="a"), Provider(name="a")], "two providers have one name"),
        ([Provider(name="a", parent="b")], "'a' has the parent 'b'"),
        ([Provider(name="a", parent="b"), Provider(name="b", parent="a")], "has the parent"),
    ],
)
def test_providers_that_are_no_trees_are_refused(providers, message):
    with pytest.raises(SchedulerError, match=message):
        scheduler.allocation_candidates(providers, [ResourceGroup(resources={"VCPU": 1})])


@given(
    st.integers(0, 100), st.integers(0, 100), st.floats(0.5, 16), st.integers(0, 200), st.integers(0, 2000)
)
def test_nothing_is_admitted_over_capacity(total, reserved, ratio, used, amount):
    stock = Inventory(total=total, reserved=min(reserved, total), allocation_ratio=ratio)
    if stock.admits(amount, used):
        assert used + amount <= stock.capacity
