"""Read docs/glossary.tsv, and find in pages the words that it advises against.

One line a term. A language has two columns: `es` has its forms, the first preferred, and `es_avoid` the words
not to use for it; forms are separated by semicolons.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_OTHERS = frozenset({"id", "gender", "attested", "note"})  # columns that are no language's
_AVOID = "_avoid"
_UNSPACED = frozenset({"ja", "zh", "th", "my"})  # languages that put no space between words
_ENDING = r"(?:e?s|x|en?|er|n)?"  # of plurals and cases, in the languages that have a column
_SHORT = 3  # letters; such words, and abbreviations, take no ending


class GlossaryError(Exception):
    """The glossary cannot be read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term: its forms in each language, the words to avoid, and what is known of it."""

    id: str
    forms: Mapping[str, tuple[str, ...]]
    avoid: Mapping[str, tuple[str, ...]]
    attested: str
    note: str


def load(path: Path) -> list[Term]:
    """Return the terms of a glossary, in its order. Raises GlossaryError; a missing file has no terms."""
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    return list(_read_terms(text, path.name))


@lru_cache(maxsize=8)
def _read_terms(text: str, name: str) -> tuple[Term, ...]:
    found: dict[str, Term] = {}
    head, *rows = text.splitlines() or [""]
    for number, row in enumerate(rows, 2):
        cells = dict(zip(head.split("\t"), row.split("\t"), strict=False))
        if row.count("\t") != head.count("\t"):
            raise GlossaryError(f"docs/{name}:{number}: as many tabs as on the first line are needed")
        if not cells.get("id") or cells["id"] in found:
            raise GlossaryError(
                f"docs/{name}:{number}: the id is missing or taken; give the term one of its own"
            )
        found[cells["id"]] = _make_term(cells)
    return tuple(found.values())


def _make_term(cells: Mapping[str, str]) -> Term:
    forms = {
        key: _split_forms(value) for key, value in cells.items() if key not in _OTHERS and _AVOID not in key
    }
    avoid = {
        key.removesuffix(_AVOID): _split_forms(value) for key, value in cells.items() if key.endswith(_AVOID)
    }
    return Term(cells["id"], forms, avoid, cells.get("attested", ""), cells.get("note", ""))


def _split_forms(cell: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in cell.split(";") if form.strip())


def make_pattern(forms: tuple[str, ...], language: str, *, capital: bool = True) -> re.Pattern[str] | None:
    """Return a pattern for any of the forms, in the plural too, and with a capital letter if `capital`.

    >>> words = make_pattern(("espace de noms",), "fr")
    >>> words.search("Deux espaces de noms")[0], words.search("deux espaces")
    ('espaces de noms', None)
    """
    if not forms:
        return None
    longest_first = sorted(forms, key=len, reverse=True)
    if language.partition("-")[0] in _UNSPACED:
        return re.compile("|".join(map(re.escape, longest_first)))
    joined = "|".join(_write_pattern(form, capital=capital) for form in longest_first)
    return re.compile(rf"(?<![\w-])(?:{joined})(?![\w-])")


def _write_pattern(form: str, *, capital: bool) -> str:
    words = [re.escape(word) + (_ENDING if len(word) > _SHORT else "") for word in form.split()]
    text, first = r"\s+".join(words), form[0]
    return f"[{first}{first.upper()}]{text[1:]}" if capital and first.islower() else text
