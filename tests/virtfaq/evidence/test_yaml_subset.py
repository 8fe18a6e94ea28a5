"""The part of YAML that is read, against PyYAML, and what is refused."""

import math
import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from virtfaq.errors import MeasurementFileError
from virtfaq.evidence.yaml_subset import parse

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=100
) | st.sampled_from(
    [
        "",
        "~",
        "null",
        "yes",
        "12",
        "1.5",
        "a: b",
        "- a",
        "# c",
        "a #b",
        "'q'",
        '"d"',
        "{x}",
        "[y]",
        "é «1»",
        "x:y",
        "%",
        "&a",
    ]
)
# YAML 1.1 reads 012, 1:30, 0x1f and 2026-01-01 as numbers and dates; nobody means that here.
NUMBERLIKE = re.compile(r"[-+]?[0-9.][0-9_.:a-fA-FxoE+ -]*")
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | TEXTS.filter(lambda text: not NUMBERLIKE.match(text))
)
KEYS = st.text("abcxyz019._-: é", min_size=1, max_size=12).filter(
    lambda key: not NUMBERLIKE.match(key)
) | st.integers(0, 99)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(
    st.dictionaries(KEYS, VALUES, min_size=1) | st.lists(VALUES, min_size=1), st.sampled_from([None, False])
)
def test_what_pyyaml_writes_is_read_as_it_reads_it(data: Any, style: bool | None) -> None:
    text = yaml.safe_dump(data, default_flow_style=style, allow_unicode=True, sort_keys=False, width=10**6)
    assert parse(text) == yaml.safe_load(text)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["id", "unit", "conditions"]), st.text("abc ,;'\"\\é:#-\n", max_size=200)
        )
    )
)
def test_folded_texts_are_joined(rows: list[dict[str, str]]) -> None:
    text = yaml.safe_dump({"measurements": rows}, allow_unicode=True, width=40)
    assert parse(text) == yaml.safe_load(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# only a comment\n", None),
        ("\ufeffa: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
        ("a: 1 # c\nb: 'x # y'  # c\n", {"a": 1, "b": "x # y"}),
        ("a:\n- 1\n- [2, 'b, c']\n- {k: v, w: }\n", {"a": [1, [2, "b, c"], {"k": "v", "w": None}]}),
        ("- a: 1\n  b:\n    - x\n-\n  c: 2\n", [{"a": 1, "b": ["x"]}, {"c": 2}]),
        ("a: |\n  one\n  two\nb: >-\n  one\n  two\n", {"a": "one\ntwo\n", "b": "one two"}),
        ('\'a: b\': "\\x41\\u00e9\\n\\""\n', {"a: b": 'Aé\n"'}),
        ("a: .inf\nb: -.INF\nc: 1e3\nd: 1_000\n", {"a": math.inf, "b": -math.inf, "c": 1000.0, "d": 1000}),
    ],
)
def test_what_people_write(text: str, value: Any) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: &x 2\n", 2),
        ("a: *x\n", 1),
        ("a: !tag 1\n", 1),
        ("a: 'open\n", 1),
        ("a: [1, 2\n", 1),
        ("a: {b: 1\n", 1),
        ("a: [1] 2\n", 1),
        ("a: 1\na: 2\n", 2),
        ("a: 1\n   b: 2\nc: 3\n- d\n", 4),
        ('a: "\\q"\n', 1),
    ],
)
def test_what_is_not_read_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(MeasurementFileError, match=f"line {line} "):
        parse(text)


@pytest.mark.parametrize("text", ["[" * 10**5, "- " * 10**5 + "x", "a: " + "{" * 10**5])
def test_endless_nesting_is_refused(text: str) -> None:
    with pytest.raises(MeasurementFileError):
        parse(text)


@given(st.text("ab:-[]{}'\"#&* \n\\,|>1", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except MeasurementFileError as error:
        message = str(error)
    else:
        message = ""
    assert not message or message.startswith("line ")
