"""Follow the HTML tags that Markdown keeps aside, one by one, while it renders the text between them."""

from __future__ import annotations

import re
from collections.abc import Container
from html.parser import HTMLParser
from typing import NamedTuple

from markdown.util import HTML_PLACEHOLDER

KEPT_ASIDE = re.compile(HTML_PLACEHOLDER % "([0-9]+)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


class Tag(NamedTuple):
    """An element that is open: its name, and its own language if it has one."""

    name: str
    language: str | None


class OpenTags:
    """The elements whose tags were opened by hand, and are not closed yet.

    >>> tags = OpenTags()
    >>> tags.take('<span LANG="en">'), tags.take("<BR>"), tags.take("a text"), tags.open
    (True, True, False, [Tag(name='span', language='en')])
    """

    def __init__(self) -> None:
        self.open: list[Tag] = []

    def take(self, html: str) -> bool:
        """Take what is kept aside, and return whether it is a lone tag."""
        if not _TAG.fullmatch(html):
            return False
        _Reader(self.open).feed(html)
        return True

    def is_within(self, names: Container[str]) -> bool:
        """Return whether one of these elements is open."""
        return any(tag.name in names for tag in self.open)

    def find_language(self, around: str) -> str:
        """Return the language here, in a text that is in the language `around`."""
        return next((tag.language for tag in reversed(self.open) if tag.language is not None), around)


class _Reader(HTMLParser):
    """Reads one tag as browsers do: names in any case, attributes with or without quotes."""

    def __init__(self, into: list[Tag]) -> None:
        super().__init__()
        self.into = into

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.into.append(Tag(tag, dict(attrs).get("lang")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Do nothing: an element closed in its own tag has no content."""

    def handle_endtag(self, tag: str) -> None:
        names = [one.name for one in self.into]
        if tag in names:
            del self.into[len(names) - 1 - names[::-1].index(tag) :]
