"""Say in plain words how a block differs from the block that it translates."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import yaml

from sitekit.grammar.blocks import Block
from sitekit.grammar.front_matter import WORDED_KEYS, read_values
from sitekit.grammar.skeleton import Shape
from sitekit.text import inline
from sitekit.translation.compare.samples import Difference, compare_numbers, compare_samples

NAMES = {  # of kinds of blocks, as messages call them
    "open": "`///` block",
    "close": "end of a `///` block",
    "item": "list item",
    "code": "block of indented code",
    "details": "collapsible block",
    "fence": "code block",
    "html": "block of HTML",
    "math": "formula",
    "quote": "quotation",
    "rule": "horizontal rule",
    "snippet": "included file",
    "tab": "content tab",
    "reference": "link definition",
}
_CATEGORIES = {
    "link": "link to {}",
    "attribute": "attribute {}",
    "citation": "citation of {}",
    "footnote": "footnote [^{}]",
    "icon": "icon :{}:",
    "image": "image",
    "keys": "keys ++{}++",
    "math": "formula {}",
    "reference": "link definition [{}]",
    "tag": "HTML tag <{}>",
    "variable": "variable {{{{{}}}}}",
}
_ESCAPED = re.compile(r"\\.")
_LEAST = 0.3  # of the length of its source: a shorter translation has probably lost text
_LONG = 120  # characters from which a block's length says something
_DENSE = frozenset({"ja", "ko", "zh"})  # languages that need far fewer characters


def name_kind(kind: str) -> str:
    """Return the words for a kind of block, with their article.

    >>> name_kind("item"), name_kind("admonition")
    ('a list item', 'an admonition')
    """
    name = NAMES.get(kind, kind)
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def compare_blocks(
    source: tuple[Block, Shape], target: tuple[Block, Shape], languages: tuple[str, str]
) -> Iterator[Difference]:
    """Yield each difference that a translation may not make; lines count from the block's first."""
    (before, there), (after, here) = source, target
    if here.kind != there.kind:
        yield Difference(
            f"this is {name_kind(here.kind)}, in the French {name_kind(there.kind)}; write it alike"
        )
        return
    if here.column != there.column:
        yield Difference(
            f"this {NAMES.get(here.kind, here.kind)} is indented by {here.column}, "
            f"in the French by {there.column}; indent it by {there.column}"
        )
    if here.kind in {"fence", "code"}:
        yield from compare_samples(before.text, after.text, languages)
    elif here.kind == "front matter":
        yield from _compare_front_matters(before.text, after.text, languages)
    elif here.kind == "table":
        yield from _compare_marker(there, here)
        yield from _compare_tables(there, here, languages)
    else:
        yield from _compare_marker(there, here)
        yield from _compare_prose(there, here, languages)


def _compare_marker(there: Shape, here: Shape) -> Iterator[Difference]:
    if here.marker != there.marker:
        what = "heading has the level" if here.kind == "heading" else f"{NAMES.get(here.kind, here.kind)} is"
        yield Difference(f'this {what} "{here.marker}", in the French "{there.marker}"; write it alike')
    if there.title is not None and here.title is None:
        yield Difference(f'the title is missing; the French has "{there.title}"')
    elif there.title != here.title and not (here.title and (there.title or there.title is None)):
        yield Difference(f'the title is "{here.title}", in the French {there.title!r}; write one as there')


def _compare_prose(there: Shape, here: Shape, languages: tuple[str, str]) -> Iterator[Difference]:
    yield from _compare_fixed(there.fixed, here.fixed)
    yield from _compare_code(Counter(dict(there.code)), Counter(dict(here.code)))
    yield from compare_numbers(there.prose, here.prose, languages)
    yield from _check_whole(there, here, languages)


def _compare_fixed(there: inline.Fixed, here: inline.Fixed) -> Iterator[Difference]:
    """Compare links, attributes, notes…: each is lost, added, or changed into another."""
    sides: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, found in enumerate((there - here, here - there)):
        for category, value in found.elements():
            sides[category][side].append(value)
    for category, (missing, added) in sides.items():
        name = _CATEGORIES[category]
        for old, new in zip(missing, added, strict=False):
            yield Difference(f"the {name.format(new)} should be the {name.format(old)}, as in the French")
        for old in missing[len(added) :]:
            yield Difference(f"the {name.format(old)} of the French is missing here; add it")
        for new in added[len(missing) :]:
            advice = "write its dir as ltr, rtl or auto" if " dir=" in new else "remove it"
            yield Difference(f"the {name.format(new)} is not in the French; {advice}")


