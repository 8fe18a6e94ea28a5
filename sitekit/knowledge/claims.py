"""Read the claims of the pages: a paragraph marked `.claim`, the proof that follows it, its sources.

    Every container of a host shares one kernel.
    { .claim #one-kernel data-verdict=true data-sources="namespaces7 nist-800-190" }

The proof of a claim is the executed code between it and the next claim or heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown.extensions.attr_list import get_attrs_and_remainder

from sitekit.examples.collect import read_examples
from sitekit.grammar.page import Page, keep_last
from sitekit.grammar.reading import read_page

# Each has a word in mkdocs*.yml, and its rules in theme/assets/virtfaq.css.
VERDICTS = ("true", "false", "partly", "dated", "undecided")
_ATTRIBUTES = re.compile(r"^[ \t]*\{:?[ \t]*(?P<attrs>[^\n]*?\.claim\b[^\n]*?)[ \t]*\}[ \t]*$")
CITATION = re.compile(r"\[@(?P<key>[A-Za-z0-9][\w.:-]*)(?:,[ ]*(?P<locator>[^\]\n]+?))?[ ]*\]")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]")


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: `text` is its Markdown, `proof` the number of code lines that prove it.

    `lang` is set where the claim is left in another language than its page's.
    """

    id: str
    verdict: str
    sources: tuple[str, ...]
    text: str
    page: str
    line: int
    proof: int
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A page in the register: its path, its title, its claims in order, and the works that its prose cites.

    `description` is the answer in one sentence, if the page is one. `lang` is set where title and description
    are left in another language than the page's.
    """

    path: str
    title: str
    claims: tuple[Claim, ...]
    lang: str = ""
    cited: tuple[str, ...] = ()
    description: str = ""


@keep_last
def read_record(page: Page) -> Record:
    """Return the record of a page, with its claims, if it makes any."""
    proofs = {example.line: len(example.source.splitlines()) for example in read_examples(page)}
    stops = [n for n, line in page.unfenced if _is_stop(line)] + [len(page.lines) + 1]
    claims = []
    for number, stop in pairwise(stops):
        if match := _ATTRIBUTES.match(page.lines[number - 1]):
            proof = sum(count for line, count in proofs.items() if number < line < stop)
            claims.append(_make_claim(match["attrs"], page, number, proof))
    cited = (match["key"] for _, line in page.unfenced for match in CITATION.finditer(line))
    said = {name: str(page.values.get(name, "")) for name in ("title", "title_lang", "description")}
    return Record(
        page.path,
        said["title"],
        tuple(claims),
        said["title_lang"],
        tuple(dict.fromkeys(cited)),
        said["description"],
    )


def _is_stop(line: str) -> bool:
    return bool(_HEADING.match(line) or _ATTRIBUTES.match(line))


def _make_claim(attributes: str, page: Page, number: int, proof: int) -> Claim:
    pairs, _ = get_attrs_and_remainder(attributes)
    values = {key: value for key, value in pairs if key != "."}
    lines, start = page.lines, number - 1
    while start > 0 and lines[start - 1].strip():
        start -= 1
    text = "\n".join(line.strip() for line in lines[start : number - 1])
    return Claim(
        values.get("id", ""),
        values.get("data-verdict", ""),
        tuple(values.get("data-sources", "").split()),
        text,
        page.path,
        number,
        proof,
        values.get("lang", ""),
    )


def read_records(tree: Path) -> list[Record]:
    """Return the record of every page of a tree of Markdown files, in the order of their paths."""
    paths = sorted(tree.rglob("*.md"))
    return [read_record(read_page(path, path.relative_to(tree).as_posix())) for path in paths]
