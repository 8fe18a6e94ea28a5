"""Hold the published measurements and their sources: numbers live here alone.

`validate` sets the predictions of the models beside them; see `virtfaq.validation`.
"""

from importlib import import_module
from typing import Any

from virtfaq.evidence.measurements import (
    Measurement,
    Source,
    Use,
    get,
    keys,
    number,
    ratio,
    require_same_unit,
    search,
    source,
    sources,
    watch,
)
from virtfaq.evidence.quantity import Quantity, assumed
from virtfaq.evidence.readings import groups, of, readings

__all__ = [
    "Measurement",
    "Quantity",
    "Source",
    "Use",
    "assumed",
    "get",
    "groups",
    "keys",
    "number",
    "of",
    "ratio",
    "readings",
    "require_same_unit",
    "search",
    "source",
    "sources",
    "validate",
    "watch",
]


def __getattr__(name: str) -> Any:
    if name == "validate":  # the models rest on these numbers, so they are loaded after them
        return import_module("virtfaq.validation.checks").validate
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
