"""The notebooks run as plain Python, and the site shows just what they print, in every language."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import jupytext
import pytest
from bs4 import BeautifulSoup

from sitekit.languages import ROOT, languages

UTF8 = {**os.environ, "PYTHONUTF8": "1"}
NOTEBOOKS = sorted(path.relative_to(ROOT / "docs" / "fr") for path in (ROOT / "docs" / "fr").rglob("*.py"))


def printed(notebook: Path) -> list[str]:
    """Return what the file prints, run by Python alone as a copier runs it."""
    command = [sys.executable, str(notebook)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=UTF8)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("name", NOTEBOOKS, ids=Path.as_posix)
@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_the_site_shows_what_the_notebook_prints(site, places, language, name):
    notebook = places.pages(language) / name
    html = BeautifulSoup(
        (site / language.path / name.with_suffix("") / "index.html").read_text(encoding="utf-8"),
        "html.parser",
    )
    outputs = html.select(".notebook .no-copy pre")
    assert outputs
    assert " ".join(output.get_text() for output in outputs).split() == printed(notebook)
    cells = [cell for cell in jupytext.read(notebook).cells if cell.cell_type == "code"]
    assert len(html.select(".notebook .language-python pre > code")) == len(cells) > 2


@pytest.mark.parametrize("name", NOTEBOOKS, ids=Path.as_posix)
def test_a_notebook_is_linked_from_a_page(name):
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "fr").glob("*/*.md")]
    assert any(f"../{name.as_posix()})" in text for text in pages)


def test_the_site_has_no_template(site):
    assert [path for path in site.rglob("*") if path.suffix in {".j2", ".jinja", ".py"}] == []
