"""Take a code sample apart: its info string, and its code without indentation."""

from __future__ import annotations

import re
from typing import NamedTuple

from sitekit.grammar import info_string

_OPENING = re.compile(r"(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,})(?P<info>[^\r\n]*)")


class Sample(NamedTuple):
    """A fence, or indented code: its info string, its code without indentation, and the code's first row."""

    info: str
    code: str
    first: int


def read_sample(text: str) -> Sample:
    """Take a block of code apart.

    >>> read_sample("  ```py title='x'\\n  a\\n    b\\n  ```")
    Sample(info="py title='x'", code='a\\n  b', first=1)
    """
    rows = text.splitlines()
    opening = _OPENING.match(text) if len(rows) > 1 else None  # a line alone opens nothing
    indent = len(opening["indent"]) if opening else len(text) - len(text.lstrip())
    body = rows[1:-1] if opening else rows
    return Sample(
        opening["info"].strip() if opening else "",
        "\n".join(row[indent:] for row in body),
        int(bool(opening)),
    )


def is_markdown(text: str) -> bool:
    """Tell whether a block of code shows Markdown."""
    return read_language(read_sample(text).info) == "markdown"


def read_language(info: str) -> str:
    """Return the language that an info string names, normalised; empty if the string cannot be read."""
    try:
        return info_string.parse(info).language
    except ValueError:
        return ""
