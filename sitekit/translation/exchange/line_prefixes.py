"""Read lines without their prefixes, and find places of what is left in the whole text."""

from __future__ import annotations

import re
from bisect import bisect_right
from io import StringIO
from itertools import accumulate

Starts = tuple[list[int], list[int]]  # where each line starts: in what is left, and in the text


def drop_prefixes(text: str, prefix: re.Pattern[str]) -> tuple[Starts, str]:
    """Return where each line starts, in what is left and in the text, and the lines without their prefix.

    >>> starts, inner = drop_prefixes("> un\\n> deux\\n", re.compile("> "))
    >>> inner, find_place(starts, inner.index("deux"))
    ('un\\ndeux\\n', 7)
    """
    rows = [*StringIO(text, newline="")]
    widths = [match.end() if (match := prefix.match(row)) else 0 for row in rows]
    begins = accumulate(map(len, rows), initial=0)
    there = [begin + width for begin, width in zip(begins, [*widths, 0], strict=True)]
    kept = [row[width:] for row, width in zip(rows, widths, strict=True)]
    here = list(accumulate(map(len, kept), initial=0))
    return (here, there), "".join(kept)


def find_place(starts: Starts, place: int) -> int:
    """Return the place in the text of a place in what is left of it."""
    row = bisect_right(starts[0], place) - 1
    return starts[1][row] + place - starts[0][row]
