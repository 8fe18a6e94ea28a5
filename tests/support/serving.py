"""Serve a folder to a browser, from a free port of this machine, with the headers that hosts are to send."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.support.hosting import STOPS, read_headers


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server of files that keeps connections, as real hosts do, and says nothing: the browser tells."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        """Send the headers that the folder's `_headers` has for the address."""
        place = unquote(urlsplit(self.path).path).removeprefix("/")
        for name, value in read_headers(Path(self.directory), place).items():
            self.send_header(name, value)
        super().end_headers()


@contextmanager
def serving(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """Serve a folder, and give its address."""
    bound = functools.partial(handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), bound) as server:
        threading.Thread(target=server.serve_forever, args=[STOPS], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
