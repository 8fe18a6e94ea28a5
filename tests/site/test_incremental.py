"""A save makes again what depends on it; the site is then, byte for byte, that of a build from nothing."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from sitekit.build import site as building
from sitekit.build.site import BuildError, Places
from sitekit.languages import languages
from tests.support.in_turn import InTurn
from tests.support.synthetic_site import make

ALWAYS = {"traduire.md", "accessibilite.md"}  # they read all pages: how far each is, how many there are
READ = ALWAYS | {"validation.md"}  # it tells what each page says of a number that fails
LAID_OUT = {"traduire.md"}  # whose text then differs
ONE = "groupe-0/essai-1.md"
TWO = "groupe-0/essai-2.md"


class Site:
    """A site that is saved and built again."""

    def __init__(self, places: Places) -> None:
        self.places = places

    def path(self, name: str) -> Path:
        return self.places.docs / name

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.path(name).read_text(encoding="utf-8")
        assert old in text
        self.path(name).write_text(text.replace(old, new), encoding="utf-8", newline="")

    def build(self) -> list[set[str]]:
        """Return the pages whose text was rendered, in French and in English."""
        building.build(self.places, InTurn())
        return [set(memory.made) for memory in self.memories(self.places)]

    def framed(self) -> list[set[str]]:
        """Return the pages that were laid out."""
        return [set(memory.framed) for memory in self.memories(self.places)]

    def memories(self, places: Places):
        return [building.find_memory(places, language) for language in languages(places.root)]

    def assert_as_from_nothing(self, folder: Path) -> None:
        anew = replace(self.places, work=folder / "build", site=folder / "site")
        building.build(anew, InTurn())
        assert [memory.made for memory in self.memories(anew)] == [self.pages(), self.pages()]
        here, there = digests(self.places.site), digests(anew.site)
        assert {name for name in here.keys() | there.keys() if here.get(name) != there.get(name)} == set()

    def pages(self) -> set[str]:
        tree = self.path("fr")
        return {path.relative_to(tree).as_posix() for path in tree.rglob("*.md")}


def digests(site: Path) -> dict[str, str]:
    found = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Site:
    site = Site(make(tmp_path_factory.mktemp("incremental"), 5))
    site.build()
    return site


@pytest.fixture
def site(built: Site):
    """Return the site as it was first; each test saves other files."""
    before = {path: path.read_bytes() for path in built.places.docs.rglob("*") if path.is_file()}
    before |= {path: path.read_bytes() for path in built.places.root.glob("*.yml")}
    yield built
    for path in [path for path in built.places.docs.rglob("*") if path.is_file()]:
        if path not in before:
            path.unlink()
    for path, content in before.items():
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
    built.build()


def test_nothing_saved(site):
    assert site.build() == [ALWAYS, ALWAYS]
    assert site.framed() == [set(), set()]


def test_a_word_is_rendered_in_each_language_that_shows_it(site, tmp_path):
    site.edit(f"fr/{ONE}", "se restaure ailleurs", "se rétablit ailleurs")
    assert site.build() == [{ONE} | READ, {ONE} | READ]
    assert site.framed()[0] == {ONE} | LAID_OUT
    site.assert_as_from_nothing(tmp_path)


def test_a_translation_leaves_the_french_alone(site, tmp_path):
    site.edit(f"en/{ONE}", "on one host", "on a single host")
    assert site.build() == [ALWAYS, {ONE} | READ]
    assert site.framed()[1] == {ONE}
    site.assert_as_from_nothing(tmp_path)


def test_a_claim_changes_what_lists_it(site, tmp_path):
    site.edit(f"fr/{ONE}", "data-verdict=false", "data-verdict=partly")
    assert site.build()[0] == {ONE, "affirmations.md", "sources.md"} | READ
    assert site.framed()[0] == {ONE, "affirmations.md"} | LAID_OUT
    site.assert_as_from_nothing(tmp_path)


def test_a_title_changes_the_navigation_of_every_page(site, tmp_path):
    site.edit(f"fr/{ONE}", "Que mesure l’essai 1", "Que dit l’essai 1")
    assert site.build()[0] == {"index.md", "affirmations.md", "sources.md"} | READ
    assert site.framed()[0] == site.pages()
    site.assert_as_from_nothing(tmp_path)


def test_a_work_changes_the_pages_that_cite_it(site, tmp_path):
    site.edit("sources.bib", "Xen and the Art of Virtualization", "The Art of Virtualization")
    assert site.build()[0] == {"sources.md"} | ALWAYS
    site.edit("sources.bib", "Application Container Security Guide", "Container Security Guide")
    assert {ONE, TWO, "sources.md"} <= site.build()[0]
    site.assert_as_from_nothing(tmp_path)


def test_a_passage_changes_the_pages_that_cite_its_work(site, tmp_path):
    site.edit("passages.toml", "another quotation", "some other quotation")
    made = site.build()
    assert {ONE, TWO} <= made[0]
    assert ONE in made[1]
    assert {"sources.md", "glossaire.md"}.isdisjoint(made[0])
    site.assert_as_from_nothing(tmp_path)


def test_a_definition_changes_the_pages_that_use_the_term(site, tmp_path):
    site.edit("fr/glossaire.md", "Démarrage d’un système", "Mise en marche d’un système")
    assert ONE not in site.build()[0]
    site.edit("fr/glossaire.md", "Groupe de processus que le noyau", "Processus que le noyau")
    assert ONE in site.build()[0]
    site.edit("glossary.tsv", "densité\t", "densité; tassement\t")
    assert {ONE, "index.md"} <= site.build()[0]
    site.assert_as_from_nothing(tmp_path)


def test_pages_come_and_go(site, tmp_path):
    new = site.path("fr/groupe-0/nouveau.md")
    new.write_text(site.path(f"fr/{ONE}").read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        path = site.places.root / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f'"{ONE}"', f'"{ONE}", "groupe-0/nouveau.md"'), encoding="utf-8")
    assert site.build()[0] == {"groupe-0/nouveau.md", "index.md", "affirmations.md", "sources.md"} | READ
    site.assert_as_from_nothing(tmp_path / "with")
    site.path(f"en/{ONE}").unlink()
    assert ONE in site.build()[1]
    site.assert_as_from_nothing(tmp_path / "without")


def test_a_page_whose_target_goes_is_faulty_until_it_is_mended(site, tmp_path):
    site.path("fr/groupe-0/essai-4.md").rename(tmp_path / "away")
    with pytest.raises(BuildError):
        site.build()
    with pytest.raises(BuildError):
        site.build()
    (tmp_path / "away").rename(site.path("fr/groupe-0/essai-4.md"))
    site.build()
    site.assert_as_from_nothing(tmp_path / "site")


def test_an_example_that_fails_is_told_until_it_is_mended(site):
    site.edit(f"fr/{ONE}", "virtual hardware", "vrai matériel")
    for _ in range(2):
        with pytest.raises(BuildError, match=r"essai-1\.md:\d+: the page promises"):
            site.build()
