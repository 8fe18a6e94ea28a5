"""A mark leads to the passage that is cited, and the list at the end of a page has each passage once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from sitekit.knowledge.sources import BIBLIOGRAPHY, load
from sitekit.languages import ROOT, settings

PASSAGES = """["namespaces7#intro"]
where = "page de manuel, DESCRIPTION"
quote = "wraps a global system resource"
read = "itself"

["namespaces7#tab1"]
where = "tableau 1, p. 3"
quote = "two"
read = "through popek-goldberg"

["nist-800-190#2.1"]
where = "§ 2.1, p. 3"
quote = "one"
read = "abstract"

["nist-800-190#2.2"]
where = "§ 2.2"
quote = "three"
read = "through une copie"

["popek-goldberg#all"]
where = "texte entier"
read = "not read"
why = "payant"
"""
CLAIM = '{{ .claim #one data-verdict=true data-sources="{sources}" }}\n'
Convert = Callable[..., BeautifulSoup]


@pytest.fixture
def convert(tmp_path) -> Convert:
    """Return what renders a claim that cites sources, and prose, in a language."""
    (tmp_path / "passages.toml").write_text(PASSAGES, encoding="utf-8")
    (tmp_path / "sources.bib").write_bytes(BIBLIOGRAPHY.read_bytes())
    (tmp_path / "fr").mkdir()

    def render(sources: str, prose: str = "", config: str = "mkdocs.yml") -> BeautifulSoup:
        extensions = settings(ROOT / config)["markdown_extensions"]
        own = {"config": config, "docs": str(tmp_path), "tree": str(tmp_path / "fr")}
        md = Markdown(extensions=list(extensions), extension_configs={**extensions, "sitekit.markdown": own})
        text = f"A sentence.\n{CLAIM.format(sources=sources)}\n{prose}\n"
        return BeautifulSoup(md.convert(text), "html.parser")

    return render


def list_marks(page: BeautifulSoup) -> list[tuple[str, str, str]]:
    return [
        (link.get_text(), link["href"], link["aria-label"].replace("\u00a0", " "))
        for link in page.select(".cite a")
    ]


def read_passages(page: BeautifulSoup) -> dict[str, str]:
    return {one["id"]: " ".join(one.get_text().split()) for one in page.select(".references li > .passage")}


def test_a_mark_names_the_passage_and_leads_to_it(convert):
    page = convert("nist-800-190#2.1 namespaces7#intro")
    assert [(text.replace("\u00a0", " "), *more) for text, *more in list_marks(page)] == [
        ("[1, § 2.1]", "#ref-nist-800-190.2.1", "source 1, § 2.1, p. 3"),
        ("[2]", "#ref-namespaces7.intro", "source 2, page de manuel, DESCRIPTION"),
    ]
    ids = {element["id"] for element in page.select("[id]")}
    assert {href.removeprefix("#") for _, href, _ in list_marks(page)} <= ids


def test_marks_that_together_are_long_name_no_place(convert):
    page = convert("nist-800-190#2.1 namespaces7#intro namespaces7#tab1")
    assert [(text, label.replace("\u00a0", " ")) for text, _, label in list_marks(page)] == [
        ("[1]", "source 1, § 2.1, p. 3"),
        ("[2]", "source 2, page de manuel, DESCRIPTION"),
        ("[2]", "source 2, tableau 1, p. 3"),
    ]


def test_the_list_has_each_passage_once_below_its_work(convert):
    page = convert("namespaces7#intro nist-800-190#2.1 popek-goldberg#all", "As [@nist-800-190, § 2.1].")
    works = [item["id"] for item in page.select(".references li")]
    assert works == ["ref-namespaces7", "ref-nist-800-190", "ref-popek-goldberg"]
    assert read_passages(page) == {
        "ref-namespaces7.intro": "page de manuel, DESCRIPTION : « wraps a global system resource »",
        "ref-nist-800-190.2.1": "§ 2.1, p. 3 : « one » (résumé seul lu)",
        "ref-popek-goldberg.all": "texte entier (non lu : payant)",
    }
    assert {one["lang"] for one in page.select(".passage q")} == {"en"}


def test_what_was_read_in_place_of_the_work_is_named(convert):
    page = convert("namespaces7#tab1 nist-800-190#2.2")
    said = read_passages(page)
    assert said["ref-namespaces7.tab1"].endswith("(lu à travers Popek et Goldberg, 1974)")
    assert said["ref-nist-800-190.2.2"] == "§ 2.2 : « three » (lu à travers une copie)"
    assert page.select_one(".passage a")["href"] == "/sources.md#popek-goldberg"


def test_prose_that_means_a_passage_leads_to_it_and_other_prose_to_the_work(convert):
    page = convert("nist-800-190", "As [@nist-800-190, § 2.1], [@nist-800-190, § 9], [@nist-800-190].")
    assert [(text.replace("\u00a0", " "), href) for text, href, _ in list_marks(page)] == [
        ("[1]", "#ref-nist-800-190"),
        ("[1, § 2.1]", "#ref-nist-800-190.2.1"),
        ("[1, § 9]", "#ref-nist-800-190"),
        ("[1]", "#ref-nist-800-190"),
    ]


def test_another_language_says_it_in_its_words(convert):
    page = convert("namespaces7#intro namespaces7#tab1 popek-goldberg#all", "", "mkdocs.en.yml")
    assert [text.replace("\u00a0", " ") for text, *_ in list_marks(page)] == ["[1]", "[1]", "[2]"]
    assert read_passages(page) == {
        "ref-namespaces7.intro": "manual page, DESCRIPTION: “wraps a global system resource”",
        "ref-namespaces7.tab1": "table 1, p. 3: “two” (read through Popek and Goldberg, 1974)",
        "ref-popek-goldberg.all": "texte entier (not read: payant)",
    }
    assert page.select_one("[id='ref-popek-goldberg.all'] span")["lang"] == "fr"


def test_a_passage_that_there_is_not_stops_a_plain_build_too(convert):
    with pytest.raises(ValueError, match=r"docs/passages\.toml does not have it"):
        convert("nist-800-190#7")


def test_works_are_as_the_bibliography_has_them(convert):
    page = convert("nist-800-190#2.1")
    assert load()["nist-800-190"].title in page.select_one(".references").get_text()
