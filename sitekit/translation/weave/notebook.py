"""Weave a notebook from the French one and its translation."""

from __future__ import annotations

import re

from sitekit.grammar.notebook_cells import COMMENT, Cell, find_cells
from sitekit.languages import SOURCE, choose_french_attributes
from sitekit.text.typography import escape_spaces, space_source
from sitekit.translation.pairing import State, Translation
from sitekit.translation.weave.notice import STALE, Notice

_HEADING = re.compile(r"(?m)^#.*")


def weave_notebook(translation: Translation, lang: str, notice: Notice | None = None) -> str:
    """Return the French notebook with its translated cells; a cell left in French is put in a `<div>`.

    A cell whose French has changed is kept, with the `notice`, if it is text; code is that of the French.
    The text has the spaces of its language: notebooks are not rendered by the site's Markdown.
    """
    found = translation
    there, here = find_cells(found.source), find_cells(found.target)
    pieces = []
    for i, cell in enumerate(there):
        other, state = here[found.targets[i]] if i in found.targets else cell, found.state(i)
        link = notice.link(found.source, i) if notice else ""
        is_text, stale = cell.kind == "markdown", state == State.STALE
        if other is cell or other.kind != cell.kind or state == State.MISSING or (stale and not is_text):
            pieces.append(
                _mark(_typeset(cell, SOURCE), choose_french_attributes(lang)) if is_text else cell.text
            )
        elif is_text:
            pieces.append(_mark(_typeset(other, lang), STALE if stale else {}, link))
        else:
            pieces.append(other.text)
    return "".join(pieces)


def _typeset(cell: Cell, lang: str) -> Cell:
    """Return a cell of Markdown with the spaces of its language; each line keeps its `# `.

    The first heading is the page's title, for which the plugin would turn all spaces into plain ones.
    """
    start, end = cell.body
    body = cell.text[start:end]
    before = COMMENT.sub("", body) if cell.is_commented else body
    after = _HEADING.sub(lambda match: escape_spaces(match[0]), space_source(before, lang))
    rows = zip(*(text.split("\n") for text in (body, before, after)), strict=True)
    done = "\n".join(row.removesuffix(old) + new for row, old, new in rows)
    return cell._replace(text=cell.text[:start] + done + cell.text[end:])


def _mark(cell: Cell, attributes: dict[str, str], notice: str = "") -> str:
    """Return a cell of Markdown, in a `<div>` if it gets attributes.

    Notebooks are CommonMark: Markdown goes on after a blank line.
    """
    if not attributes:
        return cell.text
    start, end = cell.body
    body = cell.text[start:end]
    words = body.strip("\r\n")
    before, after = body[: body.index(words)], body[body.index(words) + len(words) :]
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    rows = [f"<div {written}>", "", *([notice, ""] if notice else []), words, "", "</div>"]
    if cell.is_commented:
        rows = [row if row is words else f"# {row}".rstrip() for row in rows]
    done = "\n".join(rows)
    return cell.text[:start] + before + done + after + cell.text[end:]
