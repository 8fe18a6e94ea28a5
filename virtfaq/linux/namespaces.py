"""Name the namespaces of Linux: their types, what each isolates, and what none isolates.

Sources: namespaces(7), user_namespaces(7), pid_namespaces(7) and time_namespaces(7) of Linux man-pages 6.03.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from virtfaq import evidence
from virtfaq.errors import ProcessError, UnknownChoiceError, describe_unknown, quote

OVERFLOW_UID = 65534  # user_namespaces(7), « Unmapped user and group IDs »
# Below the initial one, as Linux 6.1 and 6.12 count: MAX_PID_NS_LEVEL of include/linux/pid_namespace.h, and
# the level that create_user_ns() of kernel/user_namespace.c refuses. The manual says 32 of both.
MOST_LEVELS = {"pid": 32, "user": 33}
UidMap = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class NamespaceType:
    """A type of namespace: its name in /proc/PID/ns, its flag for clone(2) and setns(2), what it isolates."""

    name: str
    flag: str
    isolates: str

    @property
    def since(self) -> str:
        """The first version of Linux that has it.

        >>> NAMESPACE_TYPES["mnt"].since, NAMESPACE_TYPES["time"].since
        ('2.4.19', '5.6')
        """
        return str(evidence.get(f"ns.{self.name}").value)


NAMESPACE_TYPES: Mapping[str, NamespaceType] = {
    name: NamespaceType(name, f"CLONE_NEW{flag}", isolates)
    for name, flag, isolates in (
        ("mnt", "NS", "mount points"),
        ("uts", "UTS", "host name and NIS domain name"),
        ("ipc", "IPC", "System V IPC, POSIX message queues"),
        ("pid", "PID", "process IDs"),
        ("net", "NET", "network devices, stacks, ports"),
        ("user", "USER", "user and group IDs"),
        ("cgroup", "CGROUP", "cgroup root directory"),
        ("time", "TIME", "boot and monotonic clocks"),
    )
}


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that processes read or change, and the type of namespace that isolates it, if one does.

    `fresh` is what a new namespace holds, None for a copy of its parent's. A `settled` one is set when a
    namespace is made, and never changes; to change a `free` one takes no privilege.
    """

    namespace: str | None
    initial: Any
    fresh: Any = None
    settled: bool = False
    free: bool = False


RESOURCES: Mapping[str, Resource] = {
    "hostname": Resource("uts", "host"),
    "mounts": Resource("mnt", ("/",)),
    "network devices": Resource("net", ("lo", "eth0"), fresh=("lo",)),
    "message queues": Resource("ipc", (), fresh=(), free=True),
    "cgroup root": Resource("cgroup", "/", settled=True),
    "boot clock offset": Resource("time", 0, settled=True),
    "time of day": Resource(None, "12:00"),
    "kernel modules": Resource(None, ()),
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Namespace:
    """One namespace; `number` counts those of its type on a machine, from the initial one, 1.

    `parent` is that of the process that made it; `owner` the user namespace whose administrator rules over
    what it isolates, None for the initial user namespace; `uid_map` is the line of /proc/PID/uid_map: first
    user ID inside, first user ID in the parent, how many; `maker_uid` the user who made a user namespace, as
    the initial one knows it.
    """

    type: str
    number: int
    parent: "Namespace | None" = None
    owner: "Namespace | None" = None
    uid_map: UidMap | None = None
    maker_uid: int = 0
    values: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return its type and its number.

        >>> Namespace("pid", 2)
        pid:2
        """
        return f"{self.type}:{self.number}"

    def lineage(self) -> "Iterator[Namespace]":
        """Yield it, its parent, and so on to the initial one."""
        namespace: Namespace | None = self
        while namespace:
            yield namespace
            namespace = namespace.parent

    def initial_uid(self, uid: int) -> int:
        """Return the ID, in the initial user namespace, of the user `uid` of this one."""
        if self.parent is None or self.uid_map is None:
            return uid
        inside, outside, length = self.uid_map
        if not inside <= uid < inside + length:
            raise ProcessError(f"{self!r} maps no user ID {uid}; it has {inside} to {inside + length - 1}")
        return self.parent.initial_uid(uid - inside + outside)

    def local_uid(self, initial_uid: int) -> int:
        """Return the ID, in this user namespace, of a user of the initial one; 65534 if it maps none."""
        if self.parent is None or self.uid_map is None:
            return initial_uid
        inside, outside, length = self.uid_map
        uid = self.parent.local_uid(initial_uid) - outside
        return uid + inside if 0 <= uid < length else OVERFLOW_UID


def check_types(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of types, each once; raise `UnknownChoiceError` for one that is no type.

    >>> check_types(["network"])
    Traceback (most recent call last):
        ...
    virtfaq.errors.UnknownChoiceError: unknown type of namespace 'network'; allowed: mnt, uts, ipc, pid, net, user, cgroup, time
    """  # noqa: E501 -- a doctest shows the message on its one line
    given = (names,) if isinstance(names, str) else tuple(dict.fromkeys(names))
    for name in given:
        if name not in NAMESPACE_TYPES:
            raise describe_unknown(UnknownChoiceError, name, NAMESPACE_TYPES, "type of namespace")
    return given


def find_resource(name: str) -> Resource:
    """Return the resource of this name.

    >>> find_resource("time of day").namespace is None
    True
    """
    if name not in RESOURCES:
        raise describe_unknown(UnknownChoiceError, name, RESOURCES, "resource")
    return RESOURCES[name]


def check_uid_map(value: UidMap) -> UidMap:
    """Return a map of user IDs if it is three whole numbers, the last above 0."""
    if len(value) != 3 or not all(type(number) is int and number >= 0 for number in value) or not value[2]:
        raise ProcessError(f"{quote(value)} maps no user IDs; give (first inside, first outside, how many)")
    return value
