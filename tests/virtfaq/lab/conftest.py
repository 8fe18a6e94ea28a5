"""Guests for the tests of this folder: a module has its own, so that two of them take two cores."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.kernels import require_kernels
from virtfaq.lab import Lab


@pytest.fixture(scope="module")
def older() -> Iterator[Lab]:
    """Return guests of the older kernel; the second of two machines has the newer one."""
    with Lab("guest", require_kernels()) as lab:
        yield lab
