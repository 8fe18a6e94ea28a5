"""Checks the pages of every language against the French ones: the command `check`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from sitekit import glossary
from sitekit.figures import unproved
from sitekit.languages import ROOT, SOURCE, languages
from sitekit.lockfile import Entry, Lock
from sitekit.notebookcheck import check_notebook
from sitekit.notebooks import is_notebook
from sitekit.numerals import CONVENTIONS
from sitekit.pagecheck import Mismatch, Side, check
from sitekit.sources import load
from sitekit.translation import Page

_PAGES = (".md", ".py")
_HAS_ID = re.compile(r"\{[^{}]*#[^\s{}]+[^{}]*\}\s*\Z")


class Misuse(Exception):
    """The command was asked for what it can't do; the message says what to write instead."""


def check_tree(docs: Path, lang: str) -> list[Mismatch]:
    """Every fault of the pages of a language: against the French ones, or of these themselves."""
    tree = docs / lang
    names = sorted(path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.suffix in _PAGES)
    lock = Lock.read(docs / f"{lang}.lock")
    return [fault for name in names for fault in check_file(docs, lang, name, lock)]


def check_file(docs: Path, lang: str, name: str, lock: Lock) -> list[Mismatch]:
    """Every fault of one page. Where the lock does not know the page, what is not translated is a warning."""
    source, target = docs / SOURCE / name, docs / lang / name
    if lang == SOURCE:
        page = _side(target, lang)
        return [*_headings(page), *_figures(docs, page), *_terms(docs, page)]
    if not source.exists():
        message = f"there is no French page {_shown(source)}; a translation has the path of its French page"
        return [Mismatch(_shown(target), 1, message)]
    entries, page = lock.pages.get(name, []), _side(target, lang)
    found = check_sides(_side(source, SOURCE), page, entries, partial=not entries)
    return [*found, *_figures(docs, page), *_terms(docs, page)]


def check_sides(
    source: Side, target: Side, entries: Sequence[Entry] = (), *, partial: bool = False
) -> list[Mismatch]:
    """Every fault of a page, or of a notebook, against its source."""
    if source.path.endswith(".py") and is_notebook(source.text):
        return list(check_notebook(source, target, entries))
    return check(source, target, entries, partial=partial)


def _side(path: Path, lang: str) -> Side:
    try:
        return Side(_shown(path), lang, path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise Misuse(f"{path}: cannot be read as UTF-8 text: {error}") from error


def _shown(path: Path) -> str:
    """A path as messages show it."""
    resolved = path.resolve()
    return (resolved.relative_to(ROOT) if resolved.is_relative_to(ROOT) else path).as_posix()


def _headings(page: Side) -> Iterator[Mismatch]:
    """French headings without an id of their own: anchors must be the same in all languages."""
    parsed = Page(page.text if page.path.endswith(".md") else "")
    for index, shape in enumerate(parsed.shapes):
        text = " ".join(shape.text.split())
        if shape.kind == "heading" and shape.marker != "#" and not _HAS_ID.search(text):
            message = f"this heading has no id; write: {shape.marker} {text} {{ #short-name }}"
            yield Mismatch(page.path, parsed.line(index), message)


def _figures(docs: Path, page: Side) -> Iterator[Mismatch]:
    """Numbers that prose states and nothing on the page proves."""
    if page.path.endswith(".md"):
        works = load(docs / "sources.bib")
        found = unproved(page.text, page.path, page.language, works)
        yield from (Mismatch(fault.path, fault.line, fault.message) for fault in found)


def _terms(docs: Path, page: Side) -> Iterator[Mismatch]:
    """Words that the glossary advises against: warnings, since a page may have a reason."""
    if page.path.endswith(".md"):
        try:
            terms = glossary.load(docs / "glossary.tsv")
        except glossary.GlossaryError as error:
            raise Misuse(str(error)) from None
        found = glossary.discouraged(page.text, page.path, page.language, terms)
        yield from (Mismatch(one.path, one.line, one.message, severity="warning") for one in found)


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `check`."""
    summary = "check that translations differ from the French pages in words alone"
    parser = commands.add_parser("check", help=summary, description=summary)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="pages; by default, all of them")
    parser.add_argument("--lang", help="the language to check, such as en; by default, every one")
    parser.add_argument("--pair", action="store_true", help="the files are two: SOURCE TRANSLATION")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the faults. Status 1 if one is an error, 2 for misuse."""
    try:
        found = list(_chosen(arguments))
    except Misuse as error:
        print(error, file=sys.stderr)
        return 2
    for fault in found:
        print(fault)
    errors = sum(fault.severity == "error" for fault in found)
    print(f"{errors} error(s), {len(found) - errors} warning(s)")
    return int(errors > 0)


def _chosen(arguments: argparse.Namespace) -> Iterator[Mismatch]:
    docs = ROOT / "docs"
    if arguments.pair:
        yield from _pair(arguments.files, arguments.lang)
    elif arguments.files:
        for path in arguments.files:
            lang, name = place(docs, path)
            yield from check_file(docs, lang, name, Lock.read(docs / f"{lang}.lock"))
    else:
        codes = [language.code for language in languages()]
        if arguments.lang and arguments.lang not in codes:
            raise Misuse(f"there is no language {arguments.lang}; the site has: {', '.join(codes)}")
        for code in [arguments.lang] if arguments.lang else codes:
            yield from check_tree(docs, code)


def _pair(files: list[Path], lang: str | None) -> list[Mismatch]:
    if len(files) != 2:
        raise Misuse("--pair takes two files: the source, then its translation")
    source, target = files
    return check_sides(_side(source, _guess(source) or SOURCE), _side(target, lang or _guess(target) or "en"))


def _guess(path: Path) -> str | None:
    """The language that the folders or the name of a file say: docs/de/a.md and a.de.md are German."""
    names = [*path.resolve().parent.parts[::-1], *path.name.split(".")]
    return next((name for name in names if name in CONVENTIONS), None)


def place(docs: Path, path: Path) -> tuple[str, str]:
    """The language of a page, and its name in the tree of that language."""
    resolved = path.resolve()
    if not resolved.is_file():
        raise Misuse(f"{path}: there is no such file")
    if not resolved.is_relative_to(docs) or len(parts := resolved.relative_to(docs).parts) < 2:
        raise Misuse(
            f"{path}: not a page of docs/<language>/; to compare any two files, write: check --pair A B"
        )
    return parts[0], "/".join(parts[1:])
