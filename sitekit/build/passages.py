"""Fetch the texts of passages from packages of Debian, and keep of each package what is asked for."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sitekit.build.kernel.debian import Archive
from sitekit.build.kernel.guests import KERNELS
from sitekit.files import write
from sitekit.knowledge.passage_texts import split_file
from sitekit.knowledge.passages import Passage
from sitekit.languages import ROOT
from virtfaq.lab import read_package

TEXTS = ROOT / "build" / "passages"  # below it a package, its version by digest, and the files by their paths


def fetch_texts(passages: Iterable[Passage], folder: Path = TEXTS, archive: Archive | None = None) -> None:
    """Fetch the files that passages name, unless they are there. Raises NoRuntime."""
    wanted: dict[str, set[str]] = {}
    for passage in passages:
        if passage.file:
            package, path = split_file(passage)
            wanted.setdefault(package, set()).add(path)
    if not wanted:
        return
    archive = archive or Archive(KERNELS / "apt", "amd64")
    archive.update()
    for name, paths in wanted.items():
        package = archive.read(name)
        place = folder / name / package.digest[:16]
        if all((place / path).is_file() for path in paths):
            continue
        shutil.rmtree(folder / name, ignore_errors=True)
        with tempfile.TemporaryDirectory() as beside:
            for path, content in read_package(archive.download(package, Path(beside))):
                if path in paths:
                    write(place / path, content)


def read_texts(passages: Iterable[Passage], folder: Path = TEXTS) -> dict[tuple[str, str], bytes]:
    """Return the files that passages name, by package and path, as far as they were fetched."""
    places = {split_file(passage) for passage in passages if passage.file}
    found = {place: next((folder / place[0]).glob(f"*/{place[1]}"), None) for place in places}
    return {place: path.read_bytes() for place, path in found.items() if path}
