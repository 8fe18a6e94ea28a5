"""Notebooks that are jupytext's percent scripts: their cells are paired and woven as the blocks of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sitekit.blocks import Block
from sitekit.languages import SOURCE, foreign
from sitekit.lockfile import Entry
from sitekit.stale import Notice
from sitekit.translation import Page, State, Translation
from sitekit.typography import escaped, spaced_source

STALE = {"data-stale": "true"}  # the mark of a translation whose French has changed since
_CELL = re.compile(r"(?m)^(?=# %%)")
_MARKDOWN = re.compile(r"# %%[^\n]*\[(?:markdown|md)\]")
_HEADING = re.compile(r"(?m)^#.*")
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


def notebook_page(text: str) -> Page:
    """A notebook as a page whose blocks are its cells, in order."""
    return Page.of([_block(cell) for cell in cells(text)])


def _block(cell: Cell) -> Block:
    """A cell as a block of its kind."""
    kinds = {"markdown": "paragraph", "code": "fence", "header": "comment"}
    text = f"```python\n{cell.content}\n```" if cell.kind == "code" else cell.content
    last = cell.first + cell.text.count("\n") - 1
    return Block(kinds[cell.kind], 0, cell.first, max(cell.first, last), text, "")


def weave_notebook(
    source: str,
    target: str | None,
    lang: str,
    entries: Sequence[Entry] = (),
    notice: Notice | None = None,
) -> str:
    """The French notebook with its cells translated where they are; one left in French is put in a `<div>`.

    A cell whose French has changed is kept, with the `notice`, if it is text; code is that of the French.
    The text has the spaces of its language: notebooks are not rendered by the site's Markdown.
    """
    there, here = cells(source), cells(target or "")
    found = Translation(notebook_page(source), notebook_page(target or ""), entries)
    pieces = []
    for i, cell in enumerate(there):
        other, state = here[found.targets[i]] if i in found.targets else cell, found.state(i)
        link = notice.link(found.source, i) if notice else ""
        is_text, stale = cell.kind == "markdown", state == State.STALE
        if other is cell or other.kind != cell.kind or state == State.MISSING or (stale and not is_text):
            pieces.append(_marked(_set(cell, SOURCE), foreign(lang)) if is_text else cell.text)
        elif is_text:
            pieces.append(_marked(_set(other, lang), STALE if stale else {}, link))
        else:
            pieces.append(other.text)
    return "".join(pieces)


def _set(cell: Cell, lang: str) -> Cell:
    """A cell of Markdown with the spaces of its language; each line keeps its `# `.

    The first heading is the page's title, for which the plugin would turn all spaces into plain ones.
    """
    head, end, body = cell.text.partition("\n")
    before = _COMMENT.sub("", body)
    after = _HEADING.sub(lambda match: escaped(match[0]), spaced_source(before, lang))
    rows = zip(*(text.split("\n") for text in (body, before, after)), strict=True)
    return cell._replace(text=head + end + "\n".join(row.removesuffix(old) + new for row, old, new in rows))


def _marked(cell: Cell, attributes: dict[str, str], notice: str = "") -> str:
    """A cell of Markdown in a `<div>`, if it has attributes.

    Notebooks are CommonMark: Markdown goes on after a blank line.
    """
    if not attributes:
        return cell.text
    head, _, body = cell.text.partition("\n")
    content, blank = body.rstrip("\n"), body[len(body.rstrip("\n")) :]
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    note = f"# {notice}\n#\n" if notice else ""
    return f"{head}\n# <div {written}>\n#\n{note}{content}\n#\n# </div>{blank}"
