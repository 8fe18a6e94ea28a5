"""Compile Python for the pages, in Pyodide under Node, and keep what seldom changes: all but virtfaq."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from sitekit.build.python.archives import Files, digest, make_twins, pack, read_folder, spread, unpack
from sitekit.build.scripts.nodejs import NoRuntime, run_under_node
from sitekit.build.scripts.script_folding import Unknown, fold
from sitekit.build.scripts.shorten import shorten
from sitekit.languages import ROOT

KEPT = ROOT / "build" / "run"
PYODIDE = ROOT / "node_modules" / "pyodide"
_STOCK = PYODIDE / "python_stdlib.zip"
_PYODIDE = [PYODIDE / f"pyodide{rest}" for rest in (".mjs", ".asm.mjs", ".asm.wasm", "-lock.json")]
_SHORTENER = ROOT / "node_modules" / "esbuild" / "package.json"
_OWN = [
    Path(__file__).parent.parent / name
    for name in (
        "python/archives.py",
        "python/compiler.py",
        "python/inside.py",
        "python/precompile.mjs",
        "scripts/script_folding.py",
        "scripts/shorten.mjs",
    )
]
_LONG = "pyodide.asm.mjs"
ENGINE = ("pyodide.mjs", _LONG, "pyodide.asm.wasm")
_USELESS = (  # other systems, terminals, copies in Python of what is in C, and what speaks through sockets
    "__phello__/*",
    "_osx_support.py",
    "_pydatetime.py",
    "_pyio.py",
    "_pyrepl/*console*",
    "_pyrepl/*eventqueue*",
    "_pyrepl/*reader*",
    "_pyrepl/terminfo.py",
    "asyncio/windows_*",
    "ctypes/macholib/*",
    "ftplib.py",
    "http/server.py",
    "imaplib.py",
    "poplib.py",
    "site-packages/*",
    "smtplib.py",
    "wsgiref/*",
    "xmlrpc/*",
)


def make_engine() -> Files:
    """Return Pyodide's own files as pages fetch them: its long script shortened, its code with a twin."""

    def make() -> Files:
        files = {name: read_tools()[name] for name in ENGINE}
        files[_LONG] = _shorten(_LONG, files[_LONG])
        return {**files, **make_twins({"pyodide.asm.wasm": files["pyodide.asm.wasm"]})}

    return unpack(_keep("engine", {}, make))


def compile_library(names: Iterable[str]) -> Path:
    """Return the zip of the standard library, compiled as far as modules of these names need it.

    What is compiled has neither docstrings nor source there: with them a first run would weigh a fifth more.
    """

    def make() -> Files:
        stock = unpack(_STOCK)
        compiled = _run_inside(_STOCK, {}, "compile_library", sorted(names))
        ready = {name.removesuffix("c") for name in compiled if name.endswith(".pyc")}
        rest = {name: data for name, data in stock.items() if name not in ready and not _is_useless(name)}
        return rest | {name: data for name, data in compiled.items() if name.endswith(".pyc")}

    return _keep("library", {"names": "\n".join(sorted(names)).encode()}, make)


def compile_packages(files: Files, library: Path) -> Path:
    """Return the zip of packages that Pyodide unpacks: the files, and their .pyc in __pycache__."""
    return _keep("packages", files, lambda: _run_inside(library, files, "compile_packages"))


def compile_sources(files: Files, library: Path) -> Files:
    """Return the files, and beside each module its .pyc, for the zip that Pyodide starts with."""
    return _run_inside(library, files, "compile_sources")


@cache
def read_tools() -> Files:
    """Return the files of the compiler: Pyodide, and what is called in it. Raises NoRuntime without it."""
    try:
        return {path.name: path.read_bytes() for path in (*_PYODIDE, _STOCK, _SHORTENER, *_OWN)}
    except FileNotFoundError as error:
        lacking = Path(error.filename).relative_to(ROOT).as_posix()
        raise NoRuntime(f"{lacking} is missing; install it with `make build` or `npm ci`") from None


def _keep(kind: str, of: Files, make: Callable[[], Files]) -> Path:
    """Return the zip that `make` gives, unless there is one made of the same by the same tools."""
    path = KEPT / f"{kind}-{digest({**read_tools(), **of})}.zip"
    if not path.exists():
        pack(path, make())
    return path


def _run_inside(library: Path, files: Files, function: str, *arguments: object) -> Files:
    """Return the files of a folder that held these, once a function of inside.py was called on it."""
    with tempfile.TemporaryDirectory() as folder:
        spread(Path(folder), files)
        script = Path(__file__).with_name("precompile.mjs")
        run_under_node("Pyodide", script, PYODIDE, library, folder, function, json.dumps(arguments))
        return read_folder(Path(folder))


def _shorten(name: str, script: bytes) -> bytes:
    """Return Pyodide's script without the parts that the pages do not use, and with short names."""
    try:
        return shorten((name, fold(script.decode())))[name].encode()
    except Unknown as error:
        raise NoRuntime(str(error)) from None


def _is_useless(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in _USELESS)
