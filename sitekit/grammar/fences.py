"""Read the code fences of a page: blocks of it, which the site's renderer shows as code.

Where a reader, or the author in a forge's preview, would see something else than what runs, it refuses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sitekit.findings import Finding
from sitekit.grammar import info_string
from sitekit.grammar.blocks import Block, unquote
from sitekit.grammar.boundaries import TAB
from sitekit.grammar.fence_rules import Fault, find_fence_faults, find_text_faults, find_unclosed
from sitekit.grammar.shown_code import ShownCode, render_code
from sitekit.in_browser.interpreter import has_prompts

_NOT_SHOWN = (
    "this fence is shown as text, or otherwise than it is written: no list item, admonition or tab holds it; "
    "indent it by 4 for each of them, below a blank line, or not at all"
)
_TAB = "a tab in a Python fence is shown as spaces; indent with spaces, and write \\t"
_NOT_READ = "readers see Python here, and it does not run; write it as a fence of its own"


class FenceError(ValueError):
    """A page has code that cannot be told to be run and shown alike; str() says where and what to do."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(path, line, message)
        self.finding = Finding(path, line, message)

    def __str__(self) -> str:
        return str(self.finding)


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced code block that readers see. Lines count from 1; `code` is as rendered, without indentation.

    `language` is the name that the highlighter gives it (`py` is python, `sh` is bash; "" without one),
    `prefix` what stands before each line: its indentation and the marks of quotations.
    """

    first: int
    last: int
    prefix: str
    info: str
    language: str
    classes: tuple[str, ...]
    options: Mapping[str, str] = field(hash=False)
    code: str

    @property
    def is_python(self) -> bool:
        """Tell whether readers see it as Python, so that it must run."""
        return self.language in info_string.PYTHON

    @property
    def is_doctest(self) -> bool:
        """Tell whether it is Python with prompts."""
        return self.is_python and has_prompts(self.code)


def read_fences(blocks: Iterable[Block], lines: list[str], path: str) -> list[Fence]:
    """Return the fences of a page, in page order. Raises FenceError for what cannot be decided."""
    blocks = list(unquote(blocks))
    found, faults = [], list(find_text_faults(blocks, lines))
    for block in (block for block in blocks if block.kind == "fence"):
        rows = lines[block.first - 1 : block.last]
        prefix, bare = _strip_prefix([row.expandtabs(TAB) for row in rows])
        try:
            fence = _make_fence(block, prefix, bare)
        except ValueError as error:
            faults.append((block.first, str(error)))
            continue
        found.append(fence)
        faults += ((block.first + row, fault) for row, fault in find_fence_faults(fence.language, bare))
        if fence.is_python and any("\t" in row for row in rows):
            faults.append((block.first, _TAB))
    if any(fence.is_python for fence in found):
        faults += find_unclosed(blocks)
    if faults := faults or list(_compare(found, lines)):
        raise FenceError(path, *min(faults))
    return found


def _strip_prefix(rows: list[str]) -> tuple[str, list[str]]:
    """Return what stands before the marks of a fence, and its rows without it."""
    prefix = rows[0][: len(rows[0]) - len(rows[0].lstrip("> "))]
    return prefix, [row[len(prefix) :] if row.strip() else "" for row in rows]


def _make_fence(block: Block, prefix: str, rows: list[str]) -> Fence:
    """Return a fence. Raises ValueError if its info string cannot be read."""
    info = rows[0].lstrip(rows[0][0]).strip()
    read = info_string.parse(info)
    code = "\n".join(rows[1:-1])
    return Fence(block.first, block.last, prefix, info, read.language, read.classes, read.options, code)


def _compare(found: Iterable[Fence], lines: list[str]) -> Iterator[Fault]:
    """Yield the fences that the site does not show as they are, and the Python that it shows beside them."""
    shown = Counter(render_code("\n".join(lines)))
    for fence in found:
        block = ShownCode(fence.is_python, fence.code.strip("\n"))
        if not shown[block]:
            yield fence.first, _NOT_SHOWN
        shown[block] -= 1
    for block in shown.elements():
        if block.is_python:
            start = block.text.split("\n")[0]
            yield next((number for number, line in enumerate(lines, 1) if start in line), 1), _NOT_READ
