"""The archive of a guest holds what it is given, and a package that is none is named."""

from __future__ import annotations

import io
import lzma
import shutil
import subprocess
import tarfile

import pytest

from tests.support.needs import skip_or_fail
from virtfaq.errors import InvalidPackageError
from virtfaq.lab.initramfs import pick_modules, read_package, write_initramfs

PROGRAMS = {"bin/busybox": b"\x7fELF", "usr/local/bin/sh": b"#!"}


def pack(files: dict[str, bytes], member: str = "data.tar.xz") -> bytes:
    """Return a Debian package of these files."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:xz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"./{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    data = held.getvalue()
    heads = [(b"debian-binary", b"2.0\n"), (member.encode(), data)]
    parts = [b"!<arch>\n"]
    for name, content in heads:
        parts.append(b"%-16s%-12d%-6d%-6d%-8o%-10d`\n" % (name, 0, 0, 0, 0o644, len(content)))
        parts.append(content + b"\n" * (len(content) % 2))
    return b"".join(parts)


def test_what_is_packed_comes_out_again(tmp_path):
    if not (cpio := shutil.which("busybox")):
        skip_or_fail("busybox was not found: install it (Debian: apt-get install busybox-static)")
    archive = write_initramfs(PROGRAMS, {"modules/veth.ko": b"module"})
    subprocess.run([cpio, "cpio", "-id"], input=archive, cwd=tmp_path, check=True, capture_output=True)
    found = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert {"init", "session"} <= set(found)
    assert found | PROGRAMS | {"modules/veth.ko": b"module"} == found
    assert (tmp_path / "init").stat().st_mode & 0o111


def test_the_same_input_gives_the_same_bytes():
    turned = dict(reversed(PROGRAMS.items()))
    assert write_initramfs(PROGRAMS, {}) == write_initramfs(turned, {})
    assert write_initramfs(PROGRAMS, {}) != write_initramfs({"bin/busybox": b""}, {})


def test_the_files_of_a_package_are_read_and_its_modules_unpacked(tmp_path):
    module = "lib/modules/6.12/kernel/drivers/net/veth.ko.xz"
    (tmp_path / "a.deb").write_bytes(pack({module: lzma.compress(b"code"), "boot/vmlinuz-6.12": b"image"}))
    files = dict(read_package(tmp_path / "a.deb"))
    assert files["boot/vmlinuz-6.12"] == b"image"
    assert pick_modules(files) == {"modules/veth.ko": b"code"}


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"!<arch>\n", pack({}, "control.tar.xz"), pack({"a": b"b"})[:-40]]
)
def test_what_is_no_package_is_named(tmp_path, content):
    path = tmp_path / "a.deb"
    path.write_bytes(content)
    with pytest.raises(InvalidPackageError, match=r"a\.deb is no Debian package that can be read"):
        list(read_package(path))
    with pytest.raises(InvalidPackageError):
        list(read_package(tmp_path / "none.deb"))
