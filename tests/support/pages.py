"""Name the pages of the built site, which has other HTML too: the package index that pip reads."""

from __future__ import annotations

from pathlib import Path

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
