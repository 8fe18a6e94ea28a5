"""Run the processes of one Linux kernel: they start, see each other, change what they share, and end.

As in Linux, a container is no object of its own: it is the processes in certain namespaces. A runtime starts
them so, by the `namespaces` of its configuration (OCI Runtime Specification, config-linux.md).
"""

import math
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any, NamedTuple

from virtfaq.errors import NestingError, NotPermittedError, ProcessError, quote
from virtfaq.linux.namespaces import (
    MOST_LEVELS,
    NAMESPACE_TYPES,
    RESOURCES,
    Namespace,
    UidMap,
    check_types,
    check_uid_map,
    find_resource,
)
from virtfaq.linux.process import Process
from virtfaq.model.element import check_name


class Listed(NamedTuple):
    """A process as another sees it."""

    pid: int
    uid: int
    name: str


class ProcessTable:
    """All processes of one kernel; the first one, `init`, is in the initial namespaces.

    `last_pid` is the last process ID given, as in /proc/sys/kernel/ns_last_pid.

    >>> table = ProcessTable("serveur", last_pid=4241)
    >>> web = table.spawn("nginx", new=["pid", "mnt", "net"])
    >>> web.pids
    (4242, 1)
    >>> table.ps(web)
    (Listed(pid=1, uid=0, name='nginx'),)
    >>> [process.name for process in table.list_visible(table.init)]
    ['init', 'nginx']
    """

    __slots__ = ("_next_number", "_next_pid", "_processes", "init", "machine")

    def __init__(self, machine: str = "host", *, last_pid: int = 1) -> None:
        self.machine = check_name(machine)
        self._next_number = {name: count(2) for name in NAMESPACE_TYPES}
        user = Namespace("user", 1)
        initial = {name: Namespace(name, 1, owner=user) for name in NAMESPACE_TYPES} | {"user": user}
        for name, resource in RESOURCES.items():
            initial[resource.namespace or "user"].values[name] = resource.initial
        initial["uts"].values["hostname"] = machine
        self.init = Process("init", 0, initial, (1,))
        self._processes = [self.init]
        self._next_pid = {initial["pid"]: count(max(last_pid, 1) + 1)}

    def spawn(
        self,
        name: str,
        *,
        by: Process | None = None,
        new: Iterable[str] = (),
        join: Iterable[str] = (),
        of: Process | None = None,
        uid: int | None = None,
        uid_map: UidMap | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> Process:
        """Start a process as a child of `by`, or of `init` if None.

        It gets new namespaces of the types `new`, as by clone(2), enters those of the process `of` of the
        types `join`, as by setns(2), and inherits the others. `uid` is its user ID inside. `uid_map` is the
        map of a new user namespace; if None, user 0 is the user of `by`. `values` is what new namespaces hold
        at first.
        Raises `NotPermittedError` where Linux would refuse, `ProcessError` where the request makes no sense.

        >>> table = ProcessTable()
        >>> me = table.spawn("shell", uid=1000)
        >>> root = table.spawn("shell", by=me, new=["user", "pid"])
        >>> root.uid, root.initial_uid
        (0, 1000)
        """
        by, made, entered = self._require_alive(by or self.init), check_types(new), check_types(join)
        if set(made) & set(entered) or bool(entered) != bool(of) or (uid_map and "user" not in made):
            raise ProcessError(
                f"{name!r}: give a type to `new`, or to `join` with `of`; `uid_map` only with a new user"
            )
        spaces = dict(by.namespaces)
        for kind in entered:
            spaces[kind] = by.enter(self._require_alive(of or self.init).namespaces[kind])
        for kind in sorted(made, key=lambda kind: kind != "user"):  # it owns the others
            spaces[kind] = self._make_namespace(kind, by, spaces, uid_map)
        _fill(name, spaces, made, values or {})
        process = Process(
            check_name(name), by.become(uid, spaces["user"]), spaces, self._take_numbers(spaces["pid"])
        )
        self._processes.append(process)
        return process

    def list_visible(self, process: Process) -> tuple[Process, ...]:
        """Return the processes that this one sees, itself among them, oldest first."""
        self._require_alive(process)
        return tuple(other for other in self._processes if process.sees(other))

    def ps(self, process: Process) -> tuple[Listed, ...]:
        """Return the processes that this one sees, with the IDs that they have for it.

        It reads a /proc mounted in its own PID namespace, as runtimes mount one; before that, Linux shows it
        the /proc of the process that started it.
        """
        level, users = len(process.pids) - 1, process.namespaces["user"]
        return tuple(
            Listed(other.pids[level], users.local_uid(other.initial_uid), other.name)
            for other in self.list_visible(process)
        )

    def read(self, process: Process, resource: str) -> Any:
        """Return what a process finds in a resource, one of `namespaces.RESOURCES`.

        >>> ProcessTable("serveur").read(ProcessTable("serveur").init, "hostname")
        'serveur'
        """
        return _find_holder(process, resource).values[resource]

    def change(self, process: Process, resource: str, value: Any) -> None:
        """Let a process change a resource; all who are in the same namespace of its type find the new value.

        Raises `NotPermittedError` if the process is no administrator of the user namespace that owns this
        namespace; for what no type isolates, that is the initial user namespace.
        """
        row, holder = find_resource(resource), _find_holder(self._require_alive(process), resource)
        if row.settled:
            raise NotPermittedError(
                f"the {resource} of a namespace is set when it is made; give `values` to spawn"
            )
        owner = holder.owner or holder
        if not row.free and not process.rules(owner):
            raise NotPermittedError(
                f"{process.name!r} may not change the {resource}: it is not administrator of {owner!r}"
            )
        holder.values[resource] = value

    def kill(self, process: Process) -> None:
        """End a process, and, if it is the first of a PID namespace, all others in that or nested in it."""
        ended = self.list_visible(process) if process.pid == 1 else (process,)
        if self._require_alive(process) is self.init:
            raise ProcessError("the first process of a machine does not end while its kernel runs")
        self._processes = [other for other in self._processes if other not in ended]

    def _require_alive(self, process: Process) -> Process:
        if process not in self._processes:
            raise ProcessError(f"{quote(process)} is no process of {self.machine!r}, or has ended")
        return process

    def _make_namespace(
        self, kind: str, by: Process, spaces: Mapping[str, Namespace], uid_map: UidMap | None
    ) -> Namespace:
        """Return a new namespace; a process that is no administrator needs a new user namespace first."""
        parent = spaces[kind]
        if len([*parent.lineage()]) > (most := MOST_LEVELS.get(kind, math.inf)):
            raise NestingError(f"{kind} namespaces nest {most} deep, no deeper: ENOSPC")
        if kind == "user":
            mapped = check_uid_map(uid_map) if uid_map else (0, by.uid, 1)
            if mapped[1:] != (by.uid, 1) and not by.rules(parent):
                raise NotPermittedError(f"{by.name!r} may map its own user ID {by.uid} alone; see uid_map")
            number = next(self._next_number[kind])
            return Namespace(kind, number, parent, parent, mapped, by.initial_uid)
        owner = spaces["user"]
        if owner is by.namespaces["user"] and not by.rules(owner):
            raise NotPermittedError(f'{by.name!r} may not make a {kind} namespace; add "user" to `new`')
        namespace = Namespace(kind, next(self._next_number[kind]), parent, owner)
        for name, row in RESOURCES.items():
            if row.namespace == kind:
                namespace.values[name] = parent.values[name] if row.fresh is None else row.fresh
        return namespace

    def _take_numbers(self, innermost: Namespace) -> tuple[int, ...]:
        """Return the next process ID of a PID namespace and of each around it, outermost first."""
        levels = reversed([*innermost.lineage()])
        return tuple(next(self._next_pid.setdefault(level, count(1))) for level in levels)


def _fill(
    name: str, spaces: Mapping[str, Namespace], made: tuple[str, ...], values: Mapping[str, Any]
) -> None:
    for resource, value in values.items():
        if (kind := find_resource(resource).namespace) not in made:
            wanted = f"add {kind!r} to `new`" if kind else "no type of namespace does"
            raise ProcessError(f"{name!r} has no new namespace that holds the {resource}; {wanted}")
        spaces[kind].values[resource] = value


def _find_holder(process: Process, resource: str) -> Namespace:
    """Return the namespace in which a process finds a resource: the initial one if no type isolates it."""
    kind = find_resource(resource).namespace
    return process.namespaces[kind] if kind else [*process.namespaces["user"].lineage()][-1]
