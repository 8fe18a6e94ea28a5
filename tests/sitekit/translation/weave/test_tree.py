"""The woven tree has every French page, once, and changes only what has changed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sitekit.grammar.page import Page
from sitekit.translation.pages import update
from sitekit.translation.pairing import Translation
from sitekit.translation.weave.notice import Notice
from sitekit.translation.weave.page import weave_page
from sitekit.translation.weave.tree import weave
from tests.support.constructs import ENGLISH, FRENCH, render

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
    assert meta(found["groupe/page.md"]) == {"title": "Un", "translated": 0, "title_lang": "fr"}
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
    assert "translated" not in meta(weave_page(Translation(Page(PAGE), Page(TRANSLATED)), "en"))
    half = weave_page(Translation(Page(PAGE + "\nDeux mots.\n"), Page(TRANSLATED)), "en")
    assert 0 < meta(half)["translated"] < 100
    assert weave_page(Translation(Page("Un.\n"), Page("")), "en").startswith(
        "---\ntranslated: 0\n---\n\nUn.\n"
    )


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
    assert meta(page)["stale"] == 4
    soup = render(page)
    stale = soup.select("[data-stale=true]")
    assert [element.name for element in stale] == ["p", "h2", "span", "div"]
    assert stale[0].text.startswith("A host")
    assert '"le serveur"' in soup.select_one("div[lang=fr]").text
    assert not soup.select("[lang=fr] [data-stale]")


CLAIM = (
    "## A { #a }\n\nLes conteneurs partagent un noyau.\n{ .claim #noyau data-verdict=true data-sources=x }\n"
)
CLAIMED = CLAIM.replace("Les conteneurs partagent un noyau", "Containers share a kernel")


def stale(french: str, english: str, changed: str) -> str:
    """Return the woven page after a change of the French."""
    entries = Translation(Page(french), Page(english)).update_entries()
    notice = Notice("changed in French", "The French has changed.", "../")
    return weave_page(Translation(Page(changed), Page(english), entries), "en", notice)


def test_a_stale_claim_has_the_verdict_of_the_french() -> None:
    changed = CLAIM.replace("=true", "=partly").replace("partagent", "utilisent")
    [claim] = render(stale(CLAIM, CLAIMED, changed)).select(".claim")
    assert (claim["data-verdict"], claim["data-stale"]) == ("partly", "true")
    assert claim.text.startswith("Containers share")


def test_a_verdict_of_the_translator_is_never_shown() -> None:
    [claim] = render(
        weave_page(Translation(Page(CLAIM), Page(CLAIMED.replace("=true", "=false"))), "en")
    ).select(".claim")
    assert claim["data-verdict"] == "true"


def test_a_stale_block_that_refers_elsewhere_is_shown_in_french() -> None:
    french, english = "Voir [cette page](a.md).\n", "See [this page](a.md).\n"
    woven = stale(french, english, french.replace("a.md", "b.md"))
    assert woven.startswith("---\ntranslated: 0\n---\n\nVoir [cette page](b.md).\n{ lang=fr }")


@pytest.mark.parametrize(
    ("french", "fragment"),
    [
        ("Deux noyaux sont sur cet hôte : deux.", "#a:~:text=Deux%20noyaux%20sont%20sur%20cet%20h%C3%B4te"),
        ("- Deux noyaux sont sur cet hôte.", "#a:~:text=Deux%20noyaux%20sont%20sur%20cet%20h%C3%B4te"),
        ("## Deux { #b }", "#b"),
        ('!!! note "Deux noyaux sont ici"\n\n    Un.', "#a:~:text=Deux%20noyaux%20sont%20ici"),
        ("| Deux noyaux ici |\n|---|\n| un |", "#a:~:text=Deux%20noyaux%20ici"),
        ("> Deux noyaux sont là.", "#a:~:text=Deux%20noyaux%20sont%20l%C3%A0"),
    ],
)
def test_every_kind_of_stale_block_links_to_the_french(french: str, fragment: str) -> None:
    before = "## A { #a }\n\n" + french.replace("Deux", "Trois")
    english = "## A { #a }\n\n" + french.replace("Deux", "Two")
    soup = render(stale(before, english, "## A { #a }\n\n" + french))
    [link] = soup.select("a.stale")
    assert (link["href"], link["hreflang"], link["title"]) == (
        "../" + fragment,
        "fr",
        "The French has changed.",
    )
    assert link.text == "changed in French"
    assert soup.select("[data-stale=true]")


def test_a_title_in_french_is_said_to_be() -> None:
    assert meta(weave_page(Translation(Page(PAGE), Page(TRANSLATED)), "en")).keys() == {"title"}
    assert (
        meta(weave_page(Translation(Page(PAGE), Page(TRANSLATED.partition("\n\n")[2])), "en"))["title_lang"]
        == "fr"
    )


def test_a_stale_cell_of_a_notebook_is_marked_and_its_code_is_french(docs: Path, tmp_path: Path) -> None:
    english = NOTEBOOK.replace("Un texte", "A text").replace("# un", "# one")
    (docs / "en" / "groupe").mkdir()
    (docs / "en" / "groupe" / "carnet.py").write_text(english, encoding="utf-8")
    update(docs, "en")
    changed = NOTEBOOK.replace("Un texte", "Un autre texte").replace("# un", "# deux")
    (docs / "fr" / "groupe" / "carnet.py").write_text(changed, encoding="utf-8")
    weave(docs, "en", tmp_path / "out")
    page = tree(tmp_path / "out")["groupe/carnet.py"]
    assert "# <div data-stale=\"true\">\n#\n# <a class='stale'" in page
    assert "href='../../../groupe/carnet/" in page
    assert "# A text.\n" in page
    assert "x = 1  # deux" in page


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
