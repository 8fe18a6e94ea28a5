"""Settings and front matter are YAML that every loader reads alike: no tags, no dates without quotes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from sitekit.grammar.front_matter import find_front_matter
from sitekit.languages import ROOT

PAGES = sorted((ROOT / "docs").rglob("*.md"))
SETTINGS = sorted(ROOT.glob("mkdocs*.yml"))
RESOLVER = yaml.resolver.Resolver()


def is_date(event: yaml.ScalarEvent) -> bool:
    """Tell whether loaders make a date of a text, as it has no quotes."""
    return RESOLVER.resolve(yaml.ScalarNode, event.value, event.implicit) == "tag:yaml.org,2002:timestamp"


def peculiar(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line of each tag and of each date that is no text, with what stands there."""
    for event in yaml.parse(text, yaml.SafeLoader):
        line = event.start_mark.line + 1
        if tag := getattr(event, "tag", None):
            yield line, tag
        elif isinstance(event, yaml.ScalarEvent) and is_date(event):
            yield line, event.value


@pytest.mark.parametrize("path", SETTINGS, ids=lambda path: path.name)
def test_settings_need_no_loader_of_their_own(path: Path):
    assert list(peculiar(path.read_text(encoding="utf-8"))) == []


def test_no_front_matter_needs_a_loader_of_its_own():
    found = {path: [*peculiar(find_front_matter(path.read_text(encoding="utf-8-sig")))] for path in PAGES}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\ndocs: !relative $docs_dir\n", [(2, "!relative")]),
        ("a: [!ENV HOME]\n", [(1, "!ENV")]),
        ("a: !!python/name:b.c\n", [(1, "tag:yaml.org,2002:python/name:b.c")]),
        ("---\ntitle: A\ndate: 2026-11-24\n---\n", [(3, "2026-11-24")]),
        ("a: { b: [2026-11-24 10:00:00] }\n", [(1, "2026-11-24 10:00:00")]),
        ("2026-11-24: a\n", [(1, "2026-11-24")]),
        ('date: "2026-11-24"\nnote: on 2026-11-24\n', []),
    ],
)
def test_the_check_sees_tags_and_dates_without_quotes(text: str, found: list[tuple[int, str]]):
    assert list(peculiar(text)) == found
