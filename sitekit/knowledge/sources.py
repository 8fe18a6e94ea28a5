"""Read docs/sources.bib, and write the part of it that the wheel carries.

`python -m sitekit sources` writes virtfaq/data/sources.json; `--check` says if that is up to date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import Entry

from sitekit.findings import Finding
from sitekit.knowledge.bibtex_values import resolve
from sitekit.knowledge.source_rules import (
    CONTAINERS,
    UNVERIFIED,
    VENUES,
    find_faults,
    read_authors,
    read_fields,
    read_list,
    read_surnames,
)
from sitekit.languages import ROOT

BIBLIOGRAPHY = ROOT / "docs" / "sources.bib"


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
        """Return the address that leads to the work: the DOI's, if it has one."""
        return f"https://doi.org/{self.doi}" if self.doi else str(self.url)

    @property
    def schema(self) -> str:
        """Return its kind in the words of schema.org."""
        return "ScholarlyArticle" if self.part else "CreativeWork"

    def export(self) -> dict[str, object]:
        """Return the fields that the wheel carries, in their order."""
        values = {name: getattr(self, name) for name in UNVERIFIED}
        return values | {"authors": ", ".join(self.authors), "unverified": list(self.unverified)}


def load(path: Path = BIBLIOGRAPHY) -> dict[str, Work]:
    """Read a bibliography. The works keep the order of the file, which is that of their keys.

    Raises SourcesError with every fault of the file: its line, what is wrong, and what to do.
    """
    shown = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SourcesError([Finding(shown, 1, "there is no such file; the site needs it")]) from None
    except UnicodeDecodeError:
        raise SourcesError([Finding(shown, 1, "this file is not in UTF-8; save it as UTF-8")]) from None
    return {work.key: work for work in _read_works(text, shown)}


@lru_cache(maxsize=4)  # every page of the site asks for the same text
def _read_works(text: str, shown: str) -> tuple[Work, ...]:
    library = parse_string(text, parse_stack=[])
    unread = sorted(resolve(library))
    if found := [
        Finding(shown, line + 1, message) for line, message in unread or sorted(find_faults(library))
    ]:
        raise SourcesError(found)
    return tuple(map(_make_work, library.entries))


def _make_work(entry: Entry) -> Work:
    fields = read_fields(entry)
    venue = next(name for name in VENUES if fields.get(name))
    optional = ("doi", "url", "volume", "number", "pages", "license")
    return Work(
        key=entry.key,
        authors=read_authors(str(entry["author"])),
        surnames=read_surnames(str(entry["author"])),
        short=fields.get("shortauthor", ""),
        venue=fields[venue],
        part=venue in CONTAINERS,
        year=int(fields["year"]),
        checked=date.fromisoformat(fields["checked"]),
        unverified=read_list(fields.get("unverified", "")),
        **{name: fields[name] for name in ("title", "language", "kind", "evidence")},
        **{name: fields[name] for name in optional if fields.get(name)},
    )
