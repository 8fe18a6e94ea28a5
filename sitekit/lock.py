"""Shows how far each translation is, and records what translates what: the commands `status` and `lock`."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sitekit.languages import ROOT, SOURCE, languages
from sitekit.lockfile import Lock
from sitekit.translation import Page, State, Translation, is_worded


def translations(docs: Path, lang: str) -> Iterator[tuple[str, Translation]]:
    """Every French page, by its name, with its translation as far as there is one."""
    lock = Lock.read(docs / f"{lang}.lock")
    for path in sorted((docs / SOURCE).rglob("*.md")):
        name = path.relative_to(docs / SOURCE).as_posix()
        target = docs / lang / name
        text = target.read_text(encoding="utf-8-sig") if target.exists() else ""
        french = Page(path.read_text(encoding="utf-8-sig"))
        yield name, Translation(french, Page(text), lock.pages.get(name, []))


def update(docs: Path, lang: str, *, confirm: bool = False) -> None:
    """Records in docs/<lang>.lock what translates what; refreshed blocks stay so until `confirm`."""
    pages = {
        name: entries
        for name, found in translations(docs, lang)
        if (entries := found.updated(confirm=confirm))
    }
    Lock(pages).write(docs / f"{lang}.lock")


def status(docs: Path, lang: str) -> dict[str, dict[str, int]]:
    """By page, how many blocks are in each state."""
    return {name: _count(found) for name, found in translations(docs, lang)}


def _count(translation: Translation) -> dict[str, int]:
    worded = [i for i, shape in enumerate(translation.source.shapes) if is_worded(shape)]
    found = Counter(translation.state(i) for i in worded)
    return {state.value: found[state] for state in State if found[state]}


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the commands `lock` and `status`."""
    summary = "record which French block each block translates, so that later changes show"
    lock = commands.add_parser("lock", help=summary, description=summary)
    lock.add_argument(
        "--confirm", action="store_true", help="blocks changed in both languages are up to date"
    )
    lock.set_defaults(run=_run_lock)
    summary = "show how much of each page is translated and up to date"
    shown = commands.add_parser("status", help=summary, description=summary)
    shown.add_argument("--json", action="store_true", help="as data: language, page, state, number of blocks")
    shown.set_defaults(run=_run_status)
    for parser in (lock, shown):
        parser.add_argument("--lang", help="the language, such as en; by default, every one")


def _codes(arguments: argparse.Namespace) -> list[str]:
    codes = [language.code for language in languages() if not language.is_source]
    if arguments.lang and arguments.lang not in codes:
        print(f"there is no translation to {arguments.lang}; there are: {', '.join(codes)}", file=sys.stderr)
        return []
    return [arguments.lang] if arguments.lang else codes


def _run_lock(arguments: argparse.Namespace) -> int:
    if not (codes := _codes(arguments)):
        return 2
    for code in codes:
        update(ROOT / "docs", code, confirm=arguments.confirm)
        print(f"docs/{code}.lock is up to date")
    return 0


def _run_status(arguments: argparse.Namespace) -> int:
    if not (codes := _codes(arguments)):
        return 2
    found = {code: status(ROOT / "docs", code) for code in codes}
    print(json.dumps(found, ensure_ascii=False, indent=1) if arguments.json else _table(found))
    return 0


def _table(found: dict[str, dict[str, dict[str, int]]]) -> str:
    rows = []
    for code, pages in found.items():
        total = sum((Counter(states) for states in pages.values()), Counter[str]())
        rows.append(f"{code}: {_said(total)}")
        rows += [f"  {name}: {_said(states)}" for name, states in pages.items()]
    return "\n".join(rows)


def _said(states: dict[str, int]) -> str:
    """The states in words, and the percentage of blocks that have a translation.

    >>> _said({"fresh": 3, "missing": 1})
    '75 % translated (3 fresh, 1 missing)'
    """
    total = sum(states.values())
    done = total - states.get(State.MISSING, 0) - states.get(State.LOST, 0)
    detail = ", ".join(f"{number} {state}" for state, number in states.items())
    return f"{100 * done // total if total else 100} % translated ({detail or 'nothing to translate'})"
