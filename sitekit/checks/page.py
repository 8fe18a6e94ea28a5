"""Check one page of a language, or all, by every rule: those on translations are in `translation.compare`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sitekit.checks.advised_words import find_discouraged
from sitekit.checks.proved_numbers import find_unproved
from sitekit.findings import Mismatch, Misuse
from sitekit.grammar.notebook_cells import Notebook
from sitekit.grammar.page import Page
from sitekit.grammar.reading import name_page, read_page
from sitekit.knowledge import glossary
from sitekit.knowledge.passages import PASSAGES, load_passages
from sitekit.knowledge.sources import load
from sitekit.languages import SOURCE
from sitekit.translation.compare.notebook import check_notebook
from sitekit.translation.compare.page import Side, check
from sitekit.translation.lock import Entry, Lock

_PAGES = (".md", ".py")
_HAS_ID = re.compile(r"\{[^{}]*#[^\s{}]+[^{}]*\}\s*\Z")


def check_tree(docs: Path, lang: str) -> list[Mismatch]:
    """Return every fault of the pages of a language: against the French ones, or of these themselves."""
    tree = docs / lang
    names = sorted(path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.suffix in _PAGES)
    lock = Lock.read(docs / f"{lang}.lock")
    return [fault for name in names for fault in check_file(docs, lang, name, lock)]


def check_file(docs: Path, lang: str, name: str, lock: Lock) -> list[Mismatch]:
    """Return every fault of one page. On a page that no lock knows, missing translations are warnings."""
    source, target = docs / SOURCE / name, docs / lang / name
    if lang == SOURCE:
        page = read_side(target, lang).page
        return [*_check_headings(page), *_check_words(docs, page, lang)]
    if not source.exists():
        message = (
            f"there is no French page {name_page(source)}; a translation has the path of its French page"
        )
        return [Mismatch(name_page(target), 1, message)]
    entries, side = lock.pages.get(name, []), read_side(target, lang)
    found = check_sides(read_side(source, SOURCE), side, entries, partial=not entries)
    return [*found, *_check_words(docs, side.page, lang)]


def check_sides(
    source: Side, target: Side, entries: Sequence[Entry] = (), *, partial: bool = False
) -> list[Mismatch]:
    """Return every fault of a page, or of a notebook, against its source."""
    if isinstance(source.page, Notebook):
        return list(check_notebook(source, target, entries))
    return check(source, target, entries, partial=partial)


def read_side(path: Path, lang: str) -> Side:
    """Return a page as one side of a comparison. Raises Misuse if it cannot be read."""
    try:
        path.stat()  # read_page takes a file that is not there for an empty page
        return Side(read_page(path), lang)
    except (OSError, UnicodeDecodeError) as error:
        raise Misuse(f"{path}: cannot be read as UTF-8 text: {error}") from error


def _check_headings(page: Page) -> Iterator[Mismatch]:
    """Yield French headings without an id of their own: anchors must be the same in all languages."""
    for index, shape in enumerate(page.shapes):
        text = " ".join(shape.text.split())
        if shape.kind == "heading" and shape.marker != "#" and not _HAS_ID.search(text):
            message = f"this heading has no id; write: {shape.marker} {text} {{ #short-name }}"
            yield Mismatch(page.path, page.line(index), message)


def _check_words(docs: Path, page: Page, lang: str) -> Iterator[Mismatch]:
    """Yield the numbers that nothing on the page proves, and the words that the glossary advises against.

    The words are warnings, since a page may have a reason.
    """
    if isinstance(page, Notebook):
        return
    works = load(docs / "sources.bib")
    passages = load_passages(docs / PASSAGES.name, works).values()
    for fault in find_unproved(page, lang, works, passages):
        yield Mismatch(fault.path, fault.line, fault.message)
    try:
        terms = glossary.load(docs / "glossary.tsv")
    except glossary.GlossaryError as error:
        raise Misuse(str(error)) from None
    for fault in find_discouraged(page, lang, terms):
        yield Mismatch(fault.path, fault.line, fault.message, severity="warning")
