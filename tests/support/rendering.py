"""Render a page with the Markdown extensions of the site, and more that a page may meet."""

from __future__ import annotations

from functools import cache

from markdown import Markdown
from mkdocs.utils.meta import get_data

from tests.support.site_audit import blocks

EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "toc",
    "pymdownx.blocks.admonition",
    "pymdownx.blocks.caption",
    "pymdownx.blocks.definition",
    "pymdownx.blocks.details",
    "pymdownx.blocks.html",
    "pymdownx.blocks.tab",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "pymdownx.snippets",
    "pymdownx.superfences",
    "pymdownx.tabbed",
]
SETTINGS = {
    "pymdownx.highlight": {"pygments_lang_class": True},
    "pymdownx.tabbed": {"alternate_style": True},
}


@cache
def _make_markdown(base_path: str) -> Markdown:
    settings = {**SETTINGS, "pymdownx.snippets": {"base_path": [base_path or "."]}}
    return Markdown(extensions=EXTENSIONS, extension_configs=settings)


def render(text: str, base_path: str = "") -> str:
    """Return the HTML of a page, without its front matter and a byte order mark, as MkDocs drops them."""
    return _make_markdown(base_path).reset().convert(get_data(text.removeprefix("\ufeff"))[0])


def find_python(text: str, base_path: str = "") -> list[str]:
    """Return the code that readers of the page see as Python, in page order."""
    return [block.text for block in blocks(render(text, base_path)) if block.kind == "python"]
