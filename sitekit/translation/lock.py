"""Remember the French block of each translated block, in docs/<lang>.lock.

One line a block: the page, the hash of the French block, the hash of its translation. White space does not
count. Where a merge has left both sides and its marks, all entries are read, and the next update keeps those
that are true.
"""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path
from textwrap import dedent

from sitekit.files import write
from sitekit.grammar.blocks import Block
from sitekit.grammar.front_matter import keep_words

_HEADER = "# Which French block each block translates. `python -m sitekit lock` writes it: don't edit it.\n"
_DIGITS = 12  # of a hash: 48 bits

Entry = tuple[str, str]  # the hash of a French block, and that of its translation


def digest(block: Block) -> str:
    """Return the hash of what is translated of a block; another wrapping or indentation does not change it.

    >>> from sitekit.grammar.blocks import split
    >>> digest(split("Un  texte\\nlong.")[0]) == digest(split("    Un texte long.")[0])
    True
    """
    if block.kind in {"fence", "code"}:
        text = dedent("\n".join(row.rstrip() for row in block.text.expandtabs(4).splitlines()))
    else:
        said = keep_words(block.text) if block.kind == "front matter" else block.text
        text = " ".join(said.split())
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()[:_DIGITS]


class Lock:
    """The lock of one language: the entries of each page, in the order of the French page."""

    def __init__(self, pages: dict[str, list[Entry]] | None = None) -> None:
        self.pages = pages or {}

    @classmethod
    def read(cls, path: Path) -> Lock:
        """Return the lock in a file, or an empty one without a file; skip lines that are no entries."""
        pages: dict[str, list[Entry]] = {}
        for line in path.read_text(encoding="utf-8-sig").splitlines() if path.exists() else ():
            fields = line.split("\t")
            if len(fields) == 3:
                pages.setdefault(fields[0], []).append((fields[1], fields[2]))
        return cls(pages)

    def write(self, path: Path) -> None:
        """Write the lock to a file; one that says the same is left."""
        lines = [f"{page}\t{a}\t{b}\n" for page, entries in sorted(self.pages.items()) for a, b in entries]
        write(path, _HEADER + "".join(lines))
