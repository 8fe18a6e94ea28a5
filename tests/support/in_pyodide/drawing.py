"""Draw a figure: the import makes Pyodide fetch what draws."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pygal


def main(_argument: None) -> dict[str, Any]:
    """Return a figure, and the modules that had to be compiled for it."""
    chart = pygal.Bar()
    chart.add("VM", [1, 2])
    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] == "pygal"]
    return {
        "svg": chart.render().decode(),
        "uncompiled": [one.__name__ for one in modules if not Path(one.__cached__).exists()],
    }
