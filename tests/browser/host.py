"""Serves the site as a host on the web does, compressed, with its own « not found » page; runs Lighthouse."""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import BROWSER_FLAGS, BROWSERS, ROOT, lacking

TEXT = (".html", ".css", ".js", ".svg", ".json", ".xml", ".txt")
LIGHTHOUSE = ROOT / "node_modules" / "lighthouse"


class _Host(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Sends a file, compressed if it is text."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        path = path if found else Path(self.directory) / "404.html"
        body = path.read_bytes()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Cache-Control", "max-age=600")
        if path.suffix in TEXT:
            body = gzip.compress(body, 9)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address at which a folder is served."""
    handler = functools.partial(_Host, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def lighthouse(pages: list[str], categories: list[str]) -> dict[str, dict[str, Any]]:
    """By page and category, the score and the audits that keep it from 100, on Lighthouse's mobile preset."""
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    chrome = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not (node and chrome and LIGHTHOUSE.exists()):
        lacking("Lighthouse needs Chromium, Node and node_modules, which `make build` fills")
    asked = {
        "chrome": chrome,
        "flags": [*BROWSER_FLAGS, "--headless=new"],
        "pages": pages,
        "settings": {"onlyCategories": categories},
    }
    script = Path(__file__).with_name("lighthouse.mjs")
    done = subprocess.run(
        [node, str(script), json.dumps(asked)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
