"""Find the words that the glossary advises against."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitekit.findings import Finding
from sitekit.grammar.page import Page
from sitekit.knowledge.glossary import Term, make_pattern

ITALIC = re.compile(r"(?<![\w*])\*(?!\*)[^*\n]+\*(?!\*)|(?<!\w)_[^_\n]+_(?!\w)")


def find_discouraged(page: Page, language: str, terms: list[Term]) -> Iterator[Finding]:
    """Yield the words that the glossary advises against; a word in italics or in code is named, not used.

    >>> term = Term("kernel", {"fr": ("noyau",)}, {"fr": ("kernel",)}, "", "")
    >>> for found in find_discouraged(Page("Le kernel, ou *kernel*.", "docs/fr/a.md"), "fr", [term]):
    ...     print(found)
    docs/fr/a.md:1: the glossary advises against "kernel"; write "noyau", or put the word in italics
    """
    for term in terms:
        words = make_pattern(term.avoid.get(language, ()), language, capital=False)
        if not words or not words.search(page.text):
            continue
        advised = " or ".join(f'"{form}"' for form in term.forms.get(language, ())[:1]) or "another word"
        for index, shape in enumerate(page.shapes):
            for match in words.finditer(ITALIC.sub(" ", shape.prose)):
                message = (
                    f'the glossary advises against "{match[0]}"; write {advised}, or put the word in italics'
                )
                yield Finding(page.path, page.line(index), message)
