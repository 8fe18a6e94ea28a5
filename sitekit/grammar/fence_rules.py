"""Refuse on a page: code that would not run, and text that would keep code from running.

Each rule gives a message that says what to do; sitekit.grammar.fences adds the file and the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from markdown.util import BLOCK_LEVEL_ELEMENTS

from sitekit.grammar import info_string
from sitekit.grammar.blocks import Block
from sitekit.grammar.boundaries import VOID, start
from sitekit.grammar.shown_code import SAMPLES
from sitekit.in_browser.interpreter import PROMPT
from sitekit.text import inline

Fault = tuple[int, str]  # the number of a line, and what is wrong with it
_PROMPT_IN_TEXT = re.compile(r"(?:\s*(?:>|[*+-]|\d+\.))*?\s*>>> \S")
_MISPLACED = re.compile(r"[\s>]*(?:(?:[*+-]|\d+[.)]|:|\[\^[^\]]*\]:)\s+)+[\s>]*(?:`{3,}[^`]*|~{3,}.*)")
_SKIP_COMMENT = re.compile(r"<!-+\s*[;:%]?\s*(?:[\w.-]+[-.:])?(?:skip|notest|clear-namespace)\b")
_FLAGS = re.compile(r"#\s*doctest:[^\n'\"]*?[+-]\s*(?!ELLIPSIS\b|NORMALIZE_WHITESPACE\b)([A-Z_\d]+)")
_TICK_IN_TITLE = re.compile(r"[\s>]*`{3,}[^`]*\btitle=.*`")
_SNIPPET = re.compile(r"\s*-+8<-+")
_FENCE_AT_FAULT = {  # by the kind of the block that has it
    "code": "this fence is shown as text, as the indented code around it; put a blank line between",
    "comment": "this fence may be in a comment or not; start the comment on a line without indentation",
    "html": "code in raw HTML is not read; add the attribute `markdown` to the element around it",
}
_NEVER_CLOSED = "this fence is never closed; close it with the same marks, indented and quoted as they are"


def find_text_faults(blocks: Iterable[Block], lines: list[str]) -> Iterator[Fault]:
    """Yield what is wrong with the text of a page, outside its fences."""
    notes = set()
    for block in blocks:
        if block.kind in {"fence", "front matter", "blank"}:
            continue
        for number in range(block.first, block.last + 1):
            if fault := _find_fault(lines[number - 1], block):
                yield number, fault
        prose = "" if block.kind in {"code", "math"} else inline.read(block.text).prose
        if "<!--" in prose:
            yield block.first, "this comment is never closed, or not below its line; close it there: -->"
        if block.kind == "footnote":
            label = block.text.partition("]:")[0].strip()
            if label in notes:
                yield block.first, f"there are two footnotes {label}] and one is lost; rename one"
            notes.add(label)


def _find_fault(line: str, block: Block) -> str | None:
    """Return what is wrong with a line of a block.

    >>> from sitekit.grammar.blocks import split
    >>> [_find_fault(block.text, block) for block in split("<!--- skip: next -->\\n\\n- >>> 1 + 1")]
    ['every example runs, none is skipped; remove this directive, or the example', \
'prompts outside a fence do not run; put them between ```pycon and ```']
    """
    if _SKIP_COMMENT.search(line):
        return "every example runs, none is skipped; remove this directive, or the example"
    if _SNIPPET.match(line):
        return "an included file is neither translated nor run; write its text into the page"
    if start(line.lstrip("> ")) == "fence" and not (block.kind == "comment" and not block.column):
        return _FENCE_AT_FAULT.get(block.kind, _NEVER_CLOSED)
    if block.kind == "comment":
        return None
    if _TICK_IN_TITLE.match(line):
        return "a fence here and a code span on a forge; take ` out of its title"
    if block.kind == "open" and line.lstrip().startswith(">"):
        return "a `///` block in a quote is text on a forge; write the quote without it"
    if _MISPLACED.fullmatch(line):
        return "a fence that starts beside a list marker is not code for the site; give it a line of its own"
    if _PROMPT_IN_TEXT.match(line):
        return "prompts outside a fence do not run; put them between ```pycon and ```"
    return None


def find_fence_faults(language: str, rows: list[str]) -> Iterator[Fault]:
    """Yield what is wrong with a fence, by its rows; that which opens it is number 0.

    >>> list(find_fence_faults("text", ["```text", "nothing", ">>> 1", "```"]))
    [(2, 'prompts in a fence of "text" do not run; write pycon as its language')]
    """
    python, mark = language in info_string.PYTHON, rows[-1].strip()
    if info_string.is_odd_python(language):
        yield 0, f'"{language}" looks like Python and does not run; write python or pycon'
    for number, row in enumerate(rows[1:-1], 1):
        if row.lstrip().startswith(mark) and start(row) == "fence":
            yield (
                number,
                f"a fence marker inside a fence; close that one with {mark}, or give it a longer one",
            )
        if _SNIPPET.match(row):
            yield number, "included code cannot be checked here; write it into the fence"
        if PROMPT.match(row) and not python and language not in SAMPLES:
            yield number, f'prompts in a fence of "{language}" do not run; write pycon as its language'
        if python and (flag := _FLAGS.search(row)):
            allowed = "ELLIPSIS and NORMALIZE_WHITESPACE are allowed"
            yield number, f"{flag[1]} would keep the example from being checked ({allowed}); remove it"


def find_unclosed(blocks: Iterable[Block]) -> Iterator[Fault]:
    """Yield the elements that a page opens by hand, a line each, and never closes.

    >>> from sitekit.grammar.blocks import split
    >>> list(find_unclosed(split("<div markdown>\\n\\n<p>\\n\\n</div>\\n\\n<div>\\n")))
    [(7, '<div> is never closed; close it: </div>')]
    """
    tags = _OpenElements()
    for block in blocks:
        if block.kind == "html":
            tags.line = block.first
            tags.feed(block.text)
    for line, name in tags.open:
        yield line, f"<{name}> is never closed; close it: </{name}>"


class _OpenElements(HTMLParser):
    """Follows the block elements that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.line = 0
        self.open: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in BLOCK_LEVEL_ELEMENTS and tag not in VOID:
            self.open.append((self.line, tag))

    def handle_endtag(self, tag: str) -> None:
        names = [name for _, name in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]
