"""Adapt the suite of the CNI plugin host-local: the address that a container gets."""

from typing import Any

from virtfaq.errors import AddressError
from virtfaq.network.addresses import AddressPool


def cni_host_local_ipam(given: dict[str, Any]) -> dict[str, Any]:
    try:
        pool = AddressPool(
            given["subnets"], taken=given["taken"], last_reserved=given.get("last_reserved") or None
        )
        if "take" in given:
            return _reserve_several(pool, given["take"])
        return {"address": pool.reserve(given.get("requested"))[0]}
    except AddressError:
        return {"error": True}


def _reserve_several(pool: AddressPool, count: int) -> dict[str, Any]:
    addresses = []
    for _ in range(count):
        address, pool = pool.reserve()
        addresses.append(address)
    try:
        pool.reserve()
    except AddressError:
        return {"addresses": addresses, "then_exhausted": True}
    return {"addresses": addresses, "then_exhausted": False}


SUITES = {"cni_host_local_ipam": cni_host_local_ipam}
