"""Find where each kind of block begins and ends, as Python-Markdown and pymdownx read a page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Literal

from markdown.util import BLOCK_LEVEL_ELEMENTS

TAB = 4  # the indentation of what a container holds
VOID = frozenset({"hr", "link", "meta", "source", "track", "col"})  # elements without content
_START = re.compile(
    rf"""[ \t]*(?:
      (?P<fence>(?:`{{3,}}[^`]*|~{{3,}}.*)\Z)
    | (?P<heading>\#{{1,6}})
    | (?P<rule>(?:(?:-[ ]{{0,2}}){{3,}}|(?:_[ ]{{0,2}}){{3,}}|(?:\*[ ]{{0,2}}){{3,}})\s*\Z)
    | (?P<admonition>!!![ ]?[\w-])
    | (?P<details>\?\?\?\+?[ ]?["\w-])
    | (?P<tab>===[+!]{{0,2}}[ ]+".*"\s*\Z)
    | (?P<open>/{{3,}}[ ]*[\w-]+[ ]*(?:\|.*)?\s*\Z)
    | (?P<close>/{{3,}}[ ]*\s*\Z)
    | (?P<snippet>;*-+8<-+(?:\s*\Z|[ \t]+["']))
    | (?P<quote>>)
    | (?P<item>(?:[*+-]|\d+\.)[ \t]+\S)
    | (?P<footnote>\[\^[^\]]*\]:)
    | (?P<reference>\[[^\[\]]+\]:[ ]*\S)
    | (?P<abbreviation>\*\[[^\]\\]+\][ ]?:)
    | (?P<definition>:[ \t]{{1,3}}\S)
    | (?P<comment><!--)
    | (?P<html></?(?:{"|".join(sorted(BLOCK_LEVEL_ELEMENTS))})(?=[\s/>]))
    )""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_UNDERLINE = re.compile(r"[ \t]*(?:=+|-+)[ ]*\s*\Z")
_DELIMITERS = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\s*\Z")
_READ_AS_MARKDOWN = re.compile(r"""\smarkdown(?:=["']?(?:1|block|span|markdown)["']?)?(?=[\s/>])""")
_SNIPPET_END = re.compile(r"[ \t]*-+8<-+\s*\Z")
_TAG = re.compile(r"[ \t]*<(?P<close>/?)(?P<name>[\w-]+)")


def measure_indent(line: str) -> int:
    """Return the indentation of a line, in columns.

    >>> measure_indent("  x"), measure_indent("\\tx"), measure_indent("  \\tx")
    (2, 4, 4)
    """
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    return len(indent.expandtabs(TAB)) if "\t" in indent else len(indent)


def start(line: str) -> str | None:
    """Return the kind of block that a line starts wherever it stands, or None if it is prose.

    >>> start("## Title"), start("    - item"), start("plain text")
    ('heading', 'item', None)
    """
    match = _START.match(line)
    return match.lastgroup if match else None


class Extents:
    """The lines of a page. Its methods take the line that a block starts on and return the one after it."""

    def __init__(self, text: str) -> None:
        self.lines = list(io.StringIO(text, newline=""))
        self._never: set[str] = set()  # what closes nothing any more in the rest of the page

    def next(self, at: int) -> int:
        """One line."""
        return at + 1

    def fence(self, at: int) -> int:
        """Return a code fence; 0 if it is not closed at the same indentation, since then it is no fence."""
        body = self.lines[at].lstrip(" \t")
        indent = self.lines[at][: len(self.lines[at]) - len(body)]
        closing = indent + body[: len(body) - len(body.lstrip(body[0]))]
        if closing in self._never:
            return 0
        for end in range(at + 1, len(self.lines)):
            line = self.lines[end]
            if line.startswith(closing) and line.rstrip() == closing:
                return end + 1
            if indent and not line.startswith(indent) and not line.isspace():
                return 0
        self._never.add(closing)
        return 0

    def is_fence(self, at: int) -> bool:
        """Tell whether a fence starts on this line."""
        return start(self.lines[at]) == "fence" and self.fence(at) > 0

    def prose(self, at: int) -> Literal["heading", "table", "paragraph"]:
        """Return what prose is by the line below it: an underlined heading, a table, or else a paragraph."""
        below = self.lines[at + 1] if at + 1 < len(self.lines) else ""
        if _UNDERLINE.match(below):
            return "heading"
        return "table" if "|" in self.lines[at] and _DELIMITERS.match(below) else "paragraph"

    def code(self, at: int, least: int) -> int:
        """Indented code; blank lines within it belong to it, those after it don't."""
        last = at
        for end in range(at + 1, len(self.lines)):
            line = self.lines[end]
            if line.isspace():
                continue
            if measure_indent(line) < least or self.is_fence(end):
                break
            last = end
        return last + 1

    def chunk(self, at: int) -> int:
        """Lines without a blank one, a fence or the end of a `///` block between them."""
        for end in range(at + 1, len(self.lines)):
            if self.lines[end].isspace() or start(self.lines[end]) == "close" or self.is_fence(end):
                return end
        return len(self.lines)

    def options(self, at: int) -> int:
        """Return the opening line of a `///` block and its options: what is indented more, right below it."""
        least = measure_indent(self.lines[at]) + TAB
        end = at + 1
        while (
            end < len(self.lines)
            and not self.lines[end].isspace()
            and measure_indent(self.lines[end]) >= least
        ):
            end += 1
        return end

    def snippet(self, at: int) -> int:
        """Return an included file: one line, or all lines up to the second marker."""
        if not _SNIPPET_END.match(self.lines[at]):
            return at + 1
        ends = (end + 1 for end in range(at + 1, len(self.lines)) if _SNIPPET_END.match(self.lines[end]))
        return self._find_first(ends, "--8<--") or at + 1

    def comment(self, at: int) -> int:
        """Return an HTML comment; one that is never closed ends at a blank line."""
        ends = (end + 1 for end in range(at, len(self.lines)) if "-->" in self.lines[end])
        return self._find_first(ends, "-->") or self.chunk(at)

    def _find_first(self, ends: Iterator[int], closing: str) -> int:
        if closing not in self._never and (end := next(ends, 0)):
            return end
        self._never.add(closing)
        return 0

    def html(self, at: int) -> int:
        """Return a tag if it holds Markdown, else the element; one never closed ends at a blank line."""
        tag = _TAG.match(self.lines[at])
        assert tag is not None
        name, opening = tag["name"].lower(), self._find_tag_end(at)
        head = "".join(self.lines[at:opening])
        if tag["close"] or name in VOID or _READ_AS_MARKDOWN.search(head[: head.find(">") + 1]):
            return opening
        return self._find_first(self._find_closings(name, at), f"</{name}>") or self.chunk(at)

    def _find_tag_end(self, at: int) -> int:
        end = at
        while end + 1 < len(self.lines) and ">" not in self.lines[end] and not self.lines[end + 1].isspace():
            end += 1
        return end + 1

    def _find_closings(self, name: str, at: int) -> Iterator[int]:
        """Return the lines after those on which the element that opens on line `at` is closed."""
        edge = re.compile(rf"<(/?){name}(?=[\s/>])", re.IGNORECASE)
        depth, end = 0, at
        while end < len(self.lines):
            depth += sum(-1 if closing else 1 for closing in edge.findall(self.lines[end]))
            end = (self.fence(end) if end > at and self.is_fence(end) else 0) or end + 1
            if depth <= 0:
                yield end
