"""Run the examples of every page as tests: docs/ in all languages, README.md, CONTRIBUTING.md."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pygal  # noqa: F401 - see below
import pytest
from sybil import Document, Example, Region, Sybil

from sitekit.examples.collect import Example as PageExample
from sitekit.examples.collect import read_examples
from sitekit.examples.session import Session
from sitekit.grammar.fences import FenceError
from sitekit.grammar.page import Page
from sitekit.translation.lock import Lock
from sitekit.translation.weave.tree import weave_one

ROOT = Path(__file__).parent
# pygal leaves an importer of Python 3.3, which pytest cannot ask for the packages that it collects.
sys.meta_path[:] = [importer for importer in sys.meta_path if hasattr(importer, "find_spec")]
collect_ignore_glob = [
    "docs/*.py",  # notebooks in percent format, at any depth: the site's tests execute them
    "tests/oracle/nova_weights.py",  # run by the Python of another environment, which has Nova
]


def _find_met(path: str, examples: list[PageExample]) -> tuple[list[PageExample], list[int]]:
    """Return the examples of the page as its readers meet it, and the indexes of those of the file.

    A translation that lacks some code shows the French code there, on which the rest may depend.
    """
    folder, lang, *names = path.split("/") if path.count("/") > 1 else ("", "")
    if folder != "docs":
        return examples, list(range(len(examples)))
    whole = read_examples(weave_one(ROOT / "docs", lang, "/".join(names), _read_lock(lang)))
    places: list[int] = []
    for example in examples:
        start = places[-1] + 1 if places else 0
        alike = (i for i in range(start, len(whole)) if _key(whole[i]) == _key(example))
        if (found := next(alike, None)) is None:  # its French has changed: readers meet other code
            return examples, list(range(len(examples)))
        places.append(found)
    return whole, places


@cache  # it grows with the pages, and each of them asks for it
def _read_lock(lang: str) -> Lock:
    return Lock.read(ROOT / "docs" / f"{lang}.lock")


def _key(example: PageExample) -> tuple[str, str]:
    return example.source, example.want


def regions(document: Document) -> Iterator[Region]:
    """Yield one region an example, from its first line of code to the line below its last."""
    path = Path(document.path).relative_to(ROOT).as_posix()
    try:
        examples = read_examples(Page(document.text, path))
    except FenceError as error:
        raise pytest.Collector.CollectError(str(error)) from None
    met, places = _find_met(path, examples)
    session = Session(met)
    starts = [0]
    for line in document.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def evaluate(example: Example) -> str:
        return replace(session.outcome(places[example.parsed]), example=examples[example.parsed]).report()

    for index, item in enumerate(examples):
        last = item.line - 1 + item.source.count("\n")
        yield Region(starts[item.line - 1], starts[last], index, evaluate)


_collect = Sybil(parsers=[regions], pattern="*.md", encoding="utf-8-sig").pytest()


@pytest.fixture(autouse=True)
def no_loop_of_another(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hide the loop that Playwright leaves running in this thread, wherever no page is driven by it."""
    running = asyncio._get_running_loop()
    if "browser" not in request.fixturenames:
        asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the pages of docs/ and of the root folder, and no other Markdown file."""
    folders = file_path.relative_to(ROOT).parts[:-1] if file_path.is_relative_to(ROOT) else ("elsewhere",)
    return _collect(file_path, parent) if folders[:1] in {(), ("docs",)} else None
