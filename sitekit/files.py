"""Read text as it is, and write a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def read(path: Path) -> str:
    """Return the text of a file as it is: its byte-order mark and line endings are kept."""
    with path.open(encoding="utf-8", newline="") as stream:
        return stream.read()


def write(path: Path, content: str | bytes) -> bool:
    """Put a whole file in its place, unless it is there already; return whether it was not.

    It is written beside its place and renamed, so that nobody meets half of it. What would not change keeps
    its time. Processes may write the same file at once: each has a name of its own beside it.
    """
    data = content.encode() if isinstance(content, str) else content
    if path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    beside.write_bytes(data)
    beside.replace(path)
    return True
