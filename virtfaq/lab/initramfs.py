"""Make the first file system of a guest: a cpio archive of programs and modules."""

import io
import lzma
import stat
import tarfile
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from virtfaq.errors import InvalidPackageError
from virtfaq.lab.shell import SESSION

_MODULES = {"overlay", "veth", "llc", "stp", "bridge", "dummy", "loop"}
_AR, _AR_HEADER_BYTES = b"!<arch>\n", 60


def read_package(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file of a Debian package. Raises InvalidPackageError."""
    try:
        data = _find_member(path.read_bytes(), "data.tar")
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive:
                if content := archive.extractfile(member) if member.isfile() else None:
                    yield member.name.removeprefix("./"), content.read()
    except (OSError, EOFError, tarfile.TarError, lzma.LZMAError, ValueError) as error:
        raise InvalidPackageError(f"{path} is no Debian package that can be read: {error}") from None


def _find_member(archive: bytes, name: str) -> bytes:
    """Return the member of an ar archive whose name begins so."""
    if not archive.startswith(_AR):
        raise ValueError("it is no ar archive")
    at = len(_AR)
    while at < len(archive):
        header = archive[at : at + _AR_HEADER_BYTES].decode("ascii")
        size = int(header[48:58])
        at += _AR_HEADER_BYTES
        if header.startswith(name) and at + size <= len(archive):
            return archive[at : at + size]
        at += size + size % 2
    raise ValueError(f"it has no {name}")


def pick_modules(found: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the modules that a guest has, by the place that each has in it, from files of a kernel by name.

    >>> pick_modules({"lib/modules/6.1/kernel/fs/overlay.ko": b"code", "lib/modules/6.1/x.ko": b""})
    {'modules/overlay.ko': b'code'}
    """
    picked: dict[str, bytes] = {}
    for path, content in found.items():
        name, _, ending = path.rpartition("/")[2].partition(".ko")
        if name in _MODULES and "/kernel/" in path and ending in ("", ".xz"):
            picked[f"modules/{name}.ko"] = lzma.decompress(content) if ending else content
    return dict(sorted(picked.items()))


def write_initramfs(programs: Mapping[str, bytes], modules: Mapping[str, bytes]) -> bytes:
    """Return the archive: programs by their place, `bin/busybox` among them, modules, what starts the guest.

    The same input gives the same bytes.
    """
    entries = {name: (content, 0o755) for name, content in programs.items()}
    entries |= {name: (content, 0o644) for name, content in modules.items()}
    entries["init"] = (files("virtfaq.lab").joinpath("init").read_bytes(), 0o755)
    entries["session"] = (SESSION.encode(), 0o755)
    folders = {parent for name in entries for parent in _list_parents(name)}
    archive = bytearray()
    for number, name in enumerate(sorted(folders | set(entries)), 1):
        content, mode = entries.get(name, (b"", 0))
        kind = stat.S_IFREG | mode if name in entries else stat.S_IFDIR | 0o755
        archive += _write_entry(number, name, kind, content)
    return bytes(archive + _write_entry(0, "TRAILER!!!", 0, b""))


def _list_parents(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _write_entry(number: int, name: str, mode: int, content: bytes) -> bytes:
    """Return an entry in the format `newc` of the kernel's buffer-format.rst."""
    path = name.encode() + b"\0"
    links = 2 if stat.S_ISDIR(mode) else 1
    fields = (number, mode, 0, 0, links, 0, len(content), 0, 0, 0, 0, len(path), 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields) + path
    return _pad(head) + _pad(content)


def _pad(data: bytes) -> bytes:
    """Return data with zeros up to the next word of four bytes."""
    return data + bytes(-len(data) % 4)
