"""Read Debian's index, and ask apt for what there is not."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from sitekit.build.kernel.debian import Archive, read_package
from sitekit.build.scripts.nodejs import NoRuntime

RECORD = "Package: busybox-static\nSource: busybox (1:1.35.0-4)\nVersion: 1:1.35.0-4+b1\nSHA256: 0f\n"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Return an archive whose apt, a script of a few lines, knows two kernels."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("apt-get", "apt-cache"):
        program = programs / name
        program.write_text(
            '#!/bin/sh\ncase "$*" in\n'
            '*nothing*) ;;\n*search*) echo "linux-9-686 - Linux"; echo "linux-10-686 - Linux" ;;\n'
            '*) echo "no such package" >&2; exit 100 ;;\nesac\n'
        )
        program.chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}/bin")
    return Archive(tmp_path / "apt", "i386")


def test_a_package_names_the_sources_of_what_is_linked_into_it():
    linked = read_package(f"{RECORD}Built-Using: glibc (= 2.36-9), x (= 1)\n")
    assert linked.sources == (("busybox", "1:1.35.0-4"), ("glibc", "2.36-9"), ("x", "1"))
    assert read_package(RECORD).sources == (("busybox", "1:1.35.0-4"),)


def test_the_newest_is_that_of_the_highest_number(archive):
    assert archive.find_newest("^linux-") == "linux-10-686"


def test_what_is_missing_is_named(archive, tmp_path, monkeypatch):
    with pytest.raises(NoRuntime, match="apt knows no package nothing for i386"):
        archive.find_newest("nothing")
    with pytest.raises(NoRuntime, match="apt-cache linux-9 failed: no such package"):
        archive.read("linux-9")
    archive.update()  # what it lacks is missed when it is asked for
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoRuntime, match="apt-get is missing"):
        Archive(tmp_path / "apt", "i386")
