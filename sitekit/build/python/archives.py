"""Read files from archives and write them to archives, whose bytes depend on names and contents alone."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import deflate

from sitekit.files import write

TWIN = ".gz"
_BEST = 12  # of libdeflate: a twentieth less than gzip -9, in as much time
Files = Mapping[str, bytes]


def digest(files: Files) -> str:
    """Return a short text that stands for these files in the name of what is made of them.

    >>> digest({"a": b"1", "b": b"2"}) == digest({"b": b"2", "a": b"1"})
    True
    >>> digest({"a": b"1", "b": b"2"}) == digest({"a": b"1b", "": b"2"})
    False
    """
    sums = hashlib.sha256()
    for name in sorted(files):
        sums.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return sums.hexdigest()[:16]


def unpack(path: Path) -> dict[str, bytes]:
    """Return the files of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def pack(path: Path, files: Files) -> None:
    """Write a zip.

    It is stored: a server's compression then sees all files at once, and those of a kind stand together.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files, key=lambda name: (PurePosixPath(name).suffix, name)):
            archive.writestr(zipfile.ZipInfo(name), files[name])
    write(path, packed.getvalue())


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def spread(folder: Path, files: Files) -> None:
    """Write files below a folder."""
    for name, data in files.items():
        write(folder / name, data)


def make_twins(files: Files) -> dict[str, bytes]:
    """Return the same files packed by gzip, for hosts that do not compress what they send.

    >>> [(name, data[:2]) for name, data in make_twins({"a.zip": b"1" * 99}).items()]
    [('a.zip.gz', b'\\x1f\\x8b')]
    """
    return {name + TWIN: bytes(deflate.gzip_compress(data, _BEST)) for name, data in files.items()}
