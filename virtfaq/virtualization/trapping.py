"""Run a processor of seven instructions, bare and in a virtual machine, as Popek and Goldberg ask.

A monitor runs the guest in user mode. An instruction that is privileged traps there, and the monitor does its
work on the state of the virtual machine; all others run directly. Source: G. Popek and R. Goldberg, Formal
Requirements for Virtualizable Third Generation Architectures, 1974 (doi 10.1145/361011.361073).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from virtfaq.errors import SimulationError
from virtfaq.virtualization.processor import VIRTUALIZABLE, Processor, parse

SUPERVISOR, USER = 1, 0
_MEMORY_WORDS = 8
_STEPS = 100_000


@dataclass(frozen=True, slots=True)
class Run:
    """The end of a program: what it sees (`visible`), and what only the machine below it knows.

    `direct` and `emulated` count its instructions, `machine_timer` is the timer of the machine. `fault` says
    why it was stopped, if it did not halt.
    """

    memory: tuple[int, ...]
    accumulator: int
    timer: int
    fault: str
    direct: int
    emulated: int
    machine_timer: int

    @property
    def visible(self) -> tuple[tuple[int, ...], int, int, str]:
        """The memory, the accumulator, the timer and the fault: all that the program can tell."""
        return self.memory, self.accumulator, self.timer, self.fault


@dataclass(slots=True)
class _Machine:
    """A machine that runs one program: bare, or as a guest that has `words` of its memory, from `base` on."""

    processor: Processor
    mode: int
    memory: list[int] = field(default_factory=lambda: [0] * _MEMORY_WORDS)
    base: int = 0
    words: int = _MEMORY_WORDS
    accumulator: int = 0
    timer: int = 0
    machine_timer: int = 0
    at: int = 0
    direct: int = 0
    emulated: int = 0
    fault: str = ""


def run_bare(program: Iterable[str], processor: Processor = VIRTUALIZABLE) -> Run:
    """Run a program on the machine itself, in supervisor mode.

    A program is a list of instructions: `add n`, `load a`, `store a` (a word of memory, 0 to 7), `jump i` (to
    the instruction i, from 0, if the accumulator is above 0), `mode` (1 in supervisor mode, 0 in user mode),
    `timer n`, `halt`. It also ends where no instruction stands. Raises `SimulationError` for one that never
    ends or is not written so.

    >>> run_bare(["add 3", "store 0", "add -1", "jump 1", "halt"]).memory
    (1, 0, 0, 0, 0, 0, 0, 0)
    """
    return _run(program, _Machine(processor, SUPERVISOR))


def run_in_vm(
    program: Iterable[str],
    processor: Processor = VIRTUALIZABLE,
    *,
    memory: list[int] | None = None,
    base: int = 0,
    words: int = _MEMORY_WORDS,
) -> Run:
    """Run the same in a virtual machine: its memory is `words` of the machine's, from the address `base` on.

    Give the guests of one machine the same `memory`, which they change. Raises `SimulationError` too where
    the machine has fewer words.

    >>> program = ["mode", "store 0", "timer 9", "halt"]
    >>> run_bare(program).visible == run_in_vm(program).visible
    True
    >>> flawed = Processor(privileged=("timer", "halt"))
    >>> run_bare(program, flawed).memory[0], run_in_vm(program, flawed).memory[0]
    (1, 0)
    >>> memory = [0] * 16
    >>> run_in_vm(["add 7", "store 0"], memory=memory, base=8).fault
    ''
    >>> run_in_vm(["load 8"], memory=memory).fault, memory[8]
    ('load 8 is out of bounds', 7)
    """
    memory = [0] * (base + words) if memory is None else memory
    if not 0 <= base <= base + words <= len(memory):
        raise SimulationError(f"a machine of {len(memory)} words has not {words} from {base} on; give less")
    return _run(program, _Machine(processor, USER, memory, base, words))


def _run(program: Iterable[str], machine: _Machine) -> Run:
    code = [parse(text) for text in program]
    while not machine.fault and 0 <= machine.at < len(code):
        name, argument = code[machine.at]
        machine.at += 1
        if machine.direct + machine.emulated >= _STEPS:
            raise SimulationError(f"this program ran {_STEPS} instructions; make it halt")
        traps = machine.mode == USER and name in machine.processor.privileged
        machine.emulated += traps
        machine.direct += not traps
        # The guest must not see its monitor: it reads supervisor mode, and sets a timer of its own.
        if not _step(machine, name, argument, SUPERVISOR if traps else machine.mode, virtual=traps):
            break
    return Run(
        tuple(machine.memory[machine.base : machine.base + machine.words]),
        *(machine.accumulator, machine.timer, machine.fault),
        *(machine.direct, machine.emulated, machine.machine_timer),
    )


def _step(machine: _Machine, name: str, argument: int, mode: int, *, virtual: bool) -> bool:
    """Do one instruction; return whether the program goes on."""
    if name in ("load", "store"):
        _access(machine, name, argument)
    elif name == "add":
        machine.accumulator += argument
    elif name == "jump":
        machine.at = argument if machine.accumulator > 0 else machine.at
    elif name == "mode":
        machine.accumulator = mode
    elif name == "timer":
        machine.timer = argument
        if not virtual:
            machine.machine_timer = argument
    return name != "halt"


def _access(machine: _Machine, name: str, address: int) -> None:
    if not 0 <= address < machine.words:
        machine.fault = f"{name} {address} is out of bounds"
    elif name == "load":
        machine.accumulator = machine.memory[machine.base + address]
    else:
        machine.memory[machine.base + address] = machine.accumulator
