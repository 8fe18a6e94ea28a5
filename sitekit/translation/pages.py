"""Go through the French pages with their translations and the entries of the lock."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from pathlib import Path
from typing import NamedTuple

from sitekit.grammar.notebook_cells import is_notebook, notebook_page
from sitekit.grammar.page import Page
from sitekit.languages import SOURCE
from sitekit.translation.lock import Entry, Lock
from sitekit.translation.pairing import Translation


class Sources(NamedTuple):
    """A French page, its translation as far as there is one, and their entries in the lock."""

    french: str
    translated: str
    entries: tuple[Entry, ...]
    is_notebook: bool

    def match(self) -> Translation:
        """Return the two pages, match block by block."""
        parse = notebook_page if self.is_notebook else Page
        return Translation(parse(self.french), parse(self.translated), self.entries)


def read_sources(docs: Path, lang: str) -> Iterator[tuple[str, Sources]]:
    """Yield each French page and notebook, with its name."""
    lock = Lock.read(docs / f"{lang}.lock")
    tree = docs / SOURCE
    for path in sorted([*tree.rglob("*.md"), *tree.rglob("*.py")]):
        name, text = path.relative_to(tree).as_posix(), path.read_text(encoding="utf-8-sig")
        if path.suffix == ".py" and not is_notebook(text):
            continue
        target = docs / lang / name
        translated = target.read_text(encoding="utf-8-sig") if target.exists() else ""
        yield name, Sources(text, translated, tuple(lock.pages.get(name, ())), path.suffix == ".py")


def translations(docs: Path, lang: str) -> Iterator[tuple[str, Translation]]:
    """Yield the name of each French page and notebook, and its translation as far as there is one."""
    return ((name, sources.match()) for name, sources in read_sources(docs, lang))


Confirmed = Callable[[str, Translation], Container[int]]


def update(docs: Path, lang: str, confirmed: Confirmed = lambda _name, _translation: ()) -> None:
    """Write the lock of a language. What is out of date stays so until a reviewer confirms it.

    `confirmed` returns, for a page, the French blocks whose translation was found to be up to date.
    """
    pages = {
        name: entries
        for name, found in translations(docs, lang)
        if (entries := found.updated(confirmed(name, found)))
    }
    Lock(pages).write(docs / f"{lang}.lock")
