"""Name kernels, operating systems and architectures, as the OCI image specification does."""

from dataclasses import dataclass

from virtfaq.errors import UnknownChoiceError, describe_unknown
from virtfaq.records import replace

SYSTEMS = ("linux", "windows", "darwin", "freebsd", "unikraft")
ARCHITECTURES = ("amd64", "arm64", "arm", "386", "ppc64le", "riscv64", "s390x")


@dataclass(frozen=True, slots=True, eq=False)
class Kernel:
    """A kernel: of a machine, or in user space. A running kernel equals itself alone.

    >>> Kernel("linux") == Kernel("linux")
    False
    """

    os: str = "linux"
    version: str | None = None
    machine: str | None = None
    user_space: bool = False

    def __post_init__(self) -> None:
        """Refuse an unknown operating system."""
        check_system(self.os)

    def __repr__(self) -> str:
        """Return the kernel as one would write it, with the machine that it runs.

        >>> Kernel("linux", version="6.12", machine="serveur")
        Kernel('linux', version='6.12', machine='serveur')
        """
        given = [name for name in ("version", "machine", "user_space") if getattr(self, name)]
        return f"Kernel({', '.join([repr(self.os), *(f'{name}={getattr(self, name)!r}' for name in given)])})"


def boot(kernel: Kernel | str, machine: str) -> Kernel:
    """Return the kernel that `machine` runs, booted from a description: each machine runs its own."""
    described = Kernel(kernel) if isinstance(kernel, str) else kernel
    return described if described.machine == machine else replace(described, machine=machine)


def check_system(os: str) -> str:
    """Return `os` if it is an operating system that has a kernel here.

    >>> check_system("Linux")
    Traceback (most recent call last):
        ...
    virtfaq.errors.UnknownChoiceError: unknown operating system 'Linux'; allowed: linux, windows, darwin, freebsd, unikraft
    """  # noqa: E501 -- a doctest shows the message on its one line
    return _require_known("operating system", os, SYSTEMS)


def check_architecture(architecture: str) -> str:
    """Return `architecture` if it is one that OCI names.

    >>> check_architecture("amd64")
    'amd64'
    """
    return _require_known("architecture", architecture, ARCHITECTURES)


def _require_known(what: str, name: str, allowed: tuple[str, ...]) -> str:
    if name not in allowed:
        raise describe_unknown(UnknownChoiceError, name, allowed, what)
    return name
