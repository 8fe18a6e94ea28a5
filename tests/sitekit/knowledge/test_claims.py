"""The register reads claims as they are written, and refuses one that proves nothing."""

from __future__ import annotations

import pytest

from sitekit.checks.claims import find_faults
from sitekit.grammar.page import Page
from sitekit.knowledge.claims import read_record

GOOD = """---
title: "A question?"
---

## Head { #head }

One kernel is
enough for all.
{ .claim #one-kernel data-verdict=true data-sources="a#2.1 b#x a#3" }

```pycon
>>> 1 + 1
2
```

## Next { #next }
"""


KNOWN = {"a", "b"}, {"a#2.1", "a#3", "b#x"}


def messages(text: str) -> list[str]:
    return [str(finding) for finding in find_faults([read_record(Page(text, "p.md"))], *KNOWN, "docs/fr/")]


def test_a_claim_is_read_whole():
    page = read_record(Page(GOOD, "p.md"))
    [claim] = page.claims
    assert page.title == "A question?"
    assert (claim.id, claim.verdict, claim.sources) == ("one-kernel", "true", ("a", "b"))
    assert claim.passages == ("a#2.1", "b#x", "a#3")
    assert claim.text == "One kernel is\nenough for all."
    assert (claim.line, claim.proof) == (9, 1)
    assert messages(GOOD) == []


def test_windows_line_endings_change_nothing():
    assert read_record(Page(GOOD.replace("\n", "\r\n"), "p.md")) == read_record(Page(GOOD, "p.md"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("#one-kernel ", "", "this claim has no id"),
        ("data-verdict=true", "data-verdict=maybe", 'has the verdict "maybe"'),
        ('data-sources="a#2.1 b#x a#3"', "", "names no source"),
        ("b#x", "zz", 'names the source "zz"'),
        ("b#x", "zz#x", 'names the source "zz"'),
        ("b#x", "b", 'cites "b" without a passage'),
        ("b#x", "b#y", 'cites the passage "b#y", which docs/passages.toml does not have'),
        ("b#x", "b#", 'cites the passage "b#"'),
        ("```pycon\n>>> 1 + 1\n2\n```\n", "", "rests on nothing that runs before the next claim or heading"),
        ("```pycon\n>>> 1 + 1\n2\n```", "```text\n1 + 1\n```", "rests on nothing that runs"),
        ("One kernel is\nenough for all.\n", "", "has no text"),
        ("\n```pycon", "\n## Between { #between }\n\n```pycon", "rests on nothing that runs"),
    ],
)
def test_each_fault_is_caught_with_its_file_and_line(old, new, message):
    assert old in GOOD
    found = messages(GOOD.replace(old, new))
    assert any(message in text for text in found), found
    assert all(text.startswith("docs/fr/p.md:") for text in found)


def test_a_second_claim_with_the_same_id_is_caught():
    body = GOOD.split("## Head { #head }")[1]
    [message] = messages(GOOD + body)
    assert "#one-kernel is taken by the claim on line 9" in message


def test_a_claim_inside_a_code_sample_is_no_claim():
    sample = "````markdown\n" + GOOD + "````\n"
    assert read_record(Page(sample, "p.md")).claims == ()
