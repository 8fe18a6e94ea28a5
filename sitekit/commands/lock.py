"""Record in docs/<lang>.lock what translates what: the command `lock`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sitekit.commands.arguments import choose_languages, locate_page
from sitekit.findings import Misuse
from sitekit.languages import ROOT
from sitekit.translation.pages import update
from sitekit.translation.pairing import Translation

Reviewed = Mapping[str | None, set[int | None]]  # what `--confirm` names: see `_find_named`


def _find_named(reviewed: Reviewed, name: str, translation: Translation) -> set[int]:
    """Return the blocks that a reviewer names: by page, the lines of blocks.

    None stands for every block that has changed in both languages; as a page, for all pages. Raises Misuse if
    nothing on a line is a translation.
    """
    lines = reviewed.get(name, set()) | reviewed.get(None, set())
    found = translation.find_refreshed() if None in lines else set()
    for line in lines - {None}:
        if line is None or (index := translation.find_block(line)) is None:
            raise Misuse(
                f"{name}:{line}: no block on this line translates a French one; give the line of one"
            )
        found.add(index)
    return found


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `lock`."""
    summary = "record which French block each block translates, so that later changes show"
    parser = commands.add_parser("lock", help=summary, description=summary)
    parser.add_argument("--lang", help="the language, such as en; by default, every one")
    parser.add_argument(
        "--confirm",
        nargs="*",
        metavar="FILE[:LINE]",
        help="what was reviewed is up to date: blocks changed in both languages (of FILE, or everywhere), "
        "or whatever stands on the LINE of FILE",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the locks."""
    reviewed = _parse_reviewed(arguments.confirm)
    for code in list(reviewed) if arguments.confirm else choose_languages(arguments.lang):
        update(ROOT / "docs", code, partial(_find_named, reviewed.get(code, reviewed.get("", {}))))
        print(f"docs/{code}.lock is up to date")
    return 0


def _parse_reviewed(places: list[str] | None) -> dict[str, dict[str | None, set[int | None]]]:
    """Return what `--confirm` names, by language; "" stands for every one."""
    if not places:
        return {} if places is None else {"": {None: {None}}}
    found: dict[str, dict[str | None, set[int | None]]] = {}
    for text in places:
        path, _, line = text.rpartition(":") if text.rpartition(":")[2].isdecimal() else (text, "", "")
        lang, name = locate_page(ROOT / "docs", Path(path))
        found.setdefault(lang, {}).setdefault(name, set()).add(int(line) if line else None)
    return found
