"""Tell which measurements each page reads, by running its examples: where it does, and what it says there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sitekit.examples.collect import Example, read_examples
from sitekit.examples.session import Session
from sitekit.grammar.page import Page
from sitekit.grammar.reading import read_page
from sitekit.knowledge.claims import Claim, Record, read_record

_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<text>.*?)[ \t]*\{[^}]*#(?P<id>[\w.-]+)[^}]*\}[ \t]*$")


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a page reads a measurement: below a claim, else below a heading, which may be none."""

    page: Record
    claim: Claim | None = None
    anchor: str = ""


def find_uses(tree: Path) -> dict[str, list[Place]]:
    """Return the places of a tree of pages that read each measurement, in the order of pages and lines."""
    uses: dict[str, list[Place]] = {}
    for path in sorted(tree.rglob("*.md")):
        page = read_page(path, path.relative_to(tree).as_posix())
        for example, keys in _run(page):
            place = _find_place(page, example.line)
            for key in sorted(keys):
                places = uses.setdefault(key, [])
                if place not in places:
                    places.append(place)
    return uses


def _run(page: Page) -> Iterator[tuple[Example, set[str]]]:
    """Run the examples of a page, and yield each that reads measurements, with their keys."""
    examples = read_examples(page)
    session = Session(examples)
    for index, example in enumerate(examples):
        if keys := {str(use[0]) for use in session.outcome(index).read}:
            yield example, keys


def _find_place(page: Page, line: int) -> Place:
    """Return the claim above a line, unless a heading stands between them; then that heading."""
    record = read_record(page)
    claim = next((one for one in reversed(record.claims) if one.line < line), None)
    heading, number = next(
        (
            (match["id"], number)
            for number, text in reversed(page.unfenced)
            if number < line and (match := _HEADING.match(text))
        ),
        ("", 0),
    )
    return Place(record, claim) if claim and claim.line > number else Place(record, None, heading)
