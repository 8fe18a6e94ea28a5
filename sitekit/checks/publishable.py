"""Find the faults that keep a page from being published, before anything is rendered.

Every page of every language must be readable, have a title and a description, run as it promises, and cite
works that the bibliography has; claims are judged by `sitekit.checks.claims`. A translation runs as readers
meet it: with French where it has nothing yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from functools import partial
from pathlib import Path

import yaml

from sitekit.checks.caveats import find_unsaid
from sitekit.checks.claims import find_faults
from sitekit.checks.kernel_rung import find_unasked
from sitekit.checks.uncited import find_uncited
from sitekit.checks.unfounded import find_unfounded
from sitekit.examples.collect import read_examples
from sitekit.examples.session import run
from sitekit.findings import Finding
from sitekit.grammar.fences import FenceError
from sitekit.grammar.front_matter import WORDED_KEYS, find_front_matter, read_values
from sitekit.grammar.page import Page, keep_last
from sitekit.grammar.reading import read_page
from sitekit.knowledge.claims import CITATION, read_record, read_records
from sitekit.knowledge.passages import PASSAGES, load_passages
from sitekit.knowledge.sources import Work
from sitekit.languages import SOURCE
from sitekit.translation.lock import Lock
from sitekit.translation.weave.tree import weave_one


def vet(docs: Path, language: str, works: Mapping[str, Work], root: Path) -> list[Finding]:
    """Return the faults of all pages of a language below `docs`; paths are shown from `root` on.

    Raises SourcesError if docs/passages.toml has faults of its own.
    """
    passages, found = load_passages(docs / PASSAGES.name, works), []
    lock = Lock.read(docs / f"{language}.lock")
    for path in sorted((docs / language).rglob("*.md")):
        shown = (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
        met = partial(weave_one, docs, language, path.relative_to(docs / language).as_posix(), lock)
        found += vet_page(path, shown, works, language, met, frozenset(passages))
    if language == SOURCE and not found:  # a page that cannot be read hides what it cites
        records = read_records(docs / SOURCE)
        found += find_uncited(docs / PASSAGES.name, passages, records, root)
        found += find_unfounded(passages, records, f"docs/{SOURCE}/")
    return found


def vet_page(
    path: Path,
    shown: str,
    works: Mapping[str, Work],
    language: str,
    weave: Callable[[], Page] | None = None,
    passages: frozenset[str] = frozenset(),
) -> Iterator[Finding]:
    """Yield the faults of one page. A fault that hides others is told alone.

    `weave` gives a translation as readers meet it, if that is not what the file says.
    """
    try:
        page = read_page(path, shown)
        _ = page.fences
        yield from _find_faults(page, weave() if weave else page, language, frozenset(works), passages)
        if language == SOURCE:
            yield from find_unasked(read_record(page), works)
    except UnicodeDecodeError:
        yield Finding(shown, 1, "this page is not in UTF-8; save it as UTF-8")
    except FenceError as error:
        yield error.finding


@keep_last
def _find_faults(
    page: Page, met: Page, language: str, known: frozenset[str], passages: frozenset[str]
) -> tuple[Finding, ...]:
    """Return the faults of a page, and of what readers meet in its place; `known` are keys of works."""
    found = [*_check_front_matter(page, language)]
    outcomes = run(read_examples(met))
    for outcome in outcomes:
        if report := outcome.report():
            found.append(Finding(page.path, outcome.example.line, report.partition(": ")[2]))
    if language == SOURCE:
        found += find_unsaid(page, outcomes)
    return *found, *find_faults([read_record(met)], known, passages), *_check_citations(page, known)


def _check_front_matter(page: Page, language: str) -> Iterator[Finding]:
    """Yield what the front matter lacks; a translation may leave title and description in French."""
    front, shown = find_front_matter(page.text), page.path
    if not front:
        if language == SOURCE:
            yield Finding(shown, 1, "this page has no front matter; begin it with title and description")
        return
    try:
        values = read_values(front)
    except yaml.YAMLError as error:
        line = getattr(error, "problem_mark", None)
        yield Finding(
            shown,
            2 + (line.line if line else 0),
            "this front matter is not YAML; put a value with a colon or quotes in it between quotes",
        )
        return
    for name in WORDED_KEYS:
        if not str(values.get(name) or "").strip():
            yield Finding(shown, 1, f"the front matter has no {name}; add a line: {name}: …")


def _check_citations(page: Page, works: Set[str]) -> Iterator[Finding]:
    """Yield the works that prose cites and the bibliography does not have."""
    for number, line in page.unfenced:
        for match in CITATION.finditer(re.sub(r"`[^`]*`", "", line)):
            if match["key"] not in works:
                advice = "which docs/sources.bib does not have; add it there or correct the key"
                yield Finding(page.path, number, f"[@{match['key']}] cites a work {advice}")
