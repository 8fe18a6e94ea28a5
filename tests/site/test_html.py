"""Every page of the built site is valid HTML, notebooks and the page for what is not found included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from sitekit.languages import ROOT
from tests.support.needs import skip_or_fail
from tests.support.pages import built_pages, parsed

NODE = Path(sys.executable).parent / ("node.exe" if os.name == "nt" else "node")
VALIDATOR = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def faults(pages: Iterable[Path], results: Path) -> list[str]:
    """One line for each fault that html-validate sees, by the rules of .htmlvalidate.mjs."""
    if not (NODE.exists() and VALIDATOR.exists()):
        skip_or_fail("html-validate or Node was not found: `make build` installs both")
    command = [NODE, VALIDATOR, "--config", ROOT / ".htmlvalidate.mjs", "--formatter", f"json={results}"]
    done = subprocess.run(
        [*map(str, command), *map(str, pages)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    return [
        f"{report['filePath']}:{fault['line']}: {fault['ruleId']}: {fault['message']}: {fault['selector']}"
        for report in json.loads(results.read_text(encoding="utf-8"))
        for fault in report["messages"]
    ]


def test_every_page_is_valid(site, tmp_path):
    pages = sorted(site.rglob("*.html"))  # the package index too
    assert {"404.html", "index.html"} <= {page.relative_to(site).as_posix() for page in pages}
    notebooks = {path.stem for path in (ROOT / "docs" / "fr").rglob("*.py")}
    assert notebooks <= {page.parent.name for page in pages}
    assert faults(pages, tmp_path / "results.json") == []


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ("<ul><p>no item</p></ul>", "element-permitted-content"),
        ('<input type="checkbox" id="box" autocomplete="off"><label for="box">box</label>', "autocomplete"),
        ('<p id="twice">a</p><p id="twice">b</p>', "no-dup-id"),
        ('<img src="figure.svg">', "wcag/h37"),
        ("<button>press</button>", "no-implicit-button-type"),
        ('<nav><a href="#a">a</a></nav><nav><a href="#b">b</a></nav>', "unique-landmark"),
        ('<script src="https://other.example/x.js"></script>', "require-sri"),
    ],
)
def test_the_validator_sees_a_fault(tmp_path, markup, rule):
    page = tmp_path / "page.html"
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Probe</title>'
    body = f"<body><h1>Probe</h1>{markup}</body>"
    page.write_text(
        f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n{body}\n</html>\n', encoding="utf-8"
    )
    assert any(rule in fault for fault in faults([page], tmp_path / "results.json"))


def test_headings_go_down_one_level_at_a_time_from_a_single_title(site):
    for path in built_pages(site):
        levels = [int(heading.name[1]) for heading in parsed(path).find_all(HEADINGS)]
        assert levels[:1] == [1], path
        assert levels.count(1) == 1, path
        assert all(below <= above + 1 for above, below in pairwise(levels)), path


def test_what_is_left_in_french_says_so_in_the_menu_and_in_the_contents(site):
    for path in sorted((site / "en").rglob("*.html")):
        page = parsed(path)
        for entry in page.select(".md-nav--secondary .md-nav__link"):
            heading = page.find(id=entry["href"].removeprefix("#"))
            marked = heading.find_parent(lang=True) if not heading.get("lang") else heading
            said = entry.select_one("[lang]")
            assert (said["lang"] if said else "en") == marked["lang"], (path, entry)


def test_a_notebook_is_light_asks_nobody_and_can_be_downloaded(site):
    page = site / "laboratoire" / "densite" / "index.html"
    text = page.read_text(encoding="utf-8")
    assert len(text) < 60_000
    html = BeautifulSoup(text, "html.parser")
    assert html.select("article script[src], article style, article link") == []
    link = html.select_one("article a[download]")
    notebook = json.loads((page.parent / link["href"]).read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    assert "from virtfaq import" in "".join(map(str, notebook["cells"]))


def test_no_page_links_to_a_markdown_file_or_to_a_page_that_is_not_there(site):
    for path in built_pages(site, "index.html"):
        for link in parsed(path).select("article a[href], .md-nav a[href]"):
            address = link["href"].partition("#")[0]
            if address and "://" not in address and not address.startswith("mailto:"):
                target = (path.parent / address).resolve()
                assert (target / "index.html").exists() or target.is_file(), (path, link["href"])
