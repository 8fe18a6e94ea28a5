"""The woven tree has every French page, once, and changes only what has changed."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
import yaml

from sitekit.languages import ROOT
from sitekit.lock import update
from sitekit.weave import weave
from sitekit.wovenpage import weave_page
from tests.unit.sitekit.test_weave_page import ENGLISH, FRENCH, render

PAGE = "---\ntitle: Un\n---\n\n## Titre { #titre }\n\nUn texte.\n"
TRANSLATED = "---\ntitle: One\n---\n\n## Title { #titre }\n\nA text.\n"
NOTEBOOK = "# ---\n# title: Un\n# ---\n\n# %% [markdown]\n# Un texte.\n\n# %%\nx = 1  # un\n"


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    files = {
        "fr/index.md": PAGE,
        "fr/groupe/page.md": PAGE,
        "fr/groupe/carnet.py": NOTEBOOK,
        "fr/images/a.svg": "<svg>fr</svg>",
        "fr/images/b.svg": "<svg>fr</svg>",
        "fr/.hidden": "x",
        "en/index.md": TRANSLATED,
        "en/images/b.svg": "<svg>en</svg>",
        "en/no-french.md": "No French page.\n",
        "sources.bib": "",
    }
    for name, text in files.items():
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "docs"


def tree(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def meta(page: str) -> dict[str, object]:
    return yaml.safe_load(page.split("---\n")[1])


def test_every_french_page_exists_and_files_come_from_the_language_that_has_them(
    docs: Path, tmp_path: Path
) -> None:
    weave(docs, "en", tmp_path / "out")
    found = tree(tmp_path / "out")
    assert set(found) == {"index.md", "groupe/page.md", "groupe/carnet.py", "images/a.svg", "images/b.svg"}
    assert found["index.md"] == TRANSLATED
    assert (found["images/a.svg"], found["images/b.svg"]) == ("<svg>fr</svg>", "<svg>en</svg>")
    assert meta(found["groupe/page.md"]) == {"title": "Un", "translated": 0}
    assert "## Titre { #titre lang=fr }" in found["groupe/page.md"]


def test_the_french_tree_is_copied(docs: Path, tmp_path: Path) -> None:
    weave(docs, "fr", tmp_path / "out")
    expected = tree(docs / "fr")
    del expected[".hidden"]
    assert tree(tmp_path / "out") == expected


def test_only_what_changes_is_written_and_what_disappears_is_removed(docs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    weave(docs, "en", out)
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    (docs / "fr" / "images" / "a.svg").unlink()
    (docs / "fr" / "groupe" / "page.md").unlink()
    (docs / "fr" / "groupe" / "carnet.py").unlink()
    (docs / "en" / "index.md").write_text(TRANSLATED.replace("A text", "Some text"), encoding="utf-8")
    weave(docs, "en", out)
    assert set(tree(out)) == {"index.md", "images/b.svg"}
    assert not (out / "groupe").exists()
    assert (out / "images" / "b.svg").stat().st_mtime_ns == times[out / "images" / "b.svg"]
    assert (out / "index.md").stat().st_mtime_ns != times[out / "index.md"]


def test_without_french_pages_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="the folder of the French pages does not exist"):
        weave(tmp_path, "en", tmp_path / "out")


def test_a_page_says_how_much_of_it_is_translated() -> None:
    assert "translated" not in meta(weave_page(PAGE, TRANSLATED, "en"))
    half = weave_page(PAGE + "\nDeux mots.\n", TRANSLATED, "en")
    assert 0 < meta(half)["translated"] < 100
    assert weave_page("Un.\n", None, "en").startswith("---\ntranslated: 0\n---\n\nUn.\n")


def test_a_stale_block_is_kept_and_marked_and_its_code_is_the_french(docs: Path, tmp_path: Path) -> None:
    for lang, page in (("fr", FRENCH), ("en", ENGLISH)):
        (docs / lang / "index.md").write_text(page, encoding="utf-8")
    update(docs, "en")
    changed = FRENCH.replace("## Les listes", "## Toutes les listes").replace("Le premier point", "Le point")
    changed = changed.replace("Chacun voit", "Chacun y voit").replace('"serveur"', '"le serveur"')
    changed = changed.replace("| partagé |", "| en partage |")
    (docs / "fr" / "index.md").write_text(changed, encoding="utf-8")
    weave(docs, "en", tmp_path / "out")
    page = tree(tmp_path / "out")["index.md"]
    assert meta(page)["stale"] == 5
    soup = render(page)
    stale = soup.select("[data-stale=true]")
    assert [element.name for element in stale] == ["p", "h2", "span", "div"]
    assert stale[0].text.startswith("A host")
    assert '"le serveur"' in soup.select_one("div[lang=fr]").text
    assert not soup.select("[lang=fr] [data-stale]")


def test_notebooks_are_woven_cell_by_cell(docs: Path, tmp_path: Path) -> None:
    weave(docs, "en", tmp_path / "out")
    assert tree(tmp_path / "out")["groupe/carnet.py"] == (
        "# ---\n# title: Un\n# ---\n\n# %% [markdown]\n"
        '# <div lang="fr">\n#\n# Un texte.\n#\n# </div>\n\n# %%\nx = 1  # un\n'
    )
    english = NOTEBOOK.replace("Un texte", "A text").replace("# un", "# one")
    (docs / "en" / "groupe").mkdir()
    (docs / "en" / "groupe" / "carnet.py").write_text(english, encoding="utf-8")
    weave(docs, "en", tmp_path / "out")
    assert tree(tmp_path / "out")["groupe/carnet.py"] == english


def test_windows_line_endings_and_byte_order_marks_make_no_difference(docs: Path, tmp_path: Path) -> None:
    for lang, page in (("fr", PAGE), ("en", TRANSLATED)):
        (docs / lang / "index.md").write_bytes(("\ufeff" + page.replace("\n", "\r\n")).encode())
    weave(docs, "en", tmp_path / "out")
    assert (tmp_path / "out" / "index.md").read_bytes() == TRANSLATED.encode()


def test_a_thousand_pages_in_five_seconds(tmp_path: Path) -> None:
    """As long as the pages of the site are."""
    docs = tmp_path / "docs"
    names = [path.relative_to(ROOT / "docs" / "fr") for path in sorted((ROOT / "docs" / "fr").rglob("*.md"))]
    for lang in ("fr", "en"):
        for number in range(1000):
            path = docs / lang / f"{number % 20}" / f"{number}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / "docs" / lang / names[number % len(names)], path)
    start = time.process_time()
    weave(docs, "en", tmp_path / "out")
    assert time.process_time() - start < 5
