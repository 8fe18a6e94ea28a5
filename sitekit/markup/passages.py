"""Write a passage as a reader follows it: where it stands, its words as a quotation, and how it was read."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sitekit.languages import choose_french_attributes
from sitekit.markup.works import add_label, break_paths

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context
    from sitekit.knowledge.passages import Passage


def add_passages(parent: etree.Element, passages: Mapping[str, Passage], context: Context) -> None:
    """Add passages to an element, each with the id that is its key in the mapping."""
    for name, passage in passages.items():
        _fill(etree.SubElement(parent, "p", {"class": "passage", "id": name}), passage, context)


def name_place(place: str, words: Iterable[Mapping[str, str]]) -> str:
    """Return where a passage stands in the language of the words, each of which stands for French ones.

    >>> words = [{"tableau": "table"}, {"tableau des limites": "table of limits"}]
    >>> name_place("tableau 2, p. 3", words), name_place("tableau des limites, § 2", words)
    ('table 2, p. 3', 'table of limits, § 2')
    >>> name_place("tableau 2", [])
    'tableau 2'
    """
    known = {french: said for pair in words for french, said in pair.items()}
    longest = sorted(known, key=len, reverse=True)
    return (
        re.sub("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in longest), lambda m: known[m[0]], place)
        if known
        else place
    )


def _fill(parent: etree.Element, passage: Passage, context: Context) -> None:
    words = context.words["passage"]
    parts: list[str | etree.Element] = [*break_paths(name_place(passage.where, words["places"]))]
    if passage.quote:
        before, after = context.words["quote"].split("{title}")
        quotation = etree.Element("q", {"lang": context.works[passage.work].language})
        quotation.text = passage.quote
        parts += [context.words["colon"], before, quotation, after]
    if passage.read != "itself":
        parts += [" (", *_say_how(passage, context)]
        if passage.why:
            parts += [context.words["colon"], _say(passage.why, context)]
        parts.append(")")
    _join(parent, parts)


def _say(text: str, context: Context) -> str | etree.Element:
    """Return a text in the language of the page, or the French marked as such."""
    said = name_place(text, context.words["passage"]["places"])
    marks = choose_french_attributes(context.language)
    if said != text or not marks:
        return said
    french = etree.Element("span", marks)
    french.text = text
    return french


def _say_how(passage: Passage, context: Context) -> list[str | etree.Element]:
    """Return the words that say how a passage was read, if not in the work itself."""
    words = context.words["passage"]
    if not passage.through:
        return [words["read"][passage.read]]
    before, _, after = words["through"].partition("{through}")
    if passage.through not in context.works:
        return [before, _say(passage.through, context), after]
    link = etree.Element("a", {"href": f"/sources.md#{passage.through}"})
    add_label(link, passage.through, context)
    return [before, link, after]


def _join(parent: etree.Element, parts: Iterable[str | etree.Element]) -> None:
    """Add texts and elements to an element that is empty."""
    for part in parts:
        if not isinstance(part, str):
            parent.append(part)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + part
        else:
            parent.text = (parent.text or "") + part
