"""`make test-quick` runs the tests of what has changed: modules, pages, and test files themselves."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.changed import find_changed, find_tests

FILES = {
    "virtfaq/units.py": "",
    "virtfaq/cpu/shares.py": "",
    "sitekit/blocks.py": "",
    "tests/support/pages.py": "",
    "tests/virtfaq/test_units.py": "import virtfaq",
    "tests/virtfaq/test_memory.py": "from virtfaq import units",
    "tests/virtfaq/test_cpu.py": "from virtfaq.cpu.shares import share",
    "tests/sitekit/test_weave.py": "def f():\n    import sitekit.blocks\n    import tests.support.pages",
    "tests/browser/test_weight.py": "import virtfaq.units",
    "docs/fr/bases/a.md": "",
    "docs/en/bases/a.md": "",
    "docs/fr/b.md": "",
    "README.md": "",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "tests"),
    [
        ("virtfaq/units.py", ["test_memory.py", "test_units.py", "units.py"]),
        ("virtfaq/cpu/shares.py", ["test_cpu.py", "shares.py"]),
        ("sitekit/blocks.py", ["blocks.py", "test_weave.py"]),
        ("tests/support/pages.py", ["test_weave.py"]),
        ("tests/virtfaq/test_cpu.py", ["test_cpu.py"]),
        ("tests/browser/test_weight.py", []),
        ("docs/fr/bases/a.md", ["a.md", "a.md"]),
        ("docs/fr/b.md", ["b.md"]),
        ("docs/fr/gone.md", []),
        ("README.md", ["README.md"]),
        ("theme/assets/virtfaq.css", []),
    ],
)
def test_each_file_has_its_tests(tree, name, tests):
    assert sorted(one.rpartition("/")[2] for one in find_tests([name], tree)) == sorted(tests)


def git(folder: Path, *arguments: str) -> None:
    person = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run(["git", "-C", str(folder), *person, *arguments], check=True, capture_output=True)


def test_what_has_changed_is_told_from_what_has_not(tree):
    git(tree, "init", "--initial-branch=main")
    git(tree, "add", ".")
    git(tree, "commit", "--message=all")
    assert find_changed(tree) == []
    git(tree, "switch", "--create=mine")
    (tree / "virtfaq/units.py").write_text("x = 1\n", encoding="utf-8")
    git(tree, "commit", "--all", "--message=one")
    (tree / "docs/fr/b.md").write_text("saved\n", encoding="utf-8")
    (tree / "docs/fr/c.md").write_text("new\n", encoding="utf-8")
    assert find_changed(tree) == ["docs/fr/b.md", "virtfaq/units.py", "docs/fr/c.md"]
