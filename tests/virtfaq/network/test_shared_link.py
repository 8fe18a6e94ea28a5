"""Test a link that transfers share, against two simulations of shared capacity."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import Job, ProcessorSharing, VirtfaqError, completions, share_link
from virtfaq.simulation.processor_sharing import WeightedSharing

sizes_of = st.lists(st.floats(0, 1e9), max_size=12)
rates = st.floats(1, 1e9)


@given(sizes_of, rates)
def test_transfers_end_as_equal_shares_of_the_link_do(sizes: list[float], link: float) -> None:
    jobs = [Job(0, size) for size in sizes]
    assert share_link(sizes, link=link) == pytest.approx(completions(jobs, WeightedSharing(link)), rel=1e-6)


@given(sizes_of, rates, st.floats(1, 100))
def test_a_transfer_has_its_own_speed_at_most(sizes: list[float], each: float, many: float) -> None:
    jobs = [Job(0, size / each) for size in sizes]
    expected = completions(jobs, ProcessorSharing(many))
    assert share_link(sizes, link=each * many, each=each) == pytest.approx(expected, rel=1e-6)


@given(sizes_of.filter(bool), rates)
def test_a_link_carries_all_bytes_in_their_size_over_its_rate(sizes: list[float], link: float) -> None:
    assert max(share_link(sizes, link=link)) == pytest.approx(sum(sizes) / link)


@pytest.mark.parametrize("wrong", [0, -1, math.nan, math.inf, True, "1"])
def test_what_is_no_rate_is_refused(wrong: float) -> None:
    with pytest.raises(VirtfaqError, match="link"):
        share_link([1], link=wrong)
    with pytest.raises(VirtfaqError, match="each"):
        share_link([1], link=1, each=wrong)
    if wrong != 0:
        with pytest.raises(VirtfaqError, match="size"):
            share_link([wrong], link=1)
