"""Hold the rules that a reader of the code relies on: imports, settings, docstrings, names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STANDARD = sys.stdlib_module_names
RIVALS = (
    "setup.cfg",
    "setup.py",
    "tox.ini",
    "pytest.ini",
    ".pytest.ini",
    "mypy.ini",
    ".mypy.ini",
    "ruff.toml",
    ".ruff.toml",
)


def imported(source: str) -> Iterator[str]:
    """Yield the modules that the import statements of a source name, wherever they stand."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def foreign_imports(folder: str, allowed: set[str]) -> list[tuple[str, str]]:
    """Return the (file, module) pairs below a folder whose top-level module is not allowed."""
    return [
        (path.relative_to(ROOT).as_posix(), module)
        for path in sorted((ROOT / folder).rglob("*.py"))
        for module in imported(path.read_text(encoding="utf-8"))
        if module.partition(".")[0] not in allowed
    ]


def test_the_library_imports_the_standard_library_alone():
    assert foreign_imports("virtfaq", {*STANDARD, "virtfaq"}) == []


def test_the_check_sees_an_import_wherever_it_stands():
    assert list(imported("def f():\n    import mkdocs.config\n")) == ["mkdocs.config"]
    assert list(imported("from yaml import load")) == ["yaml"]


def test_neither_git_nor_pytest_passes_over_a_folder_of_ours(pytestconfig):
    found = {path.parent for top in ("sitekit", "virtfaq", "tests") for path in (ROOT / top).rglob("*.py")}
    command = ["git", "check-ignore", "--no-index", *map(str, sorted(found))]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout == ""
    passed_over = pytestconfig.getini("norecursedirs")
    assert [path for path in found if any(path.match(pattern) for pattern in passed_over)] == []


def test_the_site_tools_do_not_import_tests_and_use_the_public_library():
    public = {"virtfaq", "virtfaq.evidence", "virtfaq.lab"}
    for path in (ROOT / "sitekit").rglob("*.py"):
        for module in imported(path.read_text(encoding="utf-8")):
            assert module.partition(".")[0] != "tests", path
            assert not (module.startswith("virtfaq.") and module.split(".")[1].startswith("_")), path
            if module.partition(".")[0] == "virtfaq":
                assert module in public, (path, module)


def questions(source: str) -> Iterator[str]:
    """Yield the docstrings of a source that begin as a question does, where a verb or a name should stand."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(source)):
        said = ast.get_docstring(node) if isinstance(node, documented) else None
        if said and re.match(r"(?:What|Which|Where|How|Whether|When|Who|Why)\b", said):
            yield said.splitlines()[0]


@pytest.mark.parametrize("folder", ["sitekit", "virtfaq", "tests"])
def test_no_docstring_begins_as_a_question(folder):
    paths = sorted((ROOT / folder).rglob("*.py"))
    found = {path.relative_to(ROOT).as_posix(): [*questions(path.read_text("utf-8"))] for path in paths}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_the_check_sees_a_question_in_each_kind_of_docstring():
    source = (
        '"""{0} a."""\nclass C:\n    """{0} b."""\n'
        '    async def f(self):\n        """{0} c.\n\n        D.\n        """\n'
    )
    assert [*questions(source.format("What"))] == ["What a.", "What b.", "What c."]
    assert [*questions(source.format("Whatever"))] == []


# The packages whose functions are verbs, or the field's term for what they return.
NAMED_BY_VERBS = ("sitekit", "virtfaq")
NO_VERB = re.compile(
    r"(?!(?:embed|exceed|feed|need|proceed|seed|shed|speed|succeed)$)\w+ed"
    r"|drawn|given|got|held|kept|known|made|met|said|seen|shown|taken|told|written"
    r"|above|around|below|beside|by|in|inside|of|on|outside|with|within|without"
    r"|fitting|naive|outer|possible|steady|whole|worst"
)
# Nova's name of a filter, those of Kubernetes for scores and for a number of replicas, pymdownx's of a hook;
# and what pages read: all that was measured `of` a quantity, and a number that is `assumed`.
TERMS = {
    "assumed",
    "balanced_allocation",
    "desired_replicas",
    "isolated_hosts",
    "of",
    "on_create",
    "requested_to_capacity_ratio",
}


def names_without_verb(source: str) -> list[str]:
    """Return the functions and methods that a participle, an adjective or a preposition names."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in TERMS:
            first = node.name.strip("_").partition("_")[0]
            is_property = any(ast.unparse(one).endswith("property") for one in node.decorator_list)
            if NO_VERB.fullmatch(first) and not is_property:
                found.append(node.name)
    return found


