"""What a page is made from besides its own text, with a note of what it has used."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, TypeVar

from sitekit.knowledge import glossary
from sitekit.knowledge.claims import Page, read_pages, read_tree
from sitekit.knowledge.definitions import definitions
from sitekit.knowledge.short_names import Label, labels
from sitekit.knowledge.sources import Work, load

Use = tuple[str, str]  # a kind of input, and which one of its kind; "" stands for all of them
Value = TypeVar("Value")


class Noted(Mapping[str, Value], Generic[Value]):
    """A mapping that notes each key that is asked for, and whether all of them are.

    >>> used = set()
    >>> works = Noted("work", {"a": 1, "b": 2}, used)
    >>> works["a"], "c" in works, sorted(used)
    (1, False, [('work', 'a'), ('work', 'c')])
    """

    def __init__(self, kind: str, values: Mapping[str, Value], used: set[Use]) -> None:
        self._kind, self._values, self._used = kind, values, used

    def __getitem__(self, key: str) -> Value:
        self._used.add((self._kind, key))
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        self._used.add((self._kind, ""))
        return iter(self._values)

    def __len__(self) -> int:
        self._used.add((self._kind, ""))
        return len(self._values)


@dataclass(frozen=True)
class Context:
    """What every part of the extension needs to know of the page's language and of the sources."""

    language: str
    words: dict[str, Any]
    _docs: Path
    _tree: Path
    used: set[Use] = field(default_factory=set)

    @cached_property
    def works(self) -> Mapping[str, Work]:
        """The bibliography."""
        return Noted("work", load(self._docs / "sources.bib"), self.used)

    @cached_property
    def labels(self) -> Mapping[str, Label]:
        """The short name of each work, in the page's language."""
        return Noted("label", self._labels(), self.used)

    def _labels(self) -> dict[str, Label]:
        return labels(load(self._docs / "sources.bib").values(), self.words["names"])

    @property
    def terms(self) -> list[glossary.Term]:
        """The glossary, in every language."""
        self.used.add(("term", ""))
        return glossary.load(self._docs / "glossary.tsv")

    @property
    def definitions(self) -> Mapping[str, str]:
        """The definition of each term in the page's language."""
        return Noted("definition", definitions(self._tree), self.used)

    @property
    def claims(self) -> list[Page]:
        """The pages that make claims, in the page's language."""
        self.used.add(("claim", ""))
        return read_tree(self._tree)

    @property
    def pages(self) -> list[Page]:
        """Every page but its claims: what it is called, what it answers, what its prose cites."""
        self.used.add(("page", ""))
        return self._pages()

    def _pages(self) -> list[Page]:
        return [replace(page, claims=()) for page in read_pages(self._tree)]

    @property
    def tree(self) -> Path:
        """The pages as readers of the language meet them. A page that reads it depends on every other."""
        self.used.add(("tree", ""))
        return self._tree

    @property
    def docs(self) -> Path:
        """The folder of everything that people write. A page that reads it is made anew in every build."""
        self.used.add(("docs", ""))
        return self._docs

    def state(self, use: Use) -> Hashable:
        """What is compared to tell whether an input is still what it was."""
        kind, name = use
        if kind == "work":
            works = load(self._docs / "sources.bib")
            return works.get(name) if name else tuple(works)
        if kind == "label":
            named = self._labels()
            return named.get(name) if name else tuple(named)
        if kind == "definition":
            known = definitions(self._tree)
            return known.get(name) if name else tuple(known)
        if kind == "term":
            return _text(self._docs / "glossary.tsv")
        if kind == "claim":
            return tuple(map(_shown, read_tree(self._tree)))
        if kind == "page":
            return tuple(self._pages())
        if kind == "tree":
            return tuple((path, digest(path)) for path in sorted(self._tree.rglob("*.md")))
        return object()  # equal to nothing


def _shown(page: Page) -> Hashable:
    """A page and its claims, wherever on the page they stand."""
    return page.path, page.title, page.lang, *(replace(claim, line=0) for claim in page.claims)


def digest(path: Path) -> str:
    """What tells the content of a file from any other."""
    return sha256(path.read_bytes()).hexdigest()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig") if path.exists() else ""
