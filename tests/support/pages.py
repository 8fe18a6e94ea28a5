"""Name the pages of the built site, which has other HTML too: the package index that pip reads."""

from __future__ import annotations

from pathlib import Path

from sitekit.build.python.package_index import FOLDER


def built_pages(site: Path, name: str = "*.html") -> list[Path]:
    """Return the pages that readers open, in order; `name` may be that of a file."""
    return sorted(path for path in site.rglob(name) if path.relative_to(site).parts[0] != FOLDER.rstrip("/"))
