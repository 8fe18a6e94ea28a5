"""Follow which list items, admonitions, tabs and quotes hold a line, as Python-Markdown nests them.

Only what is certain counts: where Python-Markdown's reading depends on blank lines or on looseness, a line is
taken to be outside. Of code indented there the renderer is asked (sitekit.grammar.shown_fence); none is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TAB = 4  # Python-Markdown's tab_length: the content of a container is indented by as much
_TITLED = r'!!! ?[\w-]+(?: +[\w-]+)*(?: +".*?")? *'
_FOLDED = r'\?{3}\+? ?(?:(?:[\w-]+(?: +[\w-]+)*?)?(?: +".*?")|[\w-]+(?: +[\w-]+)*?) *'
_TABBED = r'={3}(?:\+!?|!\+?)? +".*?" *'
_HEADERS = {"admonition": _TITLED, "details": _FOLDED, "tab": _TABBED}
_ITEM = re.compile(r" {0,3}(?:[*+-]|\d+\.) +(?=\S)")
_RULE = re.compile(r" {0,3}(?:(?:-+ {0,2}){3,}|(?:_+ {0,2}){3,}|(?:\*+ {0,2}){3,}) *")
_NOTE = re.compile(r" {0,3}\[\^([^\]]*)\]: *(?=\S)")
_DEFINITION = re.compile(r" {0,3}: {1,3}(?=\S)")
_QUOTE = re.compile(r" {0,3}> ?")
_BLOCK = re.compile(r" {0,3}(/{3,}) *([\w-]+) *(?:\| *(.*?) *)?")
_BLOCK_END = re.compile(r" {0,3}(/{3,}) *")
_BLOCK_IN_QUOTE = re.compile(r" *>[ >]*/{3,}")
_BLOCK_INDENTED = re.compile(r" {4,}/{3,} *[\w-]")
_PROSE = re.compile(r" {0,3}[\w«“\"'(]")  # what may start a line that continues the paragraph above it
_HTML_BLOCKS = ("div", "section", "article", "aside")  # what `/// html` may hold that has blocks in it


@dataclass(frozen=True, slots=True)
class Container:
    """One open container: `kind` (list, quote, admonition, details, tab, footnote, definition, block)."""

    kind: str
    mark: str = ""  # the slashes that open a `///` block
    opaque: bool = False  # its content is, or may be, no blocks for Python-Markdown

    def content(self, line: str) -> str | None:
        """Return the line without what marks it as this container's content; None if it is not."""
        if self.kind == "block":
            return line
        if self.kind == "quote":
            return line[match.end() :] if (match := _QUOTE.match(line)) else None
        return line[TAB:] if line.startswith(" " * TAB) else None


def _header(line: str) -> str | None:
    """Return the kind of container that a line is the header of."""
    return next((kind for kind, form in _HEADERS.items() if re.fullmatch(form, line)), None)


