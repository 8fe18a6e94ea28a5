"""Name each table after the heading above it, for those who go from table to table by ear."""

from __future__ import annotations

import re

_HEADING = re.compile(r"<h[1-6]\b[^<>]*?\bid=\"([^\"]+)\"")
_TAG = re.compile(rf"{_HEADING.pattern}|<table\b([^<>]*)>(?!\s*<caption\b)")


def name_tables(page: str) -> str:
    """Return the HTML of a page where a table without a name gets that of the last heading before it.

    >>> name_tables('<h2 id="a">A</h2><table></table><table aria-label="b"></table>')
    '<h2 id="a">A</h2><table aria-labelledby="a"></table><table aria-label="b"></table>'
    >>> name_tables('<table><caption>C</caption></table>')
    '<table><caption>C</caption></table>'
    """
    heading = ""

    def name_table(match: re.Match[str]) -> str:
        nonlocal heading
        if match[1]:
            heading = match[1]
        elif heading and "aria-label" not in match[2]:
            return f'<table{match[2]} aria-labelledby="{heading}">'
        return match[0]

    return _TAG.sub(name_table, page)
