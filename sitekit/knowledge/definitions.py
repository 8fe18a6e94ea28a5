"""Read the definition of each term from the glossary's page."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sitekit import languages
from sitekit.grammar.page import Page

if TYPE_CHECKING:
    pass


PAGE = "glossaire.md"


_MARKUP = re.compile(r"</?[^<>]+>|[*_`]+|\[|\]")


_IN_FRENCH = re.compile(rf"lang=[\"']?{languages.SOURCE}\b")


def definitions(tree: Path) -> dict[str, str]:
    """Return the plain definition of each term on a tree's glossary page; empty if it is in French."""
    page = tree / PAGE
    return dict(_read_definitions(page.read_text(encoding="utf-8-sig"))) if page.exists() else {}


@lru_cache(maxsize=16)
def _read_definitions(text: str) -> tuple[tuple[str, str], ...]:
    page = Page(text)
    found = []
    for i in range(1, len(page.blocks)):
        if page.blocks[i].kind == "definition" and page.blocks[i - 1].kind == "term":
            ids = [
                value[1:]
                for kind, value in page.shapes[i - 1].fixed
                if kind == "attribute" and value[0] == "#"
            ]
            french = _IN_FRENCH.search(page.blocks[i].text)
            said = "" if french else " ".join(_MARKUP.sub("", page.shapes[i].prose).split())
            found += [(name, said) for name in ids]
    return tuple(found)
