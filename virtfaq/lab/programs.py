"""Find what a guest is made of: a kernel, its modules, and static programs."""

import os
import platform
import shutil
import struct
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from virtfaq.errors import InvalidPackageError
from virtfaq.lab.filtering import LAUNCHER, make_launcher
from virtfaq.lab.initramfs import pick_modules, read_package
from virtfaq.lab.outcome import UnavailableError

# The `unshare` of busybox knows neither control groups nor time, its `setpriv` no bounding set, and its shell
# looks for no others.
_PREFERRED = {
    "unshare": "usr/local/bin/unshare",
    "setpriv": "usr/local/bin/setpriv",
    "dash": "usr/local/bin/sh",
}
_INTERPRETER = 3  # PT_INTERP of elf(5): a program with it is dynamic


@dataclass(frozen=True)
class Kernel:
    """A kernel to start: a file of /boot, whose modules are in /lib/modules, or a Debian package of both."""

    path: Path

    @cached_property
    def _files(self) -> dict[str, bytes]:
        if self.path.suffix == ".deb":
            return dict(read_package(self.path))
        folder = Path("/lib/modules") / self.path.name.partition("-")[2] / "kernel"
        places = [*folder.rglob("*.ko"), *folder.rglob("*.ko.xz")]
        return {str(place).lstrip("/"): place.read_bytes() for place in places}

    @cached_property
    def image(self) -> bytes:
        """Return what the hypervisor starts. Raises UnavailableError."""
        if self.path.suffix != ".deb":
            return self.path.read_bytes()
        images = (content for name, content in self._files.items() if name.startswith("boot/vmlinuz-"))
        if image := next(images, None):
            return image
        raise UnavailableError(f"{self.path} has no kernel")

    @cached_property
    def modules(self) -> Mapping[str, bytes]:
        """Return the modules that a guest loads, by their place in it."""
        return pick_modules(self._files)


def find_kernels(given: Sequence[Path] = ()) -> list[Kernel]:
    """Return the kernels to start: those given, or those of /boot that may be read, the newest first.

    Raises InvalidPackageError for a file that is not there.
    """
    for path in given:
        if not path.is_file():
            raise InvalidPackageError(f"{path}: there is no such file; give a vmlinuz, or a Debian package")
    if given:
        return [Kernel(path) for path in given]
    found = sorted(Path("/boot").glob("vmlinuz-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [Kernel(path) for path in found if os.access(path, os.R_OK)]


def find_programs() -> dict[str, bytes]:
    """Return the programs of a guest by their place in it: busybox, and what it has not, or not as well.

    Raises UnavailableError.
    """
    busybox = shutil.which("busybox")
    if not busybox or not is_static(Path(busybox)):
        raise UnavailableError("no static busybox was found (Debian: apt-get install busybox-static)")
    programs = {"bin/busybox": Path(busybox).read_bytes(), LAUNCHER: make_launcher()}
    for name, place in _PREFERRED.items():
        if found := shutil.which(name, path="/usr/bin:/bin"):
            programs[place] = Path(found).read_bytes()
            programs |= {str(path).lstrip("/"): path.read_bytes() for path in _list_libraries(found)}
    return programs


def is_static(path: Path) -> bool:
    """Tell whether a program of 64 bits needs no other file to start."""
    data = path.read_bytes()
    if platform.machine() not in ("x86_64", "aarch64") or data[:5] != b"\x7fELF\x02":
        return False
    (start,) = struct.unpack_from("<Q", data, 0x20)
    size, count = struct.unpack_from("<HH", data, 0x36)
    return all(struct.unpack_from("<I", data, start + size * n)[0] != _INTERPRETER for n in range(count))


def _list_libraries(program: str) -> list[Path]:
    """Return the libraries of a program, its loader too."""
    told = subprocess.run(["ldd", program], capture_output=True, text=True, check=False).stdout
    words = (word for row in told.splitlines() for word in row.split())
    return [Path(word) for word in words if word.startswith("/")]
