"""Read of a block what no language changes: kind, indentation, marker, and what its prose refers to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sitekit.grammar.blocks import Block
from sitekit.text import inline

Cells = tuple[tuple[str, ...], ...]

_HEADING = re.compile(r"\s*(?P<marks>#{1,6})(?P<text>.*?)(?:\s#+)?\s*\Z", re.DOTALL)
_ITEM = re.compile(r"\s*(?P<mark>[*+-]|\d+\.)[ \t]+(?P<task>\[[ xX]\](?=\s))?(?P<text>.*)", re.DOTALL)
_TITLED = re.compile(
    r"""\s*(?P<sign>!!!|\?\?\?\+?|===[+!]{0,2})[ ]?(?P<type>[\w-]+(?:[ ]+[\w-]+)*)?"""
    r"""(?:[ ]*"(?P<title>.*)")?\s*\Z"""
)
_SLASHES = re.compile(
    r"\s*(?P<sign>/+)\s*(?P<name>[\w-]*)[ ]*(?:\|[ ]*(?P<title>[^\r\n]*))?(?P<options>.*)", re.DOTALL
)
# `///` blocks whose argument is a title, which readers read.
_WORDED_BLOCKS = frozenset({"admonition", "details", "tab", "caption", "note", "attention", "caution"})
_WORDED_BLOCKS |= {"danger", "error", "tip", "hint", "warning"}
_TITLE_OPTION = re.compile(r"(?m)^\s*title:.*$")
_AFTER = {  # what stands before the words of a block
    "footnote": re.compile(r"\s*\[\^(?P<id>[^\]]*)\]:"),
    "abbreviation": re.compile(r"\s*\*\[[^\]]*\]\s?:"),
    "definition": re.compile(r"\s*:"),
}
_CELL_EDGE = re.compile(r"(`+).+?\1(?!`)|\\.|(\|)")
_BREAK = re.compile(r"(?:[ ]{2,}|\\)\r?\n(?=.)")
_STRINGS = re.compile(r""""[^"\n]*"|'[^'\n]*'|#.*""")
_WORD = re.compile(r"[^\W\d_]+")
_STEM = 5  # letters; words of European languages that share as many at their start are often the same word
_LONG = 4  # letters; shorter words count only if they are names or abbreviations, in capitals
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Shape:
    """A block without its words. `key` is equal for blocks that may translate each other.

    `title` is None where a block could have a title and has none. `text` is what readers read in it.
    """

    kind: str
    column: int
    marker: str
    fixed: inline.Fixed
    code: frozenset[tuple[str, int]]
    prose: str
    title: str | None
    cells: Cells
    breaks: int
    text: str
    key: tuple[object, ...]

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its words, and its abbreviations.

        >>> from sitekit.grammar.blocks import split
        >>> sorted(read_shape(split("L'hyperviseur KVM partage 2 pages")[0]).stems)
        ['KVM', 'hyper', 'pages', 'parta']
        """
        words = [word for word in _WORD.findall(_fold(self.prose)) if len(word) >= _LONG or word.isupper()]
        return frozenset(word if word.isupper() else word.lower()[:_STEM] for word in words if len(word) > 1)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in its prose."""
        return frozenset(_DIGITS.findall(_fold(self.prose)))

    @cached_property
    def length(self) -> int:
        """The number of characters of its prose."""
        return len(self.prose.strip())


