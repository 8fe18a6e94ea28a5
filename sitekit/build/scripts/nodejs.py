"""Run scripts under Node, that of this environment or else of the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


class NoRuntime(Exception):
    """Something that pages fetch cannot be made; the message says why, and what to do."""


def find_node() -> str:
    """Return the Node of this environment, or else of the machine. Raises NoRuntime."""
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    if found := shutil.which("node", path=os.pathsep.join(places)):
        return found
    raise NoRuntime("Node is missing; `make build` installs it in .venv")


def run_under_node(what: str, *command: str | Path, given: str = "") -> str:
    """Return the output of a script under Node. Raises NoRuntime with the end of its error output."""
    done = subprocess.run(
        [find_node(), *command], input=given, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if 0 < len(line) < 300]
        raise NoRuntime(f"{what} failed under Node: " + " ".join(said[-4:]))
    return done.stdout
