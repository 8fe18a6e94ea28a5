"""Asks Python-Markdown itself whether it shows a fence as code, where reading line by line cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from markdown import Markdown

from sitekit.languages import ROOT, settings

_SIGN = "virtfaqasksthis"
_SHOWN = f">{_SIGN}</code></pre>"
_OWN = "sitekit.markdown"  # the site's own extension changes no fence, and would ask again
_PLAIN = {"pymdownx.highlight": {"use_pygments": False}}


def is_shown(lines: Sequence[str], first: int, last: int, prefix: str) -> bool:
    """Tell whether the fence on lines `first` to `last` (from 1) is code for the renderer of the site.

    >>> page = "- an item\\n`goes` on\\n\\n    ```python\\n    x\\n    ```".split("\\n")
    >>> is_shown(page, 4, 6, "    "), is_shown(["", *page[3:]], 2, 4, "    ")
    (True, False)
    """
    asked = [*lines[:first], prefix + _SIGN, *lines[last - 1 :]]
    return _SHOWN in _renderer().reset().convert("\n".join(asked))


@cache
def _renderer() -> Markdown:
    wanted = settings(ROOT / "mkdocs.yml")["markdown_extensions"]
    return Markdown(extensions=[name for name in wanted if name != _OWN], extension_configs=_PLAIN)
