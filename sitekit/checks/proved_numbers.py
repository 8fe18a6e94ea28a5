"""Check that every figure of a page's prose is one that its code shows, or that what it cites states.

A page that makes claims types no number of its own: whoever changes one must change what proves it. A work
states its year and the numbers of its title and place; a passage, those of its quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set

from sitekit.findings import Finding
from sitekit.grammar.page import Page
from sitekit.knowledge.claims import CITATION, read_record
from sitekit.knowledge.passages import Passage
from sitekit.knowledge.sources import Work
from sitekit.text.numbers import read_numbers

_GROUPED = re.compile(r"(?<=\d)_(?=\d)")  # 10_000 in Python


def find_unproved(
    page: Page, language: str, works: Mapping[str, Work], passages: Iterable[Passage] = ()
) -> Iterator[Finding]:
    """Yield the figures that nothing on the page proves. A page without claims has none to prove.

    >>> proof = "```pycon\\n>>> 2\\n2\\n```\\n"
    >>> claim = "Il y a {} noyaux.\\n{{ .claim #n data-verdict=true data-sources=a }}\\n\\n" + proof
    >>> list(find_unproved(Page(claim.format(2)), "fr", {}))
    []
    >>> [(fault.line, fault.message[:49]) for fault in find_unproved(Page(claim.format(3)), "fr", {})]
    [(1, 'no code on this page shows the number 3, and no w')]
    """
    claims = read_record(page).claims
    if not claims:
        return
    cited = {match["key"] for match in CITATION.finditer(page.text)}.union(
        *(claim.sources for claim in claims)
    )
    known = _find_proved(page, language) | _find_stated(cited, works, passages)
    for index, shape in enumerate(page.shapes):
        for number in read_numbers(CITATION.sub("", shape.prose), language, spaced=True):
            if number.rstrip("%") not in known:
                message = (
                    f"no code on this page shows the number {number}, and no work that it cites states it; "
                    "correct it or prove it"
                )
                yield Finding(page.path, page.line(index, _find_row(page, index, number, language)), message)


def _find_stated(cited: Set[str], works: Mapping[str, Work], passages: Iterable[Passage]) -> set[str]:
    """Return the numbers in what a page cites, as English writes them."""
    texts = [f"{one.where} {one.quote} {one.why}" for one in passages if one.work in cited]
    for work in (works[key] for key in cited if key in works):
        texts.append(f"{work.year} {work.title} {work.venue}")
    return {number.rstrip("%") for text in texts for number in read_numbers(text, "en", spaced=True)}


def _find_row(page: Page, index: int, number: str, language: str) -> int:
    """Return which line of a block states a number."""
    rows = page.blocks[index].text.splitlines()
    return next((i for i, row in enumerate(rows) if number in read_numbers(row, language, spaced=True)), 0)


def _find_proved(page: Page, language: str) -> set[str]:
    """Return the numbers in the code of a page and in its output, as its language or English writes them."""
    code = _GROUPED.sub("", "\n".join(fence.code for fence in page.fences))
    return {number.rstrip("%") for one in {language, "en"} for number in read_numbers(code, one)}
