"""Counts the modules of each room, orders the rooms by use, and holds ARCHITECTURE.md against them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FEWEST, MOST = 3, 16
# Each folder uses those below it. What stands in the package itself lies below all, but for `__main__`.
ORDER = {
    "sitekit": (
        "commands",
        "build",
        "build.kernel",
        "build.python",
        "build.scripts",
        "checks",
        "markdown",
        "markdown.computed",
        "markup",
        "knowledge",
        "translation.exchange",
        "translation.weave",
        "translation.compare",
        "translation",
        "translation.samples",
        "examples",
        "grammar",
        "in_browser",
        "text",
        "",
    ),
    "virtfaq": (
        "command",
        "lab",
        "validation",
        "comparison",
        "kubernetes",
        "economics",
        "simulation",
        "lifecycle",
        "memory",
        "linux",
        "hosts",
        "network",
        "model",
        "scheduler",
        "virtualization",
        "evidence",
        "",
    ),
}

Modules = dict[str, str]


def modules(root: Path, package: str) -> Modules:
    """Return the source of each module of a package, by its dotted name; a folder's own has the folder's."""
    found = {}
    for path in sorted((root / package).rglob("*.py")):
        *folders, name = path.relative_to(root).with_suffix("").parts
        dotted = ".".join([*folders, *([] if name == "__init__" else [name])])
        found[dotted] = path.read_text(encoding="utf-8")
    return found


def imported(name: str, known: Modules) -> Iterator[str]:
    """Yield the modules among the known that a module imports, wherever the statement stands."""
    for node in ast.walk(ast.parse(known[name])):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}:{node.lineno}: write the whole name of the module"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in known or node.module in known:
                    yield whole if whole in known else str(node.module)


def circle(known: Modules) -> list[str]:
    """Return modules that import each other in a circle, if there are any."""
    try:
        TopologicalSorter({name: set(imported(name, known)) - {name} for name in known}).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def room(name: str, known: Modules) -> str:
    """Return the folder of a module, without the package: "build.python", or "" for the package itself."""
    folders = name.split(".")[1:]
    is_folder = any(other.startswith(f"{name}.") for other in known)
    return ".".join(folders if is_folder else folders[:-1])


def upward(known: Modules, order: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the imports of what lies in a folder above one's own."""
    found = []
    for name in known:
        if name.endswith(".__main__"):
            continue
        own = order.index(room(name, known))
        for other in imported(name, known):
            if order.index(room(other, known)) < own:
                found.append((name, other))
    return found


@pytest.fixture(params=ORDER)
def package(request: pytest.FixtureRequest) -> str:
    """Each of the two packages."""
    name: str = request.param
    return name


def test_no_module_imports_itself_by_a_circle(package):
    assert circle(modules(ROOT, package)) == []


def test_each_folder_uses_only_those_below_it(package):
    known = modules(ROOT, package)
    assert {room(name, known) for name in known} == set(ORDER[package])
    assert upward(known, ORDER[package]) == []


def test_the_library_does_not_import_names_from_its_own_face():
    known = modules(ROOT, "virtfaq")
    face = [name for name in known if name.count(".") and "virtfaq" in imported(name, known)]
    assert face == []


def test_a_folder_has_neither_too_few_modules_nor_too_many(package):
    counts: dict[str, int] = defaultdict(int)
    known = modules(ROOT, package)
    for name in known:
        if not any(other.startswith(f"{name}.") for other in known):
            counts[room(name, known)] += 1
    assert {folder: n for folder, n in counts.items() if not FEWEST <= n <= MOST} == {}


def test_the_checks_see_a_circle_and_an_upward_import():
    known = {
        "p": "",
        "p.top": "",
        "p.top.a": "from p.low import b\n",
        "p.low": "",
        "p.low.b": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.top.a import A\n",
    }
    assert sorted(set(circle(known))) == ["p.low.b", "p.top.a"]
    assert upward(known, ("top", "low", "")) == [("p.low.b", "p.top.a")]
    assert circle({**known, "p.low.b": ""}) == []


def drawn(text: str) -> dict[str, str]:
    """Return the folders that ARCHITECTURE.md draws, with what it says of each."""
    return dict(re.findall(r"^- `([\w./]+)/`: (.+)$", text, re.MULTILINE))


def test_the_architecture_draws_the_folders_with_their_own_first_lines():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    folders = {}
    for package, order in ORDER.items():
        known = modules(ROOT, package)
        for one in order:
            name = f"{package}.{one}".rstrip(".")
            doc = ast.get_docstring(ast.parse(known[name])) or ""
            folders[name.replace(".", "/")] = doc.partition("\n")[0]
    assert drawn(text) == folders
    assert list(drawn(text)) == list(folders), "in the order of use, each above those that it uses"


def test_the_paths_of_data_name_modules_that_exist():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:sitekit|virtfaq|docs|theme|tests)/[\w./<>-]+)`", text)
    missing = [name for name in named if "<" not in name and not (ROOT / name).exists()]
    assert len(named) > 40
    assert missing == []


def shared_wrongly(known: Modules) -> list[tuple[str, str]]:
    """Return the imports of a test file or a conftest: what tests share is in tests/support."""
    return [
        (name, other)
        for name in known
        for other in imported(name, known)
        if re.match(r"test_|conftest$", other.rpartition(".")[2])
    ]


def test_no_test_imports_another():
    known = modules(ROOT, "tests")
    assert len(known) > 100
    assert shared_wrongly(known) == []


def test_the_check_sees_a_test_that_imports_another():
    known = {"tests.test_a": "", "tests.conftest": "", "tests.test_b": "from tests import conftest, test_a\n"}
    assert shared_wrongly(known) == [("tests.test_b", "tests.conftest"), ("tests.test_b", "tests.test_a")]
