"""Read docs/passages.toml: the passage of a work that a claim leans on, with a short quotation.

    ["nist-800-190#2.1"]
    where = "§ 2.1, p. 3"
    quote = "…"
    read = "itself"

A claim names it as `data-sources="nist-800-190#2.1"`, prose as `[@nist-800-190, § 2.1]`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sitekit.findings import Finding
from sitekit.knowledge.sources import SourcesError
from sitekit.languages import ROOT

PASSAGES = ROOT / "docs" / "passages.toml"
MOST_WORDS = 25  # of a quotation
FIELDS = ("where", "quote", "read", "why", "file", "definition")
THROUGH = "through "  # what was read in its place follows
_READ = ("itself", "abstract", "not read")
_KEY = re.compile(r"[a-z0-9-]+#[a-z0-9.-]+")
_FILE = re.compile(r"[a-z0-9][a-z0-9.+-]+: \S+")
_HEAD = re.compile(r"^[ \t]*\[+[ \t]*[\"']?(?P<key>[^\"'\]]+)[\"']?[ \t]*\]", re.MULTILINE)
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_SHORT = 16  # signs of a place that a mark in the text has room for


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a work: `where` it stands, in French, the words that it is cited for, and how it was read.

    `file` is the package of Debian that has its text, and the path in it; `why` says why it was not read
    itself. `definition` tells that a standard says it, or those who make an interface of what that is.
    """

    key: str
    where: str
    read: str
    quote: str = ""
    why: str = ""
    file: str = ""
    definition: bool = False

    @property
    def work(self) -> str:
        """Return the key of its work."""
        return self.key.partition("#")[0]

    @property
    def locator(self) -> str:
        """Return what names it among the passages of its work."""
        return self.key.partition("#")[2]

    @property
    def short(self) -> str:
        """Return the first part of where it stands, if a mark has room for that.

        >>> Passage("a#2.1", "§ 2.1, p. 3", "itself").short
        '§ 2.1'
        >>> Passage("a#tasks", "page de manuel, DESCRIPTION, The tasks", "itself").short
        ''
        """
        first = self.where.partition(",")[0]
        return first if len(first) <= _SHORT and re.search(r"\d", first) else ""

    @property
    def through(self) -> str:
        """Return the key or the name of what it was read in, if not in the work."""
        return self.read.removeprefix(THROUGH) if self.read.startswith(THROUGH) else ""

    def answers(self, locator: str) -> bool:
        """Tell whether prose that cites its work with this locator means this passage.

        >>> passage = Passage("a#2.1", "§ 2.1, p. 3", "itself")
        >>> [passage.answers(locator) for locator in ("§ 2.1", "2.1", "§ 2.1, p. 3", "§ 2", "")]
        [True, True, True, False, False]
        """
        return bool(locator) and locator.removeprefix("§").strip() in {
            self.locator,
            self.where,
            self.where.removeprefix("§").strip(),
            self.short.removeprefix("§").strip(),
        }


def load_passages(path: Path, works: Collection[str]) -> dict[str, Passage]:
    """Return the passages of a file by key, in its order, which is that of the keys; no file has none.

    Raises SourcesError with every fault of the file: its line, what is wrong, and what to do.
    """
    shown = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    try:
        text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    except UnicodeDecodeError:
        raise SourcesError([Finding(shown, 1, "this file is not in UTF-8; save it as UTF-8")]) from None
    passages, lines = _read_passages(text, shown)
    if found := [
        Finding(shown, lines[key], f'"{key}" is of a work that docs/sources.bib does not have; add it there')
        for key, passage in passages.items()
        if passage.work not in works
    ]:
        raise SourcesError(found)
    return passages


@lru_cache(maxsize=4)  # every page of the site asks for the same text
def _read_passages(text: str, shown: str) -> tuple[dict[str, Passage], dict[str, int]]:
    """Return the passages of a text, and the line of each. Raises SourcesError."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place, end = _PLACE.search(str(error)), text.count("\n") + 1
        line = int(place["line"] or end) if place else 1
        what = _PLACE.sub("", str(error))
        raise SourcesError([Finding(shown, line, f"this is not TOML: {what}; correct it")]) from None
    lines = {match["key"]: text.count("\n", 0, match.start("key")) + 1 for match in _HEAD.finditer(text)}
    found, previous = [], ""
    for key, values in tables.items():
        line = lines.get(key, 1)
        found += [Finding(shown, line, message) for message in _check_passage(key, values)]
        if key < previous:
            message = f'"{key}" comes after "{previous}"; keep the passages sorted by key'
            found.append(Finding(shown, line, message))
        previous = max(previous, key)
    if found:
        raise SourcesError(found)
    return {key: Passage(key, **values) for key, values in tables.items()}, lines


def _check_passage(key: str, values: Any) -> Iterator[str]:
    """Yield the faults of one passage."""
    if not isinstance(values, dict) or not _KEY.fullmatch(key):
        yield f'"{key}" is no passage; begin one with ["work#locator"], the locator of a-z, 0-9, dot, hyphen'
        return
    for name, value in values.items():
        if name not in FIELDS:
            yield f'"{key}" has no field "{name}"; use one of: {", ".join(FIELDS)}'
        elif name == "definition":
            if value is not True:
                yield f'the definition of "{key}" is not true; write definition = true, or leave it out'
        elif not isinstance(value, str) or not value.strip():
            yield f'the {name} of "{key}" is no text; write one between quotes, or leave it out'
    given = {name: value for name, value in values.items() if isinstance(value, str) and value.strip()}
    if "where" not in given:
        yield f'"{key}" does not say where it stands; add where = "§ 2.1, p. 3", as a reader finds it'
    yield from _check_reading(key, given)
    if "file" in given and not _FILE.fullmatch(given["file"]):
        yield f'the file "{given["file"]}" of "{key}" cannot be read; write file = "package: path/in/it"'


def _check_reading(key: str, given: dict[str, str]) -> Iterator[str]:
    """Yield what a passage lacks of its quotation, and of how it was read."""
    read, words = given.get("read", ""), len(given.get("quote", "").split())
    if read not in _READ and read.removeprefix(THROUGH).strip() in {"", read.strip()}:
        said = f'says read = "{read}"' if read else "does not say how it was read"
        yield f'"{key}" {said}; write one of: {", ".join(_READ)}, {THROUGH}<what it was read in>'
    if read == "not read":
        if "why" not in given:
            yield f'"{key}" was not read; add why = "…", which says why'
        if words:
            yield f'"{key}" was not read, and has a quotation; take out one of the two'
    elif not words:
        yield f'"{key}" has no quotation; add quote = "…", the words that the claim leans on'
    if read == "itself" and "why" in given:
        yield f'"{key}" was read itself; take out why, which says why not'
    if words > MOST_WORDS:
        yield f'the quotation of "{key}" has {words} words; shorten it to {MOST_WORDS}'
