"""Set two instances side by side, as a table in the reader's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from virtfaq.comparison.properties import COPIES, PROPERTIES, Side, Words
from virtfaq.errors import UnknownLabelError, describe_unknown
from virtfaq.hosts.instances import Container, Host, Image, VirtualMachine
from virtfaq.model import runtime_table
from virtfaq.model.element import Element
from virtfaq.records import replace
from virtfaq.tables import align, html

HEADING, MEASURED_IN = "property", "measured in"
WORDS = (
    HEADING,
    MEASURED_IN,
    *PROPERTIES,
    *("yes", "no", "in user space"),
    *dict.fromkeys(row.boundary for row in runtime_table.ROWS),
    *("GB", "MB", "kB", "B", "s", "ms", "µs"),
    ".",
)


class Row(NamedTuple):
    """One property of both instances, in the reader's words.

    What was measured has the year of the study and the keys of its measurements.
    """

    name: str
    a: str
    b: str
    years: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """A table of two instances: `header` and `rows` hold the words that are shown.

    Its text is aligned in columns; notebooks show it as an HTML table.
    """

    header: Words
    rows: tuple[Row, ...]

    def __str__(self) -> str:
        """Return the table as aligned text."""
        return self.text()

    __repr__ = __str__

    def text(self, width: int | None = None) -> str:
        """Return the table as aligned text, wrapped to `width` columns if it is given."""
        return align([self.header, *(row[:4] for row in self.rows)], width)

    def html(self, caption: str = "") -> str:
        """Return the table as HTML; each row names its measurements in `data-measurements`."""
        return html(
            self.header, [row[:4] for row in self.rows], caption, [" ".join(row.keys) for row in self.rows]
        )

    def _repr_html_(self) -> str:
        return self.html()


def compare(a: Element | str, b: Element | str, labels: Mapping[str, str] | None = None) -> Comparison:
    """Run three copies of each instance, each kind on a host of its own, and tabulate what comes out.

    `a` and `b` are instances, or names of runtimes. `labels` translates words of the table (`WORDS`) to the
    reader's language; one that the table never uses raises `UnknownLabelError`. A measured row is from one
    machine of one study that measured both, with its year, and is left out where none did.

    >>> print(compare(Container("container"), VirtualMachine("VM")))
    property                                   container     VM                measured in
    own kernel                                 no            yes
    kernels for 3 instances                    1             4
    boundary                                   system calls  virtual hardware
    instances lost if its kernel stops (of 3)  3             1
    another system than the host's             no            yes
    hops to the wire                           7             6
    kernels on the path                        1             2
    added latency                              17.4 µs       45.6 µs           2014
    CPU efficiency                             1.00          0.448–0.977       2014
    start-up                                   200 ms        0.540–2.00 s      2017
    memory per instance                        5.00 MB       27–114 MB         2017
    100 MiB apps in 64 GiB                     625           313–521           2017
    """
    words = dict(labels or {})
    for word in words:
        if word not in WORDS:
            raise describe_unknown(UnknownLabelError, word, WORDS)
    sides = _make_side(a), _make_side(b)
    rows = []
    for name, cells in PROPERTIES.items():
        pair = cells(*sides)
        if pair is None:
            continue
        left, right = pair
        years = "–".join(map(str, dict.fromkeys(left.years)))
        shown = (_translate(left.words, words), _translate(right.words, words))
        rows.append(Row(words.get(name, name), *shown, years, tuple(dict.fromkeys(left.keys + right.keys))))
    names = (side.instance.name for side in sides)
    header = words.get(HEADING, HEADING), *names, words.get(MEASURED_IN, MEASURED_IN)
    return Comparison(header, tuple(rows))


def _make_side(instance: Element | str) -> Side:
    if isinstance(instance, str):
        instance = make_instance(instance)
    row = instance.runtime and runtime_table.runtime(instance.runtime)
    host = Host("host", kernel=(row and row.host_os) or "linux").run(
        *(_copy(instance, number) for number in range(1, COPIES + 1))
    )
    return Side(instance, runtime_table.runtime(host.instances[0].runtime or ""), host)


def make_instance(
    runtime: str, name: str | None = None, *, network: str | None = None
) -> Container | VirtualMachine:
    """Return a container or a virtual machine that this runtime runs, named after it unless `name` is given.

    >>> make_instance("kata"), make_instance("firecracker", "vm1")
    (Container('kata', runtime='kata'), VirtualMachine('vm1', runtime='firecracker'))
    """
    row = runtime_table.runtime(runtime)
    if row.kind == "container":
        image = Image(os=row.systems[0])
        return Container(runtime if name is None else name, image=image, runtime=runtime, network=network)
    return VirtualMachine(runtime if name is None else name, runtime=runtime, network=network)


def _copy(instance: Element, number: int) -> Element:
    name, kernel = f"{instance.name} {number}", instance.kernel
    if kernel is not None and kernel.machine == instance.name:
        kernel = replace(kernel, machine=name)
    copy = replace(instance, name=name, kernel=kernel)
    if not instance.instances:
        return copy
    return replace(copy, instances=tuple(_copy(inner, number) for inner in instance.instances))


def _translate(words: Words, labels: Mapping[str, str]) -> str:
    point = labels.get(".", ".")
    return " ".join(labels.get(word, word.replace(".", point)) for word in words)
