"""Extend Python-Markdown with what the site's pages use."""

from typing import Any

from markdown import Extension


def makeExtension(**settings: Any) -> Extension:
    """Return the extension that `sitekit.markdown` names in the configuration of MkDocs."""
    from sitekit.markdown.extension import VirtfaqExtension

    return VirtfaqExtension(**settings)
