"""The one grammar of code fences: what the examples, the audit, translations and Run buttons read.

It reads a page as the site's renderer does (SuperFences on Python-Markdown). Where the renderer would quietly
show something else than the page's author or a forge's preview sees, it raises FenceError.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from mkdocs.utils.meta import get_data

from sitekit.findings import Finding
from sitekit.grammar import info_string
from sitekit.grammar.containers import TAB, Containers
from sitekit.grammar.fence_rules import code_faults, directive_fault, text_fault
from sitekit.grammar.raw_html import RawHtml
from sitekit.grammar.shown_fence import is_shown
from sitekit.in_browser.interpreter import has_prompts

_MARKER = re.compile(r"(?P<mark>`{3,}|~{3,})(?P<info>.*)")


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
    `containers` the kinds of what holds it, outermost first (sitekit.grammar.containers).
    """

    first: int
    last: int
    prefix: str
    info: str
    language: str
    classes: tuple[str, ...]
    options: Mapping[str, str] = field(hash=False)
    code: str
    containers: tuple[str, ...]

    @property
    def is_python(self) -> bool:
        """Tell whether readers see it as Python, so that it must run."""
        return self.language in info_string.PYTHON

    @property
    def is_doctest(self) -> bool:
        """Tell whether it is Python with prompts."""
        return self.is_python and has_prompts(self.code)


def scan(text: str, path: str = "<page>") -> list[Fence]:
    """Return the fences of a page that readers see, in page order.

    Raises FenceError for what it cannot decide.

    >>> [fence] = scan("# Title\\n\\n!!! note\\n\\n    ```py title='a.py'\\n    x = 1\\n    ```\\n")
    >>> fence.first, fence.language, fence.code, fence.containers
    (5, 'python', 'x = 1', ('admonition',))
    >>> scan("```python\\nx = 1\\n", "docs/fr/a.md")
    Traceback (most recent call last):
    sitekit.grammar.fences.FenceError: docs/fr/a.md:1: this fence is never closed; close it with a line ```
    """
    return list(_scanned(text, path))


@lru_cache(maxsize=4096)  # every check of a page asks for the same, and each save for every page
def _scanned(text: str, path: str) -> tuple[Fence, ...]:
    return tuple(_Scanner(text, path).fences())


