"""The glossary advises translators, and explains terms to readers where they first meet them."""

from __future__ import annotations

import re
from pathlib import Path

import markdown
import pytest
from bs4 import BeautifulSoup

from sitekit.checks.advised_words import find_discouraged
from sitekit.grammar.page import Page
from sitekit.knowledge.context import Context
from sitekit.knowledge.definitions import read_definitions
from sitekit.knowledge.glossary import GlossaryError, load, make_pattern
from sitekit.languages import ROOT, languages, words
from sitekit.markdown import term_links

DOCS = ROOT / "docs"
TERMS = load(DOCS / "glossary.tsv")
PAGE = """---
title: G
---

Noyau { #noyau }
:   Ce qui *tient* le [matériel](a.md).

Hôte { #hote }
:   Une machine.
"""


def render(text: str, tree: Path, language: str = "fr") -> BeautifulSoup:
    """Render a page with the terms of the site's glossary, and the definitions of a tree's page."""
    config = next(one.config for one in languages() if one.code == language)
    context = Context(language, words(config), DOCS, tree)
    md = markdown.Markdown(extensions=["attr_list", "def_list", "tables"])
    term_links.register(md, context)
    return BeautifulSoup(md.convert(text), "html.parser")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "glossaire.md").write_text(PAGE, encoding="utf-8")
    return tmp_path


def test_the_first_use_of_a_term_links_to_its_definition(tree: Path) -> None:
    links = render("Un noyau, deux noyaux.\n\nUn noyau, un hôte.\n", tree).select("a.term")
    assert [(link["href"], link.text, link["title"]) for link in links] == [
        ("/glossaire.md#noyau", "noyau", "Ce qui tient le matériel."),
        ("/glossaire.md#hote", "hôte", "Une machine."),
    ]


@pytest.mark.parametrize(
    "text",
    ["## Le noyau", "`noyau`", "    noyau", "[noyau](a.md)", "Un noyautage.", "| noyau |\n|---|", "*noyau*"],
)
def test_code_headings_links_and_other_words_are_left_alone(tree: Path, text: str) -> None:
    assert render(text, tree).select("a.term") == []


INSIDE = [
    "{}", "**{}**", "un *mot* {}", "<b>{}</b>", "**un** {} <br> {}", "<span>a</span> {}", "{}<img src=x> {}",
]  # fmt: skip
RAW = [
    "<a>", "<button>", "<cite>", "<code>", "<dfn>", "<kbd>", "<label>", "<pre>", "<samp>", "<script>",
    "<select>",
    "<style>", "<summary>", "<svg>", "<textarea>", "<tt>", "<var>", "<KBD>", "<Code>", "<code class=x>",
    '<a href="https://example.org/">', "<a href='a.md'\nclass=x>", '<a id="x" title="noyau">',
    '<span lang="en">', "<SPAN LANG=en>", "<i lang=en>", "<q cite=x lang='en'>", '<b translate=no lang="de">',
]  # fmt: skip


@pytest.mark.parametrize("tag", RAW)
@pytest.mark.parametrize("inside", INSIDE)
def test_no_link_is_put_in_elements_written_by_hand(tree: Path, tag: str, inside: str) -> None:
    name = re.match(r"<(\w+)", tag)[1]
    written = f"{tag}{inside.format('noyau', 'noyau')}</{name}>"
    cell = written.replace("\n", " ")
    page = f"Un {written}.\n\n- **Un {written}.**\n\n> {written}\n\n| a |\n|---|\n| {cell} |\n\nLe noyau."
    [link] = render(page, tree).select("a.term")
    assert link.find_parent("p").text == "Le noyau."


@pytest.mark.parametrize(
    "text",
    [
        "<a>x</a> noyau", "<span>noyau</span>", "<b>le **noyau**</b>", "<a id=x></a>noyau", "<br>noyau",
        "</a>noyau", "<a id=x />noyau", "<span lang=en>host</span> noyau", "<!-- <a> --> noyau",
        "&lt;a> noyau",
        "`<a>` noyau", "<code>a</code> <b>b</b> noyau", "<i><b>a</b> noyau</i>", "<div>a</div>\n\nnoyau",
        "<span hreflang=en data-lang=en>noyau</span>", "## <a id=x>\n\n</a>noyau", "<wbr>noyau",
        "&amp; noyau",
        '<span markdown="1">noyau</span>', "<input type=text> noyau",
    ],
)  # fmt: skip
def test_a_link_is_put_beside_and_below_them(tree: Path, text: str) -> None:
    soup = render(text, tree)
    [link] = soup.select("a.term")
    assert link.text == "noyau"
    assert not link.find_parent(["a", "code"])


