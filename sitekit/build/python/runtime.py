"""Make the folder that a page's worker loads to run Python: Pyodide, and one zip of all that it imports.

build/run/<digest of what goes in>/ may be cached for ever. What starts with a page is compiled beforehand,
as most of Pyodide's own start is compiling its standard library. Each large file is stored as it is, so that
a host which packs better than gzip sees all of it, and has a twin packed by gzip for the other hosts
(theme/assets/run-fetch.js chooses). A worker calls

    loadPyodide({ indexURL: folder, stdLibURL: folder + "python.zip" })

and, before code that draws, `loadPackagesFromImports(code)`, which fetches pygal for those who import it.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import brotli

from sitekit.build.python.archives import TWIN, Files, digest, make_twins, pack, read_folder, spread, unpack
from sitekit.build.python.compiler import (
    ENGINE,
    KEPT,
    compile_library,
    compile_packages,
    compile_sources,
    make_engine,
    read_tools,
)
from sitekit.build.python.editor import make_editor
from sitekit.build.python.wheel import build_wheel
from sitekit.build.scripts.nodejs import NoRuntime
from sitekit.languages import ROOT

LIBRARY = "python.zip"
LOCK = "pyodide-lock.json"
SIZES = "sizes.json"
DRAWING = "drawing.zip"
SESSION = ROOT / "sitekit" / "in_browser"
_DRAWING = ("pygal", "importlib-metadata", "lazy-importer", "zipp")  # pygal and what it imports
_UNSTATED = {"encodings.cp437", "importlib.readers"}  # what reading data imports, without a statement
_LEFT_OUT = {"..", "__pycache__", "test", "RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}
# No browser starts a machine by these; and they would bring much of the standard library.
_OF_MACHINES = re.compile(
    r"virtfaq/(?:lab/(?!__init__\.py|console\.py)|command/lab\.py|data/kernel_proofs\.json)"
)
_LAST = 5  # as many runtimes are kept: each weighs 30 MB
_QUALITY = 5  # of the brotli of hosts that pack what they send as they send it


def make_runtime() -> Path:
    """Return the folder of the runtime of this tree, made if it is not there. Raises NoRuntime."""
    stock, own, drawing, writing = read_tools(), read_own_files(), read_drawing_files(), make_editor()
    folder = KEPT / digest({**stock, **own, **drawing, **writing, "runtime.py": Path(__file__).read_bytes()})
    if not folder.exists():
        standard = compile_library(_UNSTATED.union(*map(_find_imports, own.items())))
        files = {**writing, **make_engine()}
        files[DRAWING] = compile_packages(drawing, standard).read_bytes()
        files |= make_twins({DRAWING: files[DRAWING]})
        files[LOCK] = _make_lock(stock[LOCK], files[DRAWING])
        _write(folder, files, {**unpack(standard), **compile_sources(own, standard)})
        _forget_older()
    folder.touch()  # so that it is not the one to be forgotten next
    return folder


def read_own_files() -> dict[str, bytes]:
    """Return the files of the wheel of virtfaq, but for what starts machines, and those that run examples."""
    paths = [SESSION.parent / "__init__.py", *SESSION.glob("*.py")]
    session = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    with tempfile.TemporaryDirectory() as folder:
        library = unpack(build_wheel(Path(folder)))
    return {**{name: data for name, data in library.items() if not _OF_MACHINES.match(name)}, **session}


def read_drawing_files() -> dict[str, bytes]:
    """Return the packages that draw the figures, without their tests."""
    try:
        installed = [file for name in _DRAWING for file in distribution(name).files or ()]
    except PackageNotFoundError as error:
        raise NoRuntime(f"the package {error.name} is missing; `make build` installs it") from None
    wanted = [file for file in installed if not _LEFT_OUT & {*file.parts}]
    return {file.as_posix(): Path(str(file.locate())).read_bytes() for file in wanted}


def _find_imports(file: tuple[str, bytes]) -> Iterator[str]:
    """Yield the modules of the standard library that a file imports, wherever the statement stands."""
    name, data = file
    try:
        tree = ast.parse(data if name.endswith(".py") else b"", name)
    except SyntaxError as error:
        raise NoRuntime(f"{name}:{error.lineno}: {error.msg}") from None
    for node in ast.walk(tree):
        named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            named = [node.module]
        yield from (one for one in named if one.partition(".")[0] in sys.stdlib_module_names)


def _make_lock(stock: bytes, drawing: bytes) -> bytes:
    """Return Pyodide's list of packages, with pygal alone, from this folder: nothing is fetched elsewhere."""
    package = {
        "name": "pygal",
        "version": distribution("pygal").version,
        "file_name": DRAWING,
        "sha256": hashlib.sha256(drawing).hexdigest(),
        "install_dir": "site",
        "package_type": "package",
        "imports": ["pygal"],
        "depends": [],
        "unvendored_tests": False,
    }
    return json.dumps({"info": json.loads(stock)["info"], "packages": {"pygal": package}}).encode()


def _write(folder: Path, files: Files, modules: Files) -> None:
    """Put the folder in its place when it is whole."""
    beside = Path(tempfile.mkdtemp(prefix=folder.name, dir=folder.parent))
    spread(beside, files)
    pack(beside / LIBRARY, modules)
    spread(beside, make_twins({LIBRARY: (beside / LIBRARY).read_bytes()}))
    (beside / SIZES).write_text(json.dumps(_measure_sizes(read_folder(beside))), encoding="utf-8")
    beside.chmod(0o755)
    try:
        beside.replace(folder)
    except OSError:
        if not folder.exists():
            raise
        shutil.rmtree(beside)  # another process was quicker, and what it made is the same


def _measure_sizes(files: Files) -> dict[str, dict[str, int]]:
    """Return by file its bytes (`plain`), and about how many bytes a host sends that compresses it."""
    sizes = {}
    for name, data in sorted(files.items()):
        if name in ENGINE or name + TWIN in files:
            twin = files.get(name + TWIN) or make_twins({name: data})[name + TWIN]
            packed = brotli.compress(data, quality=_QUALITY)
            sizes[name] = {"plain": len(data), "gzip": len(twin), "br": len(packed)}
    return sizes


def _forget_older() -> None:
    """Remove all but the newest runtimes, so that a day of saves does not fill the disk."""
    folders = [path for path in KEPT.iterdir() if path.is_dir()]
    for folder in sorted(folders, key=lambda path: path.stat().st_mtime)[:-_LAST]:
        shutil.rmtree(folder, ignore_errors=True)
