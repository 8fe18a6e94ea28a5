"""Go through the French pages with their translations and the entries of the lock."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from pathlib import Path

from sitekit.grammar.notebook_cells import is_notebook
from sitekit.grammar.page import Page, keep_last
from sitekit.grammar.reading import read_page
from sitekit.languages import SOURCE
from sitekit.translation.lock import Entry, Lock
from sitekit.translation.pairing import Translation


def read_translations(
    docs: Path, lang: str, read: Callable[[Path], Page] = read_page
) -> Iterator[tuple[str, Translation]]:
    """Yield the name of each French page and notebook, and its translation as far as there is one."""
    lock, tree = Lock.read(docs / f"{lang}.lock"), docs / SOURCE
    for path in sorted([*tree.rglob("*.md"), *tree.rglob("*.py")]):
        name, page = path.relative_to(tree).as_posix(), read(path)
        if path.suffix == ".md" or is_notebook(page.text):
            yield name, match(read(docs / lang / name), page, tuple(lock.pages.get(name, ())))


@keep_last
def match(target: Page, source: Page, entries: tuple[Entry, ...]) -> Translation:
    """Return the two pages, match block by block; the page of a language has one source and one lock."""
    return Translation(source, target, entries)


Confirmed = Callable[[str, Translation], Container[int]]


def update(docs: Path, lang: str, confirmed: Confirmed = lambda _name, _translation: ()) -> None:
    """Write the lock of a language. What is out of date stays so until a reviewer confirms it.

    `confirmed` returns, for a page, the French blocks whose translation was found to be up to date.
    """
    pages = {
        name: entries
        for name, found in read_translations(docs, lang)
        if (entries := found.update_entries(confirmed(name, found)))
    }
    Lock(pages).write(docs / f"{lang}.lock")
