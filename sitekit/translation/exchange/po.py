"""Write messages as a gettext catalogue (PO) and read it back, for Poedit, Weblate and their like."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polib

from sitekit.translation.exchange.catalog import Key, Message

_FUZZY = "fuzzy"
_ESCAPE = re.compile(r"\\(.)")


class _Catalogue(str):
    """The text of a catalogue in lines as gettext reads them, ended by line feeds alone.

    polib takes it for a file's name or asks it for its lines, and does not know the escape for a bell.
    """

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        found = self.split("\n")
        return [_ESCAPE.sub(lambda match: "\a" if match[1] == "a" else match[0], line) for line in found]


def dump(messages: Iterable[Message], lang: str) -> str:
    """Return the catalogue. A translation whose French has changed is fuzzy: tools ask to review it."""
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Project-Id-Version": "virtfaq",
        "Language": lang.replace("-", "_"),
        "Language-Team": lang,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for message in messages:
        catalogue.append(
            polib.POEntry(
                msgctxt=message.context,
                msgid=message.source,
                msgstr=message.target,
                occurrences=[(f"docs/fr/{message.page}", str(message.line))],
                flags=[_FUZZY] if message.stale else [],
            )
        )
    return f"{catalogue}\n"


def load(text: str) -> tuple[str, dict[Key, str]]:
    """Return the language of a catalogue and its translations, without empty, fuzzy and obsolete ones.

    Raises ValueError if the text is no catalogue.
    """
    try:
        catalogue = polib.pofile(_Catalogue(text))
    except OSError as error:
        raise ValueError(str(error)) from error
    said = {
        (entry.msgctxt or "", entry.msgid): entry.msgstr
        for entry in catalogue
        if entry.msgstr and not entry.fuzzy and not entry.obsolete
    }
    return catalogue.metadata.get("Language", "").replace("_", "-"), said
