"""Makes a page of a language from the French one: each block is translated, or in French and marked so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from sitekit.blocks import CONTAINERS, Block
from sitekit.extents import TAB
from sitekit.languages import SOURCE
from sitekit.lockfile import Entry
from sitekit.marks import DIVIDED, divide, mark
from sitekit.translation import Page, State, Translation, is_worded

STALE = {"data-stale": "true"}  # the mark of a translation whose French has changed since
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_CODE = frozenset({"fence", "code"})


def foreign(lang: str) -> dict[str, str]:
    """The attributes of French in a page of another language.

    >>> foreign("en"), foreign("ar")
    ({'lang': 'fr'}, {'lang': 'fr', 'dir': 'ltr'})
    """
    return {"lang": SOURCE} | ({"dir": "ltr"} if lang.split("-")[0] in _RIGHT_TO_LEFT else {})


def weave_page(source: str, target: str | None, lang: str, entries: Sequence[Entry] = ()) -> str:
    """The French page with its blocks translated where they are. `entries` are those of the page in the lock.

    The front matter says how much is: `translated` is a percentage of words, absent if all are; `stale` is
    the number of blocks whose French has changed since.

    >>> print(weave_page("# Un\\n\\nDeux.\\n", "# One\\n", "en"), end="")
    ---
    translated: 50
    ---
    <BLANKLINE>
    # One
    <BLANKLINE>
    Deux.
    { lang=fr }
    """
    return _Weaver(Translation(Page(source), Page(target or ""), entries), lang).page()


class _Weaver:
    def __init__(self, translation: Translation, lang: str) -> None:
        self.translation = translation
        self.french = translation.source
        self.foreign = foreign(lang)
        self.inside = _containers(self.french.blocks)
        self.states = [translation.state(i) for i in range(len(self.french.blocks))]

    def page(self) -> str:
        pieces = [self._front_matter()]
        for run in self._runs():
            text, after = self._text(run), self.french.blocks[run[-1]].after
            if self._divided(run[0]):
                pieces.append("" if pieces[-1].endswith("\n\n") or not pieces[-1] else "\n")
                after = "\n" + after if after.count("\n") < 2 else after
            pieces += [text, after]
        return "".join(pieces)

    def _front_matter(self) -> str:
        """The front matter in the best language, and what is added to it."""
        blocks = self.french.blocks
        text = "---\n---\n\n"
        if found := bool(blocks) and blocks[0].kind == "front matter":
            text = self._block(0) + blocks[0].after
        added = "".join(f"{key}: {value}\n" for key, value in self._meta().items())
        return re.sub(r"\n(?=(?:---|\.\.\.)\s*\Z)", f"\n{added}", text) if found or added else ""

    def _meta(self) -> dict[str, int]:
        """What the theme is told: the percentage of words translated, and the number of stale blocks."""
        sizes = [len(shape.prose.split()) for shape in self.french.shapes]
        done = sum(size for i, size in enumerate(sizes) if not self._in_french(i))
        meta = {"translated": max(1, 100 * done // sum(sizes)) if done else 0} if done < sum(sizes) else {}
        stale = self.states.count(State.STALE)
        return meta | ({"stale": stale} if stale else {})

    def _runs(self) -> Iterator[list[int]]:
        """The indexes of the blocks after the front matter; those that share one `<div>` come together."""
        indexes = [i for i, block in enumerate(self.french.blocks) if block.kind != "front matter"]
        for key, run in groupby(indexes, self._division):
            if key:
                yield list(run)
            else:
                yield from ([i] for i in run)

    def _division(self, i: int) -> tuple[object, ...]:
        """Equal for neighbours that share a `<div>`; empty for blocks that need none."""
        if not self._divided(i):
            return ()
        alone = i if "definition" in self.inside[i] else -1
        return tuple(self._marks(i).items()), self._column(i), alone

    def _in_french(self, i: int) -> bool:
        """Whether a block is shown in French: it has no translation, or is code whose French has changed."""
        kind, j = self.french.blocks[i].kind, self.translation.targets.get(i)
        if j is None or self.translation.target.blocks[j].kind != kind:
            return True
        return self.states[i] == State.STALE and kind in _CODE

    def _marks(self, i: int) -> Mapping[str, str]:
        if not is_worded(self.french.shapes[i]):
            return {}
        if self._in_french(i):
            return self.foreign
        return STALE if self.states[i] == State.STALE else {}

    def _divided(self, i: int) -> bool:
        return self.french.blocks[i].kind in DIVIDED and bool(self._marks(i))

    def _text(self, run: list[int]) -> str:
        """The text of a block, or of several in one `<div>`, with its marks."""
        blocks, marks = self.french.blocks, self._marks(run[0])
        if not self._divided(run[0]):
            text = self._block(run[0])
            note = "footnote" in self.inside[run[0]]
            return mark(blocks[run[0]]._replace(text=text), marks, note=note) if marks else text
        text = "".join(self._block(i) + blocks[i].after for i in run[:-1]) + self._block(run[-1])
        return divide(text, self._column(run[0]), marks, compact="definition" in self.inside[run[0]])

    def _column(self, i: int) -> int:
        """The column of the `<div>` around a block: code is indented in it."""
        block = self.french.blocks[i]
        return block.column // TAB * TAB - TAB if block.kind == "code" else block.column

    def _block(self, i: int) -> str:
        """The text of a block in the best language, at the indentation of the French."""
        french = self.french.blocks[i]
        if self._in_french(i):
            return french.text
        return _reindented(self.translation.target.blocks[self.translation.targets[i]], french.column)


def _containers(blocks: Sequence[Block]) -> list[frozenset[str]]:
    """The kinds of the containers that hold each block."""
    open_: list[tuple[int, str]] = []
    found = []
    for block in blocks:
        while open_ and block.column < open_[-1][0]:
            open_.pop()
        found.append(frozenset(kind for _, kind in open_))
        if block.kind in CONTAINERS:
            open_.append((block.column // TAB * TAB + TAB, block.kind))
    return found


def _reindented(block: Block, column: int) -> str:
    """The text of a block moved to a column."""
    if block.column == column:
        return block.text
    rows = [row.expandtabs(TAB) for row in block.text.split("\n")]
    return "\n".join(" " * column + row[min(block.column, len(row) - len(row.lstrip())) :] for row in rows)
