"""Each claim has a change under which what it rests on fails: of its commands, or of its code."""

from __future__ import annotations

import pytest

from sitekit.grammar.page import Page
from sitekit.grammar.reading import read_page
from sitekit.knowledge.claims import read_record
from sitekit.languages import ROOT
from tests.support.proof_controls import find_control

TREE = ROOT / "docs" / "fr"
PAGES = [path.relative_to(TREE).as_posix() for path in sorted(TREE.rglob("*.md"))]
HEAD = 'A sentence.\n{ .claim #one data-verdict=true data-sources="a" }\n\n'


def find_uncontrolled(page: Page) -> list[str]:
    """Return the claims that no change of code refutes, but for those with a console, or a definition alone.

    A console has a control; whether a definition is one, sitekit/checks/unfounded.py asks.
    """
    claims = read_record(page).claims
    asked = [claim for claim in claims if not claim.commands and claim.rungs != ("definition",)]
    return [claim.id for claim in asked if not find_control(page, claim)]


@pytest.mark.parametrize("name", PAGES)
def test_every_claim_has_a_control(name):
    assert find_uncontrolled(read_page(TREE / name, name)) == []


@pytest.mark.parametrize(
    "code",
    [
        ">>> 2 + 2\n4\n",
        ">>> from virtfaq import runtime\n>>> runtime('runc').boundary\n'host kernel'\n",
        ">>> max(3, 1)\n3\n",
    ],
)
def test_a_proof_that_depends_on_something_has_one(code):
    assert find_uncontrolled(Page(f"{HEAD}```pycon\n{code}```\n", "p.md")) == []


@pytest.mark.parametrize(
    "code",
    [
        ">>> True\nTrue\n",
        ">>> value = 7\n>>> value == value\nTrue\n",
        ">>> from virtfaq import runtime\n>>> hasattr(runtime, '__doc__')\nTrue\n",
    ],
)
def test_a_proof_that_shows_the_same_whatever_one_changes_has_none(code):
    assert find_uncontrolled(Page(f"{HEAD}```pycon\n{code}```\n", "p.md")) == ["one"]
