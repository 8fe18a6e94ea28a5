"""Test the allocation of addresses: the turn, the limits of a range, and what is refused."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq.errors import AddressError, AddressesExhaustedError
from virtfaq.network.addresses import AddressPool, AddressRange


def drain(pool: AddressPool) -> list[str]:
    found = []
    while True:
        try:
            address, pool = pool.reserve()
        except AddressesExhaustedError:
            return found
        found.append(address)


def hosts(start: int, stop: int, network: str = "10.0.0") -> list[str]:
    return [f"{network}.{number}" for number in range(start, stop + 1)]


@pytest.mark.parametrize(
    ("ranges", "last_reserved", "expected"),
    [
        (["10.0.0.0/29"], None, hosts(2, 6)),
        (["10.0.0.0/29"], "10.0.0.4", [*hosts(5, 6), *hosts(2, 4)]),
        (["10.0.0.0/29"], "10.0.0.6", hosts(2, 6)),
        (["10.0.0.0/29"], "10.9.9.9", hosts(2, 6)),
        (["10.0.0.0/29"], "2001:db8::1", hosts(2, 6)),
        (["10.0.0.0/30", "10.0.1.0/30"], "10.0.0.2", ["10.0.1.2", "10.0.0.2"]),
        ([AddressRange("10.0.0.0/24", first="10.0.0.7", last="10.0.0.9")], None, hosts(7, 9)),
        ([AddressRange("10.0.0.0/29", gateway="10.0.0.4")], None, [*hosts(1, 3), *hosts(5, 6)]),
        ([AddressRange("10.0.0.0/29", gateway="10.0.9.9")], None, hosts(1, 6)),
        ([AddressRange("10.0.0.0/29", last="10.0.0.7")], "10.0.0.6", ["10.0.0.7", *hosts(2, 6)]),
        (["2001:db8::/126"], None, ["2001:db8::2", "2001:db8::3"]),
        ([AddressRange("10.0.0.0/29", first="10.0.0.1", last="10.0.0.1")], None, []),
    ],
)
def test_addresses_come_in_turn(ranges: list[str], last_reserved: str | None, expected: list[str]) -> None:
    assert drain(AddressPool(ranges, last_reserved=last_reserved)) == expected


def test_a_large_subnet_costs_nothing() -> None:
    assert AddressPool(["2001:db8::/64"], taken=["2001:db8::2"]).reserve()[0] == "2001:db8::3"


@given(st.sets(st.integers(2, 14)), st.integers(0, 15))
def test_each_free_address_is_given_once(taken: set[int], last: int) -> None:
    pool = AddressPool(["10.0.0.0/28"], taken=[f"10.0.0.{n}" for n in taken], last_reserved=f"10.0.0.{last}")
    found = drain(pool)
    assert sorted(found, key=ip_address) == [f"10.0.0.{n}" for n in range(2, 15) if n not in taken]


def test_a_freed_address_waits_for_its_turn() -> None:
    first, pool = AddressPool(["10.0.0.0/29"]).reserve()
    assert pool.release(first).reserve()[0] == "10.0.0.3"
    assert pool.reserve()[0] == "10.0.0.3"


def test_an_address_may_be_asked_for() -> None:
    pool = AddressPool(["10.0.0.0/29"])
    address, pool = pool.reserve("::ffff:10.0.0.5")
    assert address == "10.0.0.5"
    assert pool.reserve()[0] == "10.0.0.6"
    for wrong, reason in (("10.0.0.5", "taken"), ("10.0.0.1", "gateway"), ("10.0.0.7", "not in")):
        with pytest.raises(AddressError, match=reason):
            pool.reserve(wrong)


@pytest.mark.parametrize(
    ("ranges", "reason"),
    [
        ([], "no range"),
        (["10.0.0.0/31"], "too small"),
        (["2001:db8::/127"], "too small"),
        (["10.0.0.1/24"], "host bits"),
        (["ten"], "10.0.0.0/24"),
        (["10.0.0.0/24", "10.0.0.128/25"], "overlap"),
        (["10.0.0.0/24", "2001:db8::/64"], "family"),
    ],
)
def test_ranges_that_cannot_be_used_are_refused(ranges: list[str], reason: str) -> None:
    with pytest.raises(AddressError, match=reason):
        AddressPool(ranges)


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [
        ({"first": "10.0.1.1"}, "not in"),
        ({"last": "2001:db8::1"}, "not in"),
        ({"first": "10.0.0.9", "last": "10.0.0.8"}, "after"),
        ({"gateway": "gate"}, "not an address"),
    ],
)
def test_bounds_lie_in_the_subnet(bounds: dict[str, str], reason: str) -> None:
    with pytest.raises(AddressError, match=reason):
        AddressRange("10.0.0.0/24", **bounds)
