"""Tell whether a compute host can run an image, by the properties of the image."""

import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

from virtfaq.errors import SchedulerError, quote
from virtfaq.scheduler.hosts import ComputeHost, Properties

_ARCHITECTURES = {"i386": "i686", "i486": "i686", "i586": "i686", "x86_32": "i686", "x86_32p": "i686"}
_ARCHITECTURES["amd64"] = "x86_64"
_HYPERVISORS = {"xapi": "xen"}
_MODES = {"pv": "xen", "hv": "hvm", "baremetal": "hvm"}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "!=": operator.ne,
    "==": operator.eq,
}
_BOUND = re.compile(r"\s*(<=|>=|<|>|!=|==)\s*([0-9]+(?:\.[0-9]+)*)\s*")


def supports_image(host: ComputeHost, image: Properties, default_architecture: str | None = None) -> bool:
    """Tell whether one of the kinds of guest that a host supports is what the image's properties ask for.

    >>> host = ComputeHost(supported_instances=(("x86_64", "kvm", "hvm"),), hypervisor_version=6002000)
    >>> supports_image(host, {"hw_architecture": "amd64"}), supports_image(host, {"img_hv_type": "xen"})
    (True, False)
    >>> supports_image(host, {"img_hv_type": "kvm", "img_hv_requested_version": ">=6.0, <6.2"})
    False
    """
    asked = (
        _canonize(image.get("hw_architecture", default_architecture), _ARCHITECTURES),
        _canonize(image.get("img_hv_type"), _HYPERVISORS),
        _canonize(image.get("hw_vm_mode"), _MODES),
    )
    wanted = {word for word in asked if word}
    if not wanted:
        return True
    kind = any(wanted <= set(supported) for supported in host.supported_instances)
    return kind and _version_serves(host, image) and _addresses_serve(host, image)


def _canonize(word: str | None, synonyms: dict[str, str]) -> str | None:
    return synonyms.get(word.lower(), word.lower()) if word else None


def _version_serves(host: ComputeHost, image: Properties) -> bool:
    required, version = image.get("img_hv_requested_version"), host.hypervisor_version
    return not (required and version) or all(
        _COMPARISONS[sign](*_align(_split_version(version), bound)) for sign, bound in _parse_bounds(required)
    )


def _parse_bounds(required: str) -> list[tuple[str, list[int]]]:
    found = [_BOUND.fullmatch(bound) for bound in required.split(",")]
    if not all(found):
        raise SchedulerError(f"{quote(required)} is not a range of versions; write for example '>=6.0, <6.2'")
    return [(match[1], [int(part) for part in match[2].split(".")]) for match in found if match]


def _split_version(version: int) -> list[int]:
    """Return the parts of a version: 6002001 is version 6.2.1."""
    return [*(_split_version(version // 1000) if version >= 1000 else []), version % 1000]


def _align(a: Sequence[int], b: Sequence[int]) -> tuple[list[int], list[int]]:
    length = max(len(a), len(b))
    return [*a, *[0] * (length - len(a))], [*b, *[0] * (length - len(b))]


def _addresses_serve(host: ComputeHost, image: Properties) -> bool:
    required, bits = image.get("hw_maxphysaddr_bits"), host.cpu_info.get("maxphysaddr", {}).get("bits")
    return not (required and bits) or bool(bits >= required)
