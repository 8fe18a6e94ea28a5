"""Runs the examples of every page as tests: docs/ in all languages, README.md, CONTRIBUTING.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sybil import Document, Example, Region, Sybil

from sitekit.examples import page_examples
from sitekit.fences import FenceError
from sitekit.session import Session

ROOT = Path(__file__).parent
collect_ignore_glob = [
    "docs/*.py"
]  # notebooks in percent format, at any depth: the site's tests execute them


def regions(document: Document) -> Iterator[Region]:
    """One region an example, from its first line of code to the line below its last."""
    path = Path(document.path).relative_to(ROOT).as_posix()
    try:
        examples = page_examples(document.text, path)
    except FenceError as error:
        raise pytest.Collector.CollectError(str(error)) from None
    session = Session(examples)
    starts = [0]
    for line in document.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def evaluate(example: Example) -> str:
        return session.outcome(example.parsed).report()

    for index, item in enumerate(examples):
        last = item.line - 1 + item.source.count("\n")
        yield Region(starts[item.line - 1], starts[last], index, evaluate)


_collect = Sybil(parsers=[regions], pattern="*.md", encoding="utf-8-sig").pytest()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collects the pages of docs/ and of the root folder, and no other Markdown file."""
    folders = file_path.relative_to(ROOT).parts[:-1] if file_path.is_relative_to(ROOT) else ("elsewhere",)
    return _collect(file_path, parent) if folders[:1] in {(), ("docs",)} else None
