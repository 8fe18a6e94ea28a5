"""Render the page of the tests that has every construct, in French and in English."""

from __future__ import annotations

import re
from pathlib import Path

import markdown
from bs4 import BeautifulSoup

from sitekit.files import read
from sitekit.languages import ROOT, settings

PAGES = Path(__file__).parents[1] / "data" / "translation"
FRENCH = read(PAGES / "fr" / "constructs.md")
ENGLISH = read(PAGES / "en" / "constructs.md")
SITE = settings(ROOT / "mkdocs.yml")["markdown_extensions"]
EXTENSIONS = {
    **{name: options or {} for name, options in SITE.items() if not name.startswith("sitekit")},
    "pymdownx.tasklist": {},
    "pymdownx.blocks.tab": {},
}


def render(page: str) -> BeautifulSoup:
    """Return the HTML of a page, without its front matter, by the extensions of the site."""
    body = re.sub(r"\A---\n.*?\n---\n", "", page, flags=re.DOTALL)
    html = markdown.markdown(body, extensions=list(EXTENSIONS), extension_configs=EXTENSIONS)
    return BeautifulSoup(html, "html.parser")
