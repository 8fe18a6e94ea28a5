"""Every case that other projects published passes, and the runner shows when one does not."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.runner import (
    FOLDER,
    MORE,
    Case,
    ConformanceError,
    adapter_of,
    cases,
    contradictions,
    differences,
    files,
    outcome,
    suites,
)

KNOWN = suites()
CASES = [case for path in files() for case in cases(path)]
CONTRADICTED = contradictions(CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case):
    found = outcome(case, KNOWN)
    kept = [other for other in CONTRADICTED.get(str(case), []) if not outcome(other, KNOWN)]
    if found and kept:
        pytest.xfail(f"{case} and {kept[0]} give the same input and expect different results")
    assert found == [], f"{case}: {json.dumps(case.given)}"


def test_every_suite_has_cases_and_they_name_their_source():
    own = [case for case in CASES if (FOLDER / case.file).exists()]
    assert {case.suite for case in own} == set(KNOWN)
    assert len(own) >= 284
    notice = (FOLDER / "NOTICE").read_text(encoding="utf-8")
    for case in own:
        assert case.source["licence"] in notice, case
        assert case.source.get("repo", "") in notice, case


@pytest.mark.parametrize("suite", sorted(KNOWN))
def test_each_suite_fails_on_a_wrong_expectation(suite: str):
    case = next(case for case in CASES if case.suite == suite)
    key = next(key for key in case.expected if key != "tolerance")
    other = -1 if isinstance(case.expected[key], int) else "something else"
    assert outcome(dataclasses.replace(case, expected={**case.expected, key: other}), KNOWN)


def test_a_number_is_wrong_beyond_its_tolerance():
    assert differences({"y": 6, "tolerance": 0.1}, {"y": 6.05}) == []
    assert differences({"y": 6, "tolerance": 0.1}, {"y": 6.2}) == [".y: 6.2, expected 6"]
    assert differences({"scores": [1, 2]}, {"scores": [1, 3]}) == [".scores[1]: 3, expected 2"]
    assert differences({"scores": [1, 2]}, {"scores": [1]}) != []
    assert differences({"passes": True}, {"passes": 1}) != []
    assert differences({"passes": True}, {}) == [".passes: '(nothing)', expected True"]
    assert differences({"min": 495, "max": 505}, {"min": 500, "max": 500}) == []
    assert differences({"min": 495, "max": 505}, {"min": 506, "max": 506}) != []
    assert differences({"n": 2**60}, {"n": 2**60 + 1}) != []


def test_an_unknown_suite_says_which_exist():
    case = Case("f.json", "no_such_suite", "f/0", "", {}, {}, {})
    with pytest.raises(
        ConformanceError, match=r"unknown suite 'no_such_suite'; these exist: .*nova_weighers"
    ):
        adapter_of(case, KNOWN)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"suite": "x"}', '{"suite": "x", "vectors": [{"id": 1}]}', "\x00"]
)
def test_a_file_that_holds_no_cases_is_named(tmp_path: Path, text: str):
    path = tmp_path / "broken.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConformanceError, match=r"broken\.json: not a file of cases"):
        list(cases(path))


def test_contradicting_cases_are_told_from_alike_ones():
    same = [Case("f.json", "s", str(at), "", {"x": 1}, {"y": y}, {}) for at, y in enumerate((1, 2, 2))]
    found = contradictions(same)
    assert [other.id for other in found[str(same[0])]] == ["1", "2"]
    assert contradictions(same[1:]) == {}


@pytest.mark.parametrize(("expected", "status"), [(75, 0), (76, 1)])
def test_cases_of_another_folder_run_too(tmp_path: Path, expected: int, status: int):
    vector = {
        "id": "more/000",
        "name": "reversed",
        "input": {"max": 100, "reverse": True, "scores": [1, 2, 3, 4]},
        "expected": {"scores": [expected, 50, 25, 0]},
    }
    content = json.dumps({"suite": "k8s_normalize_score", "vectors": [vector]})
    (tmp_path / "more.json").write_text(content, encoding="utf-8")
    code = (
        "import sys, os; sys.path.insert(0, os.environ['ROOT']); from tests.conformance import runner as r; "
        "found = [r.outcome(c, r.suites()) for p in r.files() if p.name == 'more.json' for c in r.cases(p)]; "
        "assert len(found) == 1; sys.exit(any(found))"
    )
    env = {MORE: str(tmp_path), "ROOT": str(FOLDER.parents[1])}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
