"""Try what runs where: platforms of programs against platforms of hosts, one by one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from virtfaq.errors import NotRunnableError, UnknownLabelError, describe_unknown
from virtfaq.hosts.instances import Container, Host, VirtualMachine
from virtfaq.model.element import Element
from virtfaq.model.images import Image
from virtfaq.model.kernels import SYSTEMS
from virtfaq.model.runtime import Runtime
from virtfaq.model.runtime_table import ROWS
from virtfaq.tables import align, html

Platform = tuple[str, str]  # an operating system and an architecture, as OCI names them
WORDS = ("program", "container", "virtual machine", "emulation", "no")


@dataclass(frozen=True, slots=True)
class Compatibility:
    """The runtimes by which a host of one platform runs a program made for another.

    `containers` bring no kernel but perhaps one in user space, `machines` one of the program's system;
    `emulators` also replace the processor.
    """

    host: Platform
    program: Platform
    containers: tuple[str, ...]
    machines: tuple[str, ...]
    emulators: tuple[str, ...]

    @property
    def word(self) -> str:
        """The lightest way: `container`, `virtual machine`, `emulation` or `no`."""
        ways = (
            ("container", self.containers),
            ("virtual machine", self.machines),
            ("emulation", self.emulators),
        )
        return next((word for word, names in ways if names), "no")


@dataclass(frozen=True, slots=True, repr=False)
class Matrix:
    """A table of hosts and programs; notebooks show it as HTML."""

    cells: tuple[Compatibility, ...]
    words: tuple[str, ...] = WORDS  # in the reader's language

    def rows(self) -> list[tuple[str, ...]]:
        """Return the table as texts: a header, then a row a program, a column a host."""
        hosts = list(dict.fromkeys(cell.host for cell in self.cells))
        words = dict(zip(WORDS, self.words, strict=True))
        found = {(cell.program, cell.host): words[cell.word] for cell in self.cells}
        programs = list(dict.fromkeys(cell.program for cell in self.cells))
        header = (words["program"], *("/".join(host) for host in hosts))
        return [header, *(("/".join(one), *(found[one, host] for host in hosts)) for one in programs)]

    def __str__(self) -> str:
        """Return the table as aligned text."""
        return align(self.rows())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        header, *rows = self.rows()
        return html(header, rows)


def compatibility(host: Platform, program: Platform) -> Compatibility:
    """Return how a host runs a program of another platform, found by running it with each runtime.

    >>> compatibility(("linux", "amd64"), ("windows", "amd64"))
    ... # doctest: +NORMALIZE_WHITESPACE
    Compatibility(host=('linux', 'amd64'), program=('windows', 'amd64'), containers=(),
                  machines=('qemu-kvm',), emulators=('qemu-tcg',))
    """
    works = [row for row in ROWS if _runs(host, program, row)]
    return Compatibility(
        host,
        program,
        tuple(row.name for row in works if row.kind == "container"),
        tuple(
            row.name for row in works if row.hypervisor and row.kind != "container" and row.hypervisor.native
        ),
        tuple(row.name for row in works if row.hypervisor and not row.hypervisor.native),
    )


def compatibility_matrix(
    hosts: Iterable[Platform] = tuple(product(("linux", "windows", "darwin"), ("amd64", "arm64"))),
    programs: Iterable[Platform] = tuple(product(SYSTEMS, ("amd64", "arm64"))),
    labels: Mapping[str, str] | None = None,
) -> Matrix:
    """Return every pair of hosts and programs; `labels` translates `WORDS`.

    Raises `UnknownLabelError` for another word.

    >>> programs = [("linux", "amd64"), ("windows", "amd64"), ("linux", "arm64")]
    >>> compatibility_matrix([("linux", "amd64")], programs)
    program        linux/amd64
    linux/amd64    container
    windows/amd64  virtual machine
    linux/arm64    emulation
    """
    hosts, labels = tuple(hosts), labels or {}
    for word in labels:
        if word not in WORDS:
            raise describe_unknown(UnknownLabelError, word, WORDS)
    cells = tuple(compatibility(host, program) for program in programs for host in hosts)
    return Matrix(cells, tuple(labels.get(word, word) for word in WORDS))


def _runs(host: Platform, program: Platform, row: Runtime) -> bool:
    try:
        Host("host", kernel=host[0], architecture=host[1]).run(_make_instance(program, row))
    except NotRunnableError:
        return False
    return True


def _make_instance(program: Platform, row: Runtime) -> Element:
    system, architecture = program
    if row.kind == "container":
        return Container("program", image=Image(os=system, architecture=architecture), runtime=row.name)
    return VirtualMachine("program", kernel=system, architecture=architecture, runtime=row.name)
