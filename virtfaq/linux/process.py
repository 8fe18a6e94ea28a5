"""Hold a process of Linux, in one namespace of each type: what it sees, and what it may do.

An administrator of a user namespace is its user 0, or the user outside it who made it. Here both keep all
their capabilities; container runtimes take some away. Sources: those of `namespaces`, and setns(2).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from virtfaq.errors import NotPermittedError
from virtfaq.linux.namespaces import Namespace


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Process:
    """A process: its namespaces by type, and its process ID in each nested PID namespace, outermost first.

    `initial_uid` is its user as the initial user namespace knows it.
    """

    name: str
    initial_uid: int
    namespaces: Mapping[str, Namespace]
    pids: tuple[int, ...]

    @property
    def pid(self) -> int:
        """Its ID in its own PID namespace: what getpid(2) tells it."""
        return self.pids[-1]

    @property
    def uid(self) -> int:
        """Its user ID in its own user namespace: what getuid(2) tells it."""
        return self.namespaces["user"].local_uid(self.initial_uid)

    def sees(self, other: "Process") -> bool:
        """Tell whether the other is in its PID namespace, or in one nested in that."""
        return self.namespaces["pid"] in other.namespaces["pid"].lineage()

    def rules(self, namespace: Namespace) -> bool:
        """Tell whether it is administrator of this user namespace.

        User 0 of that namespace or of one around it is; so is, outside, the user who made one of these.
        """
        own, levels = self.namespaces["user"], [*namespace.lineage()]
        made = any(level.parent is own and level.maker_uid == self.initial_uid for level in levels)
        return made or (self.uid == 0 and own in levels)

    def enter(self, target: Namespace) -> Namespace:
        """Return the namespace if a child of this process may enter it; processes never go up."""
        if target is self.namespaces[target.type]:
            return target
        if target.type == "pid" and self.namespaces["pid"] not in target.lineage():
            raise NotPermittedError(
                f"{self.name!r} may enter PID namespaces nested in its own, not {target!r}"
            )
        if not self.rules(target if target.type == "user" else target.owner or target):
            raise NotPermittedError(
                f"{self.name!r} may not enter {target!r}: it is not administrator of what owns that"
            )
        return target

    def become(self, uid: int | None, users: Namespace) -> int:
        """Return the user of a child in this user namespace, as the initial one knows it."""
        stays = users is self.namespaces["user"]
        usual = self.initial_uid if stays else users.initial_uid(0)
        asked = usual if uid is None else users.initial_uid(uid)
        if asked != usual and stays and not self.rules(users):
            raise NotPermittedError(f"{self.name!r} may not become user {uid}: it is not administrator")
        return asked

    def __repr__(self) -> str:
        """Return its name and its IDs.

        >>> Process("nginx", 0, {}, (4242, 1))
        Process('nginx', pids=(4242, 1))
        """
        return f"Process({self.name!r}, pids={self.pids})"
