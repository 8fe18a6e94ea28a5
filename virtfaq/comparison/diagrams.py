"""Draw nested boxes from the model: stacks of a host, paths of packets, processes in namespaces.

A terminal shows a diagram as a tree, a page as nested lists, which a screen reader reads in the same order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from virtfaq.errors import UnknownLabelError, VirtfaqError, describe_unknown, quote

if TYPE_CHECKING:
    from virtfaq.linux.namespaces import Namespace
    from virtfaq.linux.process_table import ProcessTable
    from virtfaq.model.element import Element
    from virtfaq.network.paths import Path

WORDS = (
    "host",
    "virtual machine",
    "container",
    "pod",
    "kernel",
    "user-space kernel",
    "hardware",
    "namespaces",
    "IP stack",
    "bridge",
    "NIC",
    "NAT",
)


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its text, what kind of thing it stands for, and the boxes in it."""

    text: str
    kind: str
    boxes: tuple["Box", ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Diagram:
    """Boxes in boxes; `ordered` tells that their order is that in which something passes through them."""

    boxes: tuple[Box, ...]
    ordered: bool = False

    def __str__(self) -> str:
        """Return the boxes as a tree of lines."""
        return "\n".join(line for box in self.boxes for line in (box.text, *_draw_lines(box)))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f'<div class="diagram">{_draw_list(self.boxes, "ol" if self.ordered else "ul")}</div>'


def diagram(subject: "Element | Path | ProcessTable", labels: Mapping[str, str] | None = None) -> Diagram:
    """Return the diagram of a host and all that it runs, of the path of a packet, or of processes.

    `labels` translates `WORDS`; another word raises `UnknownLabelError`.

    >>> from virtfaq import Container, Host, VirtualMachine
    >>> host = Host("serveur").run(Container("web"), VirtualMachine("vm1").run(Container("db")))
    >>> diagram(host)
    serveur (host)
    └─ linux (kernel)
       ├─ web (container, runc)
       └─ vm1 (virtual machine, qemu-kvm)
          └─ linux (kernel)
             └─ db (container, runc)
    >>> diagram(host.path("vm1"))
    linux, vm1 (kernel)
    ├─ IP stack
    └─ virtio-net
    linux, serveur (kernel)
    ├─ vhost-net
    ├─ tap
    ├─ bridge
    └─ NIC

    Processes stand in the namespaces that are not the initial ones, nested as their PID namespaces are, with
    their process IDs, outermost first.

    >>> from virtfaq import ProcessTable
    >>> table = ProcessTable("serveur", last_pid=4241)
    >>> web = table.spawn("nginx", new=["pid", "net"])
    >>> diagram(table)
    linux, serveur (kernel)
    ├─ init, PID 1
    └─ pid:2, net:2 (namespaces)
       └─ nginx, PID 4242 → 1
    """
    from virtfaq.linux.process_table import ProcessTable
    from virtfaq.model.element import Element
    from virtfaq.network.paths import Path

    labels = labels or {}
    for word in labels:
        if word not in WORDS:
            raise describe_unknown(UnknownLabelError, word, WORDS)
    if isinstance(subject, Path):
        return Diagram(tuple(_draw_path(subject, labels)), ordered=True)
    if isinstance(subject, Element):
        return Diagram((_draw_stack(subject, None, labels),))
    if isinstance(subject, ProcessTable):
        return Diagram((_draw_processes(subject, labels),))
    raise VirtfaqError(f"no diagram of {quote(subject)}; give a host, an instance, a path or processes")


def _draw_stack(element: "Element", outside: object, labels: Mapping[str, str]) -> Box:
    """Return an instance, with its own kernel and what runs on that; `outside` is the kernel around."""
    inner = tuple(_draw_stack(instance, element.kernel or outside, labels) for instance in element.instances)
    kernel = element.kernel
    if kernel is not None and kernel is not outside:
        kind = "user-space kernel" if kernel.user_space else "kernel"
        inner = (Box(f"{kernel.os} ({labels.get(kind, kind)})", kind, inner),)
    details = ", ".join(filter(None, (labels.get(element.kind, element.kind), element.runtime)))
    return Box(f"{element.name} ({details})", element.kind, inner)


def _draw_path(path: "Path", labels: Mapping[str, str]) -> Iterator[Box]:
    """Yield the devices of a path, in a box for each kernel that runs them; hardware has its own box."""
    for (kernel, hardware), hops in groupby(path.hops, lambda hop: (hop.kernel, hop.hardware)):
        kind = "hardware" if hardware else "kernel"
        name = ", ".join(filter(None, ("" if hardware else kernel.os, kernel.machine)))
        devices = tuple(Box(labels.get(hop.device, hop.device), "device") for hop in hops)
        yield Box(f"{name} ({labels.get(kind, kind)})", kind, devices)


def _draw_processes(table: "ProcessTable", labels: Mapping[str, str]) -> Box:
    """Return the processes of a kernel, in a box for each set of namespaces but the initial ones."""
    groups: dict[tuple[Namespace, ...], list[Box]] = {}
    for process in table.list_visible(table.init):
        pids = " → ".join(map(str, process.pids))
        boxes = groups.setdefault(tuple(process.namespaces.values()), [])
        boxes.append(Box(f"{process.name}, PID {pids}", "process"))
    initial, *others = groups
    first = {_find_pid_namespace(spaces): spaces for spaces in reversed(groups)}

    def find_parent(spaces: "tuple[Namespace, ...]") -> "tuple[Namespace, ...]":
        own = _find_pid_namespace(spaces)
        return first[own] if first[own] != spaces else first[own.parent or own]

    def nest(spaces: "tuple[Namespace, ...]") -> tuple[Box, ...]:
        nested = (
            Box(_format_names(one, labels), "namespaces", nest(one))
            for one in others
            if find_parent(one) == spaces
        )
        return (*groups[spaces], *nested)

    return Box(f"linux, {table.machine} ({labels.get('kernel', 'kernel')})", "kernel", nest(initial))


def _find_pid_namespace(spaces: "tuple[Namespace, ...]") -> "Namespace":
    return next(space for space in spaces if space.type == "pid")


def _format_names(spaces: "tuple[Namespace, ...]", labels: Mapping[str, str]) -> str:
    names = ", ".join(repr(space) for space in spaces if space.parent)
    return f"{names} ({labels.get('namespaces', 'namespaces')})"


def _draw_lines(box: Box) -> Iterator[str]:
    for inner in box.boxes:
        last = inner is box.boxes[-1]
        yield ("└─ " if last else "├─ ") + inner.text
        for line in _draw_lines(inner):
            yield ("   " if last else "│  ") + line


def _draw_list(boxes: tuple[Box, ...], tag: str) -> str:
    from html import escape

    items = (
        f'<li data-kind="{box.kind}">{escape(box.text)}{_draw_list(box.boxes, tag) if box.boxes else ""}</li>'
        for box in boxes
    )
    return f"<{tag}>{''.join(items)}</{tag}>"
