"""What hosts and instances have in common, and what it is to run an instance in a place."""

from typing import ClassVar, Self

from . import tree
from .errors import NotRunnableError, shown
from .images import Image
from .kernels import Kernel
from .placement import placed
from .records import changed


class Element:
    """A host, or an instance: a container, a pod or a virtual machine.

    What was not given of the `runtime`, `kernel`, `network` and `architecture` of an instance is None until
    something runs it.
    """

    __slots__ = ()
    kind: ClassVar[str]
    name: str
    kernel: Kernel | None
    architecture: str | None

    @property
    def runtime(self) -> str | None:
        """The name of what runs it."""
        return None

    @property
    def network(self) -> str | None:
        """Its network mode."""
        return None

    @property
    def image(self) -> Image | None:
        """The image of a container."""
        return None

    @property
    def instances(self) -> "tuple[Element, ...]":
        """What it runs directly."""
        return ()

    def __repr__(self) -> str:
        """Return its name and its runtime."""
        details = [repr(self.name), *([f"runtime={self.runtime!r}"] if self.runtime else [])]
        inner = [f"instances={[instance.name for instance in self.instances]}"] if self.instances else []
        return f"{type(self).__name__}({', '.join(details + inner)})"


class Place(Element):
    """A host, a virtual machine or a pod: what can run instances."""

    __slots__ = ()

    def run(self, *instances: Element) -> Self:
        """Return a place like this one that runs these instances too.

        Raises `NotRunnableError` (`IncompatibleKernelError` and others) if one of them cannot run here, and
        `DuplicateNameError` if two things would have one name.

        >>> from virtfaq import Container, VirtualMachine
        >>> VirtualMachine("vm1").run(Container("web"), Container("db"))
        VirtualMachine('vm1', instances=['web', 'db'])
        """
        for instance in instances:
            if not isinstance(instance, Element) or instance.kind == "host":
                raise NotRunnableError(
                    f"run() takes containers, pods and virtual machines, not {shown(instance)}"
                )
        more = tuple(placed(self, instance) for instance in instances)
        place = changed(self, instances=self.instances + more)
        tree.check_names(place)
        return place


def named(name: str) -> str:
    """Return a name if it is a text of 1 to 253 characters without control characters."""
    if not isinstance(name, str) or not 0 < len(name) <= 253 or not name.isprintable():
        raise NotRunnableError(f"{shown(name)} is not a name; write 1 to 253 printable characters")
    return name
