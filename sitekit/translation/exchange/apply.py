"""Put the translations of a file into the pages of a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sitekit.files import write
from sitekit.translation.exchange.catalog import Key, Message, read_documents
from sitekit.translation.pages import update


def read_messages(docs: Path, lang: str) -> Iterator[Message]:
    """Yield the messages of a language, page by page."""
    for document in read_documents(docs, lang):
        yield from document.read_messages()


def apply(docs: Path, lang: str, said: Mapping[Key, str]) -> list[Path]:
    """Put translations in the pages of a language, and return the files that have changed.

    The lock confirms a translation that the translator found right although the French has changed.
    """
    changed, confirmed = [], {}
    for document in read_documents(docs, lang):
        path, text = docs / lang / document.name, document.translate(said)
        confirmed[document.name] = document.find_confirmed(said)
        if text is not None and write(path, text):
            changed.append(path)
    update(docs, lang, lambda name, _: confirmed.get(name, ()))
    return changed
