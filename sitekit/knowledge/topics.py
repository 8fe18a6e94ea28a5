"""Group pages by topic: the folders, in the navigation's order, named in a page's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sitekit.knowledge.claims import Record
from sitekit.languages import ROOT, settings


@dataclass(frozen=True, slots=True)
class Topic:
    """A folder ("" for the pages above all), its title, the language of that if not the page's, its pages."""

    folder: str
    title: str
    lang: str
    pages: tuple[Record, ...]


def make_topics(chosen: Iterable[Record], every: Iterable[Record], general: str) -> list[Topic]:
    """Return the topics of the chosen pages; those above all folders come last, named `general`."""
    place = {path: number for number, path in enumerate(_walk(settings(ROOT / "mkdocs.yml")["nav"]))}
    titles = {page.path.removesuffix("/index.md"): page for page in every}
    folders: dict[str, list[Record]] = {}
    for page in sorted(chosen, key=lambda page: (place.get(page.path, len(place)), page.path)):
        folders.setdefault(page.path.rpartition("/")[0], []).append(page)
    found = []
    for folder in sorted(folders, key=lambda folder: not folder):
        page = titles.get(folder, Record("", folder or general, ()))
        found.append(Topic(folder, page.title, page.lang, tuple(folders[folder])))
    return found


def _walk(nav: Any) -> Iterator[str]:
    """Yield the pages of the navigation in its order.

    >>> list(_walk(["index.md", {"Group": ["a/index.md", {"Title": "a/b.md"}]}]))
    ['index.md', 'a/index.md', 'a/b.md']
    """
    for item in nav if isinstance(nav, list) else [nav]:
        if isinstance(item, dict):
            for value in item.values():
                yield from _walk(value)
        else:
            yield item


def is_entry(path: str) -> bool:
    """Tell whether the page at this path, below docs/fr, answers a question.

    >>> [is_entry(path) for path in ("bases/a.md", "bases/index.md", "sources.md", "laboratoire/a.md")]
    [True, False, False, False]
    """
    group, _, slug = path.rpartition("/")
    return bool(group) and group != "laboratoire" and slug != "index.md"
