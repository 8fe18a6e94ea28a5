"""Follows the HTML comments and elements that a page opens by hand, line by line.

Python-Markdown takes fences out of the text before it looks for HTML, so a fence inside an element is shown
and one inside a comment is not. A page keeps to what is certain: comments and tags that start a line.
"""

from __future__ import annotations

import re

from markdown.util import BLOCK_LEVEL_ELEMENTS

_CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?)(/?)>")
_UNFINISHED = re.compile(r"<[a-zA-Z][\w-]*(?:\s[^<>]*)?$")
_READ_AS_MARKDOWN = re.compile(r"""\smarkdown(?:=(["']?)(?:1|block|markdown)\1)?(?=[\s/]|$)""")
_VOID = {"hr", "link", "meta", "source", "track", "col"}


def without_code_spans(line: str) -> str:
    """Return the line with each code span blanked.

    >>> without_code_spans("a `<b>` c")
    'a       c'
    """
    return _CODE_SPAN.sub(lambda span: " " * len(span[0]), line)


class RawHtml:
    """The comment and the block elements that are open after each line.

    >>> html = RawHtml()
    >>> html.advance('<div class="grid" markdown>'), html.raw
    (None, False)
    >>> html.advance("<p>"), html.raw
    (None, True)
    """

    def __init__(self) -> None:
        self.comment = ""  # "hidden" in one that starts a line below a blank one, "unsure" in any other
        self._open: list[tuple[str, bool]] = []  # tag, whether its content is read as Markdown
        self._unfinished = ""
        self._blank = True  # whether the last line was blank

    @property
    def raw(self) -> bool:
        """Tell whether an open element keeps its content as HTML."""
        return not all(markdown for _, markdown in self._open)

    @property
    def element(self) -> str:
        """The name of the innermost open element; "" without one."""
        return self._open[-1][0] if self._open else ""

    def advance(self, line: str) -> None:
        """Take the next line that is not part of a fence."""
        line = self._unfinished + without_code_spans(line)
        line, self._blank = self._skip_comments(line), not line.strip()
        self._unfinished = line + " " if _UNFINISHED.search(line) else ""
        if not self._unfinished:
            for tag in _TAG.finditer(line):
                self._take(tag, starts_line=not line[: tag.start()].strip(" >"))

    def _skip_comments(self, line: str) -> str:
        """Return the line without what is commented out."""
        kept = ""
        while line:
            if self.comment:
                _, end, line = line.partition("-->")
                self.comment = "" if end else self.comment
            else:
                before, start, line = line.partition("<!--")
                kept += before
                if start:
                    self.comment = (
                        "hidden" if self._blank and len(kept) < 4 and not kept.strip() else "unsure"
                    )
        return kept

    def _take(self, tag: re.Match[str], *, starts_line: bool) -> None:
        closing, name, attributes, empty = tag.groups()
        name = name.lower()
        if name not in BLOCK_LEVEL_ELEMENTS or name in _VOID or empty:
            return
        names = [open_name for open_name, _ in self._open]
        if closing and name in names:
            del self._open[len(names) - 1 - names[::-1].index(name) :]
        elif not closing and (starts_line or self._open):
            self._open.append((name, bool(_READ_AS_MARKDOWN.search(attributes))))
