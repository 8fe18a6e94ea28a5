"""Test packing: as looking at every host would place, never over capacity, and within the known bound."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq.errors import SchedulerError
from virtfaq.scheduler import best_fit, first_fit, first_fit_decreasing, packing, spread

Size = tuple[int, int]

sizes = st.one_of(
    st.tuples(st.integers(0, 8), st.integers(0, 8)),
    st.sampled_from([(1, 2), (2, 4), (4, 8), (8, 1)]),
    st.tuples(st.integers(0, 10**6), st.integers(0, 2**40)),
)
requests = st.lists(sizes, max_size=40)
hosts = st.lists(
    st.one_of(st.tuples(st.integers(0, 30), st.integers(0, 30)), st.just((64_000, 2**38))), max_size=20
)
PLACERS = [first_fit, best_fit, spread]


def place_naively(requests: Sequence[Size], hosts: Sequence[Size], name: str) -> list[int | None]:
    """Look at every host for every request."""
    free = [list(host) for host in hosts]
    placed: list[int | None] = []
    for cpu, memory in requests:
        able = [at for at, (c, m) in enumerate(free) if c >= cpu and m >= memory]
        choose = {
            "first_fit": lambda at: at,
            "best_fit": lambda at: (free[at][1], at),
            "spread": lambda at: (-free[at][1], at),
        }[name]
        best = min(able, key=choose, default=None)
        if best is not None:
            free[best][0] -= cpu
            free[best][1] -= memory
        placed.append(best)
    return placed


@pytest.mark.parametrize("place", PLACERS)
@given(requests=requests, hosts=hosts)
def test_the_result_is_that_of_looking_at_every_host(place, requests, hosts):
    assert place(requests, hosts) == place_naively(requests, hosts, place.__name__)


@pytest.mark.parametrize("place", PLACERS)
@given(requests=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=60, max_size=90))
def test_more_sizes_than_shelves_change_nothing(place, requests):
    hosts = [(200, 150), (90, 300)] * 6
    assert place(requests, hosts) == place_naively(requests, hosts, place.__name__)


@pytest.mark.parametrize("place", PLACERS)
@given(requests=requests, hosts=hosts)
def test_no_host_holds_more_than_it_has(place, requests, hosts):
    for at, (cpu, memory) in enumerate(hosts):
        held = [size for size, place in zip(requests, place(requests, hosts), strict=True) if place == at]
        assert sum(one[0] for one in held) <= cpu
        assert sum(one[1] for one in held) <= memory


@pytest.mark.parametrize("place", PLACERS)
def test_nothing_to_place_or_nowhere(place):
    assert place([], [(1, 1)]) == []
    assert place([(1, 1), (0, 0)], []) == [None, None]
    assert place([(1, 1), (0, 0)], [(0, 0)]) == [None, 0]


@pytest.mark.parametrize("place", PLACERS)
@pytest.mark.parametrize("bad", [(-1, 0), (0, -1), (1, 2, 3), (1.5, 1), (True, 1), ("1", 1)])
def test_a_size_that_is_none_is_refused(place, bad):
    with pytest.raises(SchedulerError, match="is not a size; give millicores and bytes"):
        place([bad], [(1, 1)])
    with pytest.raises(SchedulerError, match="is not a size"):
        place([], [bad])


def fewest_bins(sizes: list[int], capacity: int) -> int:
    """Return the fewest bins there can be, by trying every way to divide the sizes."""

    def can_pack(rest: list[int], bins: tuple[int, ...]) -> bool:
        if not rest:
            return True
        return any(
            can_pack(rest[1:], (*bins[:at], room - rest[0], *bins[at + 1 :]))
            for at, room in enumerate(bins)
            if room >= rest[0] and room not in bins[:at]
        )

    ordered = sorted(sizes, reverse=True)
    return next(count for count in itertools.count() if can_pack(ordered, (capacity,) * count))


@given(st.lists(st.integers(1, 20), max_size=9))
def test_decreasing_first_fit_keeps_its_bound(sizes):
    bins = first_fit_decreasing(sizes, 20)
    assert sorted(itertools.chain(*bins)) == sorted(sizes)
    assert all(sum(one) <= 20 for one in bins)
    fewest = fewest_bins(sizes, 20)
    assert fewest <= len(bins)
    assert 9 * len(bins) <= 11 * fewest + 6


def test_the_bound_is_not_one_that_any_packing_keeps():
    sizes = [4, 4, 4, 4, 6, 6, 6, 6]  # in this order first fit takes 6 bins of 10, sorted it takes 4
    bins = [at for at in first_fit([(size, size) for size in sizes], [(10, 10)] * 8) if at is not None]
    assert len(first_fit_decreasing(sizes, 10)) == fewest_bins(sizes, 10) == 4
    assert 9 * (max(bins) + 1) > 11 * 4 + 6


@pytest.mark.parametrize("sizes", [[11], [0, 5], [-1], [5, 1.5]])
def test_a_size_that_no_bin_holds_is_refused(sizes):
    with pytest.raises(SchedulerError, match="whole numbers, 1 to 10"):
        first_fit_decreasing(sizes, 10)


def count_looks(requests: Sequence[Size], hosts: Sequence[Size], monkeypatch: pytest.MonkeyPatch) -> int:
    """Count the nodes that first fit compares with requests."""
    counted = 0

    class Counting(float):
        def __ge__(self, other: float) -> bool:
            nonlocal counted
            counted += 1
            return float(self) >= other

    exact = packing._limit_to_proportion
    monkeypatch.setattr(packing, "_limit_to_proportion", lambda size, at: Counting(exact(size, at)))
    first_fit(requests, hosts)
    return counted


def test_first_fit_looks_at_few_hosts_even_where_one_resource_is_left_over(monkeypatch):
    hosts = [(1000, 1), (1, 1000)] * 1000 + [(1000, 1000)]
    assert count_looks([(500, 500), (400, 400), (100, 100)], hosts, monkeypatch) < 200
