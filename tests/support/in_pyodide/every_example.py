"""Run the examples of pages and of docstrings, on any CPython; with the library alone."""

from __future__ import annotations

import contextlib
import doctest
import importlib
import io
import pkgutil
from typing import Any

import pygal  # noqa: F401 - a page may draw with it, and fetches it when it does

import virtfaq
from sitekit.in_browser.interpreter import Interpreter, Promise


def main(pages: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return how many examples of each page and module ran, and the faults of those that failed."""
    counts: dict[str, int] = {}
    faults: list[str] = []
    for name, examples in pages.items():
        faults += run_page(name, [Promise(**example) for example in examples])
        counts[name] = len(examples)
    for test in docstrings():
        counts[test.name] = len(test.examples)
        faults += run_docstring(test)
    return {"counts": counts, "faults": faults}


def run_page(name: str, promises: list[Promise]) -> list[str]:
    """Return the faults of the examples of a page, run in order and in one namespace."""
    interpreter = Interpreter()
    faults = []
    for promise in promises:
        result = interpreter.run(promise.source, name, "exec" if promise.is_script else "single")
        if not promise.is_kept_by(result):
            faults.append(f"{name}: {promise.source}gave {result.find_text(promise.is_script)!r}")
    return faults


def docstrings() -> list[doctest.DocTest]:
    """Return the docstrings of the library that have examples."""
    names = [module.name for module in pkgutil.walk_packages(virtfaq.__path__, "virtfaq.")]
    modules = [importlib.import_module(name) for name in names if not name.endswith("__main__")]
    found = [test for module in [virtfaq, *modules] for test in doctest.DocTestFinder().find(module)]
    return [test for test in found if test.examples]


def run_docstring(test: doctest.DocTest) -> list[str]:
    """Return the faults of the examples of a docstring."""
    report = io.StringIO()
    with contextlib.redirect_stdout(report):
        doctest.DocTestRunner(verbose=False).run(test, clear_globs=False)
    return [report.getvalue()] if report.getvalue() else []
