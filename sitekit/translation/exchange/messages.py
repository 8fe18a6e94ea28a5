"""Find the texts of a block that are to be translated, and put others in their place.

A message is prose without its markers and attributes, a cell of a table, a title, or in code a comment, a
text in quotes or a line of output. All that lies between messages stays as it is, byte for byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from typing import NamedTuple

import yaml

from sitekit.grammar import info_string
from sitekit.grammar.attributes import ARGUMENT, TITLE, find_closing_list, lead
from sitekit.grammar.blocks import Block, split
from sitekit.grammar.boundaries import start
from sitekit.grammar.front_matter import WORDED
from sitekit.grammar.notebook_cells import Cell
from sitekit.grammar.skeleton import find_cell_places, read_shape
from sitekit.text import inline
from sitekit.translation.exchange import line_prefixes, string_literals
from sitekit.translation.exchange.string_literals import Edit
from sitekit.translation.samples import lines
from sitekit.translation.samples.sample import read_language, read_sample

_FOLD = re.compile(r"[ \t]*\r?\n[ \t]*(?:[>#](?:[ \t]|(?=\r?\n))?)*")
_HARD = re.compile(r"(?:[ ]{2,}|\\)\r?\n[ \t]*(?:[>#][ \t]?)*")
_BREAKS = re.compile(r"([ ]{2,}|\\)\r?\n")
_SENTENCE = re.compile(r"(?<=[.!?…。！？])(?<!\d\.) +(?=[^\W\d_a-zß-ÿ]|[«“\"¿¡*`\[(])")
_INDENT = re.compile(r"\n([ \t]*(?:[>#][ \t]?)*)")
_QUOTES = frozenset("\"'")
_QUOTE = re.compile(r"[ \t]*> ?")
_COMMENT = re.compile(r"# ?")
_MARGIN = re.compile(r"[ \t]*(?:>[ \t]?)+")
_YAML_BREAK = re.compile(
    "[\x7f-\x9f\u2028\u2029\ufeff]"
)  # what JSON may hold and YAML reads as something else
_NOTHING = re.compile("")
_HEADING = re.compile(r"\s*#{1,6}[ \t]*(?P<words>.*?)(?:[ \t]+#+)?\s*\Z", re.DOTALL)
_AFTER = re.compile(r"\s*\*\[[^\]]*\]\s?:\s*")
_FENCE_TITLE = re.compile(r"[ \t]*[`~]{3,}.*?\btitle=[\"'](?P<words>[^\"'\n]+)[\"']")


class Span(NamedTuple):
    """A message in a text: its first character, the one after its last, and its form there."""

    start: int
    end: int
    form: str = "prose"  # or yaml, code, python

    @property
    def is_code(self) -> bool:
        """Tell whether it is a comment, a text in quotes or output."""
        return self.form in {"code", "python"}


def find_spans(block: Block) -> list[Span]:
    """Return the messages of a block, in order.

    >>> text = "- Un **point**\\n  long."
    >>> [text[span.start : span.end] for span in find_spans(split(text)[0])]
    ['Un **point**\\n  long.']
    """
    found = [*_FINDERS.get(block.kind, _find_nothing)(block)]
    return [span for span in found if _has_words(block.text[span.start : span.end], span)]


def _has_words(text: str, span: Span) -> bool:
    """Tell whether there is something to translate: in prose, more than code spans and links."""
    return any(map(str.isalpha, text if span.is_code else inline.read(text).prose))


def find_cell_spans(cell: Cell) -> list[Span]:
    """Return the messages of a cell of a notebook."""
    start, end = cell.body
    if cell.kind == "markdown":
        return _move(_find_inside(cell.text[start:end], _COMMENT if cell.is_commented else _NOTHING), start)
    if cell.kind == "code":
        code = cell.text[start:end]
        return [Span(start + a, start + b, "python") for a, b in lines.find_words("python", code)]
    return []


def read(text: str, span: Span) -> str:
    """Return the message of a span: prose on one line but for forced breaks, values as YAML reads them.

    >>> read("Une phrase\\n  longue.", Span(0, 20))
    'Une phrase longue.'
    """
    raw = text[span.start : span.end]
    if span.form == "yaml":
        return " ".join(str(yaml.safe_load(raw)).split())
    if span.is_code:
        return raw.replace(f"\n{margin}", "\n") if (margin := _find_margin(text, span)) else raw
    return "\n".join(" ".join(_FOLD.sub(" ", part).split()) for part in _HARD.split(raw))


def write(text: str, found: Sequence[Span], messages: Sequence[str], layout: str) -> str:
    """Return the text with other messages; one that says the same leaves its bytes alone.

    `layout` is the French text: where it has one sentence a line, so has what is written.

    >>> write("A.\\nB.", [Span(0, 5)], ["C. D."], "Un.\\nDeux.")
    'C.\\nD.'
    """
    pieces, at = [], 0
    for span, message in zip(found, messages, strict=True):
        same = not message or message == read(text, span)
        edit = Edit(span.start, span.end, text[span.start : span.end])
        if not same:
            edit = _write(message, text, span, layout)
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join(pieces) + text[at:]


def _write(message: str, text: str, span: Span, layout: str) -> Edit:
    ends = "\r\n" if "\r\n" in (text if "\n" in text else layout) else "\n"
    if span.form == "python" and (edit := string_literals.write(message, text, span.start, span.end)):
        written, span = edit.text, span._replace(start=edit.start, end=edit.end)
    elif span.is_code:
        written = _write_code(message, text[span.start - 1 : span.start])
    elif span.form == "yaml":
        written = _write_yaml(message)
    else:
        written = _write_prose(message, layout)
    if span.is_code and (margin := _find_margin(text, span)):
        written = re.sub(r"\n(?!\r?\n|\Z)", f"\n{margin}", written)
    return Edit(span.start, span.end, written.replace("\r\n", "\n").replace("\n", ends))


def _find_margin(text: str, span: Span) -> str:
    """Return what stands before each line of a fence's code: its indentation, or the marks of a quote."""
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    quoted = _MARGIN.match(line)
    return quoted[0] if quoted else text[: len(text) - len(text.lstrip(" \t"))]


