"""Read the words of the interface in each language, as the site's configuration has them."""

from __future__ import annotations

from typing import Any

from sitekit.languages import languages, settings


def interface(path: str) -> dict[str, Any]:
    """Return the words of the interface of the language whose site lies at a path: "", "en/"."""
    [config] = [language.config for language in languages() if language.path == path]
    words: dict[str, Any] = settings(config)["extra"]["words"]
    return words


def code(path: str) -> str:
    """Return the code of the language whose site lies at a path."""
    [found] = [language.code for language in languages() if language.path == path]
    return found
