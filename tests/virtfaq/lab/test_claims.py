"""A real kernel answers each console of the pages as they say."""

from __future__ import annotations

import pytest

from virtfaq.lab import Names, read_proofs
from virtfaq.lab.outcome import DEMONSTRATED

PROOFS = read_proofs()
FEWEST = 30  # of the pages: fewer would mean that they are not found
_NAMES: dict[str, Names] = {}


def test_there_are_proofs():
    assert len(PROOFS) >= FEWEST


@pytest.mark.parametrize("name", PROOFS)
def test_a_kernel_answers_as_the_page_says(older, name):
    names = _NAMES.setdefault(PROOFS[name].page, Names())
    outcome = older.replay(PROOFS[name], names=names)
    assert (outcome.result, outcome.reason) == (DEMONSTRATED, "")
    assert outcome.shown
