"""Extend Python-Markdown with claims, references, the register, terms and rich results.

It is an extension, and not a MkDocs plugin, so that any builder which speaks Python-Markdown can use it.
"""

from __future__ import annotations

from typing import Any

from markdown import Extension, Markdown

from sitekit.knowledge.context import Context
from sitekit.languages import ROOT, SOURCE, settings
from sitekit.markdown import (
    citations,
    claim_rungs,
    copy_buttons,
    displayed_values,
    headings,
    kernel_proofs,
    measured_values,
    notebook_templates,
    term_links,
    typesetting,
)
from sitekit.markdown.computed.accessibility import Accessibility
from sitekit.markdown.computed.answers import Answers
from sitekit.markdown.computed.base import add
from sitekit.markdown.computed.bibliography import Bibliography
from sitekit.markdown.computed.claims import Claims
from sitekit.markdown.computed.programs import Programs
from sitekit.markdown.computed.translations import Translations
from sitekit.markdown.computed.validation import Validation


class VirtfaqExtension(Extension):
    """Wires the parts into one Markdown instance; MkDocs makes a new instance for every page."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {
            "config": ["mkdocs.yml", "the MkDocs configuration file of the language"],
            "docs": ["docs", "the folder of the sources, the glossary and the pages of every language"],
            "tree": ["", "the folder of Markdown pages that the register reads (default: docs_dir)"],
            "used": [set(), "a set that takes what the page has used, as (kind, name)"],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: D102 - the name that Python-Markdown calls
        config = settings(ROOT / self.getConfig("config"))
        docs = ROOT / str(self.getConfig("docs"))
        context = Context(
            config["theme"].get("language", SOURCE),
            config["extra"]["words"],
            docs,
            ROOT / (str(self.getConfig("tree")) or config["docs_dir"]),
            self.getConfig("used"),
        )
        add(md, context, Accessibility, Answers, Bibliography, Claims, Programs, Translations, Validation)
        citations.register(md, context)
        claim_rungs.register(md, context)
        copy_buttons.register(md)
        displayed_values.register(md, context)
        headings.register(md)
        kernel_proofs.register(md, context)
        measured_values.register(md, context)
        notebook_templates.register()
        term_links.register(md, context)
        typesetting.register(md, context)
