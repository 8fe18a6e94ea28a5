"""Consoles are read as they are written, and outputs compared with what they promise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from virtfaq import InvalidConsoleError
from virtfaq.lab import Names, change_commands, read_console

CASES = json.loads(Path(__file__).parents[2].joinpath("data/console_cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_an_output_is_accepted_only_where_it_is_the_expected_one(case):
    names = Names(dict(case["known"]))
    assert names.accept(case["expected"], case["shown"]) is case["accepted"]
    assert names.values == (case["learnt"] if case["accepted"] else case["known"])


def test_the_cases_accept_and_refuse():
    assert {case["accepted"] for case in CASES} == {True, False}
    assert len(CASES) >= 20


def test_a_command_goes_on_over_lines_and_its_output_may_look_like_one():
    console = read_console("$ cat <<E\n> $ not a prompt\n> E\n> is output\n$ true\n")
    assert [(step.command, step.shown) for step in console.steps] == [
        ("cat <<E\n$ not a prompt\nE\nis output", ""),
        ("true", ""),
    ]
    shown = read_console("$ echo '> quoted'; echo a\nfirst\n> quoted\n").steps[0].shown
    assert shown == "first\n> quoted\n"


def test_two_machines_have_each_their_steps():
    console = read_console("a# hostname x\nb# hostname\nmachine\n")
    assert console.machines == ("a", "b")
    assert [(step.machine, step.line) for step in console.steps] == [("a", 1), ("b", 2)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hostname\n", "line 1: a console starts with a prompt"),
        ("", "line 1: a console starts with a prompt"),
        ("$ id\n# id\n", "either root's, `# `, or an ordinary user's"),
        ("# id\na# id\n", "each prompt names one"),
    ],
)
def test_what_is_no_console_is_refused_with_what_to_write(text, said):
    with pytest.raises(InvalidConsoleError, match=said):
        read_console(text)


@pytest.mark.parametrize("control", ["", "--uts", "--pid → --uts", "→ x"])
def test_a_control_that_changes_nothing_is_refused(control):
    with pytest.raises(InvalidConsoleError, match="a control is `old → new`"):
        change_commands(read_console("$ unshare --uts sh\n"), control)
