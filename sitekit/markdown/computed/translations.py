"""Compute `/// translations`: how far each language is, page by page, and who wrote it."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pymdownx.blocks.block import Block

from sitekit import languages
from sitekit.grammar.reading import read_page
from sitekit.markdown.computed.base import tabulate
from sitekit.translation.pairing import State
from sitekit.translation.progress import Amount, Progress, add_up, compute_percent, count_all, list_authors

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context

_COLUMNS = {  # by the word that heads it, the states that a column counts
    "translations_stale": (State.STALE,),
    "translations_review": (State.REFRESHED, State.NEW),
    "translations_missing": (State.MISSING, State.LOST),
}


class Translations(Block):
    """A heading, a table of pages and a line of credits for each language."""

    NAME = "translations"
    context: Context

    def on_create(self, parent: etree.Element) -> etree.Element:  # noqa: D102 - as pymdownx calls it
        section = etree.SubElement(parent, "div", {"class": "register"})
        for language in languages.languages():
            if not language.is_source:
                self._add_language(section, language.code)
        return section

    def _add_language(self, section: etree.Element, code: str) -> None:
        words, pages = self.context.words, count_all(self.context.docs, code)
        heading = etree.SubElement(section, "h3", {"id": f"langue-{code}"})
        name = etree.SubElement(heading, "span", {"lang": code})
        name.text = languages.name(code)
        name.tail = words["colon"] + words["translations_done"].format(percent=compute_percent(add_up(pages)))
        heads = (words[label] for label in ("translations_page", "translations_share", *_COLUMNS))
        body = tabulate(section, heads)
        for page, progress in pages.items():
            self._add_page(etree.SubElement(body, "tr"), page, progress)
        if names := list_authors(self.context.docs, code):
            thanks = etree.SubElement(section, "p")
            thanks.text = words["translations_credits"] + words["colon"] + ", ".join(names) + "."

    def _add_page(self, row: etree.Element, page: str, progress: Progress) -> None:
        words = self.context.words
        head = etree.SubElement(row, "th", {"scope": "row"})
        title, lang = self._read_title(page)
        etree.SubElement(head, "a", {"href": page} | ({"lang": lang} if lang else {})).text = title
        cells = {"translations_share": words["percent"].format(n=compute_percent(progress))}
        cells |= {label: _count_blocks(progress, states) for label, states in _COLUMNS.items()}
        for label, text in cells.items():
            etree.SubElement(row, "td", {"data-label": words[label]}).text = text

    def _read_title(self, page: str) -> tuple[str, str]:
        """Return the title of a page, and its language if it is not that of the tree."""
        meta = read_page(self.context.tree / page).values if page.endswith(".md") else {}
        return str(meta.get("title", page)), str(meta.get("title_lang", ""))


def _count_blocks(progress: Mapping[State, Amount], states: tuple[State, ...]) -> str:
    return str(sum(progress[state].blocks for state in states if state in progress))
