"""Put the translations of a file into the pages of a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sitekit.files import write
from sitekit.translation.exchange.catalog import Key, Message, documents
from sitekit.translation.pages import update


def messages(docs: Path, lang: str) -> Iterator[Message]:
    """Every message of a language, page by page."""
    for document in documents(docs, lang):
        yield from document.messages()


def apply(docs: Path, lang: str, said: Mapping[Key, str]) -> list[Path]:
    """Puts translations in the pages of a language. Returns the files that have changed.

    What a translator found to be right as it is, though the French has changed, is so in the lock.
    """
    changed, confirmed = [], {}
    for document in documents(docs, lang):
        path, text = docs / lang / document.name, document.translated(said)
        confirmed[document.name] = document.confirmed(said)
        if text is not None and write(path, text):
            changed.append(path)
    update(docs, lang, lambda name, _: confirmed.get(name, ()))
    return changed
