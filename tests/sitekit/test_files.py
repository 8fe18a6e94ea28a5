"""A file is written whole or not at all, and not again when it would be the same."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from sitekit.files import read, write


def test_a_file_is_as_it_was_given(tmp_path):
    path = tmp_path / "new" / "folder" / "a.md"
    assert write(path, "\ufeffÉté\r\n")
    assert read(path) == "\ufeffÉté\r\n"
    assert write(path, b"\xff")
    assert path.read_bytes() == b"\xff"
    assert list(path.parent.iterdir()) == [path]


def test_what_would_not_change_keeps_its_time(tmp_path):
    path = tmp_path / "a.md"
    write(path, "é")
    os.utime(path, (0, 0))
    assert not write(path, "é")
    assert path.stat().st_mtime == 0
    assert write(path, "e")
    assert path.stat().st_mtime > 0


def test_what_cannot_be_written_leaves_the_old(tmp_path, monkeypatch):
    path = tmp_path / "a.md"
    write(path, "old")

    def full(_path: Path, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write(path, "new")
    assert read(path) == "old"


def again(path: Path, letter: str) -> set[str]:
    """Write a file many times, and return what was seen there."""
    seen = set()
    for _ in range(100):
        write(path, letter * 10**5)
        seen.add(read(path))
    return seen


def test_processes_may_write_a_file_at_once(tmp_path):
    path = tmp_path / "a.md"
    with ProcessPoolExecutor(2) as pool:
        seen = set().union(*pool.map(again, [path, path], "ab"))
    assert seen <= {"a" * 10**5, "b" * 10**5}
    assert list(tmp_path.iterdir()) == [path]
