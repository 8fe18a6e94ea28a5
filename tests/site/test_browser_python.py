"""Every example runs in the Python of the readers' browsers, which is not the one that builds the site."""

from __future__ import annotations

from dataclasses import asdict
from doctest import DocTest
from typing import Any

import pytest

from sitekit.build.python.runtime import read_own_files
from sitekit.examples.collect import read_examples
from sitekit.grammar.page import Page
from tests.support import pyodide
from tests.support.in_pyodide import every_example as everyexample
from tests.support.source_pages import NAMES, PAGES, met


def name_file(test: DocTest) -> str:
    """Return the file of a docstring's module, without its ending."""
    return str(test.globs["__name__"]).replace(".", "/")


def promised(page: Page) -> list[dict[str, Any]]:
    return [asdict(example.promise) for example in read_examples(page)]


@pytest.fixture(scope="module")
def pages() -> dict[str, list[dict[str, Any]]]:
    """Return the examples of every page as its readers meet it, in every language."""
    return {name: promised(met(page)) for name, page in zip(NAMES, PAGES, strict=True)}


def test_every_example_runs_in_the_python_of_the_browser(pages):
    ran = pyodide.run(everyexample.__file__, pages)
    there = read_own_files()
    expected = {
        test.name: len(test.examples)
        for test in everyexample.docstrings()
        if {f"{name_file(test)}.py", f"{name_file(test)}/__init__.py"} & there.keys()
    }
    expected |= {name: len(examples) for name, examples in pages.items()}
    assert ran["faults"] == []
    assert ran["counts"] == expected
    assert sum(expected.values()) > 300


def test_what_fails_there_is_told():
    text = "```pycon\n>>> 1 + 1\n3\n>>> import sys; sys.platform\n'emscripten'\n>>> import virtfaq\n"
    text += ">>> virtfaq.density.__doc__ = '>>> 2 + 2\\n5\\n'\n```\n"
    of_page, of_docstring = pyodide.run(everyexample.__file__, {"page.md": promised(Page(text, "page.md"))})[
        "faults"
    ]
    assert of_page == "page.md: 1 + 1\ngave '2\\n'"
    assert "virtfaq" in of_docstring
    assert "Expected:\n    5\nGot:\n    4\n" in of_docstring
