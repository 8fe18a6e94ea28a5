"""Lets mkdocs-jupyter write notebooks by the theme's own templates, and each one as a file to download.

It has no option for its templates; its own bring 600 KB of styles and scripts, some from another host.
"""

from __future__ import annotations

from pathlib import Path

import jupytext

from sitekit.files import write
from sitekit.grammar.notebook_cells import is_notebook


def write_notebooks(tree: Path, html: Path) -> None:
    """Puts each notebook of a tree beside its page, in Jupyter's format."""
    for script in sorted(tree.rglob("*.py")):
        if is_notebook(script.read_text(encoding="utf-8")):
            folder = html / script.relative_to(tree).with_suffix("")
            write(folder / f"{script.stem}.ipynb", ipynb(script))


def ipynb(script: Path) -> str:
    """A notebook of percent cells as Jupyter's own format, without outputs; equal for equal scripts."""
    notebook = jupytext.read(script)
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{index}"
    return str(jupytext.writes(notebook, fmt="ipynb"))
