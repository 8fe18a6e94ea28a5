"""Check the pages of every language against the French ones: the command `check`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from sitekit.checks.page import check_file, check_sides, check_tree, read_side
from sitekit.commands.arguments import locate_page
from sitekit.findings import Mismatch, Misuse
from sitekit.languages import ROOT, SOURCE, languages
from sitekit.text.numbers import CONVENTIONS
from sitekit.translation.lock import Lock


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `check`."""
    summary = "check that translations differ from the French pages in words alone"
    parser = commands.add_parser("check", help=summary, description=summary)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="pages; by default, all of them")
    parser.add_argument("--lang", help="the language to check, such as en; by default, every one")
    parser.add_argument("--pair", action="store_true", help="the files are two: SOURCE TRANSLATION")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the faults. Return 1 if one is an error."""
    found = list(_check_chosen(arguments))
    for fault in found:
        print(fault)
    errors = sum(fault.severity == "error" for fault in found)
    print(f"{errors} error(s), {len(found) - errors} warning(s)")
    return int(errors > 0)


def _check_chosen(arguments: argparse.Namespace) -> Iterator[Mismatch]:
    docs = ROOT / "docs"
    if arguments.pair:
        yield from _check_pair(arguments.files, arguments.lang)
    elif arguments.files:
        for path in arguments.files:
            lang, name = locate_page(docs, path)
            yield from check_file(docs, lang, name, Lock.read(docs / f"{lang}.lock"))
    else:
        codes = [language.code for language in languages()]
        if arguments.lang and arguments.lang not in codes:
            raise Misuse(f"there is no language {arguments.lang}; the site has: {', '.join(codes)}")
        for code in [arguments.lang] if arguments.lang else codes:
            yield from check_tree(docs, code)


def _check_pair(files: list[Path], lang: str | None) -> list[Mismatch]:
    if len(files) != 2:
        raise Misuse("--pair takes two files: the source, then its translation")
    source, target = files
    return check_sides(
        read_side(source, _guess_language(source) or SOURCE),
        read_side(target, lang or _guess_language(target) or "en"),
    )


def _guess_language(path: Path) -> str | None:
    """Return the language that the folders or the name of a file say: docs/de/a.md and a.de.md are German."""
    names = [*path.resolve().parent.parts[::-1], *path.name.split(".")]
    return next((name for name in names if name in CONVENTIONS), None)
