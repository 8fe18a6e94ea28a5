"""Give a page what it is made from besides its own text, and note what it uses."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, TypeVar

from sitekit.knowledge import glossary
from sitekit.knowledge.claims import Record, read_records
from sitekit.knowledge.definitions import read_definitions
from sitekit.knowledge.machine import find_machine
from sitekit.knowledge.passages import PASSAGES, Passage, load_passages
from sitekit.knowledge.short_names import Label, make_labels
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
    """The knowledge that the parts of the extension share: the page's language, and the sources."""

    language: str
    words: dict[str, Any]
    _docs: Path
    _tree: Path
    used: set[Use] = field(default_factory=set)

    @cached_property
    def works(self) -> Mapping[str, Work]:
        """Return the bibliography."""
        return Noted("work", load(self._docs / "sources.bib"), self.used)

    @cached_property
    def passages(self) -> Mapping[str, tuple[Passage, ...]]:
        """Return the passages of each work that has some."""
        return Noted("passage", self._read_passages(), self.used)

    def _read_passages(self) -> dict[str, tuple[Passage, ...]]:
        found: dict[str, tuple[Passage, ...]] = {}
        works = load(self._docs / "sources.bib")
        for passage in load_passages(self._docs / PASSAGES.name, works).values():
            found[passage.work] = *found.get(passage.work, ()), passage
        return found

    @cached_property
    def labels(self) -> Mapping[str, Label]:
        """Return the short name of each work, in the page's language."""
        return Noted("label", self._make_labels(), self.used)

    def _make_labels(self) -> dict[str, Label]:
        return make_labels(load(self._docs / "sources.bib").values(), self.words["names"])

    @property
    def terms(self) -> list[glossary.Term]:
        """Return the glossary, in every language."""
        self.used.add(("term", ""))
        return glossary.load(self._docs / "glossary.tsv")

    @property
    def definitions(self) -> Mapping[str, str]:
        """Return the definition of each term in the page's language."""
        return Noted("definition", read_definitions(self._tree), self.used)

    @property
    def claims(self) -> list[Record]:
        """Return the pages that make claims, in the page's language."""
        self.used.add(("claim", ""))
        return self._read_claims()

    def _read_claims(self) -> list[Record]:
        return [page for page in read_records(self._tree) if page.claims]

    @property
    def pages(self) -> list[Record]:
        """Return every page without its claims: its name, its answer, the works that its prose cites."""
        self.used.add(("page", ""))
        return self._read_pages()

    def _read_pages(self) -> list[Record]:
        return [replace(page, claims=()) for page in read_records(self._tree)]

    @property
    def tree(self) -> Path:
        """Return the tree of pages as readers meet them. A page that reads it depends on every other."""
        self.used.add(("tree", ""))
        return self._tree

    @property
    def docs(self) -> Path:
        """Return the folder of all that people write. A page that reads it is made anew in every build."""
        self.used.add(("docs", ""))
        return self._docs

    def state(self, use: Use) -> Hashable:
        """Return a value that changes when the input does."""
        kind, name = use
        if kind == "work":
            works = load(self._docs / "sources.bib")
            return works.get(name) if name else tuple(works)
        if kind == "label":
            named = self._make_labels()
            return named.get(name) if name else tuple(named)
        if kind == "passage":
            found = self._read_passages()
            return found.get(name) if name else tuple(found)
        if kind == "definition":
            known = read_definitions(self._tree)
            return known.get(name) if name else tuple(known)
        if kind == "term":
            return _read_text(self._docs / "glossary.tsv")
        if kind == "claim":
            return tuple(map(_drop_lines, self._read_claims()))
        if kind == "page":
            return tuple(self._read_pages())
        if kind == "tree":
            return tuple((path, digest(path)) for path in sorted(self._tree.rglob("*.md")))
        if kind == "programs":
            return find_machine()
        return object()  # equal to nothing


def _drop_lines(page: Record) -> Hashable:
    """Return a page and its claims, without the lines on which they stand."""
    return page.path, page.title, page.lang, *(replace(claim, line=0) for claim in page.claims)


def digest(path: Path) -> str:
    """Return a digest of the content of a file."""
    return sha256(path.read_bytes()).hexdigest()


def _read_text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig") if path.exists() else ""
