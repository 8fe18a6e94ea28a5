"""A claim about Linux that no kernel was asked is found, unless it says why."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from sitekit.checks.kernel_rung import MOST_UNSEEN, find_unasked, is_about_linux
from sitekit.grammar.page import Page
from sitekit.knowledge.claims import read_record, read_records
from sitekit.knowledge.sources import BIBLIOGRAPHY, load
from sitekit.languages import ROOT

WORKS = load(BIBLIOGRAPHY)
CONSOLE = '```{.console .kernel data-control="1 → 2"}\n$ echo 1\n1\n```\n'
PYTHON = "```pycon\n>>> 1 + 1\n2\n```\n"


def claim(name: str, rest: str, source: str = "namespaces7", more: str = "") -> str:
    return f'A sentence.\n{{ .claim #{name} data-verdict=true data-sources="{source}"{more} }}\n\n{rest}\n'


def find(*claims: str) -> list[str]:
    return [str(fault) for fault in find_unasked(read_record(Page("\n".join(claims), "p.md")), WORKS)]


@pytest.mark.parametrize(
    "said",
    [
        claim("a", CONSOLE),
        claim("a", PYTHON + "\n" + CONSOLE),
        claim("a", PYTHON, more=' data-console="other.md#b"'),
        claim("a", "Nobody can see it, because.\n{ .unseen }\n\n" + PYTHON),
        claim("a", PYTHON, source="lightvm"),
    ],
    ids=["console", "both", "elsewhere", "unseen", "not of Linux"],
)
def test_what_is_shown_or_says_why_not_passes(said):
    assert find(said) == []


def test_a_claim_about_linux_with_a_calculation_alone_is_found():
    (fault,) = find(claim("a", PYTHON))
    assert fault.startswith("p.md:2: claim #a is about Linux, and no kernel was asked")


def test_too_many_claims_that_cannot_be_seen_are_found():
    many = [claim(f"c{n}", "Because.\n{ .unseen }\n\n" + PYTHON) for n in range(MOST_UNSEEN + 1)]
    assert find(*many[:-1]) == []
    (fault,) = find(*many)
    assert "4 claims of this page say why no kernel shows them; at most 3 may" in fault


def test_the_documentation_of_linux_is_told_from_other_works():
    about = {key for key, work in WORKS.items() if is_about_linux(work)}
    assert {"namespaces7", "cgroup-v2", "overlayfs", "veth4"} <= about
    assert not {"lightvm", "oci-runtime", "docker-security", "nist-800-190"} & about


def test_the_console_that_a_claim_names_is_one():
    tree = ROOT / "docs/fr"
    claims = {f"{claim.page}#{claim.id}": claim for page in read_records(tree) for claim in page.claims}
    named = [(claim, claim.console) for claim in claims.values() if claim.console]
    assert len(named) >= 9
    for claim_, console in named:
        path, _, anchor = console.partition("#")
        place = PurePosixPath(claim_.page).parent / path if path else PurePosixPath(claim_.page)
        target = (tree / place).resolve().relative_to(tree).as_posix()
        assert claims[f"{target}#{anchor}"].commands, f"{claim_.page}#{claim_.id} names {console}"
