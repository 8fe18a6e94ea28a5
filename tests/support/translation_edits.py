"""Make edits that a translator may make: the structure check must find no fault in any of them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from sitekit.grammar.blocks import Block, join, split

Edit = Callable[[Block], str]

_PROSE = {"paragraph", "item"}
_COMMENT = re.compile(r"(#|%%) .+")
_STRING = re.compile(r'(?<!")"[^"]+"(?!")')
_FIXED = re.compile(r"[\d{}%]")  # a text in quotes with a number or a field keeps it


def edits(page: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each kind of edit, and the page with this edit wherever it can be made."""
    for name, edit in _EDITS.items():
        changed = [block._replace(text=edit(block)) for block in split(page)]
        assert join(changed) != page, f"the page has nothing for the edit {name}"
        yield name, join(changed)
    yield "Windows line endings", page.replace("\n", "\r\n")
    yield "a byte-order mark", "\ufeff" + page
    yield "no final newline", page.rstrip("\n")
    yield "more blank lines", re.sub(r"\n\n(?=##)", "\n\n\n", page)
    yield (
        "a comment of the translator",
        page.rstrip("\n") + "\n\n<!-- The word kernel is in the glossary. -->\n",
    )
    yield (
        "small numbers spelled out",
        page.replace(" 3 hosts", " three hosts").replace(" 3 meas", " three meas"),
    )


def _rewrap(block: Block) -> str:
    """Break a line at words; forced breaks and what stands on its own line stay."""
    rows = block.text.split("\n")
    if block.kind not in _PROSE or any(row.endswith(("  ", "\\")) for row in rows):
        return block.text
    kept = rows[-1:] if rows[-1].lstrip().startswith("{") else []
    text = "\n".join(rows[: len(rows) - len(kept)])
    return "\n".join([re.sub(r"(?<=[a-z,.]) (?=[a-z])", "\n" + " " * block.column, text, count=3), *kept])


def _unwrap(block: Block) -> str:
    rows = block.text.split("\n")
    if block.kind != "paragraph" or any(row.endswith(("  ", "\\")) or "{" in row for row in rows):
        return block.text
    return " " * block.column + " ".join(row.strip() for row in rows)


def _punctuate(block: Block) -> str:
    return re.sub(r"\.(?=\n|\Z)", "!", block.text) if block.kind in _PROSE else block.text


def _change_comments(block: Block) -> str:
    """Let each comment in code say something else, unless it has a number."""
    if block.kind != "fence":
        return block.text
    return _COMMENT.sub(
        lambda match: match[0] if re.search(r"\d", match[0]) else f"{match[1]} words", block.text
    )


def _change_strings(block: Block) -> str:
    """Let each text in quotes in Python say something else."""
    if block.kind != "fence" or "py" not in block.text.split("\n")[0]:
        return block.text
    head, _, body = block.text.partition("\n")
    return (
        head
        + "\n"
        + _STRING.sub(lambda match: match[0] if _FIXED.search(match[0]) else '"other words"', body)
    )


def _change_labels(block: Block) -> str:
    if "mermaid" not in block.text:
        return block.text
    return re.sub(r'(?<=[\["|(])[A-Za-z ]{5,}(?=["\]|)])', "other words", block.text)


def _change_titles(block: Block) -> str:
    """Give untitled admonitions a title, and the others another one."""
    if block.kind in {"admonition", "details", "tab"}:
        return re.sub(r'"[^"]+"', '"Another title"', block.text) + ("" if '"' in block.text else ' "A title"')
    return block.text


def _change_fence_titles(block: Block) -> str:
    return re.sub(r'title="[^"]*"', 'title="another.py"', block.text) if block.kind == "fence" else block.text


def _reword(block: Block) -> str:
    """Put another word of the same length for each lower-case word of the prose."""
    if block.kind not in _PROSE or re.search(r"[<{`$\[:+*]|https?:", block.text):
        return block.text
    chance = random.Random(block.text)
    spell = lambda match: "".join(chance.choices("aeioubcdfgklmnprst", k=len(match[0])))  # noqa: E731
    return re.sub(r"\b[a-z]{3,}\b", spell, block.text)


def _change_markers(block: Block) -> str:
    return re.sub(r"\A( *)- ", r"\1* ", block.text) if block.kind == "item" else block.text


def _pad_tables(block: Block) -> str:
    return (
        re.sub(r" \|", "   |", block.text).replace("----", "-----") if block.kind == "table" else block.text
    )


def _reorder_attributes(block: Block) -> str:
    """Write the attributes of a claim in another order, with other spaces."""
    return re.sub(r"\{ \.claim (#\S+) (.*) \}", r"{: \2  \1 .claim }", block.text)


def _change_html_comment(block: Block) -> str:
    return (
        re.sub(r"<!-- .* -->", "<!-- other words -->", block.text) if block.kind == "comment" else block.text
    )


_EDITS: dict[str, Edit] = {
    "another wrapping": _rewrap,
    "no wrapping": _unwrap,
    "other punctuation": _punctuate,
    "other comments": _change_comments,
    "other strings": _change_strings,
    "other labels": _change_labels,
    "titles": _change_titles,
    "titles of code": _change_fence_titles,
    "other words": _reword,
    "other list markers": _change_markers,
    "padded tables": _pad_tables,
    "another order of attributes": _reorder_attributes,
    "other comments in HTML": _change_html_comment,
}
