"""Describe a fault found in a file of the site: where it is, what is wrong, and what to do about it."""

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


class Misuse(Exception):
    """A command was asked for what it can't do; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Mismatch(Finding):
    """A fault of a translation. `source` is where the French block is; `severity` is error or warning."""

    source: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        where = f" ({self.source})" if self.source else ""
        return f"{self.path}:{self.line}: {self.severity}: {self.message}{where}"
