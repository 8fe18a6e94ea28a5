"""Name the quick tests of what has changed since the branch left main: `make test-quick` runs them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
# These need a site, or a browser.
SLOW = ("tests/benchmarks/", "tests/browser/", "tests/oracle/", "tests/site/")


def find_imports(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports, and what it imports from them, which may be modules too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def find_tests(changed: Iterable[str], root: Path = ROOT) -> list[str]:
    """Return what pytest is to run, given paths below the root.

    A module: its own examples, and the quick tests that import it or have its name. A test file: itself.
    A page: its examples in every language.
    """
    tests = {path.relative_to(root).as_posix(): path for path in (root / "tests").rglob("test_*.py")}
    quick = {name: path for name, path in tests.items() if not name.startswith(SLOW)}
    uses = {name: set(find_imports(path)) for name, path in quick.items()}
    found: set[str] = set()
    for name in changed:
        path = PurePosixPath(name)
        if path.suffix == ".py" and path.parts[0] in {"virtfaq", "sitekit", "tests"}:
            module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
            found |= {test for test in quick if module in uses[test] or test.endswith(f"/test_{path.name}")}
            found |= {name} & quick.keys() if path.parts[0] == "tests" else {name}
        elif path.suffix == ".md" and path.parts[0] == "docs":
            found |= {
                one.relative_to(root).as_posix() for one in root.glob(f"docs/*/{'/'.join(path.parts[2:])}")
            }
        elif path.suffix == ".md" and len(path.parts) == 1:
            found.add(name)
    return sorted(name for name in found if (root / name).exists())


def find_changed(root: Path = ROOT) -> list[str]:
    """Return the files that differ from where the branch left main, those that git does not know included."""

    def git(*arguments: str) -> list[str]:
        command = ["git", "-C", str(root), *arguments]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        return done.stdout.splitlines() if not done.returncode else []

    bases = (git("merge-base", "HEAD", branch) for branch in ("origin/main", "main"))
    base = next(filter(None, bases), ["HEAD"])[0]
    return [*git("diff", "--name-only", base), *git("ls-files", "--others", "--exclude-standard")]


if __name__ == "__main__":
    print("\n".join(find_tests(find_changed())))
