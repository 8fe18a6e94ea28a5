"""Derive the properties in which instances are compared, by running them or from measurements."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from virtfaq.comparison.measured import find_both
from virtfaq.errors import NotRunnableError
from virtfaq.evidence.quantity import Quantity
from virtfaq.hosts.instances import Container, Host, Image, VirtualMachine
from virtfaq.memory.density import count_fitting
from virtfaq.model.element import Element
from virtfaq.model.runtime import Runtime
from virtfaq.network.paths import Path

COPIES = 3
MEMORY, APP = "64Gi", "100Mi"
UNKNOWN = "—"
Words = tuple[str, ...]


class Cell(NamedTuple):
    """One property of one instance: words to translate, and the measurements they rest on."""

    words: Words
    keys: tuple[str, ...] = ()
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two instances: its runtime, and a host that runs a few copies of it."""

    instance: Element
    runtime: Runtime
    host: Host

    @property
    def first(self) -> str:
        """The name of the first copy."""
        return self.host.instances[0].name

    @property
    def path(self) -> Path:
        """The path of a packet from the first copy to the wire."""
        return self.host.path(self.first)


Pair = tuple[Cell, Cell] | None  # None where no study measured both


def _apply_to_each(cell: Callable[[Side], Cell]) -> Callable[[Side, Side], Pair]:
    return lambda a, b: (cell(a), cell(b))


def _read_measured(
    number: str, show: Callable[[Quantity], Quantity] | None = None
) -> Callable[[Side, Side], Pair]:
    def cells(a: Side, b: Side) -> Pair:
        both = find_both(a.runtime, b.runtime, number)
        if both is None:
            return None
        left, right = (show(one) if show else one for one in both)
        return _format_quantity(left), _format_quantity(right)

    return cells


def _count_fitting_apps(fixed: Quantity) -> Quantity:
    return count_fitting(MEMORY, APP, fixed)


def _format_quantity(quantity: Quantity) -> Cell:
    return Cell(quantity.words(), quantity.keys, quantity.years)


def _format_count(number: int) -> Cell:
    return Cell((str(number),))


def _format_truth(truth: bool) -> Cell:
    return Cell(("yes" if truth else "no",))


def _find_own_kernel(side: Side) -> Cell:
    kernel = side.host.kernel_of(side.first)
    return Cell(("in user space",)) if kernel.user_space else _format_truth(kernel is not side.host.kernel)


def _count_fallen(side: Side) -> Cell:
    fallen = side.host.blast_radius(side.first)
    return _format_count(sum(copy.name in fallen for copy in side.host.instances))


def _runs_other_system(side: Side) -> Cell:
    """Tell whether the host runs an instance made for another operating system: try it."""
    system = "windows" if side.host.kernel.os == "linux" else "linux"
    name, row = "other", side.runtime
    try:
        if row.kind == "container":
            side.host.run(Container(name, image=Image(os=system), runtime=row.name))
        else:
            side.host.run(VirtualMachine(name, kernel=system, runtime=row.name))
    except NotRunnableError:
        return _format_truth(False)
    return _format_truth(True)


PROPERTIES: dict[str, Callable[[Side, Side], Pair]] = {
    "own kernel": _apply_to_each(_find_own_kernel),
    "kernels for 3 instances": _apply_to_each(lambda side: _format_count(len(side.host.kernels()))),
    "boundary": _apply_to_each(lambda side: Cell((side.runtime.boundary,))),
    "instances lost if its kernel stops (of 3)": _apply_to_each(_count_fallen),
    "another system than the host's": _apply_to_each(_runs_other_system),
    "hops to the wire": _apply_to_each(lambda side: _format_count(len(side.path.hops))),
    "kernels on the path": _apply_to_each(lambda side: _format_count(side.path.kernels_crossed)),
    "host system calls": _read_measured("host system calls"),
    "added latency": _read_measured("added latency"),
    "CPU efficiency": _read_measured("CPU efficiency"),
    "start-up": _read_measured("start-up"),
    "memory per instance": _read_measured("memory per instance"),
    "100 MiB apps in 64 GiB": _read_measured("memory per instance", _count_fitting_apps),
}
