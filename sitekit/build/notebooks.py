"""Silence the kernels of notebooks, and write each as a file to download, beside its page."""

from __future__ import annotations

from pathlib import Path

import jupytext
from nbclient import NotebookClient

from sitekit.files import write
from sitekit.grammar.notebook_cells import is_notebook


def silence_kernels() -> None:
    """Make kernels write errors alone, and not that they talk over TCP, which does not leave this machine.

    mkdocs-jupyter, which starts them, has no option for it. Sockets of the file system are no way out:
    kernels of two processes give them the same names.
    """
    NotebookClient.extra_arguments.default_args = (["--IPKernelApp.log_level=ERROR"],)


def write_notebooks(tree: Path, html: Path) -> None:
    """Put each notebook of a tree beside its page, in Jupyter's format."""
    for script in sorted(tree.rglob("*.py")):
        if is_notebook(script.read_text(encoding="utf-8")):
            folder = html / script.relative_to(tree).with_suffix("")
            write(folder / f"{script.stem}.ipynb", make_ipynb(script))


def make_ipynb(script: Path) -> str:
    """Return a notebook of percent cells in Jupyter's format, without outputs; equal for equal scripts."""
    notebook = jupytext.read(script)
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{index}"
    return str(jupytext.writes(notebook, fmt="ipynb"))
