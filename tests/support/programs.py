"""Run other Pythons, as a person at a terminal would."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def pipe(python: Path, code: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Pipe code into another Python, as a person does who pastes it."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [str(python), "-"],
        input=code,
        cwd=cwd,
        env={**environment, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
