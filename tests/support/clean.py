"""Make a clean environment of Python on this machine: pip, no setting, no index, no other host in reach."""

from __future__ import annotations

import os
import shutil
import subprocess
import venv
from importlib.metadata import distribution
from pathlib import Path

NOWHERE = "http://127.0.0.1:9"  # the port at which nothing answers


PIP = """#!{python}
import sys
from pip._internal.cli.main import main
sys.exit(main())
"""


class Clean:
    """An environment that holds pip alone, and a home that holds nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        venv.create(folder / "venv", with_pip=False)
        self.programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        self._add_pip()

    def _add_pip(self) -> None:
        """Put the pip of the tests there: Debian's Python has none to give."""
        [packages] = (self.folder / "venv").rglob("site-packages")
        pip = distribution("pip")
        for file in pip.files or ():
            if ".." not in file.parts:
                target = packages / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), target)
        command = self.programs / "pip"
        command.write_text(PIP.format(python=self.programs / "python"), encoding="utf-8")
        command.chmod(0o755)

    def run(self, line: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a line as a shell does there, with `given` as its input."""
        environment = {
            "PATH": f"{self.programs}{os.pathsep}{os.defpath}",
            "HOME": str(self.home),
            "PIP_CONFIG_FILE": os.devnull,
            "HTTP_PROXY": NOWHERE,
            "HTTPS_PROXY": NOWHERE,
            "NO_PROXY": "127.0.0.1",
            "PYTHONUTF8": "1",
        }
        return subprocess.run(
            line,
            shell=True,
            cwd=self.home,
            env=environment,
            input=given,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
