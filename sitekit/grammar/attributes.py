"""Marks a block of a page with attributes, such as its language, in Markdown that any nesting renders.

Paragraphs and headings take an attribute list; the words of list items, titles, notes and definitions go in a
`<span>`; what has blocks or code in it goes in a `<div>`, made by a `///` block.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sitekit.grammar.blocks import Block
from sitekit.grammar.boundaries import start

Attributes = Mapping[str, str]

DIVIDED = frozenset({"table", "quote", "fence", "code", "html"})  # these are put in a <div>
_SLASHES = "/" * 9  # no page has a `///` block with as many, and blocks of other lengths nest
_LIST = re.compile(r"(?P<before>.*?)(?P<list>[ \t]*\{:?[ ]*[^{}\n]*[.#=][^{}\n]*)\}[ \t]*\Z", re.DOTALL)
_CLOSING = re.compile(r"[ \t]*(?:\r?\n)?[ \t]*\{:?[ ]*[^{}\n]*[.#=][^{}\n]*\}[ \t]*\Z")
_LEAD = {  # what stands before the words
    "item": re.compile(r"\s*(?:[*+-]|\d+\.)[ \t]+(?:\[[ xX]\][ \t]+)?"),
    "footnote": re.compile(r"\s*\[\^[^\]]*\]:[ \t]*"),
    "definition": re.compile(r"\s*:[ \t]+"),
    "term": re.compile(r"\s*"),
    "paragraph": re.compile(r"\s*"),
}
TITLE = re.compile(r'(?P<before>[^"]*")(?P<words>.+)(?P<after>"\s*)\Z', re.DOTALL)
ARGUMENT = re.compile(
    r"(?P<before>\s*/+[ ]*[\w-]+[ ]*\|[ ]*)(?P<words>[^\r\n]*[^\s])(?P<after>.*)", re.DOTALL
)


def mark(block: Block, attributes: Attributes, *, notice: str = "", note: bool = False) -> str:
    """Return the text of a block with attributes on what it says. A block of a kind in DIVIDED: see `divide`.

    The `notice`, if any, ends what it says. In a `note`, a paragraph takes no attribute list: the link back
    to the text stands where it is looked for.

    >>> from sitekit.grammar.blocks import split
    >>> for block in split("## Un { #un }\\n\\nDeux\\nlignes.\\n\\n- [ ] à faire"):
    ...     print(mark(block, {"lang": "fr"}))
    ## Un { #un lang=fr }
    Deux
    lignes.
    { lang=fr }
    - [ ] <span lang=fr>à faire</span>
    """
    if block.kind == "heading":
        return _mark_heading(block.text, attributes) + (notice and f"\n\n{_find_indent(block.text)}{notice}")
    notice = notice and f" {notice}"
    if block.kind == "paragraph" and not note:
        return _mark_paragraph(block.text, attributes, notice)
    if block.kind in _LEAD:
        return _mark_words(block, attributes, notice)
    if block.kind in {"admonition", "details", "tab"}:
        return TITLE.sub(lambda match: _wrap_match(match, attributes, notice), block.text)
    if block.kind == "open":
        return ARGUMENT.sub(lambda match: _wrap_match(match, attributes, notice), block.text)
    return block.text


def copy_list(text: str, source: str) -> str:
    """Return the text of a block with the attribute list that closes its source.

    >>> print(copy_list("One.\\n{ .claim data-verdict=false }", "Un.\\n{ .claim data-verdict=true }"))
    One.
    { .claim data-verdict=true }
    >>> copy_list("## One", "## Un { #un }"), copy_list("One. { .old }", "Un.")
    ('## One { #un }', 'One.')
    """
    theirs, ours = _CLOSING.search(source), _CLOSING.search(text)
    body = text[: ours.start()] if ours else text.rstrip()
    return body + (theirs[0] if theirs else "")


def lead(block: Block) -> int:
    """Return how many characters stand before the words of a block."""
    match = _LEAD[block.kind].match(block.text)
    return match.end() if match else 0


def find_closing_list(text: str) -> int:
    """Return where the attribute list starts that closes a text; the end of the text if there is none.

    >>> find_closing_list("Un.\\n{ .claim }"), find_closing_list("Un.")
    (3, 3)
    """
    match = _CLOSING.search(text)
    return match.start() if match else len(text)


def divide(text: str, column: int, attributes: Attributes, *, compact: bool = False) -> str:
    """Blocks in a `<div>` at a column, with attributes; a definition needs it `compact`, without blank lines.

    >>> print(divide("  > quoted", 2, {"lang": "ar", "dir": "rtl"}, compact=True))
      ///////// html | div[lang=ar][dir=rtl]
      > quoted
      /////////
    """
    indent = " " * column
    selector = "div" + "".join(f"[{name}={value}]" for name, value in attributes.items())
    separator = "\n" if compact else "\n\n"
    return separator.join([f"{indent}{_SLASHES} html | {selector}", text, f"{indent}{_SLASHES}"])


def _find_indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" \t"))]


def _write(attributes: Attributes) -> str:
    return " ".join(f"{name}={value}" for name, value in attributes.items())


def _extend_list(text: str, attributes: Attributes) -> str | None:
    """Return the text with more attributes in the attribute list that closes it, or None if it has none."""
    match = _LIST.fullmatch(text)
    return f"{match['before']}{match['list'].rstrip()} {_write(attributes)} }}" if match else None


def _mark_heading(text: str, attributes: Attributes) -> str:
    title, newline, underline = text.partition("\n")
    return (
        (_extend_list(title, attributes) or f"{title.rstrip()} {{ {_write(attributes)} }}")
        + newline
        + underline
    )


def _mark_paragraph(text: str, attributes: Attributes, notice: str) -> str:
    body, newline, last = text.rpartition("\n")
    if newline and last.lstrip().startswith("{") and (closed := _extend_list(last, attributes)):
        return body + notice + newline + closed
    return f"{text}{notice}\n{_find_indent(text)}{{ {_write(attributes)} }}"


def _mark_words(block: Block, attributes: Attributes, notice: str) -> str:
    match = _LEAD[block.kind].match(block.text)
    assert match is not None
    words, newline, last = block.text[match.end() :].rpartition("\n")
    if not (newline and last.lstrip().startswith("{") and _LIST.fullmatch(last)):
        words, newline, last = block.text[match.end() :], "", ""
    if not words.strip() or start(words):
        return block.text
    if block.kind == "term":
        *rows, final = words.split("\n")
        words = "\n".join([*(_wrap(row, attributes) for row in rows), _wrap(final + notice, attributes)])
        return match[0] + words + newline + last
    return match[0] + _wrap(words + notice, attributes) + newline + last


def _wrap(words: str, attributes: Attributes) -> str:
    return f"<span {_write(attributes)}>{words}</span>"


def _wrap_match(match: re.Match[str], attributes: Attributes, notice: str) -> str:
    return match["before"] + _wrap(match["words"] + notice, attributes) + match["after"]
