"""A fault found in a file of the site: where it is, what is wrong, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `line` counts from 1.

    >>> print(Finding("docs/fr/index.md", 3, "this fence is never closed; close it"))
    docs/fr/index.md:3: this fence is never closed; close it
    """

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"
