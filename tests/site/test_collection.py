"""Plain `pytest` collects every example of every page and every docstring, and says clearly what fails."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from sitekit.languages import ROOT
from tests.support.source_pages import NAMES, PAGES, examples

MINIMUM = ROOT / "tests" / "data" / "examples.json"


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def collected() -> list[str]:
    """Return the names of all tests that `pytest` without arguments would run."""
    done = pytest_in(ROOT, "--collect-only", "-q")
    assert done.returncode == 0, done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if "::" in line]


def test_every_example_of_every_page_is_collected_and_no_other_page(collected):
    found = Counter(name.partition("::")[0] for name in collected if ".md::" in name)
    assert found == Counter({name: len(examples(page)) for name, page in zip(NAMES, PAGES, strict=True)})


def test_the_number_of_examples_does_not_fall(collected):
    path, minimum = MINIMUM.relative_to(ROOT), json.loads(MINIMUM.read_text(encoding="utf-8"))["minimum"]
    total = sum(".md::" in name for name in collected)
    assert total >= minimum, f"{total} examples are collected, {path} asks for {minimum}: some went missing"
    assert minimum >= 0.8 * total, f"{total} examples are collected: raise the minimum in {path} to {total}"


@pytest.mark.parametrize("folder", ["virtfaq", "sitekit"])
def test_every_docstring_with_an_example_is_collected(collected, folder):
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob("*.py")}
    names = {
        path.relative_to(ROOT).as_posix()
        for path, source in sources.items()
        if re.search("^ *>>> ", source, re.MULTILINE)
    }
    assert names
    assert names - {name.partition("::")[0] for name in collected} == set()


def test_no_notebook_is_imported_as_a_test(collected):
    assert [name for name in collected if name.startswith("docs/") and ".py::" in name] == []


@pytest.fixture
def project(tmp_path) -> Path:
    """Return a folder with the project's conftest.py and room for pages."""
    shutil.copy(ROOT / "conftest.py", tmp_path)
    (tmp_path / "docs" / "xx").mkdir(parents=True)
    (tmp_path / "docs" / "xx" / "notebook.py").write_text("raise SystemExit('imported')\n", encoding="utf-8")
    return tmp_path


def page(project: Path, text: str, newline: str = "\n") -> None:
    (project / "docs" / "xx" / "page.md").write_text(text, encoding="utf-8", newline=newline)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_failure_names_the_true_line_and_shows_expected_and_got(project, newline, mark):
    text = "# Page\n\n- item\n\n    ```py\n    >>> 1 + 1\n    3\n    >>> 2\n    2\n    ```\n"
    page(project, mark + text, newline)
    done = pytest_in(project)
    assert done.returncode == 1
    assert "docs/xx/page.md:6: the page promises other output than its code gives" in done.stdout
    assert re.search(r"Expected:\n +3\nGot:\n +2\n", done.stdout)
    assert "1 failed, 1 passed" in done.stdout


def test_what_cannot_be_decided_stops_the_tests_in_one_line_without_a_traceback(project):
    page(project, "# Page\n\n    >>> 1\n    2\n")
    done = pytest_in(project)
    assert done.returncode == 2
    assert "docs/xx/page.md:3: prompts outside a fence do not run" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_translation_may_lack_code_that_its_own_depends_on(project):
    french = "Un.\n\n```pycon\n>>> a = 1\n```\n\nDeux.\n\n```pycon\n>>> a, 'un'\n(1, 'un')\n```\n"
    (project / "docs" / "fr").mkdir()
    (project / "docs" / "fr" / "page.md").write_text(french, encoding="utf-8")
    page(project, "Two.\n\n```pycon\n>>> a, 'one'\n(1, 'one')\n```\n")
    assert "3 passed" in pytest_in(project).stdout
    page(project, "Two.\n\n```pycon\n>>> a, 'one'\n(1, 'two')\n```\n")
    assert "docs/xx/page.md:4: the page promises other output" in pytest_in(project).stdout


def test_examples_run_in_any_order_and_alone(project):
    page(project, "```pycon\n>>> a = 1\n>>> a += 1\n>>> a\n2\n```\n")
    assert "1 passed" in pytest_in(project, "docs/xx/page.md::line:4,column:1").stdout


def test_a_page_outside_docs_and_the_root_is_not_collected(project):
    (project / "other").mkdir()
    (project / "other" / "page.md").write_text("```pycon\n>>> 1\n2\n```\n", encoding="utf-8")
    (project / "README.md").write_text("```pycon\n>>> 1\n1\n```\n", encoding="utf-8")
    assert "1 passed" in pytest_in(project).stdout
