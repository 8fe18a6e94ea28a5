"""One module uses what is private in MkDocs, of the one version that pyproject.toml names."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import version

import pytest

from sitekit.languages import ROOT

DOOR = "sitekit/build/mkdocs_private.py"


def private_uses(source: str) -> Iterator[str]:
    """Yield the private names that a module imports from MkDocs, or reads of what it imported from there."""
    tree = ast.parse(source)
    taken = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "mkdocs":
            taken |= {alias.asname or alias.name for alias in node.names}
            yield from (alias.name for alias in node.names if alias.name.startswith("_"))
        elif isinstance(node, ast.Import):
            taken |= {
                alias.asname or alias.name.split(".")[0] for alias in node.names if "mkdocs" in alias.name
            }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and re.match(r"_[a-z]", node.attr):
            root = node.value
            while isinstance(root, ast.Attribute):
                root = root.value
            if isinstance(root, ast.Name) and root.id in taken:
                yield node.attr


def test_no_other_module_uses_what_is_private_in_mkdocs():
    found = {
        path.relative_to(ROOT).as_posix(): uses
        for path in (ROOT / "sitekit").rglob("*.py")
        if (uses := sorted(set(private_uses(path.read_text(encoding="utf-8")))))
    }
    assert set(found) == {DOOR}
    assert len(found[DOOR]) == 5  # one fewer is one fewer to replace


@pytest.mark.parametrize(
    "source",
    [
        "from mkdocs.livereload import _SCRIPT_TEMPLATE",
        "from mkdocs.commands import build\nbuild._build_page()",
        "import mkdocs.commands.build\nmkdocs.commands.build._build_page()",
    ],
)
def test_a_private_use_is_seen(source):
    assert list(private_uses(source))


def test_the_version_whose_private_parts_are_used_is_pinned():
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    assert f"mkdocs=={version('mkdocs')}" in groups["site"]
