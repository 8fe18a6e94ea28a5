"""Puts the spaces that a language's typography wants where an author typed ordinary ones, never in code.

French sets a narrow no-break space (U+202F) before ; ! ? and %, and a no-break space (U+00A0) before a colon
and inside « » (Imprimerie nationale). Chinese and Japanese have no space where a line ends. Pages are typed
with plain spaces, so that they are easy to edit.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from sitekit.markdown import Context

_FRENCH = (
    (re.compile(r"[ \u00a0]+(?=[;!?%])"), "\u202f"),
    (re.compile(r"[ \u202f]+(?=:)"), "\u00a0"),
    (re.compile(r"(?<=«)[ \u00a0\u202f]*"), "\u00a0"),
    (re.compile(r"(?<![ \u00a0\u202f])[ \u00a0\u202f]*(?=»)"), "\u00a0"),
    (re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))"), "\u202f"),
)
_CJK = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_UNSPACED = ((re.compile(rf"(?<={_CJK})\s*\n\s*(?={_CJK})"), ""),)
RULES = {"fr": _FRENCH, "ja": _UNSPACED, "zh": _UNSPACED}
_VERBATIM = {"code", "pre", "kbd", "samp", "script", "style", "math"}
_READ = ("title", "alt", "aria-label", "placeholder")


def register(md: Markdown, context: Context) -> None:
    """Adds the processor; attribute lists are set before (8), the table of contents made after (5)."""
    md.treeprocessors.register(_Typography(md, context), "virtfaq-typography", 6)


def spaced(text: str, language: str) -> str:
    """The text with the spaces of its language.

    >>> spaced("Vraiment ? « Oui » : 1 000 fois.", "fr")
    'Vraiment\\u202f? «\\xa0Oui\\xa0»\\xa0: 1\\u202f000 fois.'
    >>> spaced("一つ。\\n二つ。", "ja")
    '一つ。二つ。'
    """
    for pattern, space in RULES.get(language.partition("-")[0], ()):
        text = pattern.sub(space, text)
    return text


class _Typography(Treeprocessor):
    def __init__(self, md: Markdown, context: Context) -> None:
        super().__init__(md)
        self.language = context.language

    def run(self, root: etree.Element) -> None:
        self._walk(root, self.language)

    def _walk(self, element: etree.Element, language: str) -> None:
        """Sets the text of an element and what follows each child; a child may be in another language."""
        language = element.get("lang") or language
        for name in _READ:
            if name in element.attrib:
                element.set(name, spaced(element.attrib[name], language))
        if element.tag in _VERBATIM:
            return
        if element.text:
            element.text = spaced(element.text, language)
        for child in element:
            self._walk(child, language)
            if child.tail:
                child.tail = spaced(child.tail, language)