def test_french_left_in_a_translation_is_left_alone(tree: Path) -> None:
    (tree / "glossaire.md").write_text(PAGE.replace("Noyau {", "Kernel {"), encoding="utf-8")
    soup = render("Le kernel.\n{ lang=fr }\n\nThe kernel runs.\n", tree, "en")
    assert [link.find_parent("p").text for link in soup.select("a.term")] == ["The kernel runs."]


def test_a_definition_that_is_not_translated_is_no_tooltip(tree: Path) -> None:
    (tree / "glossaire.md").write_text(
        PAGE.replace("Une machine.", "<span lang=fr>Une machine.</span>"), "utf-8"
    )
    [link] = render("A host.\n", tree, "en").select("a.term")
    assert (link["href"], link.get("title")) == ("/glossaire.md#hote", None)


def test_text_around_links_stays_as_it_was(tree: Path) -> None:
    text = "Le noyau d’un hôte, **et** l’hyperviseur : noyau."
    assert render(text, tree).text == text.replace("**", "")


def test_the_glossary_itself_has_the_equivalents(tree: Path) -> None:
    soup = render(PAGE.partition("---\n\n")[2], tree)
    assert soup.select("a.term") == []
    first = soup.select_one("dd .equivalents")
    said = {one["lang"]: one.text for one in first.select("[lang]")}
    assert (said["en"], said["es"]) == ("kernel", "núcleo")
    assert "À éviter\u00a0: kernel" in first.text


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_term_is_defined_in_every_language_and_has_its_forms(lang: str) -> None:
    said = read_definitions(DOCS / lang)
    assert said.keys() == {term.id for term in TERMS}
    assert all(said.values())
    page = (DOCS / lang / "glossaire.md").read_text(encoding="utf-8")
    for term in TERMS:
        assert term.forms[lang], term.id
        heads = re.findall(rf"(?m)^(.*) \{{ #{re.escape(term.id)} \}}$", page)
        assert [head.lower() for head in heads] == [term.forms[lang][0].lower()]


def test_no_term_advises_against_itself() -> None:
    for term in TERMS:
        for lang, forms in term.forms.items():
            if words := make_pattern(term.avoid.get(lang, ()), lang, capital=False):
                assert not any(words.search(form) for form in forms), (term.id, lang)


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("fr", "Deux containers.", ["containers"]),
        ("fr", "Le cloud ; *cloud*, _cloud_ et `cloud`.", ["cloud"]),
        ("fr", "Kata Containers, Google Cloud.", []),
        ("fr", "Un conteneur.", []),
        ("es", "El kernel del anfitrión.", ["kernel"]),
        ("es", "El núcleo.", []),
        ("de", "Der Namespace.", ["Namespace"]),
        ("en", "A kernel in the cloud.", []),
        ("fr", "```sh\nkernel # container\n```", []),
    ],
)
def test_words_that_the_glossary_advises_against(lang: str, text: str, found: list[str]) -> None:
    said = [
        re.search(r'against "(.*?)"', one.message)
        for one in find_discouraged(Page(text, "a.md"), lang, TERMS)
    ]
    assert [match[1] for match in said if match] == found


@pytest.mark.parametrize("table", ["id\tfr\na\n", "id\tfr\n\tx\n", "id\tfr\na\tx\na\ty\n"])
def test_a_faulty_table_says_the_line(tmp_path: Path, table: str) -> None:
    path = tmp_path / "glossary.tsv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"glossary\.tsv:\d: "):
        load(path)


def test_no_table_and_windows_line_endings(tmp_path: Path) -> None:
    assert load(tmp_path / "none.tsv") == []
    (tmp_path / "glossary.tsv").write_bytes((DOCS / "glossary.tsv").read_bytes().replace(b"\n", b"\r\n"))
    assert load(tmp_path / "glossary.tsv") == TERMS
