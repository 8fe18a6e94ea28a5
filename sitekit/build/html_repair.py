"""Mend what the theme's own page frame gets wrong, out of reach of our templates, and drop blank lines."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from sitekit.build.table_names import name_tables
from sitekit.files import write
from sitekit.markup.structured_data import lift

_VERBATIM = re.compile(r"(<(pre|textarea|script|style)\b.*?</\2>)", re.DOTALL)
_BLANK = re.compile(r"[ \t]*\n\s*")


def _escape_newlines(match: re.Match[str]) -> str:
    return match[0].replace("\n", "&#10;")


def _link_to_page(match: re.Match[str]) -> str:
    return f"{match[1]}../{match[2]}{match[3] + '/' if match[3] else ''}"


_MENDS = (
    # A box that only scripts and labels tick is hidden: it has no name, and no `autocomplete` in HTML.
    (re.compile(r'(<input class="md-toggle"[^>]*) autocomplete="off">'), r"\1 hidden>"),
    # A notebook links to a page by its file, as pages do; it lies one folder below its own file.
    (re.compile(r'(<a href=")(?![a-z]+:|/)((?:[^"#]*/)?)(?:index|([^"#/]+))\.md(?=["#])'), _link_to_page),
    # The code that a button copies keeps its lines, wherever blank ones are dropped.
    (re.compile(r"""(?<= data-copy=)(?:"[^"]*"|'[^']*')"""), _escape_newlines),
    # Markdown writes XHTML: it closes what is empty, and gives every attribute a value.
    (re.compile(r"<((?:br|hr|img|input|wbr)\b[^<>]*?)\s*/>"), r"<\1>"),
    (re.compile(r'(<[a-z][^<>]*?) (itemscope|checked)="[^"]*"'), r"\1 \2"),
    # The palette stands in the theme's own stylesheet (sitekit/build/css_pruning.py): a request less.
    (re.compile(r'<link rel="stylesheet" href="[^"]*stylesheets/palette\.[^"]*">'), ""),
    # What a script says in passing ("copied") is announced.
    (re.compile(r'(<div class="md-dialog" data-md-component="dialog")>'), r'\1 role="status">'),
)


@lru_cache(maxsize=4096)  # each save asks for every page again
def mend(page: str) -> str:
    """Return the HTML of a page, made valid; what is shown as typed (`<pre>`) stays as it is.

    >>> mend('<a href="../bases/vm.md#noyau">VM</a> <a href="index.md">labo</a>')
    '<a href="../../bases/vm/#noyau">VM</a> <a href="../">labo</a>'
    >>> mend('<div data-copy="if x:\\n\\n    y">')
    '<div data-copy="if x:&#10;&#10;    y">'
    >>> mend('<input class="md-toggle" id="a" autocomplete="off">\\n  \\n  <pre>x \\n\\n</pre>')
    '<input class="md-toggle" id="a" hidden>\\n<pre>x \\n\\n</pre>'
    """
    for pattern, better in _MENDS:
        page = pattern.sub(better, page)
    page = lift(name_tables(page))
    pieces = _VERBATIM.split(page)  # text, verbatim, its tag, text, …
    return "".join(
        piece if i % 3 == 1 else _BLANK.sub("\n", piece) for i, piece in enumerate(pieces) if i % 3 != 2
    )


def mend_all(folder: Path) -> None:
    """Mend every page of a folder, in place."""
    for path in sorted(folder.rglob("*.html")):
        write(path, mend(path.read_text(encoding="utf-8")))
