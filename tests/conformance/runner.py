"""Run the conformance cases: facts that other projects published, as JSON, against the library."""

from __future__ import annotations

import importlib.util
import json
import math
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
MORE = "VIRTFAQ_CONFORMANCE_DIR"  # a folder of further cases
Adapter = Callable[[dict[str, Any]], dict[str, Any]]


class ConformanceError(ValueError):
    """A file of cases that cannot be run; the message says which and why."""


@dataclass(frozen=True)
class Case:
    """One case of a file: the input, and the result that the other project expects."""

    file: str
    suite: str
    id: str
    name: str
    given: dict[str, Any]
    expected: dict[str, Any]
    source: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file}:{self.id} ({self.name})"


def suites(folder: Path = FOLDER / "suites") -> dict[str, Adapter]:
    """Return the adapter of each suite, from every module of a folder."""
    found: dict[str, Adapter] = {}
    for path in sorted(folder.glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"conformance_suites_{path.stem}", path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name in module.SUITES:
            if name in found:
                raise ConformanceError(f"{path.name}: the suite {name!r} has an adapter already")
        found.update(module.SUITES)
    return found


def files() -> list[Path]:
    """Return the files of this folder, and of the one that the environment names."""
    more = os.environ.get(MORE)
    if more and not Path(more).is_dir():
        raise ConformanceError(f"{MORE} is {more!r}, which is not a folder")
    return [
        path for folder in (FOLDER, *([Path(more)] if more else [])) for path in sorted(folder.glob("*.json"))
    ]


def cases(path: Path) -> Iterator[Case]:
    """Yield the cases of a file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        for vector in content["vectors"]:
            yield Case(
                file=path.name,
                suite=content["suite"],
                id=vector["id"],
                name=vector.get("name", ""),
                given=vector["input"],
                expected=vector["expected"],
                source=vector.get("source", {}),
            )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConformanceError(f"{path}: not a file of cases: {type(error).__name__}: {error}") from error


def adapter_of(case: Case, known: dict[str, Adapter]) -> Adapter:
    """Return the adapter of the case's suite."""
    if case.suite not in known:
        raise ConformanceError(
            f"{case}: unknown suite {case.suite!r}; these exist: {', '.join(sorted(known))}"
        )
    return known[case.suite]


def differences(expected: Any, actual: Any, tolerance: float = 0.0, where: str = "") -> list[str]:
    """Return the places where a result is not as expected; an unexpected key may have any value.

    `tolerance` in an object is what numbers next to it may differ by; else they are equal, and numbers with a
    fraction as good as equal. An object of `min` and `max` is a range, within which that of the result lies.
    """
    if (
        isinstance(expected, dict)
        and isinstance(actual, dict)
        and expected.keys() == actual.keys() == {"min", "max"}
    ):
        within = expected["min"] <= actual["min"] <= actual["max"] <= expected["max"]
        return [] if within else [f"{where}: {actual!r}, expected within {expected!r}"]
    if isinstance(expected, dict) and isinstance(actual, dict):
        tolerance = expected.get("tolerance", tolerance)
        return [
            difference
            for key, value in expected.items()
            if key != "tolerance"
            for difference in differences(value, actual.get(key, "(nothing)"), tolerance, f"{where}.{key}")
        ]
    if isinstance(expected, list) and isinstance(actual, list | tuple) and len(expected) == len(actual):
        return [
            difference
            for at, pair in enumerate(zip(expected, actual, strict=True))
            for difference in differences(*pair, tolerance, f"{where}[{at}]")
        ]
    same = expected == actual and isinstance(expected, bool) == isinstance(actual, bool)
    return (
        []
        if same or _is_close(expected, actual, tolerance)
        else [f"{where}: {actual!r}, expected {expected!r}"]
    )


def outcome(case: Case, known: dict[str, Adapter]) -> list[str]:
    """Return the places where the library's result for a case is not as expected."""
    return differences(case.expected, adapter_of(case, known)(case.given))


def contradictions(all_cases: list[Case]) -> dict[str, list[Case]]:
    """Return the cases, by their text, that others contradict: the same suite and input, another result."""
    alike: dict[str, list[Case]] = {}
    for case in all_cases:
        alike.setdefault(json.dumps([case.suite, case.given], sort_keys=True), []).append(case)
    return {
        str(case): [other for other in group if other.expected != case.expected]
        for group in alike.values()
        for case in group
        if any(other.expected != case.expected for other in group)
    }


def _is_close(expected: Any, actual: Any, tolerance: float) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return False
    if not (isinstance(expected, int | float) and isinstance(actual, int | float)):
        return False
    if isinstance(expected, float) or isinstance(actual, float):
        return math.isclose(expected, actual, rel_tol=1e-12, abs_tol=tolerance)
    return abs(expected - actual) <= tolerance
