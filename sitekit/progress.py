"""Counts how much of each page is translated and up to date: the command `status`."""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sitekit.languages import ROOT, SOURCE, chosen
from sitekit.lockfile import Entry, Lock
from sitekit.notebooks import is_notebook, notebook_page
from sitekit.translation import Page, State, Translation, is_worded

_UNDONE = (State.MISSING, State.LOST)


class Amount(NamedTuple):
    """How much there is of something: blocks, and the words in them (those of code do not count)."""

    blocks: int = 0
    words: int = 0


Progress = dict[State, Amount]


class Sources(NamedTuple):
    """A French page, its translation as far as there is one, and their entries in the lock."""

    french: str
    translated: str
    entries: tuple[Entry, ...]
    is_notebook: bool

    def matched(self) -> Translation:
        """The two pages, block by block."""
        parse = notebook_page if self.is_notebook else Page
        return Translation(parse(self.french), parse(self.translated), self.entries)


def _sources(docs: Path, lang: str) -> Iterator[tuple[str, Sources]]:
    """Every French page and notebook, by its name."""
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
    """Every French page and notebook, by its name, with its translation as far as there is one."""
    return ((name, sources.matched()) for name, sources in _sources(docs, lang))


def status(docs: Path, lang: str) -> dict[str, Progress]:
    """By page, how much is in each state."""
    return {name: _counted(sources) for name, sources in _sources(docs, lang)}


@lru_cache(maxsize=4096)  # each save asks for every page again
def _counted(sources: Sources) -> Progress:
    return count(sources.matched())


def count(translation: Translation) -> Progress:
    """How much of one page is in each state.

    >>> count(Translation(Page("Un.\\n\\nDeux mots.\\n"), Page("One.\\n")))
    {<State.NEW: 'new'>: Amount(blocks=1, words=1), <State.MISSING: 'missing'>: Amount(blocks=1, words=2)}
    """
    found = dict.fromkeys(State, Amount())
    for i, shape in enumerate(translation.source.shapes):
        if is_worded(shape):
            state, (blocks, words) = translation.state(i), found[translation.state(i)]
            found[state] = Amount(blocks + 1, words + translation.source.sizes[i])
    return {state: amount for state, amount in found.items() if amount.blocks}


def total(pages: dict[str, Progress]) -> Progress:
    """What several pages have together."""
    found: Progress = {}
    for state in State:
        amounts = [progress[state] for progress in pages.values() if state in progress]
        if amounts:
            found[state] = Amount(*map(sum, zip(*amounts, strict=True)))
    return found


def percent(progress: Progress) -> int:
    """The percentage of words that have a translation, up to date or not; 100 only if all have.

    >>> percent({State.FRESH: Amount(9, 999), State.MISSING: Amount(1, 1)}), percent({})
    (99, 100)
    """
    whole = sum(amount.words for amount in progress.values())
    todo = sum(progress.get(state, Amount()).words for state in _UNDONE)
    return 100 * (whole - todo) // whole if whole else 100


def credits(docs: Path, lang: str) -> list[str]:
    """Who wrote the pages of a language, most changes first; nobody where git cannot say, or not of all."""
    try:
        if _git(docs, "rev-parse", "--is-shallow-repository").strip() != "false":
            return []
        lines = _git(docs, "shortlog", "--summary", "--numbered", "HEAD", "--", lang).splitlines()
    except (OSError, subprocess.CalledProcessError):
        return []
    return [line.partition("\t")[2] for line in lines]


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `status`."""
    summary = "show how much of each page is translated and up to date"
    parser = commands.add_parser("status", help=summary, description=summary)
    parser.add_argument(
        "--json", action="store_true", help="as data: language, page, state, blocks and words"
    )
    parser.add_argument("--lang", help="the language, such as en; by default, every one")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the states; status 2 for a language that the site does not have."""
    if not (codes := chosen(arguments.lang)):
        return 2
    found = {code: status(ROOT / "docs", code) for code in codes}
    print(_data(found) if arguments.json else _table(found))
    return 0


def _data(found: dict[str, dict[str, Progress]]) -> str:
    data = {
        code: {
            name: {state: amount._asdict() for state, amount in states.items()}
            for name, states in pages.items()
        }
        for code, pages in found.items()
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _table(found: dict[str, dict[str, Progress]]) -> str:
    rows = []
    for code, pages in found.items():
        rows.append(f"{code}: {_said(total(pages))}")
        rows += [f"  {name}: {_said(states)}" for name, states in pages.items()]
    return "\n".join(rows)


def _said(states: Progress) -> str:
    """The states in words.

    >>> _said({State.FRESH: Amount(3, 30), State.MISSING: Amount(1, 10)})
    '75 % of 40 words translated (blocks: 3 fresh, 1 missing)'
    """
    words = sum(amount.words for amount in states.values())
    detail = ", ".join(f"{amount.blocks} {state}" for state, amount in states.items())
    return f"{percent(states)} % of {words} words translated (blocks: {detail or 'none'})"
