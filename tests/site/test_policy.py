"""No page holds a script, a style or an address that the policy refuses; every host is told the policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from sitekit.build import host_headers
from sitekit.build.serve import RELOAD, Server
from sitekit.languages import ROOT
from tests.support import server_settings
from tests.support.hosting import read_headers
from tests.support.pages import parsed

DATA = {"application/json", "application/ld+json"}  # data that scripts and engines read: no script
LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "link": "href",
    "source": "src",
    "object": "data",
    "form": "action",
}
NAMED = {"canonical", "alternate", "license"}  # links that nothing is loaded from


def refused(page: BeautifulSoup) -> Iterator[str]:
    """Yield what the policy refuses of a page."""
    for element in page.find_all(True):
        handlers = [name for name in element.attrs if name == "style" or name.startswith("on")]
        inline = element.name == "style" or (
            element.name == "script" and "src" not in element.attrs and element.get("type") not in DATA
        )
        where = str(element.get(LOADED.get(element.name, ""), ""))
        elsewhere = re.match(r"(?!data:image/)[a-z]+:|//", where) and not NAMED & {*element.get("rel", ())}
        run = str(element.get("href", "")).strip().lower().startswith("javascript:")
        if handlers or inline or elsewhere or run:
            yield str(element)[:200]


def test_no_page_holds_what_the_policy_refuses(site):
    pages = sorted(site.rglob("*.html"))
    faults = {path.relative_to(site).as_posix(): [*refused(parsed(path))] for path in pages}
    assert len(pages) > 70
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<script type=module>alert(1)</script>",
        "<style>p { color: red }</style>",
        "<svg><style>p { color: red }</style></svg>",
        "<td style='text-align: left'>1</td>",
        "<p onclick='alert(1)'>",
        "<a href=' JavaScript:alert(1)'>x</a>",
        "<script src=https://other.example/x.js></script>",
        "<img src=//other.example/x.png>",
        "<link rel=stylesheet href=https://other.example/x.css>",
    ],
)
def test_the_check_sees(html):
    assert len([*refused(BeautifulSoup(f"<!doctype html><p>text</p>{html}", "html.parser"))]) == 1


def test_the_check_lets_pass_what_is_no_script():
    fine = (
        '<script type="application/ld+json">{}</script><script src="x.js"></script>'
        '<img src="data:image/svg+xml,x">'
        '<link rel="canonical" href="https://virtfaq.example/"><a href="https://other.example/">x</a>'
    )
    assert [*refused(BeautifulSoup(fine, "html.parser"))] == []


def test_each_page_says_the_policy_itself_before_all_that_it_rules(site):
    listings = site / "simple"  # for pip: they load nothing
    for path in sorted({*site.rglob("*.html")} - {*listings.rglob("*.html")}):
        head = parsed(path).head.find_all(True)
        assert head[0].get("charset") == "utf-8", path
        said = [element for element in head if element.get("http-equiv") == "Content-Security-Policy"]
        assert [element["content"] for element in said] == [host_headers.write_page_policy()], path
        loading = [i for i, element in enumerate(head) if element.name in {"link", "script", "style"}]
        assert head.index(said[0]) < min(loading), path


def test_the_policy_is_the_strict_one():
    assert host_headers.write_policy() == (
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; worker-src 'self'; font-src 'self'; base-uri 'self'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    assert host_headers.write_page_policy() == host_headers.write_policy().removesuffix(
        "; frame-ancestors 'none'"
    )


def test_the_site_has_the_headers_that_hosts_read(site):
    assert (site / "_headers").read_text(encoding="utf-8") == host_headers.write_headers()
    for path in site.rglob("*"):
        place = path.relative_to(site).as_posix()
        if path.is_file() and place != host_headers.LISTED:
            assert read_headers(site, place) == host_headers.find_headers(f"/{place}"), place


@pytest.mark.parametrize("server", ["nginx", "apache"])
def test_what_is_shown_for_other_servers_says_the_same(server):
    shown = re.findall(
        rf"```{server}\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert shown == [getattr(server_settings, server)()]


class Probe(Server):
    """The server of `make serve`, without its port: what it sends."""

    def __init__(self, site: Path) -> None:
        super().__init__(lambda: None, 0, site)
        self._watched_paths = {"docs": 1}

    def get(self, path: str, query: str = "") -> tuple[str, dict[str, str], bytes]:
        """Return the status, the headers and the body."""
        sent: list = []
        body = self.serve_request(
            {"PATH_INFO": path, "QUERY_STRING": query}, lambda *given: sent.extend(given)
        )
        return sent[0], dict(sent[1]), b"".join(body)


def test_the_author_s_server_sends_them_too_and_pages_reload_by_a_script_in_a_file(site):
    server = Probe(site)
    for path in ("/", "/nowhere/", "/assets/run.js"):
        sent = server.get(path)[1]
        assert sent.items() >= host_headers.find_headers(path).items()
    assert server.get("/simple/virtfaq/")[1]["Cache-Control"] == "no-cache"
    [runtime] = (site / "assets" / "run").iterdir()
    assert "immutable" in server.get(f"/assets/run/{runtime.name}/sizes.json")[1]["Cache-Control"]
    status, _, page = server.get("/")
    assert status == "200 OK"
    assert [*refused(BeautifulSoup(page, "html.parser"))] == []
    epoch = re.search(rf'<script src="{RELOAD}\?(\d+)">', page.decode())[1]
    status, sent, script = server.get(RELOAD, epoch)
    assert (status, sent["Content-Type"]) == ("200 OK", "text/javascript")
    assert f"livereload({epoch}," in script.decode()
