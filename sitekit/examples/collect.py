"""Collect the examples of a page, in page order, with the output that each must show.

They run in one namespace. Each prompt of a fence is an example, compared as doctest compares; a `python`
fence without prompts is a script, and its output is compared with the `{.text .output}` fence right below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sitekit.grammar.fences import Fence, FenceError
from sitekit.grammar.page import Page, keep_last
from sitekit.in_browser.interpreter import Promise, accepts, read_promises

OUTPUT = "output"  # the class of a fence that shows what the script above it prints

_BLANK_LINE = "write <BLANKLINE> for the blank line above it"
_ONE_TRACEBACK = "of exceptions that caused one another, show the traceback of the last alone"
_COMMENT = re.compile(r"\s*(?:>>>|\.\.\.)\s*(?:#.*)?")


@dataclass(frozen=True, slots=True)
class Example:
    """One piece of code that runs: a prompt with its continuation, or a whole script.

    `line` is that of its first line of code in the page; `promise` is what it must give.
    """

    path: str
    line: int
    promise: Promise
    fence: Fence
    output: Fence | None = None

    @property
    def source(self) -> str:
        """Return its code."""
        return self.promise.source

    @property
    def want(self) -> str:
        """Return what is compared with its output, or with the message of the exception that it raises."""
        return self.promise.want

    @property
    def is_script(self) -> bool:
        """Tell whether it is a script, not a prompt."""
        return self.promise.is_script

    def accepts(self, got: str, want: str | None = None) -> bool:
        """Tell whether `got` is what the page promises (or `want`, in place of it)."""
        return accepts(self.want if want is None else want, got, self.promise.flags)


@keep_last
def read_examples(page: Page) -> list[Example]:
    """Return the examples of a page, in page order. Raises FenceError for a page that cannot be checked.

    >>> text = "```pycon\\n>>> 1 + 1\\n2\\n```\\n\\n```python\\nprint(3)\\n```\\n"
    >>> text += "\\n```{.text .output}\\n3\\n```\\n"
    >>> [(example.line, example.source, example.want) for example in read_examples(Page(text))]
    [(2, '1 + 1\\n', '2\\n'), (7, 'print(3)\\n', '3\\n')]
    """
    examples: list[Example] = []
    below = 0  # the line below the last script, while only blank lines follow it
    path = page.path
    for fence in page.fences:
        if OUTPUT in fence.classes:
            if not below or any(line.strip(" \t>") for line in page.lines[below : fence.first - 1]):
                raise FenceError(
                    path, fence.first, "no script prints this output; put it right below a python fence"
                )
            examples[-1] = _add_output(examples[-1], fence)
            below = 0
        elif fence.is_python:
            examples += _read_prompts(fence, path) if fence.is_doctest else [_make_script(fence, path)]
            below = 0 if fence.is_doctest else fence.last
        else:
            below = 0
    return examples


def _make_script(fence: Fence, path: str) -> Example:
    if fence.language == "pycon":
        raise FenceError(
            path, fence.first, "no prompt in this pycon fence; start code with >>> or write python"
        )
    if not fence.code.strip():
        raise FenceError(path, fence.first, "this Python fence is empty; write its code, or remove it")
    return Example(path, fence.first + 1, Promise(fence.code + "\n"), fence)


def _add_output(example: Example, output: Fence) -> Example:
    if output.is_python or not output.code.strip():
        fault = "an output fence holds the text that is printed; write {.text .output} and the text"
        raise FenceError(example.path, output.first, fault)
    return replace(example, promise=replace(example.promise, want=output.code + "\n"), output=output)


def _read_prompts(fence: Fence, path: str) -> Iterator[Example]:
    try:
        parsed = list(read_promises(fence.code + "\n", path))
    except ValueError as error:
        at = re.search(r"\bline (\d+)", str(error))
        raise FenceError(path, fence.first + int(at[1] if at else 0), f"not a doctest: {error}") from None
    rows = fence.code.split("\n")
    compared: dict[int, Promise] = {}
    for item in parsed:
        compared |= dict.fromkeys(range(item.line, find_extent(rows, item.line)[1]), item)
        yield Example(path, fence.first + 1 + item.line, item, fence)
    for index, line in enumerate(rows):
        if line.strip() and index not in compared and not _COMMENT.fullmatch(line):
            above = [item for row, item in compared.items() if row < index]
            advice = _ONE_TRACEBACK if above and above[-1].raises else _BLANK_LINE
            raise FenceError(path, fence.first + 1 + index, f"this line is compared with nothing; {advice}")


def find_extent(rows: Sequence[str], first: int) -> tuple[int, int]:
    """Return the row where the code that starts on row `first` ends, and the row where its output ends.

    Rows are counted as they stand on the page: doctest drops the `...` that closes a block.
    """
    end = first + 1
    while end < len(rows) and rows[end].lstrip(" ").startswith("..."):
        end += 1
    last = end
    while last < len(rows) and rows[last].strip(" ") and not rows[last].lstrip(" ").startswith(">>>"):
        last += 1
    return end, last
