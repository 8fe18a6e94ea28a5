"""Build the wheel of the library from this tree, the same bytes for the same tree."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from flit_core import buildapi

from sitekit.languages import ROOT

_DATE = "SOURCE_DATE_EPOCH"  # the environment variable that says which time a build writes
_DAY = str(
    1_704_067_200
)  # 2024-01-01, where nothing says another: the times of the files tell of the checkout


def build_wheel(folder: Path) -> Path:
    """Write the wheel into `folder`, which is made if need be, and return its path."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with (
        contextlib.chdir(ROOT),
        _set_date(),
    ):  # the build backend reads the pyproject.toml of the current folder
        return folder / buildapi.build_wheel(str(folder))


@contextlib.contextmanager
def _set_date() -> Iterator[None]:
    """Give the build backend a time, and nobody else: MkDocs writes it on pages."""
    given = os.environ.get(_DATE)
    os.environ[_DATE] = given or _DAY
    try:
        yield
    finally:
        if given is None:
            del os.environ[_DATE]
        else:
            os.environ[_DATE] = given
