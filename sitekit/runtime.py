"""Makes the folder that a page's worker loads to run Python: Pyodide, and one zip of all that it imports.

build/run/<digest of what goes in>/: whoever has it cached may keep it for ever.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from sitekit.languages import ROOT
from sitekit.wheel import build_wheel

FOLDER = ROOT / "build" / "run"
PYODIDE = ROOT / "node_modules" / "pyodide"
AS_THEY_ARE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
LIBRARY = "python.zip"  # the standard library and virtfaq: the `stdLibURL` of loadPyodide
LOCK = "pyodide-lock.json"

Files = Mapping[str, bytes]


class MissingRuntime(Exception):
    """There is nothing to make the runtime of; the message says what, and how to get it."""


def runtime() -> Path:
    """The folder of the runtime of this tree, made if it is not there. Raises MissingRuntime."""
    if not PYODIDE.is_dir():
        raise MissingRuntime("node_modules/pyodide is missing; `make build` installs it")
    stock = {name: (PYODIDE / name).read_bytes() for name in (*AS_THEY_ARE, LOCK, "python_stdlib.zip")}
    parts = {**stock, **own_files(), "": Path(__file__).read_bytes()}
    folder = FOLDER / _digest(parts)
    if not folder.exists():
        library = {**_unzip(PYODIDE / "python_stdlib.zip"), **own_files()}
        _write(folder, {name: stock[name] for name in AS_THEY_ARE}, library, stock[LOCK])
    return folder


def own_files() -> dict[str, bytes]:
    """What the wheel of virtfaq holds."""
    with tempfile.TemporaryDirectory() as folder:
        return _unzip(build_wheel(Path(folder)))


def _unzip(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def _digest(parts: Files) -> str:
    digest = hashlib.sha256()
    for name in sorted(parts):
        digest.update(f"{name}\0{len(parts[name])}\0".encode() + parts[name])
    return digest.hexdigest()[:16]


def _write(folder: Path, stock: Files, library: Files, lock: bytes) -> None:
    beside = folder.with_name(folder.name + ".new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, data in stock.items():
        (beside / name).write_bytes(data)
    (beside / LOCK).write_text(json.dumps({"info": json.loads(lock)["info"], "packages": {}}))
    _zip(beside / LIBRARY, library)
    beside.replace(folder)


def _zip(path: Path, files: Files) -> None:
    """The same bytes for the same files. Stored: a server's compression then sees all of them at once."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name])
