"""Serve the site on 127.0.0.1 and build it again when a page, the theme or the code is saved.

MkDocs' own live-reload server does the work: it watches the folders, and tells open pages to reload.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import local
from typing import Any

from sitekit.build.host_headers import find_headers
from sitekit.build.mkdocs_private import RELOAD, ReloadServer
from sitekit.build.site import SITE_URL, BuildError, Places, build, start_pool
from sitekit.languages import ROOT, languages

HOST = "127.0.0.1"
CODE = ("virtfaq", "sitekit", "theme")
WATCHED = ("docs", *CODE)


class Builder:
    """Builds on demand. Its processes remember the pages until the code, theme or configuration changes."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.executor = start_pool()
        self.code = _find_state()

    def __call__(self) -> None:
        """Build once. An error is printed; the last good site stays and the next save tries again."""
        if (state := _find_state()) != self.code:
            self.executor.shutdown()
            self.executor, self.code = start_pool(), state
        try:
            build(self.places, self.executor)
        except BuildError as error:
            print(error, "The site shown is the last one that could be built.", sep="\n", file=sys.stderr)
        except Exception:
            traceback.print_exc()


def _find_state() -> frozenset[tuple[Path, int]]:
    """Return the state of the code, the theme and the configuration, which the processes have in memory."""
    files = [path for name in CODE for path in (ROOT / name).rglob("*") if path.is_file()]
    files += ROOT.glob("mkdocs*.yml")
    return frozenset((path, path.stat().st_mtime_ns) for path in files if path.suffix != ".pyc")


class Server(ReloadServer):
    """MkDocs' server with what hosts do: headers, and the « not found » page of the language asked for."""

    def __init__(self, builder: Callable[[], None], port: int, site: Path) -> None:
        super().__init__(builder, HOST, port, str(site), polling_interval=0.25)
        self.site = site
        self.asked = local()  # the server has a thread a request
        self.error_handler = self.find_error_page

    def serve_request(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Note the address, and answer it with the headers that hosts send."""
        self.asked.path = environ["PATH_INFO"]

        def start(status: str, own: list[tuple[str, str]]) -> Any:
            kept = self.asked.path if status.startswith("200") else "/"  # what is missing may come
            return start_response(status, [*own, *find_headers(kept).items()])

        if self.asked.path == RELOAD:
            start("200 OK", [("Content-Type", "text/javascript")])
            return [self.write_reload_script(int(environ["QUERY_STRING"] or 0))]
        return super().serve_request(environ, start)

    def find_error_page(self, code: int) -> bytes | None:
        """Return the page that says so, in the language of the address."""
        of_path = [one.path for one in languages() if self.asked.path.startswith(f"/{one.path}")]
        page = self.site / max(of_path, key=len) / f"{code}.html"
        return page.read_bytes() if page.exists() else None


def serve(port: int) -> int:
    """Build, then serve until interrupted, and return the exit status."""
    if problem := _check_port(port):
        print(
            f"cannot serve on port {port}: {problem}; choose another (make serve PORT=8001)", file=sys.stderr
        )
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl+C does, with its processes
    os.environ[SITE_URL] = (
        f"http://{HOST}:{port}/"  # instant navigation follows links to the site's own address
    )
    places = Places()
    builder = Builder(places)
    builder()
    server = Server(builder, port, places.site)
    for path in (*map(ROOT.joinpath, WATCHED), *ROOT.glob("mkdocs*.yml")):
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


def _check_port(port: int) -> str:
    """Return why the port cannot be used, before the time of a build is spent; empty if it can."""
    try:
        socket.create_server((HOST, port)).close()
    except (OSError, OverflowError) as error:
        return str(error)
    return ""
