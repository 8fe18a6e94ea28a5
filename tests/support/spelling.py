"""Find the words of a French page that neither the dictionary of Hunspell nor docs/words.fr.txt has.

A word in italics is foreign or quoted, one in code is code: neither is French to be spelled.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from sitekit.checks.advised_words import ITALIC
from sitekit.findings import Finding
from sitekit.grammar.front_matter import find_words
from sitekit.grammar.page import Page

HUNSPELL = ("hunspell", "-d", "fr_FR", "-i", "utf-8", "-l")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'", re.IGNORECASE)
_CITATION = re.compile(r"\[@[^\]]*\]")


def word_list(path: Path) -> frozenset[str]:
    """Return the words of the project: one a line; what follows a # is a comment."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return frozenset(word for line in lines if (word := line.partition("#")[0].strip()))


def find_misspelt(page: Page, known: Iterable[str]) -> Iterator[Finding]:
    """Yield the words that nobody knows, each once. Needs hunspell with its French dictionary.

    Raises FileNotFoundError without the program, RuntimeError without the dictionary.
    """
    prose = [
        _make_readable(find_words(block.text) if block.kind == "front matter" else shape.prose)
        for block, shape in zip(page.blocks, page.shapes, strict=True)
    ]
    unknown = _find_unknown("\n".join(prose)) - set(known)
    for index, word in sorted((_find_first(word, prose), word) for word in unknown):
        advice = "correct it, put it in italics if it is foreign, or add it to docs/words.fr.txt"
        yield Finding(page.path, page.line(index), f'no dictionary has "{word}"; {advice}')


def _find_first(word: str, prose: list[str]) -> int:
    return next((index for index, said in enumerate(prose) if word in said), 0)


def _make_readable(prose: str) -> str:
    return ITALIC.sub(" ", _CITATION.sub(" ", prose)).replace("’", "'")


def _find_unknown(prose: str) -> set[str]:
    run = subprocess.run(HUNSPELL, input=prose, capture_output=True, encoding="utf-8", check=False)
    if run.returncode or "Can't open" in run.stderr:
        raise RuntimeError(run.stderr.strip() or "hunspell failed")
    words = {_ELISION.sub("", word).rstrip(".") for word in run.stdout.split()}
    return {word for word in words if any(map(str.isalpha, word))}  # the rule below a table's header has none
