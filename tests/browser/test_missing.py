"""Test that tests without a browser say how to get one, and fail where it is required."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sitekit.languages import ROOT
from tests.support.needs import REQUIRE_ALL

TEST = "tests/browser/test_pages.py::test_without_javascript_the_page_reads_whole"


def run_without_browser(empty: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one browser test on a PATH that has no browser."""
    kept = {name: value for name, value in os.environ.items() if name not in {REQUIRE_ALL, "PYTEST_ADDOPTS"}}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST]
    settings = {**kept, "PATH": str(empty), **environment}
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, encoding="utf-8")


def test_the_skip_says_what_is_missing_and_how_to_get_it(tmp_path):
    done = run_without_browser(tmp_path)
    assert done.returncode == 0
    assert "1 skipped" in done.stdout
    assert "Chromium was not found: install it (Debian: apt-get install chromium)" in done.stdout


@pytest.mark.parametrize("value", ["1", "yes"])
def test_a_required_browser_that_is_missing_is_a_failure(tmp_path, value):
    done = run_without_browser(tmp_path, **{REQUIRE_ALL: value})
    assert done.returncode == 1
    assert f"{REQUIRE_ALL} is set" in done.stdout
