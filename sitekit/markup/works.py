"""Write a work as a reader expects it: authors, title, venue, year, link, and what is not verified."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context
    from sitekit.knowledge.sources import Work


MOST_AUTHORS = 3  # that a page names; the bibliography names all


def add_entry(parent: etree.Element, work: Work, context: Context, *, whole: bool = False) -> None:
    """Add the reference to an element. The title keeps its language, so that it is read aloud in it."""
    brief = len(work.authors) > MOST_AUTHORS and not whole
    parent.text = f"{work.authors[0]} et al., " if brief else ", ".join(work.authors) + ", "
    link = {"href": work.link, "lang": work.language, "itemprop": "url"}
    title = etree.SubElement(parent, "a", link)
    title.tail = ", "
    if work.part:  # the marks are those of the page's language, outside what is read in the title's
        before, after = context.words["quote"].split("{title}")
        parent.text, title.tail = parent.text + before, after + title.tail
    etree.SubElement(title, "span" if work.part else "cite", {"itemprop": "name"}).text = work.title
    venue = etree.SubElement(parent, "cite" if work.part else "span", {"lang": work.language})
    venue.text, *rest = break_paths(work.venue)
    venue.extend(rest)
    secondary = f"({context.words['secondary']}) " if work.kind == "secondary" else ""
    venue.tail = _format_details(work) + secondary
    if work.unverified:
        note = etree.SubElement(parent, "em", {"class": "unverified"})
        fields = ", ".join(context.words["fields"].get(name, name) for name in work.unverified)
        note.text = context.words["unverified"].format(fields=fields)


def break_paths(text: str) -> tuple[str, *tuple[etree.Element, ...]]:
    """Return a text that may break after each slash: its first part, and a `wbr` before each other."""
    first, *parts = re.split(r"(?<=/)", text)
    breaks = [etree.Element("wbr") for _ in parts]
    for one, part in zip(breaks, parts, strict=True):
        one.tail = part
    return first, *breaks


def add_label(parent: etree.Element, key: str, context: Context) -> None:
    """Add the short name of a work to an element that is empty."""
    before, title, after = context.labels[key]
    parent.text = before if title else before + after
    if title:
        named = etree.SubElement(parent, "cite", {"lang": context.works[key].language})
        named.text, named.tail = title, after


def cite(parent: etree.Element, key: str, context: Context) -> etree.Element:
    """Add a link, under its short name, to a work in the bibliography."""
    link = etree.SubElement(parent, "a", {"href": f"sources.md#{key}"})
    add_label(link, key, context)
    return link


def _format_details(work: Work) -> str:
    """Return volume, issue, pages and year, which read alike in every language of the site."""
    volume = f" {work.volume}" if work.volume else ""
    number = f" ({work.number})" if work.number else ""
    pages = f", p. {work.pages.replace('--', '–')}" if work.pages else ""
    return f"{volume}{number}{pages}, {work.year}. "
