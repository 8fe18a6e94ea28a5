"""The consoles that a kernel must answer are collected, and those that cannot be replayed are refused."""

from __future__ import annotations

import pytest

from sitekit.commands.record import RECORD, collect_proofs
from sitekit.examples.kernel_consoles import read_kernel_consoles
from sitekit.grammar.fences import FenceError
from sitekit.grammar.page import Page
from sitekit.languages import ROOT
from virtfaq.lab import read_proofs

CONSOLE = "$ unshare --user --uts hostname\n<host>\n"


def fence(info: str, text: str = CONSOLE) -> Page:
    return Page(f"# T\n\n```{info}\n{text}```\n", "p.md")


def test_only_the_consoles_of_a_kernel_are_collected():
    other = "```console\n$ pip install virtfaq\n```\n"
    page = Page(f'{other}\n```{{.console .kernel data-control="--uts →"}}\n{CONSOLE}```\n', "p.md")
    (one,) = read_kernel_consoles(page)
    assert (one.fence.first, one.control) == (5, "--uts →")
    assert [step.command for step in one.console.steps] == ["unshare --user --uts hostname"]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (fence("{.console .kernel}"), "p.md:3: this console has no control"),
        (fence('{.bash .kernel data-control="a → b"}'), "p.md:3: a kernel answers a console"),
        (fence('{.console .kernel data-control="--ipc →"}'), "p.md:3: a control is `old → new`"),
        (fence('{.console .kernel data-control="a → b"}', "nothing\n"), "p.md:3: line 1: a console starts"),
    ],
)
def test_what_cannot_be_replayed_is_refused(page, said):
    with pytest.raises(FenceError) as refused:
        read_kernel_consoles(page)
    assert str(refused.value).startswith(said)


def test_the_record_holds_every_console_of_the_pages_as_it_stands():
    collected = [(proof.name, proof.console, proof.control) for proof in collect_proofs(ROOT / "docs/fr")]
    recorded = [(proof.name, proof.console, proof.control) for proof in read_proofs().values()]
    assert collected == recorded, f"replay them: python -m sitekit record, which writes {RECORD.name}"
    assert all(proof.kernel.count(",") and proof.date for proof in read_proofs().values()), "two kernels each"
