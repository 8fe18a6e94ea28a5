"""Name the pages of the built site, which has other HTML too: the package index that pip reads."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from bs4 import BeautifulSoup

from sitekit.build.python.package_index import FOLDER

PUBLISHED = "https://virtfaq.example/"  # site_url of mkdocs.yml
QUESTION = "bases/difference-vm-conteneur/"  # a page that has one of everything


def built_pages(site: Path, name: str = "*.html") -> list[Path]:
    """Return the pages that readers open, in order; `name` may be that of a file."""
    return sorted(path for path in site.rglob(name) if path.relative_to(site).parts[0] != FOLDER.rstrip("/"))


def page_paths(site: Path) -> list[str]:
    """Return the address, below the site's root, of every page."""
    found = (path.relative_to(site).parent.as_posix() for path in built_pages(site, "index.html"))
    return sorted("" if path == "." else f"{path}/" for path in found)


def parsed(page: Path) -> BeautifulSoup:
    """Return a page of HTML, parsed once while it stays the same; who changes it changes it for all."""
    return _parse(page.read_text(encoding="utf-8"))


@lru_cache(maxsize=1024)  # one takes 50 ms to parse and a megabyte to keep
def _parse(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")
