"""Test that where a translation is missing its readers meet French, marked as French."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from sitekit.build.site import build
from sitekit.grammar.page import Page
from sitekit.languages import ROOT
from sitekit.translation.pairing import is_worded
from tests.support.pages import parsed
from tests.support.synthetic_site import make

MOVED = "## Les sources { #les-sources }"
LOST = "Every statement that can be checked is a *claim*"  # the first paragraph of « About », in English


@pytest.fixture(scope="module")
def partial(tmp_path_factory) -> Path:
    """Return a site whose English lacks one paragraph, and the page « groupe-0/index.md »."""
    root = tmp_path_factory.mktemp("partial")
    places = make(root, 1)
    about = root / "docs" / "en" / "a-propos.md"
    paragraphs = about.read_text(encoding="utf-8").split("\n\n")
    kept = [text for text in paragraphs if LOST not in text]
    assert len(kept) == len(paragraphs) - 1
    about.write_text("\n\n".join(kept), encoding="utf-8")
    french = root / "docs" / "fr" / "a-propos.md"
    text = french.read_text(encoding="utf-8")
    assert MOVED in text
    french.write_text(text.replace(MOVED, MOVED.replace("sources {", "références {")), encoding="utf-8")
    build(places)
    return places.site


def address(page: Path) -> str:
    """Return the place of a page on the site."""
    return page.parent.as_posix() if page.stem == "index" else page.with_suffix("").as_posix()


def read(site: Path, page: str) -> BeautifulSoup:
    return parsed(site / page / "index.html")


def test_a_missing_paragraph_shows_in_french_and_only_it(partial):
    html = read(partial, "en/a-propos")
    [french] = html.select("article [lang=fr]")
    assert french.name == "p"
    assert french.get_text().startswith("Tout énoncé vérifiable")
    assert html.html["lang"] == "en"
    assert "is translated; the rest is in French" in html.select_one(".translation-note").get_text()


def test_a_heading_whose_french_has_changed_is_kept_marked_and_leads_to_the_french(partial):
    html = read(partial, "en/a-propos")
    assert html.select_one("h2#les-sources")["data-stale"] == "true"
    [link] = html.select("a.stale")
    assert (link["href"], link["hreflang"]) == ("../../a-propos/#les-sources", "fr")
    assert "One translated passage is behind the French" in html.select_one(".translation-note").get_text()
    assert (partial / "a-propos" / "index.html").exists()


def test_the_site_says_how_far_each_page_is(partial):
    table = read(partial, "en/traduire").select_one(".register table")
    rows = {row.th.a["href"]: [cell.text for cell in row.select("td")] for row in table.select("tbody tr")}
    page = partial.parent / "docs" / "fr" / "groupe-0" / "index.md"
    blocks = map(is_worded, Page(page.read_text("utf-8")).shapes)
    assert rows["../groupe-0/"] == ["0%", "0", "0", str(sum(blocks))]
    assert rows["../a-propos/"][1:] == ["1", "0", "1"]
    assert rows["../sources/"] == ["100%", "0", "0", "0"]


def test_a_term_leads_to_the_glossary_from_any_depth(site):
    for page, up in (
        ("bases/difference-vm-conteneur", "../../"),
        ("en/bases/difference-vm-conteneur", "../../"),
    ):
        links = read(site, page).select("a.term")
        assert links[0]["href"].startswith(f"{up}glossaire/#")
        assert all(link.get("title") for link in links)


def test_a_missing_page_exists_all_the_same_in_french_and_marked(partial):
    html = read(partial, "en/groupe-0")
    assert html.html["lang"] == "en"
    assert html.select_one("article h1")["lang"] == html.title["lang"] == "fr"
    assert "not been translated yet" in html.select_one(".translation-note").get_text()
    assert html.select_one("article .admonition-title > :only-child")["lang"] == "fr"
    words = html.select("article p:not(.translation-note, .report, .admonition-title, .passage)")
    assert all(text.find_parent(lang="fr") or text.get("lang") == "fr" for text in words)


def test_a_whole_translation_has_no_mark(site):
    for page in ("en/validation", "en/bases/difference-vm-conteneur", "bases"):
        html = read(site, page)
        assert html.select("article [lang=fr]:not(.answers *, .failures *), .translation-note") == []


@pytest.mark.parametrize(
    ("page", "titles"),
    [
        ("", ["Comprendre", "Laboratoire", "Le registre des affirmations"]),
        ("en", ["Understand", "Laboratory"]),
    ],
)
def test_navigation_is_in_the_language_of_the_page(site, page, titles):
    navigation = read(site, page).select_one("nav.md-nav--primary").get_text(" ", strip=True)
    for title in titles:
        assert title in navigation
    assert ("Comprendre" in navigation) == (page == "")


def test_the_register_has_every_claim_of_every_page_with_verdict_and_sources(site):
    for prefix, verdicts in (("", {"vrai", "faux", "en partie vrai", "daté", "non tranché"}), ("en/", None)):
        register = read(site, f"{prefix}affirmations")
        rows = register.select(".register tbody tr")
        claims = [
            element["id"]
            for page in sorted(ROOT.glob("docs/fr/**/*.md"))
            for element in read(site, prefix + address(page.relative_to(ROOT / "docs/fr"))).select("p.claim")
        ]
        linked = [row.select_one("th a")["href"].partition("#")[2] for row in rows]
        assert sorted(linked) == sorted(claims)
        assert len(claims) >= 70
        assert all(row.select("td")[-1].select("a") for row in rows), "each claim has sources"
        if verdicts:
            assert {row.select_one(".verdict").get_text() for row in rows} == verdicts


def test_the_sixteen_claims_are_all_taken_up(site):
    pages = [read(site, f"idees-recues/on-dit-{name}") for name in ("de-la-virtualisation", "des-conteneurs")]
    ids = {element["id"] for page in pages for element in page.select("p.claim")}
    assert {name.partition("-")[0] for name in ids} == {f"s{n}" for n in range(1, 17)}
    listed = read(site, "idees-recues").select(".register th a")
    assert ids <= {link["href"].partition("#")[2] for link in listed}


def test_each_reference_of_a_page_leads_to_its_work_or_to_a_passage_below_it(site):
    html = read(site, "bases/difference-vm-conteneur")
    works = [item["id"] for item in html.select(".references li")]
    passages = [item["id"] for item in html.select(".references li .passage")]
    links = [link["href"].removeprefix("#") for link in html.select(".cite a")]
    assert links
    assert set(passages) <= set(links) <= {*works, *passages}
    assert works == list(dict.fromkeys(link.partition(".")[0] for link in links))
    assert all(html.find(id=one).find_parent("li")["id"] == one.partition(".")[0] for one in passages)


def test_the_register_says_which_titles_and_claims_are_left_in_french(site):
    register = read(site, "en/affirmations").select_one(".register")
    languages_shown = set()
    for claim in register.select("th[scope=row] > a"):
        place, _, name = claim["href"].partition("#")
        shown = read(site, f"en/affirmations/{place}").find(id=name)
        assert claim.get("lang") == shown.get("lang"), claim
        languages_shown.add(claim.get("lang"))
    assert None in languages_shown
    for heading in register.select("h3"):
        title = read(site, f"en/affirmations/{heading.a['href']}").select_one("h1")
        assert heading.get("lang") == title.get("lang"), heading
    assert all(
        "lang" not in tag.attrs for tag in read(site, "affirmations").select(".register :is(h2, h3), th > a")
    )
