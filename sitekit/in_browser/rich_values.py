"""Show a value on a page: a figure with its numbers, or what IPython's protocol gives.

The site uses it when it is built, and the reader's browser when an example is run.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from virtfaq import Chart


def write_markup(value: Any, words: Mapping[str, Any]) -> str:
    """Return the HTML of a value (`_repr_svg_` or `_repr_html_`), or an empty text if it has only text.

    A chart is drawn, and its table stands behind it, under the word `data` of the reader's language.

    >>> write_markup("text", {})
    ''
    """
    if isinstance(value, Chart):
        from sitekit.in_browser.charts import draw_svg  # pygal is loaded for pages with a figure alone

        details = f"<details><summary>{escape(words['data'])}</summary>{value._repr_html_()}</details>"
        unit = f" ({value.unit})" if value.unit else ""
        caption = f"<figcaption>{escape(value.title + unit)}</figcaption>"
        return f'<figure class="chart">{caption}{draw_svg(value)}{details}</figure>'
    for name in ("_repr_svg_", "_repr_html_"):
        if (method := getattr(value, name, None)) and (markup := method()):
            return str(markup)
    return ""
