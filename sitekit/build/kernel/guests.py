"""Fetch the kernels that guests start in the tests, and when consoles are recorded: two releases."""

from __future__ import annotations

from pathlib import Path

from sitekit.build.kernel.debian import Archive
from sitekit.files import write
from sitekit.languages import ROOT

KERNELS = ROOT / "build" / "kernels"
_RELEASES = (
    r"^linux-image-6\.1\.0-.*-cloud-amd64-unsigned$",
    r"^linux-image-6\.12\..*-cloud-amd64-unsigned$",
)


def fetch_kernels() -> list[Path]:
    """Return the Debian packages of the kernels, fetched if they are not there. Raises NoRuntime."""
    archive = Archive(KERNELS / "apt", "amd64")
    archive.update()
    packages = [archive.read(archive.find_newest(pattern)) for pattern in _RELEASES]
    found = [archive.download(package, KERNELS / "packages") for package in packages]
    places = [KERNELS / path.name for path in found]
    for old in set(KERNELS.glob("*.deb")) - set(places):
        old.unlink()
    for path, place in zip(found, places, strict=True):
        write(place, path.read_bytes())
    return places
