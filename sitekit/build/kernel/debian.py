"""Fetch packages of Debian and their sources by apt, without root, apart from what is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_string
from pathlib import Path

from sitekit.build.scripts.nodejs import NoRuntime

_SOURCE = re.compile(r"([\w.+-]+)(?: \(=? ?([^)]+)\))?")


@dataclass(frozen=True, slots=True)
class Package:
    """A package as Debian publishes it, with the sources that it was built from: names and versions."""

    name: str
    version: str
    sources: tuple[tuple[str, str], ...]
    digest: str


def read_package(record: str) -> Package:
    """Return a package from its record in Debian's index.

    What is linked into its programs is among its sources.

    >>> record = "Package: a\\nVersion: 2+b1\\nSource: b (2)\\nBuilt-Using: c (= 1)\\nSHA256: 0f\\n"
    >>> read_package(record).sources
    (('b', '2'), ('c', '1'))
    >>> read_package("Package: a\\nVersion: 2\\nSHA256: 0f\\n").sources
    (('a', '2'),)
    """
    fields = message_from_string(record)
    named = [fields.get("Source", fields["Package"]), *fields.get("Built-Using", "").split(", ")]
    found = [_SOURCE.fullmatch(one) for one in named if one]
    sources = tuple((one[1], one[2] or fields["Version"]) for one in found if one)
    return Package(fields["Package"], fields["Version"], sources, fields["SHA256"])


class Archive:
    """The packages of the sources that the machine's apt is set to, for one architecture."""

    def __init__(self, folder: Path, architecture: str) -> None:
        if not shutil.which("apt-get"):
            raise NoRuntime("apt-get is missing: the real kernel is made of Debian packages, on Debian")
        (folder / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        (folder / "status").touch()
        self._options = [
            f"-oDir::State={folder}",
            f"-oDir::State::status={folder / 'status'}",
            f"-oDir::Cache={folder}",
            f"-oAPT::Architecture={architecture}",
            f"-oAPT::Architectures::={architecture}",
            "-oAPT::Sandbox::User=root",  # as root, another user could not write to our folder
        ]
        self._sources, self._architecture = folder / "sources.list", architecture

    def update(self) -> None:
        """Fetch the lists of packages. A list that cannot be had is missed when a package is."""
        self._run("apt-get", "-qq", "-oAcquire::Languages=none", "update", check=False)

    def find_newest(self, pattern: str) -> str:
        """Return the name of the newest package whose name matches a regular expression."""
        listed = self._run("apt-cache", "search", "--names-only", pattern).splitlines()
        names = [line.split()[0] for line in listed]
        if not names:
            raise NoRuntime(f"apt knows no package {pattern} for {self._architecture}; Debian 12 has one")
        return max(names, key=lambda name: [int(part) for part in re.findall(r"\d+", name)])

    def read(self, name: str) -> Package:
        """Return what the lists say of a package."""
        return read_package(self._run("apt-cache", "show", "--no-all-versions", name))

    def download(self, package: Package, folder: Path) -> Path:
        """Return the file of a package in a folder, fetched if it is not there; apt checks its digest."""
        place = folder / package.digest[:16]
        if not (found := [*place.glob("*.deb")]):
            place.mkdir(parents=True, exist_ok=True)
            self._run("apt-get", "-qq", "download", f"{package.name}={package.version}", folder=place)
            found = [*place.glob("*.deb")]
        return found[0]

    def download_sources(self, sources: Iterable[tuple[str, str]], folder: Path) -> None:
        """Fetch source packages into a folder, whether or not the machine's apt is set to know sources."""
        shown = "deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)"
        lists = self._run("apt-get", "indextargets", "--format", shown, "Created-By: Packages")
        self._sources.write_text(lists, encoding="utf-8")
        options = [f"-oDir::Etc::sourcelist={self._sources}", "-oDir::Etc::sourceparts=-"]
        self._run("apt-get", "-qq", *options, "update", check=False)
        folder.mkdir(parents=True, exist_ok=True)
        named = [f"{name}={version}" for name, version in sources]
        self._run("apt-get", "-qq", *options, "source", "--download-only", *named, folder=folder)

    def _run(self, program: str, *arguments: str, folder: Path | None = None, check: bool = True) -> str:
        command = [program, *self._options, *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
        if check and done.returncode:
            raise NoRuntime(f"{program} {arguments[-1]} failed: {done.stderr.strip()}")
        return done.stdout
