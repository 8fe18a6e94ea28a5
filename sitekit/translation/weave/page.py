"""Make a page of a language from the French one: each block is translated, or in French and marked so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from sitekit.grammar.attributes import DIVIDED, copy_list, divide, mark
from sitekit.grammar.blocks import CONTAINERS, Block
from sitekit.grammar.boundaries import TAB
from sitekit.grammar.front_matter import WORDED, find_front_matter, replace_words
from sitekit.grammar.skeleton import Shape, read_shape
from sitekit.languages import SOURCE, choose_french_attributes
from sitekit.text.typography import space_source
from sitekit.translation.pairing import State, Translation, is_worded
from sitekit.translation.weave.notice import STALE, Notice

_CODE = frozenset({"fence", "code"})
_LISTED = frozenset(
    {"heading", "paragraph", "item", "definition", "term"}
)  # an attribute list may close these
_REFERRING = frozenset({"attribute", "citation", "footnote", "link", "reference"})


def space_titles(text: str, lang: str) -> str:
    """Return a page whose title and description have the spaces of their language: no Markdown sets these.

    >>> space_titles("---\\ntitle: Quoi ?\\n---\\nQuoi ?\\n", "fr")
    '---\\ntitle: Quoi\\u202f?\\n---\\nQuoi ?\\n'
    """
    front = find_front_matter(text)
    spaced = WORDED.sub(
        lambda match: match[0].removesuffix(match["words"]) + space_source(match["words"], lang), front
    )
    return spaced + text[len(front) :]


def weave_page(translation: Translation, lang: str, notice: Notice | None = None) -> str:
    """Return the French page with its translated blocks.

    What is out of date shows the `notice`. The front matter says how much of the page is translated:
    `translated` is a percentage of words, absent if all are; `stale` is the number of blocks that are out of
    date; `title_lang` is the language of a title that is not translated.

    >>> from sitekit.grammar.page import Page
    >>> print(weave_page(Translation(Page("# Un\\n\\nDeux.\\n"), Page("# One\\n")), "en"), end="")
    ---
    translated: 50
    ---
    <BLANKLINE>
    # One
    <BLANKLINE>
    Deux.
    { lang=fr }
    """
    return _Weaver(translation, lang, notice).weave()


class _Weaver:
    def __init__(self, translation: Translation, lang: str, notice: Notice | None) -> None:
        self.translation = translation
        self.lang = lang
        self.notice = notice
        self.french = translation.source
        self.foreign = choose_french_attributes(lang)
        self.inside = _find_containers(self.french.blocks)
        self.states = [translation.state(i) for i in range(len(self.french.blocks))]

    def weave(self) -> str:
        pieces = [self._weave_front_matter()]
        for run in self._group():
            text, after = self._weave_run(run), self.french.blocks[run[-1]].after
            if self._is_divided(run[0]):
                pieces.append("" if pieces[-1].endswith("\n\n") or not pieces[-1] else "\n")
                after = "\n" + after if after.count("\n") < 2 else after
            pieces += [text, after]
        return "".join(pieces)

    def _weave_front_matter(self) -> str:
        """Return the French front matter with its words in the best language, and what is added to it."""
        blocks = self.french.blocks
        text = "---\n---\n\n"
        if found := bool(blocks) and blocks[0].kind == "front matter":
            woven = replace_words(blocks[0].text, self._weave_block(0))
            text = space_titles(woven, SOURCE if self._is_french(0) else self.lang) + blocks[0].after
        added = "".join(f"{key}: {value}\n" for key, value in self._collect_facts().items())
        return re.sub(r"\n(?=(?:---|\.\.\.)\s*\Z)", f"\n{added}", text) if found or added else ""

    def _collect_facts(self) -> dict[str, int | str]:
        """Return the facts for the theme, as `weave_page` says."""
        sizes, blocks = self.french.sizes, self.french.blocks
        done = sum(size for i, size in enumerate(sizes) if not self._is_french(i))
        found: dict[str, int | str] = {}
        if done < sum(sizes):
            found["translated"] = max(1, 100 * done // sum(sizes)) if done else 0
        if stale := sum(self._choose_marks(i) is STALE for i in range(len(blocks))):
            found["stale"] = stale
        if blocks and blocks[0].kind == "front matter" and self._is_french(0):
            found["title_lang"] = SOURCE
        return found

    def _group(self) -> Iterator[list[int]]:
        """Yield the indexes of blocks after the front matter; those that share one `<div>` come together."""
        indexes = [i for i, block in enumerate(self.french.blocks) if block.kind != "front matter"]
        for key, run in groupby(indexes, self._make_group_key):
            if key:
                yield list(run)
            else:
                yield from ([i] for i in run)

    def _make_group_key(self, i: int) -> tuple[object, ...]:
        """Return a key: equal for neighbours that share a `<div>`, empty for blocks that need none."""
        if not self._is_divided(i):
            return ()
        alone = i if "definition" in self.inside[i] else -1
        return tuple(self._choose_marks(i).items()), self._find_column(i), alone

    def _is_french(self, i: int) -> bool:
        """Tell whether a block is shown in French: there is no translation that can stand for it."""
        kind, j = self.french.blocks[i].kind, self.translation.targets.get(i)
        if j is None or self.states[i] == State.MISSING or self.translation.target.blocks[j].kind != kind:
            return True
        return self.states[i] == State.STALE and (kind in _CODE or not self._refers_alike(i))

    def _refers_alike(self, i: int) -> bool:
        """Tell whether a translation has the marker, links, notes and attributes of today's French."""
        there, here = (
            self.french.shapes[i],
            read_shape(self.french.blocks[i]._replace(text=self._take_translation(i))),
        )
        changed = (there.fixed - here.fixed) + (here.fixed - there.fixed)
        return there.marker == here.marker and not any(category in _REFERRING for category, _ in changed)

    def _choose_marks(self, i: int) -> Mapping[str, str]:
        if not is_worded(self.french.shapes[i]):
            return {}
        if self._is_french(i):
            return self.foreign
        return STALE if self.states[i] == State.STALE else {}

    def _is_divided(self, i: int) -> bool:
        return self.french.blocks[i].kind in DIVIDED and bool(self._choose_marks(i))

    def _weave_run(self, run: list[int]) -> str:
        """Return the text of a block, or of several in one `<div>`, with its marks."""
        blocks, marks = self.french.blocks, self._choose_marks(run[0])
        notice = self.notice.link(self.french, run[0]) if self.notice and marks is STALE else ""
        if not self._is_divided(run[0]):
            text = self._weave_block(run[0])
            note = "footnote" in self.inside[run[0]]
            block = blocks[run[0]]._replace(text=text)
            return mark(block, marks, notice=notice, note=note) if marks else text
        text = "".join(self._weave_block(i) + blocks[i].after for i in run[:-1]) + self._weave_block(run[-1])
        column, compact = self._find_column(run[0]), "definition" in self.inside[run[0]]
        text = f"{' ' * column}{notice}\n\n{text}" if notice and not compact else text
        return divide(text, column, marks, compact=compact)

    def _find_column(self, i: int) -> int:
        """Return the column of the `<div>` around a block: code is indented in it."""
        block = self.french.blocks[i]
        return block.column // TAB * TAB - TAB if block.kind == "code" else block.column

    def _weave_block(self, i: int) -> str:
        """Return the text of a block in the best language, at the indentation of the French."""
        return self.french.blocks[i].text if self._is_french(i) else self._take_translation(i)

    def _take_translation(self, i: int) -> str:
        """Return the translation of a block, with the French attributes where they are not the same."""
        j, french = self.translation.targets[i], self.french.blocks[i]
        text = _reindent(self.translation.target.blocks[j], french.column)
        differs = _select_attributes(self.french.shapes[i]) != _select_attributes(
            self.translation.target.shapes[j]
        )
        return copy_list(text, french.text) if differs and french.kind in _LISTED else text


def _select_attributes(found: Shape) -> dict[tuple[str, str], int]:
    return {item: number for item, number in found.fixed.items() if item[0] == "attribute"}


def _find_containers(blocks: Sequence[Block]) -> list[frozenset[str]]:
    """Return the kinds of the containers that hold each block."""
    open_: list[tuple[int, str]] = []
    found = []
    for block in blocks:
        while open_ and block.column < open_[-1][0]:
            open_.pop()
        found.append(frozenset(kind for _, kind in open_))
        if block.kind in CONTAINERS:
            open_.append((block.column // TAB * TAB + TAB, block.kind))
    return found


def _reindent(block: Block, column: int) -> str:
    """Return the text of a block moved to a column."""
    if block.column == column:
        return block.text
    rows = [row.expandtabs(TAB) for row in block.text.split("\n")]
    return "\n".join(" " * column + row[min(block.column, len(row) - len(row.lstrip())) :] for row in rows)
