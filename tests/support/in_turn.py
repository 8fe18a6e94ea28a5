"""Build in the process that asks, which then remembers the pages as those of `make serve` do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


class InTurn:
    """A pool that runs one task after the other, at once, in this process."""

    def map(self, function: Callable[..., str], *arguments: Iterable[Any]) -> list[str]:
        """Return the results of the function for each language."""
        return [function(*values) for values in zip(*arguments, strict=True)]
