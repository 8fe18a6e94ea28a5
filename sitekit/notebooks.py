"""Notebooks that are jupytext's percent scripts: their cells are paired and woven as the blocks of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sitekit.align import align
from sitekit.blocks import Block
from sitekit.shape import shape

_CELL = re.compile(r"(?m)^(?=# %%)")
_MARKDOWN = re.compile(r"# %%[^\n]*\[(?:markdown|md)\]")
_COMMENT = re.compile(r"(?m)^# ?")


class Cell(NamedTuple):
    """A cell, or the header before the first. `first` is its line, from 1; `text` starts with `# %%`."""

    kind: str  # header, markdown or code
    first: int
    text: str

    @property
    def content(self) -> str:
        """The Markdown of a cell, or its code, without the line `# %%`; each line stays on its line."""
        body = self.text if self.kind == "header" else self.text.partition("\n")[2]
        return body if self.kind == "code" else _COMMENT.sub("", body)


def is_notebook(text: str) -> bool:
    """Whether a Python file is a notebook.

    >>> is_notebook("# %%\\nx = 1\\n"), is_notebook("x = 1\\n")
    (True, False)
    """
    return bool(_CELL.search(text))


def cells(text: str) -> list[Cell]:
    """The cells of a notebook; joined, their texts are the file.

    >>> [(cell.kind, cell.first) for cell in cells("# ---\\n# %% [markdown]\\n# # Un\\n# %%\\nx = 1\\n")]
    [('header', 1), ('markdown', 2), ('code', 4)]
    """
    found, line = [], 1
    for piece in _CELL.split(text):
        kind = "markdown" if _MARKDOWN.match(piece) else "code" if piece.startswith("# %%") else "header"
        if piece:
            found.append(Cell(kind, line, piece))
        line += piece.count("\n")
    return found


def pair_cells(source: Sequence[Cell], target: Sequence[Cell]) -> list[tuple[int | None, int | None]]:
    """Which cell translates which: pairs of indexes, as sitekit.align makes them of blocks."""
    return align([shape(_block(cell)) for cell in source], [shape(_block(cell)) for cell in target])


def _block(cell: Cell) -> Block:
    """A cell as a block of its kind."""
    kinds = {"markdown": "paragraph", "code": "fence", "header": "front matter"}
    text = f"```python\n{cell.content}\n```" if cell.kind == "code" else cell.content
    return Block(kinds[cell.kind], 0, cell.first, cell.first, text, "")


def weave_notebook(source: str, target: str | None, attributes: dict[str, str]) -> str:
    """The French notebook with its cells translated where they are; a cell in French is put in a `<div>`."""
    there, here = cells(source), cells(target or "")
    found = {i: here[j] for i, j in pair_cells(there, here) if i is not None and j is not None}
    pieces = []
    for i, cell in enumerate(there):
        if (other := found.get(i)) and other.kind == cell.kind:
            pieces.append(other.text)
        else:
            pieces.append(_marked(cell, attributes) if cell.kind == "markdown" else cell.text)
    return "".join(pieces)


def _marked(cell: Cell, attributes: dict[str, str]) -> str:
    """A cell of Markdown with its language. Notebooks are CommonMark: Markdown goes on after a blank line."""
    head, _, body = cell.text.partition("\n")
    content, blank = body.rstrip("\n"), body[len(body.rstrip("\n")) :]
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f"{head}\n# <div {written}>\n#\n{content}\n#\n# </div>{blank}"
