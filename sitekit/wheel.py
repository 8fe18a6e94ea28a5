"""Builds the wheel of the library from this tree, for the tests, the forge and the pages."""

from __future__ import annotations

import contextlib
from pathlib import Path

from flit_core import buildapi

from sitekit.languages import ROOT


def build_wheel(folder: Path) -> Path:
    """Writes the wheel into `folder`, which is made if need be, and returns its path."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.chdir(ROOT):  # the build backend reads the pyproject.toml of the current folder
        return folder / buildapi.build_wheel(str(folder))
