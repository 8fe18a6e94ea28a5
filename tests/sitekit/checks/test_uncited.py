"""A passage that no page cites is told, with its line."""

from __future__ import annotations

import pytest

from sitekit.checks.uncited import find_uncited
from sitekit.grammar.page import Page
from sitekit.knowledge.claims import read_record
from sitekit.knowledge.passages import Passage

KEYS = ("a#2.1", "b#all")
TEXT = 'A claim.\n{ .claim #one data-verdict=true data-sources="a#2.1" }\n\nProse [@b, texte entier].\n'


def uncited(tmp_path, text: str) -> list[str]:
    path = tmp_path / "passages.toml"
    path.write_text("".join(f'["{key}"]\n' for key in KEYS), encoding="utf-8")
    passages = {
        "a#2.1": Passage("a#2.1", "§ 2.1", "itself"),
        "b#all": Passage("b#all", "texte entier", "itself"),
    }
    return [str(fault) for fault in find_uncited(path, passages, [read_record(Page(text, "p.md"))], tmp_path)]


def test_what_claims_and_prose_cite_is_no_fault(tmp_path):
    assert uncited(tmp_path, TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("a#2.1", "a#2.2", 'passages.toml:1: no page cites "a#2.1"; cite it, or take it out'),
        ("a#2.1", "a", 'passages.toml:1: no page cites "a#2.1"; cite it, or take it out'),
        (", texte entier", "", 'passages.toml:2: no page cites "b#all"; cite it, or take it out'),
        ("[@b", "[@a", 'passages.toml:2: no page cites "b#all"; cite it, or take it out'),
    ],
)
def test_what_nothing_cites_is_told(tmp_path, old, new, fault):
    assert uncited(tmp_path, TEXT.replace(old, new)) == [fault]
