"""Say of each program in the machine which version it is, of which sources, under which licence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitekit.build.kernel.debian import Package
from sitekit.build.scripts.nodejs import NoRuntime
from sitekit.languages import ROOT

LICENCES = "LICENSES.txt"
NPM = {"v86": "BSD-2-Clause", "fzstd": "MIT"}
_COMMON = Path("/usr/share/common-licenses")
_TEXTS = ("GPL-2", "GPL-3", "LGPL-2.1", "LGPL-3")  # which the packages name, and do not hold


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the machine: its package of Debian, its licence, where the guest has its files."""

    package: str
    licence: str
    files: dict[str, str]


def describe_programs(programs: Iterable[tuple[Program, Package]]) -> list[dict[str, Any]]:
    """Return all that the machine runs, and what runs it, for the page that names it."""
    debian = [
        {"name": got.name, "version": got.version, "licence": one.licence, "sources": got.sources}
        for one, got in programs
    ]
    npm = [
        {"name": name, "version": _read_npm(name)["version"], "licence": licence, "sources": []}
        for name, licence in NPM.items()
    ]
    return debian + npm


def collect_licences(contents: Iterable[tuple[Package, dict[str, bytes]]]) -> str:
    """Return the licences and copyrights of all that the machine is made of, as one text."""
    texts = _read_texts(contents)
    return "\n\n".join(f"{'=' * 8} {name}\n\n{text.strip()}" for name, text in texts) + "\n"


def _read_texts(contents: Iterable[tuple[Package, dict[str, bytes]]]) -> Iterator[tuple[str, str]]:
    for package, files in contents:
        place = f"usr/share/doc/{package.name}/copyright"
        if place not in files:
            raise NoRuntime(f"the package {package.name} holds no copyright, so it cannot be published")
        yield f"{package.name} {package.version}", files[place].decode()
    for name in NPM:
        text = (ROOT / "node_modules" / name / "LICENSE").read_text(encoding="utf-8")
        yield f"{name} {_read_npm(name)['version']}", text
    for name in _TEXTS:
        yield name, (_COMMON / name).read_text(encoding="utf-8")


def _read_npm(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "node_modules" / name / "package.json").read_text("utf-8"))
    return found
