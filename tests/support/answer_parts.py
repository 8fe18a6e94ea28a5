"""Find the parts that an answer of the site lacks.

A whole answer has a short answer, a summary, proofs, the limits of the rule, and ways on.

An entry is a page docs/fr/<group>/<slug>.md; the index of a group and the laboratory are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitekit.findings import Finding
from sitekit.grammar.page import Page
from sitekit.knowledge.claims import read_record

DESCRIPTION_SIGNS = 160
WORDS = (500, 1200)
CLAIMS = 3
SUMMARY = (3, 5)  # lines of « En bref »
NEIGHBOURS = 2
HEADINGS = {"limites": "Quand c’est faux", "suite": "Pour aller plus loin"}
TRY = "Essayez"
_LINK = re.compile(r"\]\((?!https?:)[^)\s]+\.(?:md|py)(?:#[^)]*)?\)")
_ITEM = re.compile(r"^    - ", re.MULTILINE)


def find_lacking(page: Page, words: tuple[int, int] = WORDS) -> Iterator[Finding]:
    """Yield the parts that an entry lacks, or has too many of; `words` bounds its length."""
    text, path, read = page.text, page.path, read_record(page)
    answer = read.description
    if not read.title.endswith("?"):
        yield Finding(path, 1, "the title is not a question; end it with a question mark")
    if len(answer) > DESCRIPTION_SIGNS:
        yield Finding(path, 1, f"the answer has {len(answer)} signs; shorten it to {DESCRIPTION_SIGNS}")
    if not words[0] <= (said := sum(page.sizes)) <= words[1]:
        yield Finding(path, 1, f"this page has {said} words; an answer has {words[0]} to {words[1]}")
    if len(read.claims) < CLAIMS:
        yield Finding(
            path, 1, f"this page makes {len(read.claims)} claims; an answer proves {CLAIMS} or more"
        )
    if not SUMMARY[0] <= (lines := _count_summary_lines(text)) <= SUMMARY[1]:
        yield Finding(path, 1, f"« En bref » has {lines} lines; write {SUMMARY[0]} to {SUMMARY[1]}")
    for anchor, heading in HEADINGS.items():
        if f"{{ #{anchor} }}" not in text:
            yield Finding(path, 1, f"a heading is missing: ## {heading} {{ #{anchor} }}")
    if f'"{TRY}' not in text:
        yield Finding(path, 1, f'nothing to change is proposed; write !!! tip "{TRY}"')
    if len(_LINK.findall(text)) < NEIGHBOURS:
        yield Finding(
            path, 1, f"this page links to fewer than {NEIGHBOURS} others; lead on to its neighbours"
        )


def _count_summary_lines(text: str) -> int:
    """Return the number of lines of the box « En bref »."""
    _, found, rest = text.partition('!!! abstract "En bref"\n')
    return len(_ITEM.findall(rest.split("\n\n\n")[0].split("\n## ")[0])) if found else 0
