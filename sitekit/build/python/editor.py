"""Make the editor of the examples: one script of CodeMirror and editor.mjs, and their licences."""

from __future__ import annotations

import json
from pathlib import Path

from sitekit.build.python.archives import Files, digest, pack, unpack
from sitekit.build.python.compiler import KEPT
from sitekit.build.scripts.nodejs import NoRuntime, run_under_node
from sitekit.languages import ROOT

SCRIPT = "editor.js"
LICENCES = "editor.LICENSES.txt"
PACKAGES = ROOT / "node_modules"
_LOCK = ROOT / "package-lock.json"
_OWN = [Path(__file__).with_name(name) for name in ("editor.py", "editor.mjs", "bundle.mjs")]


def make_editor() -> dict[str, bytes]:
    """Return the script and its licences. Raises NoRuntime if Node or a package is missing."""
    made_of = {path.name: path.read_bytes() for path in (_LOCK, *_OWN)}
    path = KEPT / f"editor-{digest(made_of)}.zip"
    if not path.exists():
        pack(path, _bundle())
    return unpack(path)


def _bundle() -> Files:
    """Return the script and its licences, made anew."""
    for name in ("@codemirror/view", "esbuild"):
        if not (PACKAGES / name).exists():
            raise NoRuntime(f"node_modules/{name} is missing; install it with `make build` or `npm ci`")
    made = json.loads(run_under_node("the bundle of the editor", _OWN[2], PACKAGES, _OWN[1]))
    licences = "\n".join(f"{name}\n\n{_read_licence(PACKAGES / name)}" for name in made["packages"])
    code = f"/* With code of others: see {LICENCES}. */\n{made['code']}"
    return {SCRIPT: code.encode(), LICENCES: licences.encode()}


def _read_licence(package: Path) -> str:
    found = sorted(package.glob("LICEN[CS]E*"))
    if not found:
        raise NoRuntime(f"node_modules/{package.name} has no licence, so its code cannot be published")
    return found[0].read_text(encoding="utf-8")
