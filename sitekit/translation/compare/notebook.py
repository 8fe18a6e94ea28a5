"""Check a translated notebook cell by cell: its Markdown as a page is checked, its code as a sample is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitekit.findings import Mismatch
from sitekit.grammar.notebook_cells import Cell, find_cells
from sitekit.grammar.page import Page
from sitekit.translation.compare.page import OUT_OF_DATE, Side, check
from sitekit.translation.compare.samples import compare_code
from sitekit.translation.lock import Entry
from sitekit.translation.pairing import State, Translation


def check_notebook(source: Side, target: Side, entries: Sequence[Entry] = ()) -> Iterator[Mismatch]:
    """Yield each fault of a translated notebook. `entries` are those of the notebook in the lock."""
    there, here = find_cells(source.page), find_cells(target.page)
    found = Translation(source.page, target.page, entries)
    last = here[-1].first if here else 1
    for i, j in found.pairing:
        if i is None:
            line = here[j or 0].first
            yield Mismatch(target.path, line, "the French has no such cell; remove it", f"{source.path}:1")
        elif j is None:
            if not (entries and found.state(i) == State.MISSING):
                message = f"a cell of the French is missing ({there[i].kind}); add it"
                yield Mismatch(target.path, last, message, f"{source.path}:{there[i].first}")
        elif entries and found.state(i) == State.STALE:
            place = f"{source.path}:{there[i].first}"
            yield Mismatch(target.path, here[j].first, OUT_OF_DATE, place, "warning")
        else:
            yield from _compare_cells(source, target, there[i], here[j])


def _compare_cells(source: Side, target: Side, there: Cell, here: Cell) -> Iterator[Mismatch]:
    """Compare two cells; their content starts on the line below `# %%`, if they have one."""
    before, after = there.first + bool(there.head), here.first + bool(here.head)
    if there.kind != here.kind:
        message = f"this cell is {here.kind}, in the French {there.kind}; write it alike"
        yield Mismatch(target.path, here.first, message, f"{source.path}:{there.first}")
    elif there.kind == "code":
        for found in compare_code("python", there.content, here.content, (source.language, target.language)):
            place = f"{source.path}:{before + found.there}"
            yield Mismatch(target.path, after + found.here, found.message, place, found.severity)
    else:
        parts = (
            Side(Page(cell.content, side.path), side.language)
            for cell, side in ((there, source), (here, target))
        )
        for fault in check(*parts):
            line = int(fault.source.rpartition(":")[2]) + before - 1
            place = f"{source.path}:{line}"
            yield Mismatch(target.path, fault.line + after - 1, fault.message, place, fault.severity)
