"""What the pages' examples prove, and that they run where a reader pastes them: with the wheel alone."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from sitekit.examples import copyable
from sitekit.fences import scan
from sitekit.mutate import survivors
from sitekit.session import run
from sitekit.wheel import build_wheel
from tests.docs.pages import NAMES, PAGES, examples


@pytest.fixture(scope="session")
def python(tmp_path_factory) -> Path:
    """A Python with the wheel of virtfaq installed, and nothing else."""
    folder = tmp_path_factory.mktemp("reader")
    wheel = build_wheel(folder / "wheel")
    venv.create(folder / "venv", with_pip=False)
    found = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = ["pip", "--python", str(found), "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([sys.executable, "-m", *install], check=True)
    return found


def paste(python: Path, text: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Pipes the code of a page's examples, in page order, into a Python that runs elsewhere."""
    code = "\n".join(copyable(fence) for fence in scan(text) if fence.is_python)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [str(python), "-"],
        input=code,
        cwd=cwd,
        env={**environment, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_what_a_reader_copies_runs_with_the_wheel_alone(page, python, tmp_path):
    done = paste(python, page.read_text(encoding="utf-8-sig"), tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_reader_has_nothing_but_the_wheel(python, tmp_path):
    assert paste(python, "```pycon\n>>> import virtfaq\n```\n", tmp_path).returncode == 0
    for module in ("sitekit", "pip", "pytest"):
        done = paste(python, f"```pycon\n>>> import {module}\n```\n", tmp_path)
        assert f"No module named '{module}'" in done.stderr


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_expected_value_counts(page):
    assert list(map(str, survivors(run(examples(page))))) == []
