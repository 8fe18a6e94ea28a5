"""Read the claims of the pages: a paragraph marked `.claim`, the proof that follows it, its sources.

    Every container of a host shares one kernel.
    { .claim #one-kernel data-verdict=true data-sources="namespaces7 nist-800-190" }

The proof of a claim is the executed code between it and the next claim or heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from markdown.extensions.attr_list import get_attrs_and_remainder
from mkdocs.utils.meta import get_data

from sitekit.examples.collect import page_examples
from sitekit.grammar.fences import scan

# Each has a word in mkdocs*.yml, and its rules in theme/assets/virtfaq.css.
VERDICTS = ("true", "false", "partly", "dated", "undecided")
_ATTRIBUTES = re.compile(r"^[ \t]*\{:?[ \t]*(?P<attrs>[^\n]*?\.claim\b[^\n]*?)[ \t]*\}[ \t]*$")
CITATION = r"\[@(?P<key>[A-Za-z0-9][\w.:-]*)(?:,[ ]*(?P<locator>[^\]\n]+?))?[ ]*\]"
_CITED = re.compile(CITATION)
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
class Page:
    """A page: its path below the tree, its title, its claims in order, and the works that its prose cites.

    `description` is the answer in one sentence, if the page is one. `lang` is set where title and description
    are left in another language than the page's.
    """

    path: str
    title: str
    claims: tuple[Claim, ...]
    lang: str = ""
    cited: tuple[str, ...] = ()
    description: str = ""


@lru_cache(maxsize=4096)  # the checks, the register and the bibliography ask for the same pages
def read_page(text: str, path: str) -> Page:
    """Return one page with its claims, if it makes any."""
    text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    hidden = {line for fence in scan(text, path) for line in range(fence.first, fence.last + 1)}
    proofs = _count_proof_lines(text, path)
    stops = [n for n, line in enumerate(lines, 1) if n not in hidden and _is_stop(line)] + [len(lines) + 1]
    claims = []
    for number, stop in pairwise(stops):
        if match := _ATTRIBUTES.match(lines[number - 1]):
            proof = sum(count for line, count in proofs.items() if number < line < stop)
            claims.append(_make_claim(match["attrs"], lines, number, path, proof))
    said = get_data(text)[1]
    cited = (
        match["key"] for n, line in enumerate(lines, 1) if n not in hidden for match in _CITED.finditer(line)
    )
    return Page(
        path,
        str(said.get("title", "")),
        tuple(claims),
        str(said.get("title_lang", "")),
        tuple(dict.fromkeys(cited)),
        str(said.get("description", "")),
    )


def _is_stop(line: str) -> bool:
    return bool(_HEADING.match(line) or _ATTRIBUTES.match(line))


def _count_proof_lines(text: str, path: str) -> dict[int, int]:
    """Return the number of code lines of each executed example, by the line that the example starts on."""
    return {example.line: len(example.source.splitlines()) for example in page_examples(text, path)}


def _make_claim(attributes: str, lines: list[str], number: int, path: str, proof: int) -> Claim:
    pairs, _ = get_attrs_and_remainder(attributes)
    values = {key: value for key, value in pairs if key != "."}
    start = number - 1
    while start > 0 and lines[start - 1].strip():
        start -= 1
    text = "\n".join(line.strip() for line in lines[start : number - 1])
    return Claim(
        values.get("id", ""),
        values.get("data-verdict", ""),
        tuple(values.get("data-sources", "").split()),
        text,
        path,
        number,
        proof,
        values.get("lang", ""),
    )


def read_tree(tree: Path) -> list[Page]:
    """Return the pages of a tree that make claims, in the order of their paths."""
    return [page for page in read_pages(tree) if page.claims]


def read_pages(tree: Path) -> list[Page]:
    """Return every page of a tree of Markdown files, in the order of their paths."""
    return [read_page(path.read_text(encoding="utf-8-sig"), name) for name, path in _list_pages(tree)]


def _list_pages(tree: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(tree.rglob("*.md")):
        yield path.relative_to(tree).as_posix(), path
