"""Splitting a page loses nothing, and finds the blocks that the site's renderer sees."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitekit.files import read
from sitekit.grammar.blocks import join, split
from sitekit.grammar.page import Page
from sitekit.languages import ROOT
from tests.support.lines import LINES

SAMPLES = Path(__file__).parent.parent.parent / "data" / "translation"
PAGES = sorted([*SAMPLES.rglob("*.md"), *(ROOT / "docs").rglob("*.md")])

ENDS = ["\n", "\r\n", "\r", ""]


@given(st.lists(st.tuples(st.sampled_from(LINES) | st.text(max_size=12), st.sampled_from(ENDS)), max_size=40))
def test_joining_gives_the_page_back(lines: list[tuple[str, str]]) -> None:
    page = "".join(text + end for text, end in lines)
    assert join(split(page)) == page


@given(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(ENDS[:2])), max_size=40))
def test_blocks_follow_each_other_and_start_with_text(lines: list[tuple[str, str]]) -> None:
    last = 0
    for block in split("".join(text + end for text, end in lines)):
        if block.kind != "blank":
            assert last < block.first <= block.last
            assert block.text.strip("\r\n") == block.text
            assert not block.after.strip("﻿ \t\r\n")
            last = block.last


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_given_back(page: str) -> None:
    assert join(split(page)) == page


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
@pytest.mark.parametrize("form", ["as it is", "CRLF", "BOM", "no final newline", "tabs"])
def test_pages_are_given_back(path: Path, form: str) -> None:
    page = read(path)
    page = {
        "as it is": page,
        "CRLF": page.replace("\n", "\r\n"),
        "BOM": "\ufeff" + page,
        "no final newline": page.rstrip("\n"),
        "tabs": page.replace("    ", "\t"),
    }[form]
    assert join(split(page)) == page


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_line_endings_indentation_marks_and_byte_order_marks_change_no_block(path: Path) -> None:
    def kinds(page: str) -> list[tuple[str, int, int, int]]:
        return [block[:4] for block in split(page) if block.kind != "blank"]

    page = read(path)
    assert kinds(page.replace("\n", "\r\n")) == kinds(page)
    assert kinds("\ufeff" + page) == kinds(page)
    assert kinds(page.replace("    ", "\t")) == kinds(page)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_fences_are_those_of_the_one_fence_grammar(path: Path) -> None:
    page = read(path).replace('--8<-- "mesures.md"', "Pages may not include files, samples do.")
    quoted = {fence.first for fence in Page(page).fences if ">" in fence.prefix}
    found = [(block.first, block.last) for block in split(page) if block.kind == "fence"]
    assert found == [(fence.first, fence.last) for fence in Page(page).fences if fence.first not in quoted]


def kinds(page: str) -> list[tuple[str, int, int]]:
    return [(block.kind, block.column, block.last - block.first + 1) for block in split(page)]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("---\ntitle: x\n---\ntext\n", [("front matter", 0, 3), ("paragraph", 0, 1)]),
        ("\ufeff\n# T\n", [("blank", 0, 1), ("heading", 0, 1)]),
        ("T\n===\ntext", [("heading", 0, 2), ("paragraph", 0, 1)]),
        ('!!! tip "T"\n    a\n    b\nout', [("admonition", 0, 1), ("paragraph", 4, 2), ("paragraph", 0, 1)]),
        ("??? tip\n\n    body\n", [("details", 0, 1), ("paragraph", 4, 1)]),
        ('=== "A"\n\n    a\n\n=== "B"\n\n    b', [("tab", 0, 1), ("paragraph", 4, 1)] * 2),
        ("- a\n  b\n- c\n\n    d\n", [("item", 0, 2), ("item", 0, 1), ("paragraph", 4, 1)]),
        ("- a\n\n        code\n", [("item", 0, 1), ("code", 8, 1)]),
        ("text\n\n    code\n\n    code\n\ntext", [("paragraph", 0, 1), ("code", 4, 3), ("paragraph", 0, 1)]),
        ("text\n- no list\n", [("paragraph", 0, 2)]),
        ("- a\n    ```\n    x\n    ```\n- b", [("item", 0, 1), ("fence", 4, 3), ("item", 0, 1)]),
        ("````\n```\nx\n````\n", [("fence", 0, 4)]),
        ("```\nnever closed\n", [("paragraph", 0, 2)]),
        ("| a |\n|---|\n| `x|y` |\n{ .c }\n\ntext", [("table", 0, 4), ("paragraph", 0, 1)]),
        ("[^1]: note\n\n    more\n", [("footnote", 0, 1), ("paragraph", 4, 1)]),
        ("A\nB\n:   d\n\n    e\n", [("term", 0, 2), ("definition", 0, 1), ("paragraph", 4, 1)]),
        ("*[A]: b\n*[C]: d\n", [("abbreviation", 0, 1)] * 2),
        ("[a]: b\n[c]: d\n", [("reference", 0, 1)] * 2),
        ("/// note | T\n    open: true\ntext\n///", [("open", 0, 2), ("paragraph", 0, 1), ("close", 0, 1)]),
        ("$$\nx\n$$\n\n\\[ x \\]\n", [("math", 0, 3), ("math", 0, 1)]),
        ("<div>\n\n# raw\n\n<div></div>\n</div>\ntext", [("html", 0, 6), ("paragraph", 0, 1)]),
        ("<div\n  class='a' markdown>\n# T\n</div>", [("html", 0, 2), ("heading", 0, 1), ("html", 0, 1)]),
        ("<div>\n\n```html\n</div>\n```\n\n</div>\n", [("html", 0, 7)]),
        ("<!-- a\n\n# b -->\ntext", [("comment", 0, 3), ("paragraph", 0, 1)]),
        ("> a\nlazy\n\n> ```\n> x\n> ```\n", [("quote", 0, 2), ("quote", 0, 3)]),
        ('--8<-- "a.md"\n--8<--\na.md\n--8<--\n', [("snippet", 0, 1), ("snippet", 0, 3)]),
        ("a\n\n* * *\n- b", [("paragraph", 0, 1), ("rule", 0, 1), ("item", 0, 1)]),
    ],
)  # fmt: skip
def test_constructs(page: str, expected: list[tuple[str, int, int]]) -> None:
    assert kinds(page) == expected


def test_an_empty_page_has_no_block() -> None:
    assert split("") == []


def _seconds(page: str) -> float:
    start = time.process_time()
    split(page)
    return time.process_time() - start


@pytest.mark.parametrize(
    "line", ["```x\n", "<div>\n", "<!--\n", "--8<--\n", "    ~~~\n", "> ```\n", "- ```\n\n", "$$\n"]
)
def test_time_grows_with_length_whatever_is_never_closed(line: str) -> None:
    short, long = (min(_seconds(line * count) for _ in range(3)) for count in (2_000, 16_000))
    assert long < 8 * 4 * max(short, 0.002)
