"""Notebooks that are jupytext's scripts: their cells are paired and woven as the blocks of a page.

jupytext itself cuts them, so that a cell is here what it is on the site and in Jupyter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from jupytext.formats import get_format_implementation, guess_format
from jupytext.header import header_to_metadata_and_cell

from sitekit.grammar.blocks import Block
from sitekit.grammar.page import Page

_EXTENSION = ".py"
_CELLS = {"percent", "hydrogen"}  # formats that mark each cell
_MARKED = re.compile(r"(?m)^# ?\+(?:\s|$)|^# +jupytext:")  # what tells a notebook from any other script
_HEAD = re.compile(r"\s*#\s*(?:%%%*(?:\s|$)|(?:<codecell>|In\[[0-9 ]*\]:?)\s*$|\+|region\b|\{\{\{)")
_QUOTED = re.compile(r"\s*[rR]?(?P<quotes>\"{3}|'{3})(?P<words>.*?)(?P=quotes)\s*\Z", re.DOTALL)
COMMENT = re.compile(r"(?m)^# ?")  # before each line of Markdown


class Cell(NamedTuple):
    """A cell, or the header before the first. `first` is its line, from 1."""

    kind: str  # header, or as jupytext has it: markdown, code, raw
    first: int
    text: str

    @property
    def head(self) -> str:
        """The line that marks it, such as `# %%`; "" if it has none."""
        line, end, _ = self.text.partition("\n")
        return line + end if self.kind != "header" and _HEAD.match(line) else ""

    @property
    def body(self) -> tuple[int, int]:
        """From where to where in `text` its code, or the lines of its Markdown, are."""
        start = len(self.head)
        quoted = _QUOTED.match(self.text, start) if self.kind in {"markdown", "raw"} else None
        return quoted.span("words") if quoted else (start, len(self.text))

    @property
    def is_commented(self) -> bool:
        """Tell whether each line of its body is a comment: not code, nor a text between three quotes."""
        return self.kind != "code" and self.body[1] == len(self.text)

    @property
    def content(self) -> str:
        """The Markdown of a cell, or its code, without the line that marks it; all else keeps its line."""
        start, end = self.body
        above = self.text[len(self.head) : start].count("\n")
        body = "\n" * above + self.text[start:end]
        return COMMENT.sub("", body) if self.is_commented else body


def is_notebook(text: str) -> bool:
    """Tell whether a Python file is a notebook.

    >>> is_notebook("#%%\\nx = 1\\n"), is_notebook("x = '# %%'\\n")
    (True, False)
    """
    return guess_format(text, _EXTENSION)[0] in _CELLS or bool(_MARKED.search(text))


def _read_cells(text: str) -> list[Cell]:
    found: list[Cell] = []
    rows, at, line = text.splitlines(keepends=True), 0, 1
    for kind, count in _cut(text):
        piece = "".join(rows[at : at + count])
        if piece.strip() or not found:
            found.append(Cell(kind, line, piece))
        else:
            found[-1] = found[-1]._replace(text=found[-1].text + piece)
        at, line = at + count, line + piece.count("\n")
    return found


def _cut(text: str) -> Iterator[tuple[str, int]]:
    """Return the kind of each cell and how many lines it has, as jupytext reads them one after the other."""
    name, options = guess_format(text, _EXTENSION)
    form = get_format_implementation(_EXTENSION, name)
    lines = text.splitlines()
    *_, end = header_to_metadata_and_cell(lines, form.header_prefix, form.header_suffix, _EXTENSION)
    if end:
        yield "header", end
    lines = lines[end:]
    while lines:
        settings: dict[str, Any] = {"extension": _EXTENSION, "format_name": name, **options}
        cell, end = form.cell_reader_class(settings, "python").read(lines)
        yield cell.cell_type, end
        lines = lines[end:]


class Notebook(Page):
    """A notebook as a page whose blocks are its cells, in order."""

    @cached_property
    def cells(self) -> list[Cell]:
        """The cells; joined, their texts are the file.

        >>> text = "# ---\\n# ---\\n# %% [md]\\n# Un\\n# %%\\nx = 1\\n"
        >>> [(cell.kind, cell.first) for cell in Notebook(text).cells]
        [('header', 1), ('markdown', 3), ('code', 5)]
        """
        return _read_cells(self.text)

    @cached_property
    def blocks(self) -> list[Block]:
        """Each cell as a block of its kind."""
        return [_make_block(cell) for cell in self.cells]


def find_cells(page: Page) -> list[Cell]:
    """Return the cells of a notebook; a page has none."""
    return page.cells if isinstance(page, Notebook) else []


def _make_block(cell: Cell) -> Block:
    """Return a cell as a block of its kind."""
    kinds = {"markdown": "paragraph", "code": "fence"}
    text = f"```python\n{cell.content}\n```" if cell.kind == "code" else cell.content
    last = cell.first + cell.text.count("\n") - 1
    return Block(kinds.get(cell.kind, "comment"), 0, cell.first, max(cell.first, last), text, "")
