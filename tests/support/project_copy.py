"""Copy the project, so that its commands and tests run on other pages, or in other languages."""

from __future__ import annotations

import shutil
from pathlib import Path

from sitekit.languages import ROOT

_FOLDERS = ("theme", "sitekit", "virtfaq", "tests")
_FILES = ("package*.json", "pyproject.toml", "README.md", "LICENSE*", "conftest.py", ".htmlvalidate.mjs")
_SHARED = ("node_modules", "build/run", "build/kernel")  # what is installed, and what is made once


def copy_project(folder: Path) -> None:
    """Copy the project into a folder, but for its pages and their configuration."""
    for name in _FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (path for pattern in _FILES for path in ROOT.glob(pattern)):
        shutil.copy(path, folder)
    for name in _SHARED:
        (ROOT / name).mkdir(parents=True, exist_ok=True)
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).symlink_to(ROOT / name)