class _Scanner:
    """Walks over the lines of one page."""

    def __init__(self, text: str, path: str) -> None:
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        body = get_data(text)[0]  # without front matter and blank lines, as MkDocs renders it
        self.start = text.count("\n") - body.count("\n")
        self.path = path
        self.source = text.split("\n")
        self.lines = [line.expandtabs(TAB) for line in self.source]
        self.containers = Containers()
        self.html = RawHtml()
        self.found: list[Fence] = []
        self.commented = self.enclosed = 0  # the first line of code in a comment, in an element

    def fences(self) -> list[Fence]:
        at = self.start
        if self.lines[at].isspace() and any(map(str.strip, self.lines[at:])):
            self._refuse(at + 1, "a line of spaces at the top of a page is read as code; remove it")
        while at < len(self.lines):
            at = self._step(at)
        if self.html.comment and self.commented:
            self._refuse(self.commented, "this code is in a comment that is never closed; close it: -->")
        if (element := self.html.element) and self.enclosed:
            self._refuse(self.enclosed, f"<{element}> above is never closed; close it: </{element}>")
        return self.found

    def _refuse(self, line: int, fault: str | None) -> None:
        if fault:
            raise FenceError(self.path, line, fault)

    def _step(self, at: int) -> int:
        """Take the line, or the fence, that starts at index `at`; return the index after it."""
        line = self.lines[at]
        prefix = line[: len(line) - len(line.lstrip("> "))]
        marker = self._marker(at, line[len(prefix) :])
        if not marker:
            self._take_text(at + 1, line)
            return at + 1
        code = self._code(at, prefix, marker["mark"])
        last = at + len(code) + 2
        self._take_fence(self._fence(at + 1, last, prefix, marker["info"], "\n".join(code)))
        return last

    def _take_text(self, number: int, line: str) -> None:
        self._refuse(number, directive_fault(line))
        if not self.html.comment:
            self._refuse(number, text_fault(line))
        raw, hidden = self.html.raw, self.html.comment == "hidden"
        self.html.advance(line)
        if not hidden:
            self.containers.advance(line)
        if raw or self.html.raw:
            self.containers.leave()
        self._refuse(number, self.containers.fault)

    def _marker(self, at: int, text: str) -> re.Match[str] | None:
        """Return the fence marker that `text` is, or None; a code span of several backticks is none."""
        marker = _MARKER.fullmatch(text)
        if not marker or marker["mark"][0] != "`" or "`" not in marker["info"]:
            return marker
        try:
            info_string.parse(marker["info"])
        except ValueError:
            return None
        raise FenceError(
            self.path, at + 1, "a fence here and a code span on a forge; take ` out of its title"
        )

    def _code(self, at: int, prefix: str, mark: str) -> list[str]:
        """Return the lines of the fence that starts at index `at`, without indentation and quote marks."""
        code: list[str] = []
        for number, line in enumerate(self.lines[at + 1 :], at + 2):
            if not line.startswith(prefix) and line.strip(" >" if ">" in prefix else " "):
                fault = f"this fence is not closed before line {number}, which is indented or quoted less"
                self._refuse(at + 1, f"{fault}; close it with {mark}, or begin the line alike")
            content = line[len(prefix) :] if line.strip() else ""
            if content.rstrip() == mark:
                return code
            marker = _MARKER.fullmatch(content.strip())
            if marker and marker["mark"].startswith(mark):
                fault = f"a fence marker inside the fence of line {at + 1}; close that one with {mark} first"
                self._refuse(number, f"{fault}, or give it a longer marker than those it shows")
            code.append(content)
        raise FenceError(self.path, at + 1, f"this fence is never closed; close it with a line {mark}")

    def _fence(self, first: int, last: int, prefix: str, info: str, code: str) -> Fence:
        rest = self.containers.advance(self.lines[first - 1], fence=True)
        self._refuse(first, self.containers.fault)
        if rest.startswith(" " * TAB) and not self._is_shown(first, last, prefix):
            fault = "this fence is shown as text: no list item, admonition or tab holds it"
            self._refuse(
                first, f"{fault}; indent it by 4 for each of them, below a blank line, or not at all"
            )
        try:
            read = info_string.parse(info)
        except ValueError as error:
            raise FenceError(self.path, first, str(error)) from None
        kinds = self.containers.kinds
        return Fence(
            first, last, prefix, info.strip(), read.language, read.classes, read.options, code, kinds
        )

    def _take_fence(self, fence: Fence) -> None:
        """Keep the fence if readers see it, and refuse it where they may or may not."""
        if self.html.comment == "hidden":
            self.commented = self.commented or fence.first
            return
        self._refuse(fence.first, self._place_fault(fence))
        for index, fault in code_faults(fence.language, fence.code):
            self._refuse(fence.first + 1 + index, fault)
        if self.html.element and fence.is_python:
            self.enclosed = self.enclosed or fence.first
        self.found.append(fence)

    def _is_shown(self, first: int, last: int, prefix: str) -> bool:
        """Tell whether the renderer shows as code what cannot be told to be in a container."""
        return is_shown(self.lines[self.start :], first - self.start, last - self.start, prefix)

    def _place_fault(self, fence: Fence) -> str | None:
        if self.html.comment:
            return "this fence may be in a comment or not; start the comment on a line of its own"
        if self.containers.literal and not self._is_shown(fence.first, fence.last, fence.prefix):
            return "this fence is shown as text, as the indented code above it; put a blank line between"
        if self.containers.opaque:
            return "this fence is shown as text; put a blank line above its quote, or move it out of its ///"
        if not fence.is_python:
            return None
        if self.html.raw:
            return "Python in raw HTML; add the attribute `markdown` to the element around it"
        if any("\t" in line for line in self.source[fence.first - 1 : fence.last]):
            return "a tab in a Python fence is shown as spaces; indent with spaces, and write \\t"
        return None
