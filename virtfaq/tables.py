"""Write aligned plain-text tables and accessible HTML tables, for all that is printed."""

from collections.abc import Iterable, Sequence

Rows = Iterable[Sequence[str]]
_GAP = 2
_NARROWEST = 8


def align(rows: Rows, width: int | None = None) -> str:
    """Return rows as columns two spaces apart, without spaces at the end of a line.

    With `width`, cells are wrapped so that lines fit in that many columns of a terminal, if at all possible.

    >>> print(align([("runtime", "kernel"), ("runc", "host")]))
    runtime  kernel
    runc     host
    >>> print(align([("boundary", "user-space kernel")], width=20))
    boundary  user-space
              kernel
    """
    cells = [tuple(row) for row in rows]
    widths = _find_widths(cells, width)
    lines = []
    for row in cells:
        wrapped = [_wrap(text, columns) for text, columns in zip(row, widths, strict=True)]
        for number in range(max(map(len, wrapped), default=0)):
            parts = [part[number] if number < len(part) else "" for part in wrapped]
            lines.append(_join_line(parts, widths))
    return "\n".join(lines)


def html(header: Sequence[str], rows: Rows, caption: str = "", data: Iterable[str] = ()) -> str:
    """Return a table whose first row and first column are headers that a screen reader announces.

    `data` holds, for each row, the keys of the measurements it rests on: its attribute `data-measurements`.

    >>> html(("", "runc"), [("kernel", "host")], caption="Kernels").splitlines()[1]
    '<caption>Kernels</caption>'
    """
    from html import escape
    from itertools import zip_longest

    columns = "".join(f'<th scope="col">{escape(text)}</th>' for text in header)
    lines = ["<table>", *([f"<caption>{escape(caption)}</caption>"] if caption else [])]
    lines += [f"<thead><tr>{columns}</tr></thead>", "<tbody>"]
    for row, keys in zip_longest(rows, data, fillvalue=""):
        name, *values = tuple(row)
        mark = f' data-measurements="{escape(keys)}"' if keys else ""
        cells = "".join(f"<td>{escape(value)}</td>" for value in values)
        lines.append(f'<tr{mark}><th scope="row">{escape(name)}</th>{cells}</tr>')
    return "\n".join([*lines, "</tbody>", "</table>"])


def _find_widths(cells: list[tuple[str, ...]], width: int | None) -> list[int]:
    widths = [max(map(_count_columns, column)) for column in zip(*cells, strict=True)]
    while width and sum(widths) + _GAP * (len(widths) - 1) > width and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _wrap(text: str, columns: int) -> list[str]:
    if _count_columns(text) <= columns:
        return [text]
    import textwrap

    return textwrap.wrap(text, columns, break_on_hyphens=False)  # a command's words stay whole


def _join_line(parts: list[str], widths: list[int]) -> str:
    padded = [
        part + " " * (width + _GAP - _count_columns(part)) for part, width in zip(parts, widths, strict=True)
    ]
    return "".join(padded).rstrip()


def _count_columns(text: str) -> int:
    """Return how many columns of a terminal a text fills: wide letters fill two, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)
