"""Which list items, admonitions, tabs, quotes… hold a line of a page, as Python-Markdown nests them.

Only what is certain counts: where Python-Markdown's reading depends on blank lines or on looseness, a line is
taken to be outside, so that code indented there is refused (sitekit.fences) and never lost in silence.
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
_NOTE = re.compile(r" {0,3}\[\^[^\]]*\]: *(?=\S)")
_DEFINITION = re.compile(r" {0,3}: {1,3}(?=\S)")
_QUOTE = re.compile(r" {0,3}> ?")
_BLOCK = re.compile(r" {0,3}(/{3,}) *([\w-]+) *(?:\| *(.*?) *)?")
_BLOCK_END = re.compile(r" {0,3}(/{3,}) *")
_PROSE = re.compile(r"[\w«“\"'(\[]")  # what may start a line that continues the paragraph above it
_HTML_BLOCKS = ("div", "section", "article", "aside")  # what `/// html` may hold that has blocks in it


@dataclass(frozen=True, slots=True)
class Container:
    """One open container: `kind` (list, quote, admonition, details, tab, footnote, definition, block)."""

    kind: str
    mark: str = ""  # the slashes that open a `///` block
    opaque: bool = False  # a `///` block whose content Python-Markdown does not read as blocks

    def content(self, line: str) -> str | None:
        """The line without what marks it as this container's content; None if it is not."""
        if self.kind == "block":
            return line
        if self.kind == "quote":
            return line[match.end() :] if (match := _QUOTE.match(line)) else None
        return line[TAB:] if line.startswith(" " * TAB) else None


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
        self._fresh = True  # a list may start here: after a blank line, or first in a container
        self._item = False  # in the first block of a list item: no blank line since its marker
        self._prose = False  # the last line was plain text, which a definition may define

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the open containers, outermost first."""
        return tuple(container.kind for container in self.stack)

    @property
    def opaque(self) -> bool:
        """Whether an open container shows its content as text."""
        return any(container.opaque for container in self.stack)

    def advance(self, line: str, *, fence: bool = False) -> str:
        """Takes the next line (tabs expanded) and returns what is left of it inside its containers.

        A line that holds the marker of a `fence` ends no paragraph and opens no container but quotes.
        """
        self.opened = False
        rest, depth = self._enter(line)
        if not rest.strip():
            self._fresh, self._item, self._prose = True, False, False
            return ""
        left = self.stack[depth:]
        lazy = self._item and not fence and bool(_PROSE.match(rest)) and not _ITEM.match(rest)
        if not lazy:
            del self.stack[depth:]
        rest = self._open(rest, left)
        if not fence:
            self._note(rest, lazy)
        return rest

    def _enter(self, line: str) -> tuple[str, int]:
        for depth, container in enumerate(self.stack):
            inner = container.content(line)
            if inner is None:
                return line, depth
            line = inner
        return line, len(self.stack)

    def _open(self, rest: str, left: list[Container]) -> str:
        """Opens every container that `rest` starts, and returns what follows their markers."""
        while True:
            if match := _QUOTE.match(rest):
                self.stack.append(Container("quote"))
                self._fresh, self._item = True, False
            elif (kind := self._list_like(rest, left)) and (match := kind[1]):
                self.stack.append(Container(kind[0]))
                self._fresh, self._item, self.opened = True, kind[0] == "list", True
            else:
                return rest
            rest, left = rest[match.end() :], []

    def _list_like(self, rest: str, left: list[Container]) -> tuple[str, re.Match[str]] | None:
        before = left[0].kind if left else ""
        inside = self.stack[-1].kind if self.stack else ""
        may_list = self._fresh or (self._item and "list" in (before, inside))
        if may_list and not _RULE.fullmatch(rest) and (match := _ITEM.match(rest)):
            return "list", match
        if match := _NOTE.match(rest):
            return "footnote", match
        if (self._prose or before == "definition") and (match := _DEFINITION.match(rest)):
            return "definition", match
        return None

    def _note(self, rest: str, lazy: bool) -> None:
        """Opens what a whole line opens, and remembers what the next line needs to know."""
        self._prose = not self.opened and bool(_PROSE.match(rest))
        header = next((kind for kind, form in _HEADERS.items() if re.fullmatch(form, rest)), None)
        if header:
            self.stack.append(Container(header))
            self.opened, self._item = True, False
        elif match := _BLOCK_END.fullmatch(rest):
            self._close(match[1])
        elif match := _BLOCK.fullmatch(rest):
            self._open_block(*match.groups())
        elif not self.opened and not lazy:
            self._item = self._item and rest.startswith(" ")
        self._fresh = bool(header)

    def _open_block(self, mark: str, name: str, argument: str | None) -> None:
        tag = re.match(r"[\w-]*", argument or "")
        html = name == "html" and not (tag and tag[0] in _HTML_BLOCKS)
        self.stack.append(Container("block", mark, html or "caption" in name or name == "definition"))
        self._item = False

    def _close(self, mark: str) -> None:
        for depth in range(len(self.stack) - 1, -1, -1):
            if self.stack[depth] == Container("block", mark, self.stack[depth].opaque):
                del self.stack[depth:]
                return