def _compare_code(there: Counter[str], here: Counter[str]) -> Iterator[Difference]:
    for span in there - here:
        yield Difference(
            f"the French has the code `{span}` here; is it meant to be missing?", severity="warning"
        )
    for span in here - there:
        yield Difference(f"the French does not have the code `{span}` here; is it meant?", severity="warning")


def _check_whole(there: Shape, here: Shape, languages: tuple[str, str]) -> Iterator[Difference]:
    """Check that no words are lost, and that emphasis is closed."""
    if _has_words(there.prose) and not _has_words(here.prose):
        yield Difference(f"the text is missing; the French has: {' '.join(there.prose.split())[:72]}")
        return
    expected, found = _find_unclosed(there.prose), _find_unclosed(here.prose)
    for mark in found - expected:
        yield Difference(f"a {mark} has no counterpart here; close it, or remove it")
    if here.breaks != there.breaks:
        message = "forced line breaks (two spaces at a line's end)"
        yield Difference(f"{here.breaks} {message}, in the French {there.breaks}", severity="warning")
    if (
        len(there.prose) > _LONG
        and languages[1] not in _DENSE
        and len(here.prose) < _LEAST * len(there.prose)
    ):
        yield Difference("this is much shorter than the French; is a sentence missing?", severity="warning")


def _find_unclosed(prose: str) -> set[str]:
    """Return the marks of emphasis, code and links that are opened and not closed, or closed and not opened.

    >>> sorted(_find_unclosed("**bold, *italic*, [link")), sorted(_find_unclosed("2 ** 3 ** 4, [a]"))
    (['**', '['], [])
    """
    prose = _ESCAPED.sub("", prose)
    strong = prose.count("**")
    counts = {
        "**": strong % 2,
        "*": (prose.count("*") - 2 * strong) % 2,
        "`": prose.count("`"),
        "[": prose.count("[") - prose.count("]"),
    }
    return {mark for mark, count in counts.items() if count}


def _has_words(text: str) -> bool:
    return any(map(str.isalpha, text))


def _compare_tables(there: Shape, here: Shape, languages: tuple[str, str]) -> Iterator[Difference]:
    """Compare two tables cell by cell."""
    if len(here.cells) != len(there.cells):
        yield Difference(
            f"the table has {len(here.cells)} rows, in the French {len(there.cells)}; write as many"
        )
        return
    for number, (row, expected) in enumerate(zip(here.cells, there.cells, strict=True)):
        line = number + (number > 0)  # the delimiter row is line 1
        if len(row) != len(expected):
            yield Difference(f"this row has {len(row)} cells, in the French {len(expected)}", line, line)
            continue
        for column, (cell, other) in enumerate(zip(row, expected, strict=True), 1):
            for difference in _compare_cells(other, cell, languages):
                message = f"column {column}: {difference.message}"
                yield difference._replace(message=message, here=line, there=line)
    yield from _compare_fixed(there.fixed - _gather_fixed(there), here.fixed - _gather_fixed(here))


def _gather_fixed(table: Shape) -> inline.Fixed:
    return sum((inline.read(cell).fixed for row in table.cells for cell in row), Counter())


def _compare_cells(there: str, here: str, languages: tuple[str, str]) -> Iterator[Difference]:
    if bool(here) != bool(there):
        yield Difference(f'the cell is "{here}", in the French "{there}"')
        return
    before, after = inline.read(there), inline.read(here)
    yield from _compare_fixed(before.fixed, after.fixed)
    yield from _compare_code(before.code, after.code)
    yield from compare_numbers(before.prose, after.prose, languages)


def _compare_front_matters(source: str, target: str, languages: tuple[str, str]) -> Iterator[Difference]:
    """Compare what a page says of itself: title and description are translated, the French has the rest."""
    try:
        there, here = read_values(source), read_values(target)
    except yaml.YAMLError:
        if source != target:
            yield Difference(
                "the lines between the two --- are not valid YAML; put a text that has : or # in quotes"
            )
        return
    for key in there.keys() | here.keys():
        if key not in there:
            yield Difference(f"{key} is not between the two --- of the French; remove it")
        elif key not in WORDED_KEYS:
            if here.get(key, there[key]) != there[key]:
                yield Difference(f"{key} is {here[key]!r}, in the French {there[key]!r}; remove it here")
        elif not here.get(key):
            yield Difference(f"{key} is missing between the two ---; the French has: {there[key]}")
        else:
            yield from compare_numbers(str(there[key]), str(here[key]), languages, f"{key}: ")
