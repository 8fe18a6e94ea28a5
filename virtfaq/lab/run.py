"""Replay the proofs on machines, and tell what comes of each."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import Protocol, Self

from virtfaq.lab import here
from virtfaq.lab.console import Console, Names, Step, change_commands, read_console
from virtfaq.lab.guest import Guest
from virtfaq.lab.here import Here
from virtfaq.lab.outcome import DEMONSTRATED, REFUTED, UNAVAILABLE, Outcome, UnavailableError
from virtfaq.lab.programs import Kernel
from virtfaq.lab.proofs import Proof
from virtfaq.lab.shell import Answer, LostShellError, Shell

_NOT_FOUND = 127  # the status of a shell that finds no such program


class Machine(Protocol):
    """A machine whose shell can be opened, one after the other, and whose kernel may panic."""

    kernel: str

    def open_shell(self, *, is_root: bool) -> Shell:
        """Return a new shell."""

    def close_shell(self) -> None:
        """End it, with what it has left behind."""

    def find_panic(self) -> str:
        """Return the line by which the kernel said that it stops, if it has."""


class Lab:
    """The machines that proofs are replayed on: this one, and guests, started when the first proof needs one.

    `place` is `here`, `guest`, or `any`: here where it can be, otherwise in a guest. A command that takes
    longer than the limit is ended, with its machine.
    """

    def __init__(self, place: str = "any", kernels: Sequence[Kernel] = (), limit_seconds: float = 30) -> None:
        self._place, self._kernels, self._limit_seconds = place, kernels, limit_seconds
        self._machines: dict[str, Machine] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._forget()

    def _forget(self) -> None:
        self._machines.clear()
        self._open.close()

    def replay(self, proof: Proof, *, control: bool = False, names: Names | None = None) -> Outcome:
        """Return what comes of a proof; that of its control is to be refuted.

        `names` is what placeholders stand for from the proofs before it on the same page.
        """
        console = read_console(proof.console)
        if control:
            console = change_commands(console, proof.control)
        try:
            machines = {name: self._find_machine(name, console) for name in console.machines}
            return self._compare(proof, console, machines, names or Names())
        except UnavailableError as error:
            return Outcome(proof.name, UNAVAILABLE, reason=str(error))

    def _find_machine(self, name: str, console: Console) -> Machine:
        """Return the machine of that name in a console. Raises UnavailableError."""
        obstacle = here.find_obstacle(console)
        is_here = self._place == "here" or (self._place == "any" and not obstacle)
        if is_here and obstacle:
            raise UnavailableError(obstacle)
        known = "here" if is_here else name or "a"
        if known not in self._machines:
            self._machines[known] = self._start(known, is_here=is_here)
        return self._machines[known]

    def _start(self, name: str, *, is_here: bool) -> Machine:
        """Return a machine that has started; the second guest has another kernel where there is one."""
        if is_here:
            return self._open.enter_context(Here())
        if not self._kernels:
            raise UnavailableError(
                "no kernel to start a guest with: give one, `--kernel FILE`, a vmlinuz or a Debian package"
            )
        kernel = self._kernels[min("ab".index(name), len(self._kernels) - 1)]
        return self._open.enter_context(Guest(kernel))

    def _compare(self, proof: Proof, console: Console, machines: dict[str, Machine], names: Names) -> Outcome:
        kernel = ", ".join(machine.kernel for machine in machines.values())
        outcome = Outcome(proof.name, DEMONSTRATED, kernel)
        shells = {name: machine.open_shell(is_root=console.is_root) for name, machine in machines.items()}
        try:
            for step in console.steps:
                answer = self._ask(step, shells[step.machine], machines[step.machine])
                outcome = replace(outcome, shown=(*outcome.shown, answer.shown))
                if answer.status == _NOT_FOUND:
                    outcome = replace(outcome, result=UNAVAILABLE, reason=answer.shown.strip())
                    break
                if not names.accept(step.shown, answer.shown):
                    reason = f"line {step.line}: {step.command!r} showed {answer.shown!r}, not {step.shown!r}"
                    outcome = replace(outcome, result=REFUTED, reason=reason)
                    break
        except LostShellError as error:
            self._forget()
            raise UnavailableError(str(error)) from None
        self._close(machines)
        return outcome

    def _ask(self, step: Step, shell: Shell, machine: Machine) -> Answer:
        """Return what a step shows: the kernel's last words where it ends its machine."""
        try:
            return shell.run(step.command, self._limit_seconds)
        except LostShellError:
            if panic := machine.find_panic():
                return Answer(panic, 0)
            raise

    def _close(self, machines: dict[str, Machine]) -> None:
        """Close the shells; where a machine has stopped, all start anew for the next proof."""
        try:
            for machine in machines.values():
                machine.close_shell()
        except LostShellError:
            self._forget()
