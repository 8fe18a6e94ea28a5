"""Name the pages whose examples run: those of docs/ in every language, and those of the root folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sitekit.examples.collect import Example, read_examples
from sitekit.grammar.page import Page
from sitekit.grammar.reading import read_page
from sitekit.languages import ROOT
from sitekit.translation.lock import Lock
from sitekit.translation.weave.tree import weave_one

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]


def met(path: Path) -> Page:
    """Return a page as its readers meet it: with French where a translation has nothing yet."""
    folder, *names = path.relative_to(ROOT).parts
    if folder == "docs" and len(names) > 1:
        return weave_one(ROOT / "docs", names[0], "/".join(names[1:]), _read_lock(names[0]))
    return read_page(path)


@cache  # it grows with the pages, and each of them asks for it
def _read_lock(lang: str) -> Lock:
    return Lock.read(ROOT / "docs" / f"{lang}.lock")


def examples(page: Path) -> list[Example]:
    """Return the examples of a page."""
    return read_examples(read_page(page))
