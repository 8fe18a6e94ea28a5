"""Test mixes, overcommit, ballooning and page sharing: bounds that always hold, and bad input."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import (
    Demand,
    Guest,
    InstancePages,
    VirtfaqError,
    density,
    merge_pages,
    mix_density,
    reclaim,
    simulate_overcommit,
)
from virtfaq.memory.overcommit import wilson_interval
from virtfaq.memory.page_sharing import PAGE_BYTES

MEASURED = st.sampled_from(["runc", "gvisor", "kata", "firecracker", "qemu-kvm", "unikernel"])
demands = st.builds(Demand, MEASURED, st.integers(0, 2**30), st.integers(1, 20))


@given(st.integers(0, 2**40), st.lists(demands, min_size=1, max_size=5), demands)
def test_a_mix_never_overfills_and_more_never_fits_more(memory: int, mix: list[Demand], more: Demand) -> None:
    count, each = mix_density(memory, *mix), sum(demand.needed_bytes for demand in mix)
    assert count * each <= memory < (count + 1) * each * (1 + 1e-12)
    assert mix_density(memory, *mix, more) <= count
    assert mix_density(memory + 2**30, *mix) >= count


def test_a_mix_of_one_is_its_density() -> None:
    assert mix_density("64Gi", Demand("runc", "100Mi")) == density("64Gi", "100Mi", "runc")
    with pytest.raises(VirtfaqError, match="empty"):
        mix_density("64Gi", Demand("runc", "1Gi", count=0))
    with pytest.raises(VirtfaqError, match="count"):
        Demand("runc", "1Gi", count=-1)


def test_a_seed_decides_the_simulation() -> None:
    def run(seed: int) -> tuple[int, ...]:
        usage = lambda random: random.gauss(1e9, 1e8)  # noqa: E731
        return simulate_overcommit("64Gi", usage, seed=seed, samples=200).fitted

    assert run(1) == run(1) != run(2)


def test_the_probability_is_the_true_one() -> None:
    """Each of five instances uses 0 or 1 byte, as likely: more than two bytes are used half of the time."""
    found = simulate_overcommit(2, [0, 1], seed=3, samples=20_000, limit=5)
    risk = found.risk(5, confidence=0.999)
    assert risk.low <= 0.5 <= risk.high
    assert risk.high - risk.low < 0.03
    assert found.risk(2).probability == 0


@given(st.integers(0, 2**20), st.integers(0, 2**32))
def test_more_instances_are_never_safer(memory: int, seed: int) -> None:
    found = simulate_overcommit(
        memory, lambda random: random.random() * 2**18, seed=seed, samples=50, limit=30
    )
    risks = [found.risk(count).probability for count in range(31)]
    assert risks == sorted(risks)
    safe = found.instances(risk=0.2)
    assert safe == 0 or found.risk(safe).high <= 0.2
    assert safe == 30 or found.risk(safe + 1).high > 0.2


@given(st.integers(1, 10_000), st.data(), st.floats(0.5, 0.999))
def test_the_interval_holds_the_share(samples: int, data: st.DataObject, confidence: float) -> None:
    successes = data.draw(st.integers(0, samples))
    low, high = wilson_interval(successes, samples, confidence)
    assert 0 <= low <= successes / samples <= high <= 1
    assert low < high


def test_the_interval_is_the_published_one() -> None:
    low, high = wilson_interval(8, 10)  # 95 %: 0.490 to 0.943 by Wilson's formula
    assert (low, high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))


def test_bad_simulations_are_refused() -> None:
    with pytest.raises(VirtfaqError, match="samples"):
        simulate_overcommit(1, [1], seed=1, samples=0)
    with pytest.raises(VirtfaqError, match="empty"):
        simulate_overcommit(1, [], seed=1)
    for use in (-1, math.nan):
        with pytest.raises(VirtfaqError, match="usage"):
            simulate_overcommit(1, [use], seed=1, samples=1)
    found = simulate_overcommit(1, [1], seed=1, samples=10, limit=5)
    with pytest.raises(VirtfaqError, match="limit"):
        found.risk(6)
    with pytest.raises(VirtfaqError, match="confidence"):
        found.risk(1, confidence=1)


pages = st.lists(st.integers(0, 5), max_size=20).map(tuple)
memories = st.lists(st.builds(InstancePages, pages, pages, st.booleans()), max_size=5)


@given(memories, st.booleans(), st.none() | st.integers(2, 6))
def test_sharing_never_saves_more_than_there_is(
    known: list[InstancePages], host: bool, most: int | None
) -> None:
    merged = merge_pages(known, host_opted_in=host, max_page_sharing=most)
    eligible = [page for memory in known if memory.opted_in and host for page in memory.anonymous]
    assert 0 <= merged.sharing <= max(0, len(eligible) - len(set(eligible)))
    assert merged.saved_bytes + merged.used_bytes == merged.total * PAGE_BYTES
    assert merged.total == sum(len(memory.anonymous) + len(memory.file) for memory in known)
    if most is None:
        assert merged.sharing == len(eligible) - len(set(eligible))


def test_files_and_the_unwilling_are_not_merged() -> None:
    same = InstancePages(file=("a", "a")), InstancePages(("a",)), InstancePages(("a",), opted_in=False)
    assert merge_pages(same, host_opted_in=True).sharing == 0
    ten = [InstancePages(("zero",)) for _ in range(10)]
    assert merge_pages(ten, host_opted_in=True).sharing == 9
    assert merge_pages(ten, host_opted_in=True, max_page_sharing=4).shared == 3
    with pytest.raises(VirtfaqError, match="max_page_sharing"):
        merge_pages(ten, host_opted_in=True, max_page_sharing=1)


def guests(random: Random, count: int) -> list[Guest]:
    sizes = [(random.randrange(1, 2**30), random.random(), random.random()) for _ in range(count)]
    return [
        Guest(f"g{number}", size, int(size * active), int(size * least), shares=1 + random.random())
        for number, (size, active, least) in enumerate(sizes)
    ]


@given(st.integers(0, 2**32), st.integers(0, 6), st.integers(0, 2**32), st.floats(0, 0.99))
def test_balloons_take_what_is_needed_and_leave_the_minimum(
    seed: int, count: int, needed: int, tax: float
) -> None:
    known = guests(Random(seed), count)
    found = reclaim(known, needed, idle_tax=tax, page_bytes=2**24)
    assert sum(found.ballooned_bytes.values()) + found.missing_bytes == needed
    for guest in known:
        assert 0 <= found.ballooned_bytes[guest.name] <= guest.memory_bytes - guest.minimum_bytes
    if found.missing_bytes:
        assert all(found.ballooned_bytes[g.name] == g.memory_bytes - g.minimum_bytes for g in known)


def test_idle_memory_goes_first_if_it_is_taxed() -> None:
    busy, idle = Guest("busy", 1000, 1000), Guest("idle", 1000, 0, shares=2)
    assert reclaim([busy, idle], 100, idle_tax=0, page_bytes=1).ballooned_bytes == {"busy": 100, "idle": 0}
    assert reclaim([busy, idle], 100, idle_tax=0.75, page_bytes=1).ballooned_bytes == {"busy": 0, "idle": 100}
    assert reclaim([busy], 100, idle_tax=0).in_use_bytes == 100


def test_bad_guests_are_refused() -> None:
    for wrong in ((10, 11, 0), (10, 0, 11), (10, -1, 0)):
        with pytest.raises(VirtfaqError, match="bytes"):
            Guest("g", *wrong)
    with pytest.raises(VirtfaqError, match="shares"):
        Guest("g", 1, 1, shares=0)
    with pytest.raises(VirtfaqError, match="idle_tax"):
        reclaim([], 1, idle_tax=1)
    with pytest.raises(VirtfaqError, match="page_bytes"):
        reclaim([], 1, idle_tax=0, page_bytes=0)
