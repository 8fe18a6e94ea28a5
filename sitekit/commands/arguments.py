"""Read the arguments that commands share: a language, a page."""

from __future__ import annotations

from pathlib import Path

from sitekit.findings import Misuse
from sitekit.languages import languages


def locate_page(docs: Path, path: Path) -> tuple[str, str]:
    """Return the language of a page, and its name in the tree of that language."""
    resolved = path.resolve()
    if not resolved.is_file():
        raise Misuse(f"{path}: there is no such file")
    if not resolved.is_relative_to(docs) or len(parts := resolved.relative_to(docs).parts) < 2:
        raise Misuse(
            f"{path}: not a page of docs/<language>/; to compare any two files, write: check --pair A B"
        )
    return parts[0], "/".join(parts[1:])


def choose_languages(code: str | None) -> list[str]:
    """Return the translations that a command is asked for: one, or all. Raises Misuse if it is not there."""
    codes = [one.code for one in languages() if not one.is_source]
    if code and code not in codes:
        raise Misuse(f"there is no translation to {code}; there are: {', '.join(codes)}")
    return [code] if code else codes
