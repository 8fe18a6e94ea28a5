"""A claim rests on a definition only if it cites that, and a standard says it."""

from __future__ import annotations

import pytest

from sitekit.checks.unfounded import find_unfounded
from sitekit.grammar.page import Page
from sitekit.knowledge.claims import read_record
from sitekit.knowledge.passages import Passage

TEXT = 'A claim.\n{ .claim #one data-verdict=true data-sources="a b#2" data-definition="b#2" }\n'
STANDARD = Passage("b#2", "§ 2", "itself", "A container is an environment.", definition=True)


def find(text: str, passage: Passage) -> list[str]:
    return [str(fault) for fault in find_unfounded({"b#2": passage}, [read_record(Page(text, "p.md"))], "d/")]


def test_a_claim_rests_on_what_it_cites_of_a_standard():
    assert find(TEXT, STANDARD) == []
    assert read_record(Page(TEXT, "p.md")).claims[0].rungs == ("definition",)
    assert find(TEXT.replace(' data-definition="b#2"', ""), STANDARD) == []


@pytest.mark.parametrize(
    ("text", "passage", "fault"),
    [
        (TEXT.replace("a b#2", "a b"), STANDARD, "which it does not cite"),
        (TEXT.replace("b#2", "b#3"), STANDARD, "which docs/passages.toml does not mark as one"),
        (TEXT, Passage("b#2", "§ 2", "itself", "Words."), "which docs/passages.toml does not mark as one"),
        (TEXT, Passage("b#2", "§ 2", "not read", why="lost", definition=True), "which was not read"),
    ],
    ids=["not cited", "no passage", "no standard", "not read"],
)
def test_what_is_no_definition_is_told(text, passage, fault):
    (found,) = find(text, passage)
    assert found.startswith("d/p.md:2: claim #one rests on the definition")
    assert fault in found
