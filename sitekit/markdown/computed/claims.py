"""Compute `/// claims`: every claim by topic and page; radio buttons filter it without a script.

The stylesheet hides what a checked button leaves out; paper, and a browser that cannot hide, show everything.
`/// claims | bases`, on the page that presents a topic, lists those of that topic alone.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as etree
from collections import Counter
from typing import TYPE_CHECKING

from pymdownx.blocks.block import Block

from sitekit.knowledge.claims import RUNGS, VERDICTS, Claim, Record
from sitekit.knowledge.topics import Topic, make_topics
from sitekit.languages import SOURCE
from sitekit.markdown.computed.base import choose_attributes, link_claim, link_page, move_links, tabulate
from sitekit.markup.works import cite
from sitekit.text.typography import space_source

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context


# A value, its name, the language of that if it is not the page's, and how many claims there are.
Choice = tuple[str, str, str, int]


class Claims(Block):
    """The filters, then a section for each topic, with a table of claims for each of its pages."""

    NAME = "claims"
    ARGUMENT = None  # it may have one
    context: Context

    def on_create(self, parent: etree.Element) -> etree.Element:  # noqa: D102 - as pymdownx calls it
        register = etree.SubElement(parent, "div", {"class": "register"})
        pages, words = self.context.claims, self.context.words
        found = make_topics(pages, self.context.pages, words["overviews"])
        if self.argument:
            for page in (page for topic in found if topic.folder == self.argument for page in topic.pages):
                self._add_page(register, page)
            move_links(self.argument, register)
            return register
        register.set("data-words", json.dumps(words["register"], ensure_ascii=False))
        verdicts = Counter(claim.verdict for page in pages for claim in page.claims)
        self._add_choices(
            register, "verdict", [(name, words["verdicts"][name], "", verdicts[name]) for name in VERDICTS]
        )
        rungs = Counter(rung for page in pages for claim in page.claims for rung in claim.rungs)
        self._add_choices(register, "rung", [(name, words["rungs"][name], "", rungs[name]) for name in RUNGS])
        counts = [sum(len(page.claims) for page in topic.pages) for topic in found]
        numbered = [(str(n), topic.title, topic.lang, counts[n - 1]) for n, topic in enumerate(found, 1)]
        self._add_choices(register, "topic", numbered)
        for number, topic in enumerate(found, 1):
            self._add_topic(register, number, topic)
        return register

    def _add_choices(self, register: etree.Element, name: str, choices: list[Choice]) -> None:
        """Add radio buttons of one name, each with the number of claims that it leaves; the first, all."""
        group = etree.SubElement(register, "fieldset", {"class": "choices"})
        etree.SubElement(group, "legend").text = self.context.words[name]
        total = sum(len(page.claims) for page in self.context.claims)
        every = ("all", self.context.words["all_claims"], "", total)
        for value, text, lang, count in (every, *choices):
            label = etree.SubElement(group, "label")
            button = {"type": "radio", "name": f"register-{name}", "value": f"{name}-{value}"}
            checked = {"checked": "checked"} if value == "all" else {}
            etree.SubElement(label, "input", button | checked)
            words = etree.SubElement(label, "span", choose_attributes(lang, self.context))
            words.text, words.tail = text, f" ({count})"

    def _add_topic(self, register: etree.Element, number: int, topic: Topic) -> None:
        section = etree.SubElement(register, "section", {"class": "topic", "data-topic": str(number)})
        named = {"id": topic.folder or "general"} | choose_attributes(topic.lang, self.context)
        etree.SubElement(section, "h2", named).text = topic.title
        etree.SubElement(section, "p", {"class": "no-claim"}).text = self.context.words["no_claim"]
        for page in topic.pages:
            self._add_page(section, page)

    def _add_page(self, section: etree.Element, page: Record) -> None:
        part = etree.SubElement(section, "section")
        name = page.path.removesuffix(".md").replace("/", "-")
        heading = etree.SubElement(part, "h3", {"id": name})
        if page.lang:  # the badge is no part of its name
            heading.attrib.update({"lang": page.lang, "data-toc-label": space_source(page.title, SOURCE)})
        link_page(heading, page, self.context)
        heads = (self.context.words[head] for head in ("verdict", "claim", "rung", "sources"))
        body = tabulate(part, heads, **{"aria-labelledby": name})
        for claim in page.claims:
            self._add_row(body, claim)

    def _add_row(self, body: etree.Element, claim: Claim) -> None:
        words = self.context.words
        row = etree.SubElement(
            body, "tr", {"data-verdict": claim.verdict, "data-rungs": " ".join(claim.rungs)}
        )
        verdict = etree.SubElement(row, "td", {"data-label": words["verdict"]})
        badge = {"class": f"verdict verdict--{claim.verdict}"}
        etree.SubElement(verdict, "strong", badge).text = words["verdicts"].get(claim.verdict, claim.verdict)
        link_claim(etree.SubElement(row, "th", {"scope": "row"}), claim, self.context)
        rests = etree.SubElement(row, "td", {"data-label": words["rung"]})
        rests.text = ", ".join(self._describe(claim, rung) for rung in claim.rungs)
        sources = etree.SubElement(row, "td", {"data-label": words["sources"]})
        for index, key in enumerate(claim.sources):
            last = index + 1 == len(claim.sources)
            cite(sources, key, self.context).tail = None if last else words["semicolon"]

    def _describe(self, claim: Claim, rung: str) -> str:
        """Return the name of a rung, with how many commands it takes."""
        words = self.context.words
        name: str = words["rungs"][rung]
        if rung != "kernel" or not claim.commands:
            return name
        count = words["commands_one" if claim.commands == 1 else "commands_other"].format(n=claim.commands)
        return f"{name} ({count})"
