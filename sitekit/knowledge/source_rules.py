"""Check the entries of docs/sources.bib: each must say enough for a reader to follow it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import urlsplit

from bibtexparser.library import Library
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ImplicitComment
from bibtexparser.model import ParsingFailedBlock as FailedBlock

from sitekit.knowledge.bibtex_values import Fault

KINDS = ("primary", "secondary")
CONTAINERS = ("journal", "booktitle")  # a venue that contains the work, as an issue contains an article
VENUES = (*CONTAINERS, "institution", "publisher", "howpublished")
REQUIRED = ("author", "title", "year", "language", "kind", "checked", "evidence")
OPTIONAL = ("shortauthor", "doi", "url", "volume", "number", "pages", "unverified", "license", *VENUES)
UNVERIFIED = ("authors", "title", "venue", "year", "doi", "url")  # what a reader is told, when not checked

_VERBATIM = ("doi", "url")  # where ~ is itself
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_YEAR = re.compile(r"(19|20)\d\d")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")


def find_faults(library: Library) -> Iterator[Fault]:
    """Yield the faults of a parsed bibliography."""
    previous = ""
    for block in library.blocks:
        if isinstance(block, Entry):
            yield from _check_entry(block)
            if block.key < previous:
                yield (
                    _find_line(block),
                    f'"{block.key}" comes after "{previous}"; keep the entries sorted by key',
                )
            previous = max(previous, block.key)
        else:
            yield from _check_other(block)


def read_plain(value: str) -> str:
    """Return the value without braces that protect capitals, with single spaces, also for those of TeX.

    >>> read_plain("{KVM}: the  {Linux}~monitor")
    'KVM: the Linux monitor'
    """
    return " ".join(re.sub(r"[{}]", "", value.replace("~", " ")).split())


def read_fields(entry: Entry) -> dict[str, str]:
    """Return the fields of an entry as readers see them; an address keeps its ~."""
    values = {field.key: str(field.value) for field in entry.fields}
    return {
        name: "~".join(map(read_plain, value.split("~"))) if name in _VERBATIM else read_plain(value)
        for name, value in values.items()
    }


def read_list(value: str) -> tuple[str, ...]:
    """Return the items of a list separated by commas.

    >>> read_list("venue, year")
    ('venue', 'year')
    """
    return tuple(item.strip() for item in value.split(",") if item.strip())


def read_authors(value: str) -> tuple[str, ...]:
    """Return persons, given name first, and organisations, which stand in braces; `others` ends a cut list.

    >>> read_authors("Felter, Wes and {Linux man-pages and others} and others")
    ('Wes Felter', 'Linux man-pages and others', 'et al.')
    """
    names = split_multiple_persons_names(" ".join(value.split()))
    return tuple(
        "et al."
        if name == "others"
        else read_plain(parse_single_name_into_parts(name).merge_first_name_first)
        for name in names
    )


def read_surnames(value: str) -> tuple[str, ...]:
    """Return the authors for short: a person's family name, an organisation's whole name.

    >>> read_surnames("Andrea C. Arpaci-Dusseau and {The QEMU project developers}")
    ('Arpaci-Dusseau', 'The QEMU project developers')
    """
    names = map(parse_single_name_into_parts, split_multiple_persons_names(" ".join(value.split())))
    return tuple(read_plain(" ".join([*name.von, *name.last])).replace("others", "et al.") for name in names)


def _find_line(block: Block) -> int:
    return block.start_line or 0


def _check_other(block: Block) -> Iterator[Fault]:
    """Yield faults of what is no entry: a comment is welcome, anything else would be lost in silence."""
    match block:
        case DuplicateBlockKeyBlock():
            first = _find_line(block.previous_block) + 1
            yield _find_line(block), f'the key "{block.key}" is taken by line {first}; choose another'
        case DuplicateFieldKeyBlock():
            yield (
                _find_line(block),
                f"this entry gives {', '.join(sorted(block.duplicate_keys))} twice; keep one",
            )
        case FailedBlock():
            yield _find_line(block), "this entry cannot be read; check its braces, its commas and its key"
        case ImplicitComment():
            for offset, line in enumerate(block.comment.split("\n")):
                if line.strip() and not line.lstrip().startswith("%"):
                    yield (
                        _find_line(block) + offset,
                        "this is no entry; begin one with @, or a comment with %",
                    )


def _check_entry(entry: Entry) -> Iterator[Fault]:
    values = read_fields(entry)
    for message in _check_missing(entry.key, values):
        yield _find_line(entry), message
    for field in entry.fields:
        for message in _check_field(field.key, values[field.key], str(field.value)):
            yield field.start_line or _find_line(entry), f'"{entry.key}": {message}'


def _check_missing(key: str, values: dict[str, str]) -> Iterator[str]:
    if not _KEY.fullmatch(key):
        yield f'the key "{key}" is not lowercase-kebab; write it like nist-800-190'
    if missing := [name for name in REQUIRED if not values.get(name)]:
        yield f'"{key}" has no {", ".join(missing)}; add it (an organisation is an author too, in braces)'
    if not values.get("doi") and not values.get("url"):
        yield f'"{key}" has neither doi nor url; add one, so that a reader can reach the work'
    if not any(values.get(name) for name in VENUES):
        yield f'"{key}" has no venue; add one of: {", ".join(VENUES)}'


def _check_field(name: str, value: str, raw: str) -> Iterator[str]:
    if name not in REQUIRED + OPTIONAL:
        yield f'there is no field "{name}"; use one of: {", ".join(sorted(REQUIRED + OPTIONAL))}'
    if "\\" in raw:
        yield f"{name} holds a LaTeX command; write the character itself, the file is UTF-8"
    if value and name in _CHECKS:
        is_good, advice = _CHECKS[name]
        if not is_good(raw if name == "author" else value):
            yield f'the {name} "{value}" {advice}'


def _is_url(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and "." in parts.netloc and " " not in value


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_author(value: str) -> bool:
    try:
        names = split_multiple_persons_names(" ".join(value.split()))
        return bool(names) and _are_names(names)
    except ValueError:  # the parser's own error for a name that it cannot take apart
        return False


def _are_names(names: list[str]) -> bool:
    """Tell whether each is a name: `and` stands between two, a comma between parts, `others` at the end."""
    return "others" not in names[:-1] and names != ["others"] and all(map(_is_name, names))


def _is_name(name: str) -> bool:
    outside = name
    while outside != (outside := re.sub(r"\{[^{}]*\}", "x", outside)):
        pass
    parts = outside.split(",")
    return (
        "and" not in re.split(r"[\s~]+", outside.lower())
        and all(part.strip(" ~") for part in parts)
        and bool(parse_single_name_into_parts(name).last)
    )


_CHECKS: dict[str, tuple[Callable[[str], object], str]] = {
    "author": (_is_author, 'cannot be read; write "Last, First and Last, First", or "… and others"'),
    "year": (_YEAR.fullmatch, "is not a year; write four digits"),
    "doi": (_DOI.fullmatch, "is malformed; write it bare, like 10.1145/361011.361073"),
    "url": (_is_url, "is not absolute; write it whole, from https:// on"),
    "language": (_LANGUAGE.fullmatch, "is not a language tag (BCP 47); write the title's, like en or fr"),
    "kind": (KINDS.__contains__, f"is unknown; write one of: {', '.join(KINDS)}"),
    "checked": (_is_day, "is not a day; write when the entry was checked, as YYYY-MM-DD"),
    "unverified": (
        lambda value: set(read_list(value)) <= set(UNVERIFIED),
        f"names what has no name here; use: {', '.join(UNVERIFIED)}",
    ),
}