class Containers:
    """Follows the containers of a page line by line.

    >>> here = Containers()
    >>> here.advance("- an item"), here.kinds
    ('an item', ('list',))
    >>> here.advance("    > quoted"), here.kinds
    ('quoted', ('list', 'quote'))
    """

    def __init__(self) -> None:
        self.stack: list[Container] = []
        self.opened = False  # whether the last line opened something else than a quote
        self.literal = False  # below indented code, no blank line since: Python-Markdown keeps fences as text
        self.fault = ""  # what makes Python-Markdown lose text, and what to do
        self._blank = self._below_blank = True  # the last line was blank; the one before it was
        self._labels: set[str] = set()
        self._fresh = True  # a list may start here: after a blank line, or first in a container
        self._item = False  # in the first block of a list item: no blank line since its marker
        self._prose = False  # the last line was plain text, which a definition may define

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the open containers, outermost first."""
        return tuple(container.kind for container in self.stack)

    @property
    def opaque(self) -> bool:
        """Tell whether an open container shows, or may show, its content as text."""
        return any(container.opaque for container in self.stack)

    def advance(self, line: str, *, fence: bool = False) -> str:
        """Take the next line (tabs expanded) and return what is left of it inside its containers.

        A line that holds the marker of a `fence` continues no paragraph, and opens no admonition or block.
        """
        self.opened = False
        rest, depth = self._enter(line)
        self._below_blank, self._blank = self._blank, not line.strip()
        self.literal = self.literal and not self._blank
        if not rest.strip():
            self._take_blank()
            return ""
        rest = self._take(rest, depth, fence)
        if _BLOCK_IN_QUOTE.match(line):
            self.fault = "text is lost around a `///` block in a quote; write the quote without it"
        if _BLOCK_INDENTED.match(rest):
            self.fault = "text is lost around a `///` block indented into nothing; indent it as its container"
        return rest

    def _take_blank(self) -> None:
        if self._blank and self._below_blank and self.kinds[:1] == ("footnote",):
            self.leave()  # two blank lines end a footnote
        self._fresh, self._item, self._prose = True, False, False

    def _take(self, rest: str, depth: int, fence: bool) -> str:
        left = self.stack[depth:]
        if left and not self._below_blank:
            self._fresh = False
            self.literal = self.literal or any(container.opaque for container in left)
        lazy = self._item and not fence and self._continues(rest)
        if not lazy:
            self.leave(depth)
        item = self._item and (lazy or not left)
        rest = self._open(rest, [] if lazy else left)
        paragraph = self._prose or self._item
        self.literal = self.literal or (rest.startswith(" " * TAB) and not paragraph)
        self._item = item or (self.opened and self.stack[-1].kind == "list")
        self._fresh = self._prose = False
        if not fence and not self.opened:
            self._read_whole(rest)
        return rest

    @staticmethod
    def _continues(rest: str) -> bool:
        return bool(_PROSE.match(rest)) and not _ITEM.match(rest) and not _RULE.fullmatch(rest)

    def leave(self, depth: int = 0) -> None:
        """Close every container but the outermost `depth`."""
        if any(container.kind == "block" for container in self.stack[depth:]):
            self.fault = "text is lost below a `///` block left open above; close it: ///"
        del self.stack[depth:]

    def _enter(self, line: str) -> tuple[str, int]:
        for depth, container in enumerate(self.stack):
            inner = container.content(line)
            if inner is None:
                return line, depth
            line = inner
        return line, len(self.stack)

    def _open(self, rest: str, left: list[Container]) -> str:
        """Open every container that `rest` starts, and return what follows their markers."""
        while True:
            if match := _QUOTE.match(rest):
                loose = self.opened or (bool(left) and not self._below_blank)
                self.stack.append(Container("quote", opaque=loose))
                self._item = self._prose = False
            elif found := self._marked(rest, left):
                kind, match = found
                self.stack.append(Container(kind, opaque=self.opened))
                self._fresh, self.opened = True, True
            else:
                if self.opened and _header(rest):  # beside a list marker, it is no one's content
                    self.stack[-1] = Container(self.stack[-1].kind, opaque=True)
                return rest
            rest, left = rest[match.end() :], []

    def _marked(self, rest: str, left: list[Container]) -> tuple[str, re.Match[str]] | None:
        before = left[0].kind if left else ""
        inside = self.stack[-1].kind if self.stack else ""
        may_list = self._fresh or (self._item and "list" in (before, inside))
        if may_list and not _RULE.fullmatch(rest) and (match := _ITEM.match(rest)):
            return "list", match
        if match := _NOTE.match(rest):
            self._name(match[1])
            if not self.stack and (self._below_blank or before == "footnote"):
                return "footnote", match
        if (self._prose or before == "definition") and (match := _DEFINITION.match(rest)):
            return "definition", match
        return None

    def _name(self, label: str) -> None:
        if label in self._labels:
            self.fault = f"there are two footnotes [^{label}] and one is lost; rename one"
        self._labels.add(label)

    def _read_whole(self, rest: str) -> None:
        """Open what a whole line opens, and remember what the next line needs to know."""
        kind = _header(rest)
        if kind and not self._item:
            self.stack.append(Container(kind))
            self._fresh, self._item = True, False
        elif match := _BLOCK_END.fullmatch(rest):
            self._close(match[1])
        elif match := _BLOCK.fullmatch(rest):
            self._open_block(*match.groups())
        else:
            self._prose = bool(_PROSE.match(rest))

    def _open_block(self, mark: str, name: str, argument: str | None) -> None:
        tag = re.match(r"[\w-]*", argument or "")
        html = name == "html" and not (tag and tag[0] in _HTML_BLOCKS)
        self.stack.append(Container("block", mark, html or "caption" in name or name == "define"))
        self._item = False

    def _close(self, mark: str) -> None:
        if self.stack and self.stack[-1].kind == "block" and self.stack[-1].mark == mark:
            self.stack.pop()
