"""Serve the site as hosts do: below a path, with its headers, slowly, with a file patched, or not at all."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import brotli

from sitekit.build.scripts.shorten import shorten
from sitekit.languages import ROOT

TEXT = frozenset({".html", ".css", ".js", ".mjs", ".svg", ".json", ".xml", ".txt"})  # hosts compress these
ALL = TEXT | {".wasm", ".zip"}  # some hosts compress these too
REPORTS = "__violations"  # where browsers tell what the security policy refused
STOPS = 0.02  # seconds until a host stops: half a second by default, for which each test would wait
PIECE = 16_384  # bytes sent at a time by a slow host
Patch = Callable[[bytes], bytes]


@dataclass(slots=True)
class Host:
    """A host of a folder, as one test wants it. All but the folder and the path may change while it runs.

    `path` is where the site lies; `compressed` are the suffixes of files that it compresses, by `encoding`
    (gzip or br); `pace` is the bytes a second of its line. `patches` change files, by their place in the
    site; `lacks` are patterns of places that are missing. `tells_length`: it says beforehand how much it
    sends. `down`: it closes each connection without a word. It notes what it was `asked`, with the bytes
    sent, and the `violations` of the policy.
    """

    folder: Path
    path: str = "/"
    compressed: frozenset[str] = TEXT
    encoding: str = "gzip"
    pace: float | None = None
    patches: Mapping[str, Patch] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    down: bool = False
    allows_head: bool = True
    tells_length: bool = True
    port: int = 0
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    violations: list[dict[str, Any]] = field(default_factory=list)
    line: threading.Lock = field(default_factory=threading.Lock)
    free: float = 0  # the time from which the line is free

    @property
    def address(self) -> str:
        """Return the address of the site."""
        return f"http://127.0.0.1:{self.port}{self.path}"

    def publish(self, address: str = "https://virtfaq.example/") -> None:
        """Be the published address of the site: instant navigation goes to the addresses of its sitemaps."""
        here = self.address.encode()
        sitemaps = [path.relative_to(self.folder).as_posix() for path in self.folder.rglob("sitemap.xml")]
        self.patches = {**self.patches} | {
            place: lambda data: data.replace(address.encode(), here) for place in sitemaps
        }

    def find(self, place: str) -> Path | None:
        """Return the file at a place of the site, if there is one."""
        if any(fnmatchcase(place, pattern) for pattern in self.lacks):
            return None
        path = self.folder / place
        path = path / "index.html" if path.is_dir() else path
        return path if path.is_file() and self.folder in path.resolve().parents else None

    def headers(self, place: str) -> dict[str, str]:
        """Return the headers that the site's own `_headers` has for a place, which report violations here."""
        found = read_headers(self.folder, place)
        if policy := found.get("Content-Security-Policy"):
            found["Content-Security-Policy"] = f"{policy.rstrip('; ')}; report-uri {self.path}{REPORTS}"
        return found


def break_file(folder: Path, place: str, right: str, wrong: str) -> dict[str, Patch]:
    """Return the patch that breaks a file of a site: what is `right` in it becomes `wrong`.

    For our scripts and stylesheets, `right` stands in the source; they are published in fewer bytes.
    Asserts that the patch changes the published file.
    """
    source = ROOT / "theme" / "assets" / Path(place).name
    good = text = (folder / place).read_text(encoding="utf-8")
    worse = text.replace(right, wrong)
    if source.suffix in {".js", ".css"} and source.is_file():
        text = source.read_text(encoding="utf-8")
        short = [shorten((source.name, one))[source.name] for one in (text, text.replace(right, wrong))]
        assert short[0] == good, f"{place} is not what its source gives: build the site again"
        worse = short[1]
    assert right in text, f"{place} has no {right}"
    assert worse != good, f"{place} is the same without {right}"
    return {place: lambda _: worse.encode()}


def read_headers(folder: Path, place: str) -> dict[str, str]:
    """Return the headers that `_headers` has for a place of a site; later rules win, as on hosts."""
    file = folder / "_headers"
    found: dict[str, str] = {}
    applies = False
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        if line.startswith("/"):
            applies = fnmatchcase(f"/{place}", line.strip())
        elif applies and ":" in line and not line.lstrip().startswith("#"):
            name, _, value = line.partition(":")
            found[name.strip()] = value.strip()
    return found


@lru_cache(maxsize=32)
def _pack(data: bytes, encoding: str) -> bytes:
    return brotli.compress(data, quality=5) if encoding == "br" else gzip.compress(data, 6, mtime=0)


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host: Host

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the browser tells what it saw."""

    def do_GET(self) -> None:
        """Send a file, the site's « not found » page, or nothing."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """Send what a GET would, without its body."""
        if self.host.allows_head or self.host.down:
            self._answer(body=False)
        else:
            self.send_error(405)

    def do_POST(self) -> None:
        """Take a report of what the policy refused."""
        text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.endswith(REPORTS):
            self.host.violations.append(json.loads(text)["csp-report"])
        self.send_response(204)
        self.end_headers()

    def _answer(self, *, body: bool) -> None:
        if self.host.down:
            self.close_connection = True
            self.connection.close()
            return
        asked = unquote(urlsplit(self.path).path)
        inside = asked.startswith(self.host.path)
        place = asked.removeprefix(self.host.path) if inside else ""
        if inside and (self.host.folder / place).is_dir() and not asked.endswith("/"):
            self.send_response(301)
            self.send_header("Location", f"{asked}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        found = self.host.find(place) if inside else None
        self._send(place, found, body)

    def _send(self, place: str, found: Path | None, body: bool) -> None:
        path = found or self.host.find("404.html")
        data = path.read_bytes() if path else b"not found"
        name = path.relative_to(self.host.folder).as_posix() if path else ""
        if patch := self.host.patches.get(name):
            data = patch(data)
        self.send_response(200 if found else 404)
        for header, value in self.host.headers(place).items():
            if found or header != "Cache-Control":  # as hosts do
                self.send_header(header, value)
        kind = self.guess_type(path or "x.txt")
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        accepted = self.headers.get("Accept-Encoding", "").replace(" ", "").split(",")
        if path and path.suffix in self.host.compressed and self.host.encoding in accepted:
            data = _pack(data, self.host.encoding)
            self.send_header("Content-Encoding", self.host.encoding)
        if self.host.tells_length:
            self.send_header("Content-Length", str(len(data)))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.host.asked.append((self.command, place, len(data) if body else 0))
        if body:
            self._write(data)

    def _write(self, data: bytes) -> None:
        for start in range(0, len(data), PIECE):
            if self.host.down:
                self.close_connection = True
                return
            piece = data[start : start + PIECE]
            if self.host.pace:
                self._wait(len(piece) / self.host.pace)
            self.wfile.write(piece)

    def _wait(self, seconds: float) -> None:
        """Wait for a turn on the line, which all answers share."""
        with self.host.line:
            self.host.free = max(self.host.free, time.monotonic()) + seconds
            turn = self.host.free
        time.sleep(max(0, turn - time.monotonic()))


@contextmanager
def hosting(folder: Path, path: str = "/", **wishes: Any) -> Iterator[Host]:
    """Serve a folder at a path of a free port of this machine, as the fields of `Host` say."""
    host = Host(folder.resolve(), path, **wishes)
    handler = type("Handler", (_Handler,), {"host": host})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        host.port = server.server_port
        threading.Thread(target=server.serve_forever, args=[STOPS], daemon=True).start()
        yield host
        server.shutdown()
