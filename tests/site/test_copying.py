"""Test that the pages' examples run where a reader pastes them: with the wheel alone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sitekit.examples.collect import read_examples
from sitekit.examples.copyable import make_copyable
from sitekit.examples.session import run
from sitekit.grammar.page import Page
from tests.support.programs import pipe
from tests.support.source_pages import NAMES, PAGES, met
from tests.support.strong_proofs import find_survivors


def paste(python: Path, page: Page, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Pipes the code of a page's examples, in page order, into a Python that runs elsewhere."""
    code = "\n".join(make_copyable(fence) for fence in page.fences if fence.is_python)
    return pipe(python, code, cwd)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_what_a_reader_copies_runs_with_the_wheel_alone(page, python, tmp_path):
    done = paste(python, met(page), tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_reader_has_nothing_but_the_wheel(python, tmp_path):
    assert paste(python, Page("```pycon\n>>> import virtfaq\n```\n"), tmp_path).returncode == 0
    for module in ("sitekit", "pip", "pytest"):
        done = paste(python, Page(f"```pycon\n>>> import {module}\n```\n"), tmp_path)
        assert f"No module named '{module}'" in done.stderr


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_expected_value_counts(page):
    assert list(map(str, find_survivors(run(read_examples(met(page)))))) == []
