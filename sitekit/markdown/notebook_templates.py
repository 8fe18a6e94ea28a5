"""Tell mkdocs-jupyter to use the theme's templates."""

from __future__ import annotations

from pathlib import Path

from mkdocs_jupyter.config import settings

TEMPLATES = Path(__file__).with_name("templates")  # in the theme they would be published


def register() -> None:
    """Name the folder of the templates; the Markdown extension calls it, which every builder loads first."""
    settings.templates_dir = str(TEMPLATES)