@pytest.mark.parametrize("folder", NAMED_BY_VERBS)
def test_functions_are_named_by_verbs(folder):
    paths = sorted((ROOT / folder).rglob("*.py"))
    assert len(paths) > 50
    found = {path.relative_to(ROOT).as_posix(): names_without_verb(path.read_text("utf-8")) for path in paths}
    assert {path: names for path, names in found.items() if names} == {}


def test_the_check_sees_a_name_without_verb_in_functions_and_methods():
    function = "def {0}(): ...\nasync def _{0}_all(): ...\nclass C:\n    def {0}_of(self): ...\n"
    for name in ("packed", "without", "steady"):
        assert names_without_verb(function.format(name)) == [name, f"_{name}_all", f"{name}_of"]
    assert names_without_verb(function.format("feed") + function.format("density")) == []
    assert names_without_verb("class C:\n    @property\n    def converged(self): ...\n") == []


def skips(source: str) -> set[str]:
    """Return the ways of pytest to skip a test that a source names."""
    names = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
    return names & {"skip", "skipif", "importorskip", "Skipped"}


def test_the_suite_skips_no_benchmark():
    paths = sorted((ROOT / "tests" / "benchmarks").glob("*.py"))
    assert len(paths) > 5
    assert {path.name: found for path in paths if (found := skips(path.read_text("utf-8")))} == {}


def test_the_check_sees_each_way_to_skip():
    assert skips("def f(items):\n    items[0].add_marker(pytest.mark.skip(reason='off'))\n") == {"skip"}
    assert skips("simpy = pytest.importorskip('simpy')\n@pytest.mark.skipif(True)\ndef f(): ...") == {
        "importorskip",
        "skipif",
    }
    assert skips("def f():\n    words.skipped = skip") == set()


def test_pyproject_is_the_only_configuration_file_of_python_tools():
    assert [name for name in RIVALS if (ROOT / name).exists()] == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements.twin.lock"])
def test_every_dependency_is_pinned_with_hashes_and_names_no_index(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.split(r"\n(?=\S)", text.partition("make lock\n")[2])
    loose = [
        pin.splitlines()[0] for pin in pins if not re.match(r"[\w.-]+==\S+.*--hash=sha256:", pin, re.DOTALL)
    ]
    assert loose == []
    assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links", text)


LOCKS = {
    "requirements.lock": ({"site", "dev"}, set()),
    "requirements.twin.lock": ({"site", "twin"}, {"mkdocs-material"}),
}


@pytest.mark.parametrize(("name", "of", "without"), [(name, *rest) for name, rest in LOCKS.items()])
def test_a_lock_holds_what_pyproject_asks_for(name, of, without):
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    wanted = {
        re.match(r"[\w.-]+", item)[0] for group in of for item in groups[group] if isinstance(item, str)
    }
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
    assert {name.lower().replace("_", "-") for name in wanted} - pinned == without


def test_make_alone_lists_the_targets():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("serve", "build", "test", "test-library", "lint", "twin", "lock"):
        assert f"make {target} " in listed


def test_the_targets_install_nothing_when_nothing_changed():
    planned = subprocess.run(
        ["make", "-n", "lint"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    if not (ROOT / ".venv" / ".installed").exists():
        pytest.skip("this environment was not made by `make`")
    assert "pip" not in planned


def test_the_readme_shows_both_commands_on_its_first_screen():
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:24]
    assert any("make serve" in line for line in first_screen)
    assert any("make test" in line for line in first_screen)
