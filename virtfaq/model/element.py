"""Define what hosts and instances have in common."""

from typing import ClassVar

from virtfaq.errors import NotRunnableError, quote
from virtfaq.model.images import Image
from virtfaq.model.kernels import Kernel


class Element:
    """A host, or an instance: a container, a pod or a virtual machine.

    The `runtime`, `kernel`, `network` and `architecture` of an instance, if not given, are None until
    something runs it.
    """

    __slots__ = ()
    kind: ClassVar[str]
    name: str
    kernel: Kernel | None
    architecture: str | None

    @property
    def page_sharing(self) -> bool:
        """True if it merges equal pages of memory, as a host's kernel may."""
        return False

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
        """The instances that it runs directly."""
        return ()

    def __repr__(self) -> str:
        """Return its name and its runtime."""
        details = [repr(self.name), *([f"runtime={self.runtime!r}"] if self.runtime else [])]
        inner = [f"instances={[instance.name for instance in self.instances]}"] if self.instances else []
        return f"{type(self).__name__}({', '.join(details + inner)})"


def check_name(name: str) -> str:
    """Return a name if it is a text of 1 to 253 characters without control characters."""
    if not isinstance(name, str) or not 0 < len(name) <= 253 or not name.isprintable():
        raise NotRunnableError(f"{quote(name)} is not a name; write 1 to 253 printable characters")
    return name
