"""Read the page or notebook of a file, once for each state of the file."""

from __future__ import annotations

from pathlib import Path

from sitekit.grammar.notebook_cells import Notebook
from sitekit.grammar.page import Page
from sitekit.languages import ROOT

_pages: dict[tuple[Path, str], Page] = {}


def read_page(path: Path, name: str = "") -> Page:
    """Return the page of a file; a file that does not exist, or has not changed, has the page it had.

    Messages call it by its `name`, or else by its path. Raises UnicodeDecodeError if it is not in UTF-8.
    """
    name = name or (path.relative_to(ROOT) if path.is_relative_to(ROOT) else path).as_posix()
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    if (path, name) not in _pages or _pages[path, name].text != text:
        _pages[path, name] = (Notebook if path.suffix == ".py" else Page)(text, name)
    return _pages[path, name]
