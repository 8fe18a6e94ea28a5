"""Test that one who builds reads which step is under way, in which language, and how far it is."""

from __future__ import annotations

from itertools import count as ticks

import pytest

from sitekit.build import site as building
from sitekit.build.site import BuildError, Places
from sitekit.build.steps import EVERY, step
from sitekit.languages import languages
from tests.support.in_turn import InTurn
from tests.support.synthetic_site import make


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines on standard output, which no terminal code may stand in."""
    printed = capsys.readouterr().out
    assert not set(printed) & {"\r", "\b", "\x1b"}
    return printed.splitlines()


def test_a_step_says_its_language_its_name_how_many_pages_and_how_long(capsys):
    times = iter((0.0, 1.0, 2.0, 2.0))
    with step("fr", "weave", lambda: next(times)) as count:
        assert list(count(["a", "b"])) == ["a", "b"]
    assert said(capsys) == ["fr   weave 2 pages … 2 s"]


def test_a_long_step_says_how_far_it_is(capsys):
    times = ticks(0, int(EVERY / 2))  # two pages are two looks at the clock or more
    with step("en", "render", lambda: float(next(times))) as count:
        list(count(range(8)))
    first, *_, last = said(capsys)
    assert first.startswith("en   render 2 of 8 pages … ")
    assert last.startswith("en   render 8 pages … ")


def test_a_step_that_fails_is_named(capsys):
    with pytest.raises(KeyError), step("en", "render"):
        {}["a"]
    assert said(capsys) == ["en   render: failed … 0 s"]


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    monkeypatch.setattr(building, "_find_runtime", lambda _processes: None)
    return make(tmp_path, 2)


def names(lines: list[str]) -> list[str]:
    return [line.partition(" …")[0] for line in lines]


def test_a_build_says_every_step_of_every_language(places, capsys):
    building.build(places, InTurn())
    found = names(said(capsys))
    assert found[0] == "all  prepare Python for the pages"
    for language in languages(places.root):
        own = [name.removeprefix(f"{language.code:<4} ") for name in found if name.startswith(language.code)]
        assert [name.partition(" ")[0] for name in own] == [
            "check", "weave", "render", "lay", "finish", "index",
        ]  # fmt: skip
        assert own[2].endswith(" pages")
    assert found[-2:] == ["all  pack the library", "all  put the site in place"]


def test_a_build_that_fails_names_the_step(places, capsys):
    page = places.docs / "fr" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[nulle part](absente.md)\n", encoding="utf-8")
    with pytest.raises(BuildError):
        building.build(places, InTurn())
    found = names(said(capsys))
    assert "fr   render: failed" in found
    assert not any(name.startswith("all  put") for name in found)
