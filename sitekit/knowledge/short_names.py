"""Name works in short: author and year, such as “Popek and Goldberg, 1974”; no two names are alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sitekit.knowledge.sources import Work

Label = tuple[str, str, str]  # what stands before the title, the title if it is needed, what stands after it


def make_labels(works: Iterable[Work], words: dict[str, Any]) -> dict[str, Label]:
    """Return the label of each work, by its key; no two are equal. `words` are those of `names`.

    Where authors and year are equal, a letter tells persons' works apart, and a short title organisations'.
    """
    alike: dict[tuple[str, int], list[Work]] = defaultdict(list)
    for work in works:
        alike[name_authors(work, words), work.year].append(work)
    found: dict[str, Label] = {}
    for (name, year), group in alike.items():
        for letter, work in zip(ascii_lowercase, group, strict=False):
            title = work.title.partition(":")[0] if work.short and len(group) > 1 else ""
            mark = letter if len(group) > 1 and not work.short else ""
            found[work.key] = (f"{name}, " if title else name, title, f", {year}{mark}")
    return found


def name_authors(work: Work, words: dict[str, Any]) -> str:
    """Name the authors in short: an organisation as usual, one or two persons, or the first of many.

    >>> from types import SimpleNamespace
    >>> words = {"two": "{first} et {second}", "many": "{first} et al."}
    >>> work = SimpleNamespace(short="", surnames=("Popek", "Goldberg"))
    >>> of_nist = SimpleNamespace(short="NIST", surnames=("Souppaya", "Morello"))
    >>> name_authors(work, words), name_authors(of_nist, words)
    ('Popek et Goldberg', 'NIST')
    """
    if work.short or len(work.surnames) == 1:
        return work.short or work.surnames[0]
    first, second, *more = work.surnames
    return words["many" if more or second == "et al." else "two"].format(first=first, second=second)
