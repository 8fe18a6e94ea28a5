"""Write each notebook as a file to download, beside its page."""

from __future__ import annotations

from pathlib import Path

import jupytext

from sitekit.grammar.notebook_cells import is_notebook


def write_notebooks(tree: Path, html: Path) -> None:
    """Put each notebook of a tree beside its page, in Jupyter's format."""
    for script in sorted(tree.rglob("*.py")):
        if is_notebook(script.read_text(encoding="utf-8")):
            folder = html / script.relative_to(tree).with_suffix("")
            (folder / f"{script.stem}.ipynb").write_text(to_ipynb(script), encoding="utf-8", newline="\n")


def to_ipynb(script: Path) -> str:
    """Return a notebook of percent cells in Jupyter's format, without outputs; equal for equal scripts."""
    notebook = jupytext.read(script)
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{index}"
    return str(jupytext.writes(notebook, fmt="ipynb"))
