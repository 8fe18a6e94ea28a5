"""Make frozen records whose constructors convert what they are given."""

import copy
from typing import Any, TypeVar

Record = TypeVar("Record")


def fill(record: object, **fields: Any) -> None:
    """Set the fields of a frozen record, once, in its constructor."""
    for name, value in fields.items():
        object.__setattr__(record, name, value)


def replace(record: Record, **fields: Any) -> Record:
    """Return a copy of a frozen record in which some fields differ."""
    other = copy.copy(record)
    fill(other, **fields)
    return other
