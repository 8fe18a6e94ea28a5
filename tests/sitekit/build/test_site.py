"""The build puts whole sites in place, and never half of one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from mkdocs.utils.yaml import get_yaml_loader

from sitekit.build import site as building
from sitekit.build.host_headers import write_headers
from sitekit.build.site import BuildError, Places, assemble, check
from sitekit.languages import Language, languages, words
from tests.support.in_turn import InTurn
from tests.support.synthetic_site import make


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return make(tmp_path, 1)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("nist-800-125#guest-os", "unknown-work#guest-os", 'names the source "unknown-work"'),
        ("data-verdict=true", "data-verdict=sure", 'has the verdict "sure"'),
        (' data-control="boot_id → uuid"', "", "this console has no control"),
    ],
)
def test_a_claim_without_proof_or_source_fails_the_build_and_says_where(places, old, new, message):
    page = places.docs / "fr" / "index.md"
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = check(places, languages()[0])
    assert "docs/fr/index.md:" in found
    assert message in found or "no executed proof" in found


def test_a_faulty_bibliography_fails_the_build_and_says_where(places):
    bibliography = places.docs / "sources.bib"
    bibliography.write_text(
        bibliography.read_text(encoding="utf-8").replace("year = {1974}", "year = {74}"), encoding="utf-8"
    )
    with pytest.raises(BuildError, match=r"\Asources\.bib:\d+: .*74[^\n]*\Z"):
        building.build(places, InTurn())


def test_assembling_replaces_what_differs_and_removes_what_is_gone(tmp_path):
    places = Places(tmp_path, tmp_path / "build", tmp_path / "site")
    french, english = (
        Language("fr", tmp_path / "mkdocs.yml", ""),
        Language("en", tmp_path / "mkdocs.en.yml", "en/"),
    )
    for language in (french, english):
        (places.html(language) / "a").mkdir(parents=True)
        (places.html(language) / "a" / "index.html").write_text(language.code, encoding="utf-8")
    (places.site / "gone").mkdir(parents=True)
    (places.site / "gone" / "index.html").write_text("old", encoding="utf-8")
    assemble(places, [french, english])
    shown = {
        path.relative_to(places.site).as_posix(): path for path in places.site.rglob("*") if path.is_file()
    }
    assert {name: path.read_text(encoding="utf-8") for name, path in shown.items()} == {
        "_headers": write_headers(),
        "a/index.html": "fr",
        "en/a/index.html": "en",
    }
    assert not (places.site / "gone").exists()
    before = shown["a/index.html"].stat()
    assemble(places, [french, english])
    assert shown["a/index.html"].stat().st_ino == before.st_ino, "what is the same is not written again"


def test_a_page_comes_after_what_it_names_and_the_package_index_stands_at_the_root(tmp_path):
    places = Places(tmp_path, tmp_path / "build", tmp_path / "site")
    french = Language("fr", tmp_path / "mkdocs.yml", "")
    for folder, names in (
        (places.html(french), ("index.html", "script.js")),
        (places.packages, ("index.html", "w.whl")),
    ):
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).write_text(name, encoding="utf-8")
    assemble(places, [french])
    made = sorted(filter(Path.is_file, places.site.rglob("*")), key=lambda path: path.stat().st_ctime_ns)
    names = [path.relative_to(places.site).as_posix() for path in made]
    assert sorted(names[:3]) == ["_headers", "script.js", "simple/w.whl"]
    assert sorted(names[3:]) == ["index.html", "simple/index.html"]


def test_a_language_that_fails_leaves_the_site_as_it_was(places, monkeypatch):
    places.site.mkdir()
    (places.site / "index.html").write_text("the last good site", encoding="utf-8")

    monkeypatch.setattr(
        building, "render", lambda _places, language, served: f"{language.code}: no" * (language.code != "fr")
    )
    with pytest.raises(BuildError, match="en: no"):
        building.build(places, InTurn())
    assert (places.site / "index.html").read_text(encoding="utf-8") == "the last good site"


def test_every_language_has_every_word_of_the_interface():
    source, *others = languages()

    def names(value, prefix=""):
        if not isinstance(value, dict):
            return {prefix}
        return {name for key, item in value.items() for name in names(item, f"{prefix}.{key}")}

    for language in others:  # read without what it inherits, which is in French
        own = yaml.load(language.config.read_text(encoding="utf-8"), Loader=get_yaml_loader())["extra"][
            "words"
        ]
        assert names(own) == names(words(source.config)), language.code


def test_a_site_without_the_machine_says_so_or_fails_where_all_is_required(monkeypatch, capsys):
    monkeypatch.setattr(building, "find_machine", lambda: None)
    monkeypatch.delenv(building.REQUIRE_ALL, raising=False)
    find = building._find_kernel.__wrapped__
    assert find(None) is None
    assert capsys.readouterr().err.startswith("The site is built without a real kernel: `make kernel` ")
    monkeypatch.setenv(building.REQUIRE_ALL, "1")
    with pytest.raises(building.BuildError, match="make kernel"):
        find(None)
