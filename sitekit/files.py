"""Read text as it is, and write a file whole or not at all."""

from __future__ import annotations

from pathlib import Path


def read(path: Path) -> str:
    """Return the text of a file as it is: its byte-order mark and line endings are kept."""
    with path.open(encoding="utf-8", newline="") as stream:
        return stream.read()


def write(path: Path, text: str) -> None:
    """Write beside the file, then put it in its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(text.encode())
    beside.replace(path)
