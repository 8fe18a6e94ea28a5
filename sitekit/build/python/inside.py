"""Compile modules inside Pyodide, whose CPython alone makes the .pyc that a browser's Pyodide takes.

precompile.mjs calls it with a folder, which holds the sources and gets the .pyc.
"""

from __future__ import annotations

import importlib
import py_compile
import site
import sys
import zipimport
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path


def compile_library(folder: str, names: Iterable[str]) -> None:
    """Compile what these modules load of the standard library, without docstrings.

    The .pyc are beside their sources, which the zip then leaves out: see `sitekit.build.python.compiler`.
    """
    for name in names:
        with suppress(ImportError):  # it needs what a browser lacks
            importlib.import_module(name)
    for module in list(sys.modules.values()):
        spec = module.__spec__
        if spec and isinstance(spec.loader, zipimport.zipimporter):
            path = spec.loader.get_filename(spec.name)
            source = Path(folder, path.removeprefix(spec.loader.archive + "/"))
            source.parent.mkdir(parents=True, exist_ok=True)
            source.write_bytes(spec.loader.get_data(path))
    compile_sources(folder, optimize=2)


def compile_sources(folder: str, optimize: int = 0) -> None:
    """Compile the sources below a folder for the zip that Pyodide starts with: .pyc beside .py."""
    archive = next(entry for entry in sys.path if entry.endswith(".zip"))
    for source in _find_sources(folder):
        _compile(source, source.with_suffix(".pyc"), f"{archive}/{source.relative_to(folder)}", optimize)


def compile_packages(folder: str) -> None:
    """Compile the sources below a folder for the place where Pyodide unpacks packages."""
    for source in _find_sources(folder):
        place = f"{site.getsitepackages()[0]}/{source.relative_to(folder)}"
        _compile(source, Path(cache_from_source(str(source))), place, 0)


def _find_sources(folder: str) -> list[Path]:
    return sorted(Path(folder).rglob("*.py"))


def _compile(source: Path, target: Path, named: str, optimize: int) -> None:
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH  # the times in a zip mean nothing
    py_compile.compile(str(source), str(target), named, True, optimize, unchecked)
