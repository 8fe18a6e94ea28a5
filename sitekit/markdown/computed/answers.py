"""Compute `/// answers`: every question of the site with its answer in one sentence, by topic.

`/// answers | bases`, on the page that presents a topic, lists those of that topic alone.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pymdownx.blocks.block import Block

from sitekit.knowledge.claims import Record
from sitekit.knowledge.topics import is_entry, make_topics
from sitekit.markdown.computed.base import choose_attributes, link_page, move_links

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context


class Answers(Block):
    """A heading for each topic, which leads to its page, and below it the questions and answers."""

    NAME = "answers"
    ARGUMENT = None  # it may have one
    context: Context

    def on_create(self, parent: etree.Element) -> etree.Element:  # noqa: D102 - as pymdownx calls it
        section = etree.SubElement(parent, "div", {"class": "answers"})
        pages = self.context.pages
        for topic in make_topics((page for page in pages if is_entry(page.path)), pages, ""):
            if not self.argument:
                named = {"id": topic.folder} | choose_attributes(topic.lang, self.context)
                heading = etree.SubElement(section, "h3", named)
                etree.SubElement(heading, "a", {"href": f"{topic.folder}/index.md"}).text = topic.title
                self._list_pages(section, topic.pages)
            elif topic.folder == self.argument:
                self._list_pages(section, topic.pages)
                move_links(topic.folder, section)
        return section

    def _list_pages(self, section: etree.Element, pages: Iterable[Record]) -> None:
        listed = etree.SubElement(section, "ul")
        for page in pages:
            item = etree.SubElement(listed, "li")
            link_page(item, page, self.context)
            said = etree.SubElement(item, "p", choose_attributes(page.lang, self.context))
            said.text = page.description
