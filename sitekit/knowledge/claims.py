"""Read the claims of the pages: a paragraph marked `.claim`, the proof that follows it, its sources.

    Every container of a host shares one kernel.
    { .claim #one-kernel data-verdict=true data-sources="namespaces7#ns-files nist-800-190#2.1" }

What a claim rests on stands between it and the next claim or heading: a console that a kernel answers, code
that is executed. `data-console="page.md#claim"` names the claim whose console shows this one too, and
`data-definition="oci-runtime#container"` the passage, among those that it cites, whose words settle it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from markdown.extensions.attr_list import get_attrs_and_remainder

from sitekit.examples.collect import Example, read_examples
from sitekit.examples.kernel_consoles import read_kernel_consoles
from sitekit.grammar.page import Page, keep_last
from sitekit.grammar.reading import read_page

# Each has a word in mkdocs*.yml, and its rules in theme/assets/virtfaq.css.
VERDICTS = ("true", "false", "partly", "dated", "undecided")
# What a claim can rest on, from the strongest: a kernel that was asked, what others measured, the words of a
# standard, a model.
RUNGS = ("kernel", "measure", "definition", "calculation")
_MEASURE = re.compile(r"\bevidence\b")
_ATTRIBUTES = re.compile(r"^[ \t]*\{:?[ \t]*(?P<attrs>[^\n]*?\.claim\b[^\n]*?)[ \t]*\}[ \t]*$")
UNSEEN = re.compile(r"^[ \t]*\{:?[ \t]*\.unseen[ \t]*\}[ \t]*$")
CITATION = re.compile(r"\[@(?P<key>[A-Za-z0-9][\w.:-]*)(?:,[ ]*(?P<locator>[^\]\n]+?))?[ ]*\]")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]")


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: `text` is its Markdown, `proof` the number of code lines that it rests on.

    `sources` are the keys of works, `passages` what is cited of them, as it is written: `work#locator`.
    `commands` is the number of commands that a kernel answers, `console` the claim elsewhere whose console
    shows this one too, `definition` the passage of a standard that settles it, `rungs` what it rests on.
    `unseen` tells that a paragraph says why no kernel shows it.
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
    commands: int = 0
    console: str = ""
    rungs: tuple[str, ...] = ()
    unseen: bool = False
    passages: tuple[str, ...] = ()
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A page in the register: its path, its title, its claims in order, and what its prose cites.

    `cited` are the keys of works, `located` what it cites of them: a key with a locator.
    `description` is the answer in one sentence, if the page is one. `lang` is set where title and description
    are left in another language than the page's.
    """

    path: str
    title: str
    claims: tuple[Claim, ...]
    lang: str = ""
    cited: tuple[str, ...] = ()
    description: str = ""
    located: tuple[tuple[str, str], ...] = ()


@keep_last
def read_record(page: Page) -> Record:
    """Return the record of a page, with its claims, if it makes any."""
    rests = _Rests(page)
    stops = [n for n, line in page.unfenced if _is_stop(line)] + [len(page.lines) + 1]
    claims = []
    for number, stop in pairwise(stops):
        if match := _ATTRIBUTES.match(page.lines[number - 1]):
            claims.append(_make_claim(match["attrs"], page, number, rests.between(number, stop)))
    cited = [match for _, line in page.unfenced for match in CITATION.finditer(line)]
    said = {name: str(page.values.get(name, "")) for name in ("title", "title_lang", "description")}
    return Record(
        page.path,
        said["title"],
        tuple(claims),
        said["title_lang"],
        tuple(dict.fromkeys(match["key"] for match in cited)),
        said["description"],
        tuple(dict.fromkeys((match["key"], match["locator"]) for match in cited if match["locator"])),
    )


class _Rests:
    """Finds what the claims of a page rest on, by line."""

    def __init__(self, page: Page) -> None:
        self._examples = read_examples(page)
        self._consoles = read_kernel_consoles(page)
        self._unseen = [number for number, line in page.unfenced if UNSEEN.search(line)]

    def between(self, first: int, last: int) -> dict[str, Any]:
        """Return the fields of the claim on one line, before the next stop on another."""
        examples = [example for example in self._examples if first < example.line < last]
        consoles = [one for one in self._consoles if first < one.fence.first < last]
        held = {
            "kernel": bool(consoles),
            "measure": any(_MEASURE.search(example.source) for example in examples),
            "calculation": bool(examples),
        }
        return {
            "proof": sum(map(_count_lines, examples)),
            "commands": sum(len(one.console.steps) for one in consoles),
            "rungs": tuple(rung for rung, is_held in held.items() if is_held),
            "unseen": any(first < number < last for number in self._unseen),
        }


def _count_lines(example: Example) -> int:
    return len(example.source.splitlines())


def _is_stop(line: str) -> bool:
    return bool(_HEADING.match(line) or _ATTRIBUTES.match(line))


def _make_claim(attributes: str, page: Page, number: int, rests: dict[str, Any]) -> Claim:
    pairs, _ = get_attrs_and_remainder(attributes)
    values = {key: value for key, value in pairs if key != "."}
    lines, start = page.lines, number - 1
    while start > 0 and lines[start - 1].strip():
        start -= 1
    text = "\n".join(line.strip() for line in lines[start : number - 1])
    passages = tuple(values.get("data-sources", "").split())
    console, definition = values.get("data-console", ""), values.get("data-definition", "")
    held = {*rests["rungs"], "kernel" if console else "", "definition" if definition else ""}
    rests["rungs"] = tuple(rung for rung in RUNGS if rung in held)
    return Claim(
        values.get("id", ""),
        values.get("data-verdict", ""),
        tuple(dict.fromkeys(one.partition("#")[0] for one in passages)),
        text,
        page.path,
        number,
        lang=values.get("lang", ""),
        console=console,
        passages=passages,
        definition=definition,
        **rests,
    )


def read_records(tree: Path) -> list[Record]:
    """Return the record of every page of a tree of Markdown files, in the order of their paths."""
    paths = sorted(tree.rglob("*.md"))
    return [read_record(read_page(path, path.relative_to(tree).as_posix())) for path in paths]
