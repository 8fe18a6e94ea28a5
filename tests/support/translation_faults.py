"""Make faults in a translated page: the tests apply each to real pages."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

from sitekit.grammar.blocks import Block, join, split
from sitekit.text import inline

Fault = tuple[str, str]  # what was done, and the page that it makes

_NUMBER = re.compile(r"\d+")
_CODE_KINDS = {"fence", "code"}
_TYPED = re.compile(r"^(\s*(?:>>>|\.\.\.) )(.*)$")


def faults(page: str) -> Iterator[Fault]:
    """Yield each fault of each kind; a fault that leaves the page as it was is not one."""
    blocks = split(page)
    for kind, make in _MAKERS.items():
        for index, block in enumerate(blocks):
            if block.kind == "blank":
                continue
            for changed in make(blocks, index):
                if (text := join(changed)) != page:
                    yield f"{kind} {block.kind} of line {block.first}", text


def _put(blocks: list[Block], index: int, *texts: str) -> list[Block]:
    block = blocks[index]
    return [*blocks[:index], *(block._replace(text=text) for text in texts), *blocks[index + 1 :]]


def _delete(blocks: list[Block], index: int) -> Iterator[list[Block]]:
    yield _put(blocks, index)


def _duplicate(blocks: list[Block], index: int) -> Iterator[list[Block]]:
    block = blocks[index]
    parted = block._replace(after="\n\n")
    yield [*blocks[:index], parted, block, *blocks[index + 1 :]]


def _dedent(blocks: list[Block], index: int) -> Iterator[list[Block]]:
    if blocks[index].column:
        yield _put(blocks, index, re.sub(r"(?m)^ {1,4}", "", blocks[index].text))


def _indent(blocks: list[Block], index: int) -> Iterator[list[Block]]:
    if index and blocks[index].kind not in {"blank", "front matter"}:
        yield _put(blocks, index, re.sub(r"(?m)^(?=.)", "    ", blocks[index].text))


def _swap(blocks: list[Block], index: int) -> Iterator[list[Block]]:
    if index + 1 < len(blocks):
        first, second = blocks[index], blocks[index + 1]
        yield _put(_put(blocks, index, second.text), index + 1, first.text)


def _delete_token(blocks: list[Block], index: int) -> Iterator[list[Block]]:
    """Delete each link, attribute list, note, icon, formula, tag… that is no code span."""
    block = blocks[index]
    if block.kind not in _CODE_KINDS | {"comment", "front matter"}:
        for match in inline._TOKEN.finditer(block.text):
            if match.lastgroup not in {"code", "comment", "escape"}:
                yield _put(blocks, index, block.text[: match.start()] + block.text[match.end() :])


def _change_number(blocks: list[Block], index: int) -> Iterator[list[Block]]:
    """Change each number, outside code spans."""
    block = blocks[index]
    if block.kind not in {"comment", "item", "open", "close"}:
        spans = [match.span() for match in re.finditer(r"`[^`\n]+`", block.text) if block.kind != "fence"]
        for match in _NUMBER.finditer(block.text):
            if not any(start < match.start() < end for start, end in spans):
                changed = str(int(match[0]) + 3)
                yield _put(blocks, index, block.text[: match.start()] + changed + block.text[match.end() :])


def _drop_line(blocks: list[Block], index: int) -> Iterator[list[Block]]:
    """Drop each line of code and of output."""
    block = blocks[index]
    rows = block.text.splitlines(keepends=True)
    inside = range(1, len(rows) - 1) if block.kind == "fence" else range(0)
    for row in inside:
        yield _put(blocks, index, "".join(rows[:row] + rows[row + 1 :]))


def _drop_code_token(blocks: list[Block], index: int) -> Iterator[list[Block]]:
    """Drop each token of the Python that is typed after a prompt."""
    block = blocks[index]
    rows = block.text.split("\n")
    for row, text in enumerate(rows):
        match = _TYPED.match(text)
        if block.kind != "fence" or not match:
            continue
        for start, end in _find_tokens(match[2]):
            code = match[2][:start] + match[2][end:]
            yield _put(blocks, index, "\n".join([*rows[:row], match[1] + code, *rows[row + 1 :]]))


def _find_tokens(code: str) -> Iterator[tuple[int, int]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.string.strip():
                yield token.start[1], token.end[1]
    except (tokenize.TokenError, IndentationError):
        return


def _raise_level(blocks: list[Block], index: int) -> Iterator[list[Block]]:
    if blocks[index].kind == "heading":
        yield _put(blocks, index, "#" + blocks[index].text)


def _empty_cell(blocks: list[Block], index: int) -> Iterator[list[Block]]:
    """Empty each cell of a table, and drop each row."""
    block = blocks[index]
    rows = block.text.split("\n")
    if block.kind != "table":
        return
    for row, text in enumerate(rows):
        yield _put(blocks, index, "\n".join(rows[:row] + rows[row + 1 :]))
        for match in re.finditer(r"(?<=\| )[^|`\\]+?(?= +\|)", text):
            changed = text[: match.start()] + text[match.end() :]
            yield _put(blocks, index, "\n".join([*rows[:row], changed, *rows[row + 1 :]]))


def _merge(blocks: list[Block], index: int) -> Iterator[list[Block]]:
    """Take out the blank line between two paragraphs."""
    if [block.kind for block in blocks[index : index + 2]] == ["paragraph", "paragraph"]:
        yield [*blocks[:index], blocks[index]._replace(after="\n"), *blocks[index + 1 :]]


_MAKERS = {
    "delete": _delete,
    "duplicate": _duplicate,
    "dedent": _dedent,
    "indent": _indent,
    "swap": _swap,
    "token": _delete_token,
    "number": _change_number,
    "line": _drop_line,
    "code token": _drop_code_token,
    "level": _raise_level,
    "cell": _empty_cell,
    "merge": _merge,
}
