"""Refuse in or around a fence: code that would not run, and text that would keep code from running.

Each rule gives a message that says what to do; sitekit.grammar.fences adds the file and the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitekit.grammar import info_string
from sitekit.grammar.raw_html import without_code_spans
from sitekit.in_browser.interpreter import PROMPT

SAMPLES = {"markdown", "md"}  # their fences show how a page is written: prompts are allowed there
_PROMPT_IN_TEXT = re.compile(r"(?:\s*(?:>|[*+-]|\d+\.))*?\s*>>> \S")
_MISPLACED = re.compile(r"[\s>]*(?:(?:[*+-]|\d+[.)]|:|\[\^[^\]]*\]:)\s+)+[\s>]*(?:`{3,}[^`]*|~{3,}.*)")
_SKIP_COMMENT = re.compile(r"<!-+\s*[;:%]?\s*(?:[\w.-]+[-.:])?(?:skip|notest|clear-namespace)\b")
_FLAGS = re.compile(r"#\s*doctest:[^\n'\"]*?[+-]\s*(?!ELLIPSIS\b|NORMALIZE_WHITESPACE\b)([A-Z_\d]+)")
_SNIPPET = re.compile(r"\s*-+8<-+")
_PRE = re.compile(r"<pre[\s>]", re.IGNORECASE)


def directive_fault(line: str) -> str | None:
    """Return what is wrong with a line outside fences that may direct another tool.

    >>> directive_fault("<!--- skip: next -->")
    'every example runs, none is skipped; remove this directive, or the example'
    """
    if _SKIP_COMMENT.search(line):
        return "every example runs, none is skipped; remove this directive, or the example"
    if _SNIPPET.match(line):
        return "an included file is neither translated nor run; write its text into the page"
    return None


def text_fault(line: str) -> str | None:
    """Return what is wrong with a line of text, outside fences and comments.

    >>> text_fault("- >>> 1 + 1")
    'prompts outside a fence do not run; put them between ```pycon and ```'
    """
    if _MISPLACED.fullmatch(line):
        return "a fence that starts beside a list marker is not code for the site; give it a line of its own"
    if _PROMPT_IN_TEXT.match(line):
        return "prompts outside a fence do not run; put them between ```pycon and ```"
    if _PRE.search(without_code_spans(line)):
        return "code in <pre> does not run; write it as a fence"
    return None


def code_faults(language: str, code: str) -> Iterator[tuple[int, str]]:
    """Return what is wrong with the code of a fence: the index of each line at fault, and why.

    The index -1 is the line that opens the fence.

    >>> list(code_faults("text", "nothing\\n>>> 1"))
    [(1, 'prompts in a fence of "text" do not run; write pycon as its language')]
    """
    python = language in info_string.PYTHON
    if info_string.is_odd_python(language):
        yield -1, f'"{language}" looks like Python and does not run; write python or pycon'
    for index, line in enumerate(code.split("\n")):
        if _SNIPPET.match(line):
            yield index, "included code cannot be checked here; write it into the fence"
        if PROMPT.match(line) and not python and language not in SAMPLES:
            yield index, f'prompts in a fence of "{language}" do not run; write pycon as its language'
        if python and (flag := _FLAGS.search(line)):
            allowed = "ELLIPSIS and NORMALIZE_WHITESPACE are allowed"
            yield index, f"{flag[1]} would keep the example from being checked ({allowed}); remove it"
