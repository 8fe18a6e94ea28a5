"""Turn the pages of a language into messages for translators' tools, and messages into pages again.

Markdown stays the one source: what a tool does not change comes back byte for byte.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sitekit.files import read as read_text
from sitekit.grammar.notebook_cells import Notebook
from sitekit.grammar.page import Page
from sitekit.translation.exchange.messages import Span, find_cell_spans, find_spans, read, write
from sitekit.translation.pages import read_translations
from sitekit.translation.pairing import State, Translation

Key = tuple[str, str]  # the context of a message, and its French
_FIELD = re.compile(r"\{[^{}]*\}")
_NAME = re.compile(r"[\d._/:=@-](?=.)|\d")
_UNSEEN = frozenset({State.MISSING, State.LOST})


class Message(NamedTuple):
    """A text to translate. `context` tells apart what is said twice; `line` is that of the French block."""

    page: str
    context: str
    source: str
    target: str
    line: int
    stale: bool
    is_code: bool

    @property
    def key(self) -> Key:
        """Return what tells a message from all others."""
        return self.context, self.source

    @property
    def id(self) -> str:
        """Return the key as a short name that stays the same whatever else changes on the page."""
        return hashlib.sha256("\0".join(self.key).encode()).hexdigest()[:16]


class Piece(NamedTuple):
    """A block or a cell of a file: its text, what separates it from the next, and its messages."""

    text: str
    after: str
    line: int
    spans: list[Span]


class Place(NamedTuple):
    """A message where it stands: the French piece, its number there, and the French and translated text."""

    piece: int
    source: str
    target: str
    is_code: bool


class Document:
    """A French page or notebook with its translation, piece by piece."""

    def __init__(self, name: str, found: Translation) -> None:
        self.name, self.found = name, found
        self.there, self.here = _cut_pieces(found.source), _cut_pieces(found.target)
        self.head = found.target.text.removesuffix("".join(piece.text + piece.after for piece in self.here))

    def read_targets(self, i: int) -> list[str] | None:
        """Return the translated messages of French piece `i`, or None if there are none that match."""
        piece = self.here[self.found.targets[i]] if i in self.found.targets else None
        if piece is None or len(piece.spans) != len(self.there[i].spans) or self.found.state(i) in _UNSEEN:
            return None
        if self.found.state(i) == State.NEW and piece.text == self.there[i].text and piece.spans[:1]:
            return None if piece.spans[0].is_code else [read(piece.text, span) for span in piece.spans]
        return [read(piece.text, span) for span in piece.spans]

    def find_places(self) -> Iterator[Place]:
        """Yield each message of the page, in order."""
        for i, piece in enumerate(self.there):
            translated = self.read_targets(i) or [""] * len(piece.spans)
            for span, target in zip(piece.spans, translated, strict=True):
                yield Place(i, read(piece.text, span), target, span.is_code)

    def name_contexts(self) -> list[str]:
        """Return the context of each message: the page, and what is needed to tell it from its equals.

        A text that code says several times is one message, unless it has been translated in several ways.
        """
        places = list(self.find_places())
        ways: dict[tuple[bool, str], set[str]] = {}
        for place in places:
            ways.setdefault((place.is_code, place.source), set()).add(place.target)
        counts: dict[tuple[bool, str], int] = {}
        found = []
        for place in places:
            key = place.is_code, place.source
            number = 1 if place.is_code and len(ways[key]) == 1 else counts.get(key, 0) + 1
            counts[key] = number
            found.append(f"{self.name}{' (code)' * place.is_code}{f' {number}' * (number > 1)}")
        return found

    def read_messages(self) -> Iterator[Message]:
        """Yield the messages, each once."""
        seen = set()
        for place, context in zip(self.find_places(), self.name_contexts(), strict=True):
            message = Message(
                self.name,
                context,
                place.source,
                place.target,
                self.there[place.piece].line,
                bool(place.target) and self.found.state(place.piece) == State.STALE,
                place.is_code,
            )
            if message.key not in seen and not (place.is_code and _is_name(place.source)):
                seen.add(message.key)
                yield message

    def find_texts(self, catalog: Mapping[Key, str]) -> dict[int, list[str]]:
        """Return a catalog's texts for each French piece: one a message, empty if there is none."""
        news: dict[int, list[str]] = {}
        for place, context in zip(self.find_places(), self.name_contexts(), strict=True):
            said = catalog.get((context, place.source), "")
            news.setdefault(place.piece, []).append(said)
        return news

    def find_confirmed(self, catalog: Mapping[Key, str]) -> set[int]:
        """Return the French pieces whose outdated translation the catalog confirms as it is."""
        news = self.find_texts(catalog)
        return {
            i
            for i, texts in news.items()
            if self.found.state(i) == State.STALE
            and any(texts)
            and all(
                not text or text == old for text, old in zip(texts, self.read_targets(i) or [], strict=False)
            )
        }

    def translate(self, catalog: Mapping[Key, str]) -> str | None:
        """Return the translated file with the catalog's texts; None if neither has any."""
        news = self.find_texts(catalog)
        if not self.here:
            return self._make_new(news) if any(map(any, news.values())) else None
        return self._change(news)

    def _make_new(self, news: Mapping[int, list[str]]) -> str:
        """Return a first translation: the French file with the catalog's texts in their place."""
        return "".join(self._write_piece(i, piece, news) + piece.after for i, piece in enumerate(self.there))

    def _write_piece(self, i: int, piece: Piece, news: Mapping[int, list[str]]) -> str:
        return write(piece.text, piece.spans, news.get(i, []), self.there[i].text)

    def _change(self, news: Mapping[int, list[str]]) -> str:
        """Return the translated file with the new texts, and what it lacked where the French has it."""
        sources = {j: i for i, j in self.found.targets.items()}
        added = self._find_added(news)
        texts = [self.head]
        for j in range(-1, len(self.here)):
            pieces = (
                [self.here[j]._replace(text=self._renew_piece(j, sources.get(j), news))] if j >= 0 else []
            )
            for i in added.get(j, []):
                if pieces:
                    longest = max(pieces[-1].after, self.there[i - 1].after, key=len)
                    pieces[-1] = pieces[-1]._replace(after=longest)
                pieces.append(self.there[i]._replace(text=self._write_piece(i, self.there[i], news)))
            texts += [piece.text + piece.after for piece in pieces]
        return "".join(texts)

    def _renew_piece(self, j: int, i: int | None, news: Mapping[int, list[str]]) -> str:
        """Return a piece with the new texts: the translated one, or the French one if their forms differ."""
        piece = self.here[j]
        if i is None or not any(news.get(i, [])):
            return piece.text
        alike = len(piece.spans) == len(self.there[i].spans)
        return self._write_piece(i, piece if alike else self.there[i], news)

    def _find_added(self, news: Mapping[int, list[str]]) -> dict[int, list[int]]:
        """Return the French pieces that the translated file lacks, by the piece that they follow there."""
        added: dict[int, list[int]] = {}
        before = -1
        for i in range(len(self.there)):
            if i in self.found.targets:
                before = self.found.targets[i]
            elif any(news.get(i, [])):
                added.setdefault(before, []).append(i)
        return added


def _is_name(text: str) -> bool:
    """Tell whether a text in code is a name or a quantity, and no word of a language.

    >>> [_is_name(text) for text in ("felter.linpack", "64Gi 3", "{name:12}", "serveur", "Mio")]
    [True, True, True, False, False]
    """
    return all(
        _NAME.search(word) or not any(map(str.isalpha, word)) for word in _FIELD.sub(" ", text).split()
    )


def _cut_pieces(page: Page) -> list[Piece]:
    if isinstance(page, Notebook):
        return [Piece(cell.text, "", cell.first, find_cell_spans(cell)) for cell in page.cells]
    return [Piece(block.text, block.after, block.first, find_spans(block)) for block in page.blocks]


def read_documents(docs: Path, lang: str) -> Iterator[Document]:
    """Yield each French page and notebook with its translation, in the order of their names."""
    return (Document(name, found) for name, found in read_translations(docs, lang, _read_exactly))


def _read_exactly(path: Path) -> Page:
    """Return the page of a file with its own line endings, which are to come back."""
    return (Notebook if path.suffix == ".py" else Page)(read_text(path) if path.exists() else "")
