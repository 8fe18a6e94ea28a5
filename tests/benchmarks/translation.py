"""Measures splitting, checking and weaving pages: `python -m tests.benchmarks.translation`."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sitekit.blocks import read, split
from sitekit.languages import ROOT
from sitekit.pagecheck import Side, check
from sitekit.weave import weave

_PAGES = 1000
_BYTES = 2_000_000


def seconds(action: Callable[[], object], times: int = 3) -> float:
    """The least processor time that an action takes."""
    found = []
    for _ in range(times):
        start = time.process_time()
        action()
        found.append(time.process_time() - start)
    return min(found)


def split_rate() -> float:
    """Megabytes of Markdown split in a second."""
    page = "".join(read(path) for path in sorted((ROOT / "docs").rglob("*.md"))).replace("\n---\n", "\n\n")
    page *= 1 + _BYTES // len(page.encode())
    return len(page.encode()) / seconds(lambda: split(page)) / 1e6


def weave_seconds() -> float:
    """Seconds to weave a thousand translated pages, as long as those of the site."""
    names = [path.relative_to(ROOT / "docs" / "fr") for path in sorted((ROOT / "docs" / "fr").rglob("*.md"))]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(_PAGES):
            name = names[number % len(names)]
            for lang in ("fr", "en"):
                path = Path(folder, "docs", lang, f"{number}.md")
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / "docs" / lang / name, path)
        return seconds(lambda: weave(Path(folder, "docs"), "en", Path(folder, "out")), times=1)


def check_seconds() -> float:
    """Seconds to check every English page against its French one."""
    sides = [
        (Side(path.name, "fr", read(path)), Side(path.name, "en", read(other)))
        for path in sorted((ROOT / "docs" / "fr").rglob("*.md"))
        if (other := ROOT / "docs" / "en" / path.relative_to(ROOT / "docs" / "fr")).exists()
    ]
    return seconds(lambda: [check(*pair) for pair in sides])


def main() -> None:
    """Prints the measurements, one a line."""
    print(f"split: {split_rate():.1f} MB/s")
    print(f"check all English pages: {check_seconds():.2f} s")
    print(f"weave {_PAGES} pages: {weave_seconds():.2f} s")


if __name__ == "__main__":
    main()
