"""Say of a paragraph that its French has changed since it was translated, with a link to the French."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple
from urllib.parse import quote

from sitekit.grammar.page import Page

_START = re.compile(r"[^\W\d_]+(?:[’' ][^\W\d_]+){1,7}")  # words that no typography changes
_LEAST = 12  # characters that tell a place on a page from others


class Notice(NamedTuple):
    """The notice of a stale block: a few words, a sentence that explains them, and the French address."""

    label: str
    sentence: str
    address: str

    @classmethod
    def make(cls, words: Mapping[str, Any], name: str, path: str) -> Notice:
        """Return the notice of a page, by its name in the tree and the place of its language below the root.

        >>> words = {"stale_label": "changed in French", "stale_sentence": "The French has changed."}
        >>> Notice.make(words, "bases/difference.md", "en/").address
        '../../../bases/difference/'
        """
        stem = name.rpartition(".")[0]
        url = "" if stem == "index" else stem.removesuffix("/index") + "/"
        up = "../" * (url.count("/") + path.count("/"))
        return cls(words["stale_label"], words["stale_sentence"], up + url)

    def link(self, french: Page, index: int) -> str:
        """Return the link, in HTML that may stand in a title: it has no double quotes.

        >>> notice = Notice("changed in French", "The French has changed.", "../")
        >>> notice.link(Page("## A { #a }\\n\\nLes conteneurs partagent : tout.\\n"), 1)[:73]
        "<a class='stale' hreflang='fr' href='../#a:~:text=Les%20conteneurs%20part"
        """
        address = escape(self.address + find_fragment(french, index), quote=True)
        title = escape(self.sentence, quote=True)
        return f"<a class='stale' hreflang='fr' href='{address}' title='{title}'>{escape(self.label)}</a>"


def find_fragment(page: Page, index: int) -> str:
    """Return the fragment of a block's address: its id, or the id before it and its first words."""
    if own := _find_id(page, index):
        return f"#{own}"
    before = next(filter(None, (_find_id(page, i) for i in range(index - 1, -1, -1))), "")
    found = next(
        (match[0] for match in _START.finditer(page.shapes[index].prose) if len(match[0]) >= _LEAST), ""
    )
    text = f":~:text={quote(found, safe='')}" if found else ""
    return f"#{before}{text}" if before or text else ""


def _find_id(page: Page, index: int) -> str:
    fixed = page.shapes[index].fixed
    return next((value[1:] for kind, value in fixed if kind == "attribute" and value.startswith("#")), "")


STALE = {"data-stale": "true"}  # the mark of a translation whose French has changed since
