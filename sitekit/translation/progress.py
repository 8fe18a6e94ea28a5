"""Count how much of each page is translated and up to date: the command `status`."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple

from sitekit.grammar.page import keep_last
from sitekit.translation.pages import read_translations
from sitekit.translation.pairing import State, Translation, is_worded

_UNDONE = (State.MISSING, State.LOST)


class Amount(NamedTuple):
    """An amount of text: blocks, and the words in them (those of code do not count)."""

    blocks: int = 0
    words: int = 0


Progress = dict[State, Amount]


def count_all(docs: Path, lang: str) -> dict[str, Progress]:
    """Return, by page, how much is in each state."""
    return {name: count(translation) for name, translation in read_translations(docs, lang)}


@keep_last
def count(translation: Translation) -> Progress:
    """Return how much of one page is in each state.

    >>> from sitekit.grammar.page import Page
    >>> count(Translation(Page("Un.\\n\\nDeux mots.\\n"), Page("One.\\n")))
    {<State.NEW: 'new'>: Amount(blocks=1, words=1), <State.MISSING: 'missing'>: Amount(blocks=1, words=2)}
    """
    found = dict.fromkeys(State, Amount())
    for i, shape in enumerate(translation.source.shapes):
        if is_worded(shape):
            state, (blocks, words) = translation.state(i), found[translation.state(i)]
            found[state] = Amount(blocks + 1, words + translation.source.sizes[i])
    return {state: amount for state, amount in found.items() if amount.blocks}


def add_up(pages: dict[str, Progress]) -> Progress:
    """Add up what several pages have in each state."""
    found: Progress = {}
    for state in State:
        amounts = [progress[state] for progress in pages.values() if state in progress]
        if amounts:
            found[state] = Amount(*map(sum, zip(*amounts, strict=True)))
    return found


def compute_percent(progress: Progress) -> int:
    """Return the percentage of words that have a translation, up to date or not; 100 only if all have.

    >>> compute_percent({State.FRESH: Amount(9, 999), State.MISSING: Amount(1, 1)}), compute_percent({})
    (99, 100)
    """
    whole = sum(amount.words for amount in progress.values())
    todo = sum(progress.get(state, Amount()).words for state in _UNDONE)
    return 100 * (whole - todo) // whole if whole else 100


def list_authors(docs: Path, lang: str) -> list[str]:
    """Return the authors of a language's pages, most changes first; none if git has no whole history."""
    try:
        if _run_git(docs, "rev-parse", "--is-shallow-repository").strip() != "false":
            return []
        lines = _run_git(docs, "shortlog", "--summary", "--numbered", "HEAD", "--", lang).splitlines()
    except (OSError, subprocess.CalledProcessError):
        return []
    return [line.partition("\t")[2] for line in lines]


def _run_git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
