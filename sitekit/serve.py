"""Serves the site on 127.0.0.1 and builds it again when a page, the theme or the code is saved.

MkDocs' own live-reload server does the work: it watches the folders, and tells open pages to reload.
"""

from __future__ import annotations

import sys
import traceback
from concurrent.futures import Executor
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from sitekit.build import BuildError, Places, build, pool
from sitekit.languages import ROOT

HOST = "127.0.0.1"
CODE = ("virtfaq", "sitekit")
WATCHED = ("docs", "theme", *CODE)


class Builder:
    """Builds on demand. Its processes stay warm between saves, until the Python code itself changes."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.executor: Executor = pool()
        self.code = _state()

    def __call__(self) -> None:
        """Builds once. An error is printed; the last good site stays and the next save tries again."""
        if (state := _state()) != self.code:
            self.executor.shutdown()
            self.executor, self.code = pool(), state
        try:
            build(self.places, self.executor)
        except BuildError as error:
            print(error, "The site shown is the last one that could be built.", sep="\n", file=sys.stderr)
        except Exception:
            traceback.print_exc()


def _state() -> frozenset[tuple[Path, int]]:
    """What the warm processes have in memory: the Python code and the configuration files."""
    files = [path for name in CODE for path in (ROOT / name).rglob("*") if path.is_file()]
    files += ROOT.glob("mkdocs*.yml")
    return frozenset((path, path.stat().st_mtime_ns) for path in files if path.suffix != ".pyc")


def serve(port: int, places: Places = Places()) -> int:
    """Builds, then serves until interrupted. Returns the exit status."""
    builder = Builder(places)
    builder()
    server = LiveReloadServer(builder, HOST, port, str(places.site), polling_interval=0.25)
    server.error_handler = lambda code: _not_found(places) if code == 404 else None
    for name in WATCHED:
        server.watch(str(ROOT / name))
    for path in ROOT.glob("mkdocs*.yml"):
        server.watch(str(path))
    print(f"Serving every language at {server.url} (Ctrl+C to stop)", flush=True)
    try:
        server.serve()
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()
        builder.executor.shutdown()
    return 0


def _not_found(places: Places) -> bytes | None:
    page = places.site / "404.html"
    return page.read_bytes() if page.exists() else None
