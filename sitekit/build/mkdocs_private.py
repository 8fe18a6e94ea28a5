"""Reach the parts of MkDocs that are private, all here: hence the exact version in pyproject.toml.

- `build_page`, `build_theme_template`, `build_extra_template`, `populate_page`: the steps of `mkdocs build`.
  The public `build` takes them for every page; `incremental.py` leaves out the pages that have not changed.
  A builder that does that by itself, or a public function for each step, would replace them.
- `RENDERED`: what `Page.render` sets, one attribute of it private, to make a page again without rendering it.
  A page that can be pickled would replace it.
- `ReloadServer`: its pages fetch the script that reloads them. MkDocs would write it into each page, where
  the security policy refuses it. An option of the server for that would replace it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from mkdocs.commands import build as _steps
from mkdocs.livereload import _SCRIPT_TEMPLATE, LiveReloadServer

build_extra_template: Callable[..., None] = _steps._build_extra_template
build_page: Callable[..., None] = _steps._build_page
build_theme_template: Callable[..., None] = _steps._build_theme_template
populate_page: Callable[..., None] = _steps._populate_page

RELOAD = "/livereload.js"
RENDERED = ("content", "toc", "_title_from_render", "present_anchor_ids")


class ReloadServer(LiveReloadServer):
    """MkDocs' server, whose pages fetch the script that reloads them."""

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        """Make the page load the script that reloads it; `epoch` is the build that it shows."""
        return content.replace(b"</body>", f'<script src="{RELOAD}?{epoch}"></script></body>'.encode())

    def write_reload_script(self, epoch: int) -> bytes:
        """Return the script for a page that shows this build."""
        return _SCRIPT_TEMPLATE.substitute(epoch=epoch, request_id=time.time_ns()).encode()
