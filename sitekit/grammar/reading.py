"""Read the page or notebook of a file, once for each state of the file."""

from __future__ import annotations

from pathlib import Path

from sitekit.grammar.notebook_cells import Notebook
from sitekit.grammar.page import Page
from sitekit.languages import ROOT

_pages: dict[tuple[Path, str], Page] = {}


def name_page(path: Path) -> str:
    """Return the name of a page in messages: its path, from the root of the project where it is in that."""
    resolved = path.resolve()
    return (resolved.relative_to(ROOT) if resolved.is_relative_to(ROOT) else path).as_posix()


def read_page(path: Path, name: str = "") -> Page:
    """Return the page of a file; a file that does not exist, or has not changed, has the page it had.

    Messages call it by its `name`, or else by its path. Raises UnicodeDecodeError if it is not in UTF-8.
    """
    name = name or name_page(path)
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    if (path, name) not in _pages or _pages[path, name].text != text:
        _pages[path, name] = (Notebook if path.suffix == ".py" else Page)(text, name)
    return _pages[path, name]