def _fold(text: str) -> str:
    """Return a text without the marks on its letters."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def read_shape(block: Block) -> Shape:
    """Read the shape of a block.

    >>> from sitekit.grammar.blocks import split
    >>> heading, item = map(read_shape, split("## Le noyau { #noyau }\\n\\n1. Voir [la page](a.md).\\n"))
    >>> heading.marker, heading.text, dict(heading.fixed)
    ('##', ' Le noyau { #noyau }', {('attribute', '#noyau'): 1})
    >>> item.marker, dict(item.fixed)
    ('1.', {('link', 'a.md'): 1})
    """
    return _READERS.get(block.kind, _read_plain)(block)


def _make(block: Block, marker: str, text: str, *, title: str | None = "", cells: Cells = ()) -> Shape:
    found = inline.read(text)
    code, breaks = frozenset(found.code.items()), len(_BREAK.findall(text))
    kind, column, size = block.kind, block.column, tuple(map(len, cells))
    key = kind, column, marker, frozenset(found.fixed.items()), size
    return Shape(kind, column, marker, found.fixed, code, found.prose, title, cells, breaks, text, key)


def _read_plain(block: Block) -> Shape:
    return _make(block, "", block.text)


def _read_exact(block: Block) -> Shape:
    """Return a formula, an included file, the end of a `///` block: the same in every language."""
    return _make(block, " ".join(block.text.split()), "")


def _read_silent(block: Block) -> Shape:
    """Return a rule, a comment, the front matter: what it says is compared elsewhere or not at all."""
    return _make(block, "", "")


def _read_heading(block: Block) -> Shape:
    if match := _HEADING.fullmatch(block.text):
        return _make(block, match["marks"], match["text"])
    text, _, underline = block.text.rpartition("\n")
    return _make(block, "#" if "=" in underline else "##", text)


def _read_item(block: Block) -> Shape:
    match = _ITEM.fullmatch(block.text)
    assert match is not None
    marker = "1." if match["mark"][0].isdigit() else "-"
    return _make(block, " ".join([marker, *(match["task"] or "").lower().split()]), match["text"])


def _read_titled(block: Block) -> Shape:
    if not (match := _TITLED.fullmatch(block.text)):
        return _read_exact(block)
    marker = " ".join([match["sign"], *(match["type"] or "").split()])
    return _make(block, marker, match["title"] or "", title=match["title"])


def _read_open(block: Block) -> Shape:
    match = _SLASHES.fullmatch(block.text)
    assert match is not None
    worded = match["name"].lower() in _WORDED_BLOCKS
    options = _TITLE_OPTION.sub("", match["options"]).split() if worded else match["options"].split()
    argument = [] if worded else [match["title"] or ""]
    title = match["title"] if worded else ""
    return _make(
        block, " ".join([match["sign"], match["name"], *argument, *options]), title or "", title=title
    )


def _read_after_marker(block: Block) -> Shape:
    """Return a block whose words stand after its marker: a footnote, an abbreviation, a definition."""
    match = _AFTER[block.kind].match(block.text)
    assert match is not None
    return _make(block, match["id"] if block.kind == "footnote" else "", block.text[match.end() :])


def _read_fence(block: Block) -> Shape:
    """Return a fence, roughly: sitekit.translation.samples.lines compares its code line by line."""
    head, _, code = block.text.partition("\n")
    if ">>>" in code:
        core = _read_session(code)
    elif "py" in head:
        core = "".join(_STRINGS.sub("", code).split())
    else:
        core = " ".join(_DIGITS.findall(code))
    language = re.split(r"[\s{}=]+title", head.strip("`~ \t\r"))[0]
    return _make(block, f"{language} {core}", "")


def _read_code(block: Block) -> Shape:
    return _make(block, " ".join(_DIGITS.findall(block.text)), "")


def _read_session(code: str) -> str:
    typed = [line for line in code.split("\n") if line.lstrip().startswith((">>>", "..."))]
    return "".join(_STRINGS.sub("", "".join(typed)).split())


def _read_table(block: Block) -> Shape:
    rows = [line.strip() for line in block.text.splitlines() if "|" in line]
    aligned = " ".join(re.sub("-+", "-", cell) for cell in read_row(rows[1]))
    return _make(block, aligned, block.text, cells=tuple(read_row(row) for row in [rows[0], *rows[2:]]))


def read_row(row: str) -> tuple[str, ...]:
    r"""Return the cells of a table row; a pipe in code or after a backslash separates nothing.

    >>> read_row("| a | `b|c` | d\\|e |")
    ('a', '`b|c`', 'd\\|e')
    """
    return tuple(row[first:last] for first, last in find_cell_places(row))


def find_cell_places(row: str) -> list[tuple[int, int]]:
    """From and to which character the words of each cell of a table row go."""
    first = len(row) - len(row.lstrip())
    last = len(row.rstrip())
    edges = [match.start(2) for match in _CELL_EDGE.finditer(row, first, last) if match[2]]
    cuts = [first - 1, *edges, last]
    start = 1 if edges and edges[0] == first else 0
    end = len(cuts) - 2 if len(cuts) > start + 2 and edges[-1] == last - 1 else len(cuts) - 1
    return [_trim(row, cuts[i] + 1, cuts[i + 1]) for i in range(start, end)]


def _trim(text: str, first: int, last: int) -> tuple[int, int]:
    cell = text[first:last]
    start = first + len(cell) - len(cell.lstrip())
    return start, max(start, first + len(cell.rstrip()))


def _read_reference(block: Block) -> Shape:
    return _make(block, " ".join(block.text.split()[:2]), "")


_READERS: dict[str, Callable[[Block], Shape]] = {
    "heading": _read_heading,
    "item": _read_item,
    "admonition": _read_titled,
    "details": _read_titled,
    "tab": _read_titled,
    "open": _read_open,
    "footnote": _read_after_marker,
    "abbreviation": _read_after_marker,
    "definition": _read_after_marker,
    "fence": _read_fence,
    "code": _read_code,
    "table": _read_table,
    "reference": _read_reference,
    "math": _read_exact,
    "snippet": _read_exact,
    "close": _read_exact,
    "rule": _read_silent,
    "comment": _read_silent,
    "front matter": _read_silent,
    "blank": _read_silent,
}
