"""Test the three properties of a virtual machine, for any program; and the condition that they need."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import Processor, run_bare, run_in_vm
from virtfaq.errors import SimulationError, UnknownChoiceError
from virtfaq.virtualization.processor import INNOCUOUS, SENSITIVE

ARGUMENTS = st.integers(-2, 9)
FORWARD = st.one_of(
    st.builds("{} {}".format, st.sampled_from(("add", "load", "store", "timer")), ARGUMENTS),
    st.sampled_from(("mode", "halt")),
)
PROGRAMS = st.lists(FORWARD, max_size=30)


@given(PROGRAMS, st.integers(0, 1000))
def test_a_program_cannot_tell_that_it_runs_in_a_virtual_machine(program: list[str], base: int) -> None:
    assert run_in_vm(program, base=base).visible == run_bare(program).visible


@given(PROGRAMS)
def test_only_sensitive_instructions_are_emulated(program: list[str]) -> None:
    bare, guest = run_bare(program), run_in_vm(program)
    assert guest.direct + guest.emulated == bare.direct
    assert guest.emulated <= sum(text.split()[0] in SENSITIVE for text in program)
    assert bare.emulated == 0


@given(PROGRAMS, st.integers(0, 1000))
def test_the_monitor_keeps_memory_and_timer(program: list[str], base: int) -> None:
    memory = [7] * base + [0] * 8 + [7] * 3
    guest = run_in_vm(program, memory=memory, base=base)
    assert memory == [7] * base + [*guest.memory] + [7] * 3
    assert guest.machine_timer == 0


def test_a_monitor_that_gives_too_many_words_lets_a_guest_read_its_neighbour() -> None:
    memory = [0] * 16
    run_in_vm(["add 7", "store 0"], memory=memory, base=8)
    assert run_in_vm(["load 8", "store 0"], memory=memory, words=9).memory[0] == 7


@pytest.mark.parametrize(("base", "words"), [(-1, 8), (9, 8), (0, 17), (8, -1)])
def test_memory_that_the_machine_has_not_is_refused(base: int, words: int) -> None:
    with pytest.raises(SimulationError, match="a machine of 16 words has not"):
        run_in_vm(["halt"], memory=[0] * 16, base=base, words=words)


@pytest.mark.parametrize("missing", SENSITIVE)
def test_an_instruction_that_is_sensitive_and_not_privileged_breaks_a_property(missing: str) -> None:
    flawed = Processor(privileged=tuple(name for name in SENSITIVE if name != missing))
    program = ["mode", "store 0", "timer 9", "halt"]
    bare, guest = run_bare(program, flawed), run_in_vm(program, flawed)
    assert not flawed.virtualizable
    if missing == "mode":
        assert bare.visible != guest.visible
    elif missing == "timer":
        assert guest.machine_timer == 9
    else:
        assert guest.emulated == 2, "the monitor never hears of the halt"


def test_a_loop_runs_as_often_in_a_virtual_machine() -> None:
    program = ["add 5", "store 0", "add -1", "jump 1", "halt"]
    assert run_bare(program).direct == 17
    assert run_in_vm(program).direct == 16


@pytest.mark.parametrize("target", [-1, 3, 99])
def test_a_jump_to_where_no_instruction_stands_ends_the_program(target: int) -> None:
    program = ["add 1", f"jump {target}", "store 0"]
    assert run_bare(program).memory == run_in_vm(program).memory == (0,) * 8


def test_an_access_out_of_bounds_is_a_fault_in_both() -> None:
    assert run_bare(["store 8"]).fault == run_in_vm(["store 8"]).fault == "store 8 is out of bounds"


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (["add"], "'add' is no instruction; write add and a number"),
        (["halt 1"], "'halt 1' is no instruction; write halt"),
        (["add x"], "write add and a number"),
        (["add --5"], "write add and a number"),
        (["add 1 2"], "write add and a number"),
        (["add 1", "jump 0"], "make it halt"),
    ],
)
def test_what_is_no_program_is_refused(program: list[str], message: str) -> None:
    with pytest.raises(SimulationError, match=message):
        run_bare(program)


def test_an_unknown_instruction_is_refused() -> None:
    with pytest.raises(UnknownChoiceError, match="unknown instruction 'mul'"):
        run_bare(["mul 2"])
    with pytest.raises(UnknownChoiceError, match="unknown instruction ''"):
        run_bare([" "])
    with pytest.raises(UnknownChoiceError, match="unknown instruction 'mul'"):
        Processor(privileged=("mul",))
    assert not set(INNOCUOUS) & set(SENSITIVE)
