"""Allocate addresses as the CNI plugin host-local does: ranges of addresses, handed out in turn.

Behaviour: https://www.cni.dev/plugins/current/ipam/host-local/
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from virtfaq.errors import AddressError, AddressesExhaustedError, quote
from virtfaq.records import fill

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, init=False)
class AddressRange:
    """The addresses of a subnet that may be handed out: from `first` to `last`, both included.

    Usually all of them but the network address and, in IPv4, the broadcast address. The `gateway`, usually
    the first address, is never handed out. A subnet of one or two addresses is too small.

    >>> AddressRange("10.0.0.0/29")
    AddressRange('10.0.0.0/29', first='10.0.0.1', last='10.0.0.6', gateway='10.0.0.1')
    """

    subnet: Network
    first: Address
    last: Address
    gateway: Address

    def __init__(
        self, subnet: str, *, first: str | None = None, last: str | None = None, gateway: str | None = None
    ) -> None:
        """Read addresses, which are texts; `first` and `last` must be in the subnet."""
        network = _parse_network(subnet)
        lowest, highest = network.network_address + 1, network.broadcast_address
        end = _parse_address(last) if last else highest - 1 if network.version == 4 else highest
        fill(self, subnet=network, first=_parse_address(first) if first else lowest, last=end)
        fill(self, gateway=_parse_address(gateway) if gateway else lowest)
        for bound in (self.first, self.last):
            if bound not in network:
                raise AddressError(f"{bound} is not in {network}; give addresses of the subnet")
        if int(self.first) > int(self.last):
            raise AddressError(f"{self.first} comes after {self.last}; swap them")

    def __contains__(self, address: object) -> bool:
        """Tell whether an address lies between the first and the last."""
        same = isinstance(address, Address) and address.version == self.first.version
        return same and int(self.first) <= int(address) <= int(self.last)  # type: ignore[call-overload]

    def __repr__(self) -> str:
        """Return the call that makes it, with every argument."""
        bounds = ", ".join(f"{name}={str(getattr(self, name))!r}" for name in ("first", "last", "gateway"))
        return f"AddressRange({str(self.subnet)!r}, {bounds})"


@dataclass(frozen=True, slots=True, init=False)
class AddressPool:
    """Ranges of one address family, the addresses that are taken, and the one that was reserved last.

    `reserve` starts after the last address reserved, so that an address just freed is not used at once.

    >>> pool = AddressPool(["10.0.0.0/29"])
    >>> address, pool = pool.reserve()
    >>> address, pool.release(address).reserve()[0]
    ('10.0.0.2', '10.0.0.3')
    """

    ranges: tuple[AddressRange, ...]
    taken: frozenset[Address]
    last_reserved: Address | None

    def __init__(
        self,
        ranges: Sequence[AddressRange | str],
        *,
        taken: Collection[str] = (),
        last_reserved: str | None = None,
    ) -> None:
        """Read ranges; one that is a text is a whole subnet."""
        known = tuple(item if isinstance(item, AddressRange) else AddressRange(item) for item in ranges)
        _check_ranges(known)
        fill(self, ranges=known, taken=frozenset(map(_parse_address, taken)))
        fill(self, last_reserved=_parse_address(last_reserved) if last_reserved else None)

    def reserve(self, address: str | None = None) -> "tuple[str, AddressPool]":
        """Return the next free address, or the one asked for, and the pool without it.

        Raises `AddressesExhaustedError` if none is free, `AddressError` if the one asked for cannot be had.
        """
        if address is None:
            found = next((one for one in self.candidates() if one not in self.taken), None)
        else:
            found = self._check_requested(_parse_address(address))
        if found is None:
            raise AddressesExhaustedError(
                f"no address is free in {self._format_ranges()}; release one or add a range"
            )
        return str(found), self._replace(self.taken | {found}, found)

    def release(self, address: str) -> "AddressPool":
        """Return the pool with an address free again; the turn does not go back."""
        return self._replace(self.taken - {_parse_address(address)}, self.last_reserved)

    def candidates(self) -> Iterator[Address]:
        """Yield each address that may be handed out, once, from the one after the last reserved."""
        position = _find_position(self.ranges, self.last_reserved)
        place, address = (0, self.ranges[0].first) if position is None else _find_next(self.ranges, *position)
        start = address
        while True:
            if address != self.ranges[place].gateway:
                yield address
            place, address = _find_next(self.ranges, place, address)
            if address == start:
                return

    def _check_requested(self, address: Address) -> Address:
        position = _find_position(self.ranges, address)
        if position is None:
            raise AddressError(f"{address} is not in {self._format_ranges()}")
        if address == self.ranges[position[0]].gateway:
            raise AddressError(
                f"{address} is the gateway of {self.ranges[position[0]].subnet}; ask for another"
            )
        if address in self.taken:
            raise AddressError(f"{address} is taken; ask for another of {self._format_ranges()}")
        return address

    def _replace(self, taken: frozenset[Address], last_reserved: Address | None) -> "AddressPool":
        pool = object.__new__(AddressPool)
        fill(pool, ranges=self.ranges, taken=taken, last_reserved=last_reserved)
        return pool

    def _format_ranges(self) -> str:
        return ", ".join(f"{one.first}-{one.last}" for one in self.ranges)


def _find_position(ranges: tuple[AddressRange, ...], address: Address | None) -> tuple[int, Address] | None:
    found = ((place, address) for place, one in enumerate(ranges) if address is not None and address in one)
    return next(found, None)


def _find_next(ranges: tuple[AddressRange, ...], place: int, address: Address) -> tuple[int, Address]:
    if address != ranges[place].last:
        return place, address + 1
    following = (place + 1) % len(ranges)
    return following, ranges[following].first


def _check_ranges(ranges: tuple[AddressRange, ...]) -> None:
    if not ranges:
        raise AddressError("no range was given; give at least one subnet, such as 10.0.0.0/24")
    for number, one in enumerate(ranges):
        for other in ranges[:number]:
            if one.first.version != other.first.version:
                raise AddressError(f"{other.subnet} and {one.subnet} are not of one family; use two pools")
            if one.first in other or other.first in one:
                raise AddressError(f"{other.subnet} and {one.subnet} overlap; give ranges that do not")


def _parse_network(text: str) -> Network:
    try:
        network = ip_network(text)
    except ValueError as error:
        raise AddressError(
            f"{quote(text)} is not a subnet ({error}); write for example 10.0.0.0/24"
        ) from None
    if network.prefixlen > network.max_prefixlen - 2:
        raise AddressError(
            f"{network} is too small; a prefix of at most /{network.max_prefixlen - 2} is needed"
        )
    return network


def _parse_address(text: str) -> Address:
    try:
        address = ip_address(text)
    except ValueError:
        raise AddressError(f"{quote(text)} is not an address; write for example 10.0.0.2") from None
    return getattr(address, "ipv4_mapped", None) or address
