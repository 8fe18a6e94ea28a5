"""Register a computed block, and write links to claims and pages."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable
from posixpath import relpath
from typing import TYPE_CHECKING

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from sitekit.knowledge.claims import Claim, Record
from sitekit.languages import choose_french_attributes

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context


def add(md: Markdown, context: Context, *blocks: type[Block]) -> None:
    """Make blocks of any kind known, bound to the pages and the words of one language."""
    for block in blocks:
        bound = type(block.__name__, (block,), {"context": context})
        extension = type("_Extension", (BlocksExtension,), {"extendMarkdownBlocks": _make_adder(bound)})()
        extension.extendMarkdown(md)


def _make_adder(block: type[Block]):  # type: ignore[no-untyped-def]
    return lambda self, md, manager: manager.register(block, {})


def tabulate(parent: etree.Element, heads: Iterable[str], **attributes: str) -> etree.Element:
    """Add a table with the heads of its columns, and return its body."""
    table = etree.SubElement(parent, "table", attributes)
    row = etree.SubElement(etree.SubElement(table, "thead"), "tr")
    for head in heads:
        etree.SubElement(row, "th", {"scope": "col"}).text = head
    return etree.SubElement(table, "tbody")


def choose_attributes(lang: str, context: Context) -> dict[str, str]:
    """Return the attributes of what is in another language than the page: nothing, if `lang` is empty."""
    return choose_french_attributes(context.language) if lang else {}


def shorten(text: str, most: int) -> str:
    """Return the first words of a Markdown sentence, without its marks, if it has more than `most` signs.

    >>> shorten("Un *unikernel* est une machine virtuelle.", 30), shorten("Un *unikernel* démarre.", 30)
    ('Un unikernel est une…', 'Un *unikernel* démarre.')
    """
    return text if len(text) <= most else re.sub("[*`]", "", text[:most].rpartition(" ")[0]) + "…"


def link_claim(parent: etree.Element, claim: Claim, context: Context, most: int = 1000) -> etree.Element:
    """Add the sentence of a claim or its first words, in its language, as a link to where it stands."""
    place = {"href": f"{claim.page}#{claim.id}"}
    link = etree.SubElement(parent, "a", place | choose_attributes(claim.lang, context))
    link.text = shorten(claim.text.replace("\n", " "), most)
    return link


def link_page(
    parent: etree.Element, page: Record, context: Context, *, has_badge: bool = True
) -> etree.Element:
    """Add the title of a page, in its language, as a link to it; a badge says that it is not translated."""
    link = etree.SubElement(parent, "a", {"href": page.path} | choose_attributes(page.lang, context))
    link.text = page.title
    if page.lang and has_badge:
        link.text += " "
        said = {"role": "img", "lang": context.language, "aria-label": context.words["untranslated"]}
        etree.SubElement(link, "i", {"class": "tongue"} | said).text = page.lang
    return link


def move_links(folder: str, element: etree.Element) -> None:
    """Make the links below an element, which are paths from the root, lead on from a page of a folder."""
    for link in element.iter("a"):
        link.set("href", relpath(link.get("href", ""), folder))
