"""Test what exits, and what the two definitions of a hypervisor's type say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import GuestLoad, guest_exits
from virtfaq.errors import SimulationError, UnknownChoiceError
from virtfaq.virtualization.exits import DEVICES, TECHNIQUES

LOADS = st.builds(
    lambda instructions, share, packets, registers, batch: GuestLoad(
        instructions, int(instructions * share), packets, registers, batch
    ),
    *(st.integers(0, 10**6), st.floats(0, 1), st.integers(0, 10**4), st.integers(1, 20), st.integers(1, 64)),
)


@given(LOADS)
def test_each_step_away_from_emulation_exits_no_more(load: GuestLoad) -> None:
    for technique in TECHNIQUES[1:]:
        totals = [guest_exits(load, technique, device).total for device in DEVICES]
        assert totals == sorted(totals, reverse=True)
    for device in DEVICES:
        trapped, assisted = (guest_exits(load, technique, device).total for technique in TECHNIQUES[1:])
        assert trapped - assisted == load.sensitive


@given(LOADS, st.sampled_from(DEVICES))
def test_an_emulator_interprets_all_and_exits_never(load: GuestLoad, device: str) -> None:
    found = guest_exits(load, "emulation", device)
    assert (found.interpreted, found.total) == (load.instructions, 0)


def test_a_last_batch_that_is_not_full_is_announced_too() -> None:
    assert guest_exits(GuestLoad(1, packets=21, batch=20), "hardware assistance", "virtio").device == 2


@pytest.mark.parametrize(
    "arguments",
    [
        {"instructions": -1},
        {"instructions": 1, "sensitive": 2},
        {"instructions": 1, "batch": 0},
        {"instructions": 1, "batch": 1.5},
        {"instructions": True},
    ],
)
def test_a_load_that_cannot_be_is_refused(arguments) -> None:
    with pytest.raises(SimulationError):
        GuestLoad(**arguments)


def test_unknown_choices_are_refused() -> None:
    with pytest.raises(UnknownChoiceError, match="technique"):
        guest_exits(GuestLoad(1), "magic")
    with pytest.raises(UnknownChoiceError, match="device"):
        guest_exits(GuestLoad(1), "emulation", "e1000")
