"""What keeps a page from being published: the faults that can be told before anything is rendered.

Every page of every language must be readable, have a title and a description, run as it promises, and cite
works that the bibliography has; claims are judged by `sitekit.claims`. A translation runs as readers meet it:
with French where it has nothing yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import yaml

from sitekit.claims import faults, read_page
from sitekit.examples import page_examples
from sitekit.fences import FenceError, scan
from sitekit.findings import Finding
from sitekit.languages import SOURCE, languages
from sitekit.lockfile import Lock
from sitekit.references import CITATION
from sitekit.session import run
from sitekit.sources import Work
from sitekit.weave import woven

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_CITED = re.compile(CITATION)
_NEEDED = ("title", "description")


def vet(docs: Path, works: Mapping[str, Work], root: Path) -> list[Finding]:
    """The faults of all pages below `docs`, in every language; paths are shown from `root` on."""
    found = []
    for language in languages():
        lock = Lock.read(docs / f"{language.code}.lock")
        for path in sorted((docs / language.code).rglob("*.md")):
            shown = (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
            name = path.relative_to(docs / language.code).as_posix()
            whole = partial(woven, docs, language.code, name, lock)
            found += vet_page(path, shown, works, language.code, whole)
    return found


def vet_page(
    path: Path, shown: str, works: Mapping[str, Work], language: str, whole: Callable[[], str] | None = None
) -> Iterator[Finding]:
    """The faults of one page. What hides others is told alone.

    `whole` gives a translation as readers meet it, if that is not what the file says.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        scan(text, shown)
        met = whole() if whole else text
        outcomes = run(page_examples(met, shown))
    except UnicodeDecodeError:
        yield Finding(shown, 1, "this page is not in UTF-8; save it as UTF-8")
        return
    except FenceError as error:
        yield error.finding
        return
    yield from _front_matter(text, shown, language)
    for outcome in outcomes:
        if report := outcome.report():
            yield Finding(shown, outcome.example.line, report.partition(": ")[2])
    yield from faults([read_page(met, shown)], works)
    yield from _citations(text, shown, works)


def _front_matter(text: str, shown: str, language: str) -> Iterator[Finding]:
    """A French page has its title and description; a translation may leave them, whole, in French."""
    match = _FRONT_MATTER.match(text)
    if not match:
        if language == SOURCE:
            yield Finding(shown, 1, "this page has no front matter; begin it with title and description")
        return
    try:
        values = yaml.safe_load(match["yaml"]) or {}
    except yaml.YAMLError as error:
        line = getattr(error, "problem_mark", None)
        yield Finding(
            shown,
            2 + (line.line if line else 0),
            "this front matter is not YAML; put a value with a colon or quotes in it between quotes",
        )
        return
    for name in _NEEDED:
        if not isinstance(values, dict) or not str(values.get(name) or "").strip():
            yield Finding(shown, 1, f"the front matter has no {name}; add a line: {name}: …")


def _citations(text: str, shown: str, works: Mapping[str, Work]) -> Iterator[Finding]:
    """Works that prose cites and the bibliography does not have."""
    hidden = {line for fence in scan(text, shown) for line in range(fence.first, fence.last + 1)}
    for number, line in enumerate(text.splitlines(), 1):
        for match in () if number in hidden else _CITED.finditer(re.sub(r"`[^`]*`", "", line)):
            if match["key"] not in works:
                advice = "which docs/sources.bib does not have; add it there or correct the key"
                yield Finding(shown, number, f"[@{match['key']}] cites a work {advice}")
