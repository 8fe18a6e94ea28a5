"""The Python-Markdown extension of the site: claims, references, the register, terms, rich results.

It is an extension, and not a MkDocs plugin, so that any builder which speaks Python-Markdown can use it.
"""

from __future__ import annotations

from typing import Any

from markdown import Extension, Markdown

from sitekit import (
    accessblock,
    answersblock,
    copying,
    display,
    headings,
    notebookpage,
    progressblock,
    references,
    register,
    terms,
    typesetting,
    validationblock,
    worksblock,
)
from sitekit.inputs import Context
from sitekit.languages import ROOT, SOURCE, settings


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
        accessblock.register(md, context)
        references.register(md, context)
        register.register(md, context)
        answersblock.register(md, context)
        copying.register(md)
        display.register(md, context)
        headings.register(md)
        notebookpage.register()
        progressblock.register(md, context)
        terms.register(md, context)
        typesetting.register(md, context)
        validationblock.register(md, context)
        worksblock.register(md, context)


def makeExtension(**kwargs: Any) -> VirtfaqExtension:
    """The entry point that Python-Markdown looks for."""
    return VirtfaqExtension(**kwargs)
