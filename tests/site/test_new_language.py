"""A language starts by one command, and a single translated paragraph makes a whole site of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from sitekit.grammar.blocks import split
from sitekit.languages import ROOT, settings
from tests.support.pages import parsed
from tests.support.project_copy import copy_project
from tests.support.synthetic_site import make

ARABIC = "ما الذي يميز الجهاز الافتراضي عن الحاوية؟"
SHARE = "تُرجم {percent}٪ من هذه الصفحة، والباقي بالفرنسية."
JAPANESE = "主張とは判定の付いた文です。\n判定が先に来ます。"
CLAIM = "ホストのコンテナーはカーネルを共有し、仮想マシンは自分のカーネルを持ちます。\n"
HEADING = "## 主張の読み方 { #lire-une-affirmation }\n"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sitekit", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """Return a copy of the project with few pages, and Arabic and Japanese started, built."""
    folder = tmp_path_factory.mktemp("copy")
    copy_project(folder)
    make(folder, 1)
    for code in ("ar", "ja"):
        done = run(folder, "new", code)
        assert (done.returncode, done.stderr) == (0, "")
    home = folder / "docs" / "ar" / "index.md"
    first = next(block for block in split(home.read_text(encoding="utf-8")) if block.kind == "paragraph")
    home.write_text(home.read_text(encoding="utf-8").replace(first.text, ARABIC), encoding="utf-8")
    claimed = next(block for block in split(home.read_text(encoding="utf-8")) if ".claim" in block.text)
    claim = CLAIM + claimed.text.rpartition("\n")[2] + "\n"
    config = folder / "mkdocs.ar.yml"
    english = "{percent}% of this page is translated; the rest is in French."
    assert english in config.read_text(encoding="utf-8")
    config.write_text(config.read_text(encoding="utf-8").replace(english, SHARE), encoding="utf-8")
    (folder / "docs" / "ja" / "index.md").write_text(f"{HEADING}\n{JAPANESE}\n\n{claim}", encoding="utf-8")
    done = run(folder, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def page(copy: Path, name: str) -> BeautifulSoup:
    return parsed(copy / "site" / name / "index.html")


def test_the_command_makes_all_that_a_language_needs(copy: Path) -> None:
    french = settings(ROOT / "mkdocs.yml")["extra"]["alternate"]
    here = settings(copy / "mkdocs.yml")["extra"]["alternate"]
    assert here == [
        *french,
        {"lang": "ar", "name": "العربية", "path": "ar/"},
        {"lang": "ja", "name": "日本語", "path": "ja/"},
    ]
    assert settings(copy / "mkdocs.ar.yml")["theme"]["language"] == "ar"
    assert settings(copy / "mkdocs.ar.yml")["site_url"].endswith("/ar/")
    assert (copy / "docs" / "ar.lock").exists()
    rows = (copy / "docs" / "glossary.tsv").read_text(encoding="utf-8").splitlines()
    assert rows[0].endswith("\tar\tar_avoid\tja\tja_avoid")
    assert {row.count("\t") for row in rows} == {rows[0].count("\t")}


@pytest.mark.parametrize("code", ["ar", "ja"])
def test_every_page_exists_in_the_language_and_links_to_the_others(copy: Path, code: str) -> None:
    site = copy / "site"
    french = {path.relative_to(site / "en") for path in (site / "en").rglob("index.html")}
    assert {path.relative_to(site / code) for path in (site / code).rglob("index.html")} == french
    home = page(copy, code)
    assert home.html["lang"] == code
    assert {link["hreflang"] for link in home.select(".md-select__link")} == {"fr", "en", "ar", "ja"}


def test_one_paragraph_is_arabic_and_the_rest_french_from_left_to_right(copy: Path) -> None:
    home = page(copy, "ar")
    assert home.body["dir"] == "rtl"
    [paragraph] = [one for one in home.select("article p") if ARABIC in one.text]
    assert paragraph.get("lang") is None
    assert home.select_one("article h1")["lang"] == "fr"
    marked = home.select("article [lang=fr][dir=ltr]")
    assert len(marked) > 8
    claim = home.select_one("article .claim")
    assert (claim["lang"], claim["dir"], claim.select_one(".verdict")["lang"]) == ("fr", "ltr", "ar")
    assert home.select_one(".translation-note")["dir"] == "auto"


def test_japanese_has_no_space_where_a_line_ends_and_keeps_the_ids_of_headings(copy: Path) -> None:
    home = page(copy, "ja")
    assert JAPANESE.replace("\n", "") in home.select_one("article").text
    heading = home.select_one("#lire-une-affirmation")
    assert heading.text.startswith("主張の読み方")
    assert heading.get("lang") is None
    assert page(copy, "").select_one("#lire-une-affirmation")


def test_a_claim_is_translated_without_its_proof_which_stays_french(copy: Path) -> None:
    home = page(copy, "ja")
    claim = home.select_one(".claim")
    assert CLAIM.strip() in claim.text
    assert claim.get("lang") is None
    assert any("from virtfaq import" in code.text for code in home.select("article div[lang=fr] pre"))


def test_a_started_language_has_no_error_and_says_in_one_line_what_is_left(copy: Path) -> None:
    done = run(copy, "check", "--lang", "ja")
    assert done.returncode == 0
    assert done.stdout.count("are not translated yet") == 1
    assert run(copy, "lock", "--lang", "ja").returncode == 0
    assert "(blocks: 3 fresh, " in run(copy, "status", "--lang", "ja").stdout


@pytest.mark.parametrize("code", ["ar", "xx", "../en", ""])
def test_a_language_that_cannot_be_started_gets_one_line_and_changes_nothing(copy: Path, code: str) -> None:
    before = sorted(copy.glob("mkdocs*.yml"))
    done = run(copy, "new", code)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert sorted(copy.glob("mkdocs*.yml")) == before


@pytest.mark.parametrize("width", [360, 1280])
def test_arabic_fits_the_screen_and_its_marks_are_on_its_side(browser, copy: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    opened = context.new_page()
    opened.goto((copy / "site" / "ar" / "index.html").as_uri())
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    sides = "e => { const s = getComputedStyle(e); return [s.borderLeftWidth, s.borderRightWidth] }"
    note, claim = (opened.locator(name).first for name in (".translation-note", "article .claim"))
    assert note.evaluate(sides)[0] == "0px"
    assert claim.evaluate(sides)[1] == "0px", "a claim in French reads from left to right"
    context.close()


PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right)|text-align:\s*(?:left|right)|[\s;{](?:left|right):"
)


def test_the_stylesheet_names_no_side() -> None:
    text = (ROOT / "theme" / "assets" / "virtfaq.css").read_text(encoding="utf-8")
    assert PHYSICAL.findall(text) == []
    assert PHYSICAL.findall("p { margin-left: 0; left: 0 }") == ["margin-left", " left:"]
