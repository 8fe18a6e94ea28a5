"""No page with a fault is published, in any language, and each fault is one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitekit.checks.publishable import vet, vet_page
from sitekit.knowledge.sources import load
from sitekit.languages import ROOT, languages

PAGE = """---
title: "A title: with a colon"
description: A description.
---

Prose [@popek-goldberg, § 2].

A claim.
{ .claim #a data-verdict=true data-sources="popek-goldberg#1" }

```pycon
>>> 1 + 1
2
```
"""


PASSAGES = frozenset({"popek-goldberg#1"})


def messages(tmp_path: Path, content: str | bytes, language: str = "fr") -> list[str]:
    path = tmp_path / "p.md"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [str(finding) for finding in vet_page(path, "docs/p.md", load(), language, passages=PASSAGES)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_good_page_has_no_fault(tmp_path, language):
    assert messages(tmp_path, PAGE, language) == []
    assert messages(tmp_path, PAGE.replace("\n", "\r\n"), language) == []
    assert messages(tmp_path, b"\xef\xbb\xbf" + PAGE.encode(), language) == []


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('"A title: with a colon"', '"A title "x', 2, "not YAML"),
        ('title: "A title: with a colon"\n', "", 1, "has no title"),
        ("description: A description.\n", "description:\n", 1, "has no description"),
        ("@popek-goldberg,", "@nobody,", 6, "[@nobody] cites a work"),
        ('"popek-goldberg#1"', "nobody", 9, 'names the source "nobody"'),
        ("goldberg#1", "goldberg#2", 9, 'cites the passage "popek-goldberg#2"'),
        ("data-verdict=true", "data-verdict=sure", 9, 'has the verdict "sure"'),
        ("\n2\n", "\n3\n", 12, "the page promises other output"),
        (">>> 1 + 1", ">>> 1 + nothing", 12, "raises an error"),
        ("2\n```\n", "2\n", 11, "never closed"),
    ],
)
def test_each_fault_is_told_with_its_file_and_line(tmp_path, language, old, new, line, message):
    assert old in PAGE
    found = messages(tmp_path, PAGE.replace(old, new, 1), language)
    assert any(text.startswith(f"docs/p.md:{line}: ") and message in text for text in found), found


def test_bytes_that_are_no_text_are_told(tmp_path):
    assert messages(tmp_path, b"\xff\xfe caf\xe9") == [
        "docs/p.md:1: this page is not in UTF-8; save it as UTF-8"
    ]


def test_an_empty_french_page_is_a_fault_and_a_translation_may_be_empty(tmp_path):
    assert "no front matter" in messages(tmp_path, "", "fr")[0]
    assert messages(tmp_path, "", "en") == []


def test_a_citation_in_code_is_none(tmp_path):
    assert messages(tmp_path, PAGE + "\nWrite `[@nobody]`.\n") == []


def test_the_pages_of_this_tree_have_no_fault():
    assert [vet(ROOT / "docs", language.code, load(), ROOT) for language in languages()] == [[], []]
