"""The French site builds with MkDocs alone, so that an author needs no tool of ours, and reads whole."""

from __future__ import annotations

import os
import subprocess
import sys

from bs4 import BeautifulSoup

from sitekit.languages import ROOT

QUESTION = "bases/difference-vm-conteneur"


def test_plain_mkdocs_builds_the_french_site_without_controls_that_would_do_nothing(tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    environment = {name: value for name, value in os.environ.items() if name not in {"SITE_URL", "FORGE_URL"}}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    html = BeautifulSoup((tmp_path / QUESTION / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert len(html.select("article .claim")) >= 4
    assert len(html.select("article .references li")) > 5
    assert html.select("article .display table")
    assert html.select("#__run") == [], "nothing runs here, so there is no button to run it"
    assert html.select("script[type='application/ld+json']")
    for name in ("feed.xml", "llms.txt", "robots.txt", "sitemap.xml"):
        assert (tmp_path / name).is_file()
