"""The bibliography: reads docs/sources.bib, and writes the part of it that the wheel carries.

`python -m sitekit sources` writes virtfaq/data/sources.json; `--check` says if that is up to date.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import Entry

from sitekit.bibvalues import resolve
from sitekit.findings import Finding
from sitekit.languages import ROOT
from sitekit.sourcerules import (
    CONTAINERS,
    UNVERIFIED,
    VENUES,
    authors,
    faults,
    listed,
    plain_fields,
    surnames,
)
from virtfaq import evidence

BIBLIOGRAPHY = ROOT / "docs" / "sources.bib"
DATA = ROOT / "virtfaq" / "data" / "sources.json"
MEASUREMENTS = "virtfaq/data/measurements.json"


class SourcesError(ValueError):
    """The bibliography has faults; `findings` has each of them and the message lists them all."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Work:
    """A published work.

    `language` is that of the title (BCP 47). `kind` is primary or secondary. `part`: the venue contains the
    work, as an issue contains an article. `evidence` says how the entry was verified, on the day `checked`;
    `unverified` names what could not be. `url` is absolute, `doi` is bare; at least one of them is there.
    `short` is the usual name of an organisation that wrote or issued it; else `surnames` name it for short.
    """

    key: str
    authors: tuple[str, ...]
    title: str
    venue: str
    year: int
    language: str
    kind: str
    checked: date
    evidence: str
    doi: str | None = None
    url: str | None = None
    volume: str | None = None
    number: str | None = None
    pages: str | None = None
    license: str | None = None
    unverified: tuple[str, ...] = ()
    part: bool = False
    surnames: tuple[str, ...] = ()
    short: str = ""

    @property
    def link(self) -> str:
        """The address that leads to the work: the DOI's, if it has one."""
        return f"https://doi.org/{self.doi}" if self.doi else str(self.url)

    @property
    def schema(self) -> str:
        """Its kind in the words of schema.org."""
        return "ScholarlyArticle" if self.part else "CreativeWork"

    def exported(self) -> dict[str, object]:
        """The fields that the wheel carries, in their order."""
        values = {name: getattr(self, name) for name in UNVERIFIED}
        return values | {"authors": ", ".join(self.authors), "unverified": list(self.unverified)}


def load(path: Path = BIBLIOGRAPHY) -> dict[str, Work]:
    """Reads a bibliography. The works keep the order of the file, which is that of their keys.

    Raises SourcesError with every fault of the file: its line, what is wrong, and what to do.
    """
    shown = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SourcesError([Finding(shown, 1, "there is no such file; the site needs it")]) from None
    except UnicodeDecodeError:
        raise SourcesError([Finding(shown, 1, "this file is not in UTF-8; save it as UTF-8")]) from None
    return {work.key: work for work in _works(text, shown)}


@lru_cache(maxsize=4)  # every page of the site asks for the same text
def _works(text: str, shown: str) -> tuple[Work, ...]:
    library = parse_string(text, parse_stack=[])
    unread = sorted(resolve(library))
    if found := [Finding(shown, line + 1, message) for line, message in unread or sorted(faults(library))]:
        raise SourcesError(found)
    return tuple(map(_work, library.entries))


def _work(entry: Entry) -> Work:
    fields = plain_fields(entry)
    venue = next(name for name in VENUES if fields.get(name))
    optional = ("doi", "url", "volume", "number", "pages", "license")
    return Work(
        key=entry.key,
        authors=authors(str(entry["author"])),
        surnames=surnames(str(entry["author"])),
        short=fields.get("shortauthor", ""),
        venue=fields[venue],
        part=venue in CONTAINERS,
        year=int(fields["year"]),
        checked=date.fromisoformat(fields["checked"]),
        unverified=listed(fields.get("unverified", "")),
        **{name: fields[name] for name in ("title", "language", "kind", "evidence")},
        **{name: fields[name] for name in optional if fields.get(name)},
    )


def export(works: dict[str, Work], keys: Iterable[str]) -> str:
    """The works of these keys as JSON, one a line, sorted, so that a difference reads by work.

    Raises SourcesError if a key is not in the bibliography.
    """
    wanted = sorted(set(keys))
    if unknown := [key for key in wanted if key not in works]:
        advice = "is a measurement's source, but docs/sources.bib does not have it; add it or correct the key"
        raise SourcesError([Finding(MEASUREMENTS, 1, f'"{key}" {advice}') for key in unknown])
    lines = (f"{json.dumps(key)}: {json.dumps(works[key].exported(), ensure_ascii=False)}" for key in wanted)
    return "{\n" + ",\n".join(lines) + "\n}\n"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `sources`."""
    summary = "write the works that measurements name to virtfaq/data/sources.json"
    parser = subparsers.add_parser("sources", help=summary, description=summary)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if it is out of date")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes or checks the data of the wheel. Status 1: a fault of the bibliography, or data out of date."""
    try:
        text = export(load(), (measurement.source for measurement in evidence.search("")))
    except SourcesError as error:
        print(error, file=sys.stderr)
        return 1
    shown = DATA.relative_to(ROOT).as_posix()
    if DATA.exists() and DATA.read_text(encoding="utf-8") == text:
        print(f"{shown} is up to date")
    elif arguments.check:
        print(f"{shown}:1: it differs from docs/sources.bib; run: python -m sitekit sources", file=sys.stderr)
        return 1
    else:
        _write(DATA, text)
        print(f"{shown} is written")
    return 0


def _write(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)
