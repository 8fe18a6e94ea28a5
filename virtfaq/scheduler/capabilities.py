"""Tell whether a compute host has what a flavor's extra specs ask for."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from virtfaq.errors import SchedulerError, quote
from virtfaq.scheduler.hosts import ComputeHost

_NUMBERS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
}
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "s==": operator.eq,
    "s!=": operator.ne,
    "s<": operator.lt,
    "s<=": operator.le,
    "s>": operator.gt,
    "s>=": operator.ge,
    "<in>": operator.contains,
}
_ADDRESS_BITS = "hw:maxphysaddr_bits"


def satisfies_extra_specs(host: ComputeHost, extra_specs: Mapping[str, str]) -> bool:
    """Tell whether the host has what extra specs ask for, in the scope `capabilities:` or in none.

    A host may lack what a spec without scope names, but must have what one in scope names.

    >>> host = ComputeHost(capabilities={"cpu_info": {"vendor": "Intel"}}, stats={"gpus": 2})
    >>> satisfies_extra_specs(host, {"capabilities:cpu_info:vendor": "<or> AMD <or> Intel", "gpus": ">= 2"})
    True
    >>> satisfies_extra_specs(host, {"capabilities:gpus": ">= 4"})
    False
    """
    specs = dict(extra_specs)
    if _ADDRESS_BITS in specs:
        specs["capabilities:cpu_info:maxphysaddr:bits"] = f">= {specs.pop(_ADDRESS_BITS)}"
    return all(_satisfies(host, spec.split(":"), wanted) for spec, wanted in specs.items())


def matches(value: str, wanted: str) -> bool:
    """Tell whether a capability matches what an extra spec wants of it.

    `=` is "at least", for numbers; `<in>` is "contains"; `<all-in>` wants every word in it; `<or>` gives a
    choice; without a sign the texts are equal.

    >>> matches("4", ">= 2"), matches("4", "= 5"), matches("x86_64", "s== x86_64"), matches("kvm", "kvm")
    (True, False, True, True)
    """
    sign, *words = wanted.split() or [""]
    if sign == "<or>":
        return value in words[::2]
    if sign == "<all-in>":
        return bool(words) and all(word in value for word in words)
    if sign in _TEXTS:
        return bool(words) and _TEXTS[sign](value, words[0])
    if sign in _NUMBERS:
        return bool(words) and _NUMBERS[sign](_parse_number(value), _parse_number(words[0]))
    return value == wanted


def _satisfies(host: ComputeHost, scope: list[str], wanted: str) -> bool:
    if len(scope) == 1:
        if _find_capability(host, scope) is None:
            return True
    elif scope[0] != "capabilities":
        return True
    else:
        scope = scope[1:]
    found = _find_capability(host, scope)
    return found is not None and matches(str(found), wanted)


def _find_capability(host: ComputeHost, scope: list[str]) -> Any:
    first, *rest = scope
    own = getattr(host, first, None) if first in type(host).__slots__ else None
    found = next(
        (value for value in (host.capabilities.get(first), own, host.stats.get(first)) if value is not None),
        None,
    )
    for name in rest:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _parse_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise SchedulerError(
            f"{quote(text)} is not a number; compare texts with s==, s!=, <in> or <or>"
        ) from None
