"""Read the definition of each term from the glossary's page."""

from __future__ import annotations

import re
from pathlib import Path

from sitekit import languages
from sitekit.grammar.page import Page, keep_last
from sitekit.grammar.reading import read_page

PAGE = "glossaire.md"
_MARKUP = re.compile(r"</?[^<>]+>|[*_`]+|\[|\]")
_IN_FRENCH = re.compile(rf"lang=[\"']?{languages.SOURCE}\b")


def read_definitions(tree: Path) -> dict[str, str]:
    """Return the plain definition of each term on a tree's glossary page; empty if it is in French."""
    return _find_definitions(read_page(tree / PAGE))


@keep_last
def _find_definitions(page: Page) -> dict[str, str]:
    found = {}
    for i in range(1, len(page.blocks)):
        if page.blocks[i].kind == "definition" and page.blocks[i - 1].kind == "term":
            ids = [
                value[1:]
                for kind, value in page.shapes[i - 1].fixed
                if kind == "attribute" and value[0] == "#"
            ]
            french = _IN_FRENCH.search(page.blocks[i].text)
            said = "" if french else " ".join(_MARKUP.sub("", page.shapes[i].prose).split())
            found |= dict.fromkeys(ids, said)
    return found
