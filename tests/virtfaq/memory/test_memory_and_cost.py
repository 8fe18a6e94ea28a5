"""Test density and cost: as worked out by hand from the same measurements; nonsense is refused."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import Option, VirtfaqError, break_even, density, density_gain, errors, evidence, total_cost
from virtfaq.memory.density import memory_overhead

RUNC = evidence.number("gv.density.runc.empty")
FREE = Option(
    runtime="runc",
    server_memory="64Gi",
    server_price=0,
    licence_per_server=0,
    licence_per_instance=0,
    operations_per_server=0,
    operations_fixed=0,
)


def test_density_is_memory_over_application_and_fixed_cost() -> None:
    assert density("64Gi", "100Mi", "runc") == int(64 * 2**30 / (100 * 2**20 + RUNC))
    assert density(0, "100Mi", "runc") == 0
    assert density("1Gi", 0, "runc") == int(2**30 / RUNC)


@given(st.integers(1, 2**36), st.integers(1, 2**36), st.integers(0, 2**30))
def test_density_never_overfills_and_never_rises_with_the_application(
    memory: int, app: int, more: int
) -> None:
    count = density(memory, app, "qemu-kvm")
    each = app + float(memory_overhead("qemu-kvm"))
    assert count * each <= memory < (count + 1) * each
    assert density(memory, app + more, "qemu-kvm") <= count


def test_the_gain_shrinks_to_one_as_applications_grow() -> None:
    gains = [density_gain(f"{size}Mi", "runc", over="qemu-kvm") for size in (1, 10, 100, 1000, 10_000)]
    assert gains == sorted(gains, reverse=True)
    assert 1 < gains[-1] < 1.02
    assert density_gain("100Mi", "runc", over="runc") == 1


def test_an_unmeasured_overhead_gives_no_density() -> None:
    with pytest.raises(errors.MissingMeasurementError, match="qemu-tcg"):
        density("64Gi", "100Mi", "qemu-tcg")
    with pytest.raises(errors.UnknownRuntimeError):
        density("64Gi", "100Mi", "docker")


def test_total_cost_adds_what_was_given() -> None:
    option = dataclasses.replace(
        FREE,
        server_price=5000,
        licence_per_server=100,
        licence_per_instance=1,
        operations_per_server=10,
        operations_fixed=7,
    )
    cost = total_cost(option, instances=631, app="100Mi")  # 630 fit in one server
    assert (cost.servers, cost.hardware, cost.licences, cost.operations) == (2, 10_000, 831, 27)
    assert cost.total == 10_858
    assert total_cost(option, instances=0, app="100Mi").total == 7


def test_break_even_is_the_first_number_where_a_is_not_dearer() -> None:
    containers = dataclasses.replace(FREE, server_price=5000, operations_fixed=30_000)
    machines = dataclasses.replace(FREE, runtime="qemu-kvm", server_price=5000)
    found = break_even(containers, machines, app="100Mi")
    assert found is not None

    def gap(instances: int) -> float:
        costs = [
            total_cost(option, instances=instances, app="100Mi").total for option in (containers, machines)
        ]
        return costs[0] - costs[1]

    assert gap(found) <= 0
    assert all(gap(instances) > 0 for instances in range(1, found))
    assert break_even(containers, machines, app="100Mi", limit=found - 1) is None
    assert break_even(machines, machines, app="100Mi") == 1
    assert break_even(dataclasses.replace(FREE, operations_fixed=1), FREE, app="100Mi") is None


@pytest.mark.parametrize("price", [-1, float("nan"), float("inf"), "5000", None, True])
def test_a_price_is_an_amount(price: object) -> None:
    with pytest.raises(VirtfaqError, match="server_price"):
        dataclasses.replace(FREE, server_price=price)  # type: ignore[arg-type]


def test_no_assumption_is_hidden() -> None:
    with pytest.raises(TypeError):
        Option(runtime="runc", server_memory="64Gi", server_price=5000)  # type: ignore[call-arg]


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(VirtfaqError, match="cannot hold"):
        total_cost(dataclasses.replace(FREE, server_memory="1Gi"), instances=1, app="1Gi")
    for instances in (-1, 1.5, True):
        with pytest.raises(VirtfaqError, match="instances"):
            total_cost(FREE, instances=instances, app="100Mi")  # type: ignore[arg-type]
