"""Note what a run of the tests costs: `pytest -p tests.support.costs` writes it to the file that COSTS names.

Seconds of the processor, by file of tests, by fixture and of the collection, without those of a browser,
which computes in processes of its own. And how often each file of docs/ was opened.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

COSTS = "VIRTFAQ_COSTS"
_DOCS = f"{Path.cwd() / 'docs'}{os.sep}"
_seconds, _reads = Counter[str](), Counter[str]()


def _note_opened(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(path := arguments[0], str) and path.startswith(_DOCS):
        _reads[path.removeprefix(_DOCS)] += 1


sys.addaudithook(_note_opened)


@contextmanager
def _counted(name: str) -> Iterator[None]:
    start = sum(os.times()[:4])
    yield
    _seconds[name] += sum(os.times()[:4]) - start


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Count the collection."""
    with _counted("collection"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
    """Count a fixture, without those that it asks for."""
    with _counted(f"fixture {fixturedef.argname}"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Count a test with the others of its file, or with the examples of all pages."""
    name = item.nodeid.partition("::")[0]
    with _counted("examples" if name.endswith(".md") else name):
        return (yield)


def pytest_sessionfinish() -> None:
    """Write what was counted."""
    found = {"seconds": _seconds, "reads": _reads}
    Path(os.environ[COSTS]).write_text(json.dumps(found), encoding="utf-8")
