"""Serve the site as a host on the web does, compressed, with its own « not found » page; run Lighthouse."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from sitekit.languages import ROOT
from tests.support.browsers import CHROMIUM, FLAGS
from tests.support.needs import skip_or_fail
from tests.support.serving import Quiet, serving

TEXT = (".html", ".css", ".js", ".svg", ".json", ".xml", ".txt")
LIGHTHOUSE = ROOT / "node_modules" / "lighthouse"


class _Host(Quiet):
    def do_GET(self) -> None:
        """Send a file, compressed if it is text."""
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


def serve(site: Path) -> AbstractContextManager[str]:
    """Serve a folder, and give its address."""
    return serving(site, _Host)


def lighthouse(pages: list[str], categories: list[str]) -> dict[str, dict[str, Any]]:
    """Return, by page and category, the score on Lighthouse's mobile preset and the audits that lower it."""
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    chrome = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not (node and chrome and LIGHTHOUSE.exists()):
        skip_or_fail("Lighthouse needs Chromium, Node and node_modules, which `make build` fills")
    asked = {
        "chrome": chrome,
        "flags": [*FLAGS, "--headless=new"],
        "pages": pages,
        "settings": {"onlyCategories": categories},
    }
    script = Path(__file__).with_name("lighthouse.mjs")
    done = subprocess.run(
        [node, str(script), json.dumps(asked)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
