"""Test what a user imports: the public names, and what importing them costs."""

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import virtfaq
from virtfaq import lab

FOLDER = Path(virtfaq.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))
# Modules of the standard library that are slow to import, or that a browser lacks.
SLOW = {
    "argparse",
    "asyncio",
    "ctypes",
    "decimal",
    "difflib",
    "fractions",
    "html",
    "http",
    "importlib.metadata",
}
SLOW |= {"importlib.resources", "json", "logging", "multiprocessing", "pathlib", "random", "shutil", "socket"}
SLOW |= {"statistics", "subprocess", "tempfile", "textwrap", "threading", "unittest", "urllib", "zipfile"}


def python(code: str, *options: str, path: Path = FOLDER.parent) -> subprocess.CompletedProcess[str]:
    """Run code in a bare interpreter: the standard library and the folder or archive `path`."""
    code = f"import sys; sys.path.insert(0, {str(path)!r}); {code}"
    command = [sys.executable, *options, "-I", "-S", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)


@pytest.mark.parametrize(
    "statement", ["import virtfaq", "from virtfaq import *", "import virtfaq.command.cli"]
)
def test_importing_loads_nothing_slow(statement: str) -> None:
    code = f"before = set(sys.modules); {statement}; print(*(set(sys.modules) - before))"
    loaded = set(python(code).stdout.split())
    allowed = {"argparse", "shutil"} if "cli" in statement else set()
    assert "virtfaq" in loaded
    assert loaded & SLOW <= allowed


def test_importing_virtfaq_takes_less_than_30_ms_of_its_own() -> None:
    def own_milliseconds() -> float:
        report = python("import virtfaq", "-X", "importtime").stderr
        return sum(int(own) for own in re.findall(r"import time: +(\d+) .*virtfaq", report)) / 1000

    assert 0 < min(own_milliseconds() for _ in range(3)) < 30


@pytest.mark.parametrize(("package", "modules"), [(virtfaq, ("evidence", "lab", "scheduler")), (lab, ())])
def test_type_checkers_are_told_the_same_names(package, modules) -> None:
    stub = ast.parse(Path(package.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    told = [
        (alias.name, node.module)
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == alias.asname
    ]
    own = package.__name__
    homes = [(name, f"{own}.{module}") for module, names in package._HOMES.items() for name in names]
    assert sorted(told) == sorted([*homes, *((name, own) for name in modules)])
    assert sorted(name for name, _ in told) == package.__all__


@pytest.mark.parametrize("package", [virtfaq, lab])
def test_every_public_name_is_there_and_documented(package) -> None:
    for name in package.__all__:
        assert isinstance(found := getattr(package, name), str) or found.__doc__, name
    assert set(package.__all__) <= set(dir(package))
    with pytest.raises(AttributeError, match="frobnicate"):
        _ = package.frobnicate


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_modules_import_the_standard_library_and_each_other_only(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        for name in names:
            top = name.partition(".")[0]
            assert top in {*sys.stdlib_module_names, "virtfaq"}, f"{module.name}:{node.lineno}: {name}"


def test_it_works_from_an_archive_without_installation(tmp_path: Path) -> None:
    archive = tmp_path / "virtfaq.zip"
    with zipfile.ZipFile(archive, "w") as content:
        for path in FOLDER.rglob("*"):
            if path.suffix in (".py", ".json"):
                content.write(path, path.relative_to(FOLDER.parent).as_posix())
    code = (
        "from virtfaq import compare, evidence; print(len(compare('runc', 'kata').rows), evidence.keys()[0])"
    )
    assert python(code, path=archive).stdout.split() == ["7", "felter.linpack.native"]
