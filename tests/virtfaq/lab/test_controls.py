"""Another kernel refutes the control of each console of the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.kernels import require_kernels
from virtfaq.lab import Lab, read_proofs
from virtfaq.lab.outcome import REFUTED

PROOFS = read_proofs()


@pytest.fixture(scope="module")
def newer() -> Iterator[Lab]:
    """Return guests of the newer kernel."""
    with Lab("guest", require_kernels()[::-1]) as lab:
        yield lab


@pytest.mark.parametrize("name", PROOFS)
def test_another_kernel_refutes_the_control(newer, name):
    outcome = newer.replay(PROOFS[name], control=True)
    assert (outcome.result, bool(outcome.reason)) == (REFUTED, True), outcome.reason
