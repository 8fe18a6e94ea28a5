"""An expected value that could be any other proves nothing, and is found."""

from __future__ import annotations

from sitekit.examples.collect import read_examples
from sitekit.examples.session import run
from sitekit.grammar.page import Page
from tests.support.strong_proofs import find_survivors, mutants


def found(page: str) -> list[str]:
    return [str(finding) for finding in find_survivors(run(read_examples(Page(page, "page.md"))))]


def test_every_character_of_an_expected_value_counts():
    page = (
        "```pycon\n>>> 12.5\n12.5\n>>> 'é'\n'é'\n>>> True\nTrue\n>>> []\n[]\n>>> print()\n<BLANKLINE>\n```\n"
        "\n```python\nprint('a b')\n```\n\n```{.text .output}\na b\n```\n"
    )
    assert found(page) == []


def test_an_expected_error_counts_and_what_is_not_shown_does_not():
    error = "Traceback (most recent call last):\n    ...\nValueError: in...: 'x'\n"
    assert found(f"```pycon\n>>> a = 1\n>>> int('x')  # doctest: +ELLIPSIS\n{error}```\n") == []


def test_a_changed_value_that_still_passes_is_found(monkeypatch):
    monkeypatch.setattr(
        "doctest.OutputChecker.check_output", lambda self, want, got, flags: len(want) == len(got)
    )
    assert found("```python\nprint(1)\n```\n\n```{.text .output}\n1\n```\n") == [
        'page.md:6: this example proves nothing: it also passes with "2"; show what it gives, whole'
    ]


def test_a_mutant_differs_in_one_character():
    text = "Zz9 é §\n"
    assert len(list(mutants(text))) == 5
    assert all(sum(a != b for a, b in zip(text, mutant, strict=True)) == 1 for mutant in mutants(text))