def _write_prose(message: str, layout: str) -> str:
    indent = match[1] if (match := _INDENT.search(layout)) else None
    first, *others = message.split("\n")
    breaks = [*_BREAKS.findall(layout), *(["  "] * len(others))]
    forced = first + "".join(
        f"{sign}\n{indent or ''}{row}" for sign, row in zip(breaks, others, strict=False)
    )
    rows = _SENTENCE.split(forced) if indent is not None else [forced]
    return forced if any(map(start, rows[1:])) else ("\n" + (indent or "")).join(rows)


def _write_code(message: str, before: str) -> str:
    """Return a message on one line, which does not close the quotes that it stands in."""
    message = " ".join(message.split("\n"))
    return re.sub(rf"(?<!\\){before}", rf"\\{before}", message) if before in _QUOTES else message


def _write_yaml(message: str) -> str:
    try:
        plain = yaml.safe_load(f"key: {message}") == {"key": message}
    except yaml.YAMLError:
        plain = False
    if plain:
        return message
    quoted = json.dumps(" ".join(message.split("\n")), ensure_ascii=False)
    return _YAML_BREAK.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def _find_nothing(_block: Block) -> Iterator[Span]:
    return iter(())


def _find_words(block: Block) -> Iterator[Span]:
    """Yield the text between the marker of a block and the attribute list that closes it."""
    first, last = lead(block), find_closing_list(block.text)
    words = block.text[first:last]
    if words.strip() and not (first and start(words)):
        yield Span(first, first + len(words.rstrip()))


def _find_terms(block: Block) -> Iterator[Span]:
    """Yield each line: it is a term of its own."""
    last = find_closing_list(block.text)
    return (Span(*match.span()) for match in re.finditer(r"\S.*\S|\S", block.text[:last]))


def _make_finder(pattern: re.Pattern[str], form: str = "prose") -> Callable[[Block], Iterator[Span]]:
    return lambda block: (Span(*match.span("words"), form) for match in pattern.finditer(block.text))


def _find_heading(block: Block) -> Iterator[Span]:
    first, _, underline = block.text.partition("\n")
    text = first[: find_closing_list(first)]
    match = None if underline else _HEADING.match(text)
    yield Span(*match.span("words")) if match else Span(0, len(text.rstrip()))


def _find_argument(block: Block) -> Iterator[Span]:
    if read_shape(block).title and (match := ARGUMENT.match(block.text)):
        yield Span(*match.span("words"))


def _find_meaning(block: Block) -> Iterator[Span]:
    match = _AFTER.match(block.text)
    yield Span(match.end() if match else 0, len(block.text.rstrip()))


def _find_cells(block: Block) -> Iterator[Span]:
    at = 0
    for number, row in enumerate(StringIO(block.text, newline="")):
        if "|" in row and number != 1:
            yield from (Span(at + first, at + last) for first, last in find_cell_places(row))
        at += len(row)


def _find_quoted(block: Block) -> Iterator[Span]:
    yield from _find_inside(block.text, _QUOTE)


def _find_code(block: Block) -> Iterator[Span]:
    """Yield the title of a fence, and the words in its code; a sample of Markdown is read as a page is."""
    if match := _FENCE_TITLE.match(block.text):
        yield Span(*match.span("words"))
    fenced = block.kind == "fence"
    language = read_language(read_sample(block.text).info) if fenced else ""
    head = block.text.index("\n") + 1 if fenced else 0
    body = block.text[head : block.text.rindex("\n") if fenced else None]
    indent = re.compile(rf"[ \t]{{0,{block.column}}}")
    if language == "markdown":
        yield from _move(_find_inside(body, indent), head)
    else:
        form = "python" if language in info_string.PYTHON else "code"
        starts, inner = line_prefixes.drop_prefixes(body, indent)
        yield from _move(
            [
                Span(line_prefixes.find_place(starts, a), line_prefixes.find_place(starts, b), form)
                for a, b in lines.find_words(language, inner)
            ],
            head,
        )


def _find_inside(text: str, prefix: re.Pattern[str]) -> list[Span]:
    """Return the messages of the page that lines make without their prefix."""
    starts, inner = line_prefixes.drop_prefixes(text, prefix)
    found, at = [], 0
    for block in split(inner):
        found += [
            Span(
                line_prefixes.find_place(starts, at + span.start),
                line_prefixes.find_place(starts, at + span.end),
                span.form,
            )
            for span in find_spans(block)
        ]
        at += len(block.text + block.after)
    return found


def _move(found: Sequence[Span], by: int) -> list[Span]:
    return [span._replace(start=span.start + by, end=span.end + by) for span in found]


_FINDERS: dict[str, Callable[[Block], Iterator[Span]]] = {
    **dict.fromkeys(("paragraph", "item", "definition", "footnote"), _find_words),
    **dict.fromkeys(("admonition", "details", "tab"), _make_finder(TITLE)),
    **dict.fromkeys(("fence", "code"), _find_code),
    "front matter": _make_finder(WORDED, "yaml"),
    "heading": _find_heading,
    "term": _find_terms,
    "open": _find_argument,
    "abbreviation": _find_meaning,
    "table": _find_cells,
    "quote": _find_quoted,
}
