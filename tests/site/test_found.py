"""Test what engines, feed readers, networks and language models read of a page."""

from __future__ import annotations

import json
import re
from itertools import chain
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from sitekit.build.site import FORGE_URL, render
from sitekit.grammar.front_matter import find_front_matter, read_values
from sitekit.knowledge.claims import read_records
from sitekit.knowledge.sources import load
from sitekit.languages import ROOT, Language, languages
from sitekit.markup.structured_data import embed
from tests.support.pages import built_pages, parsed
from tests.support.synthetic_site import make

PUBLISHED = "https://virtfaq.example/"  # site_url of mkdocs.yml
QUESTION = "bases/difference-vm-conteneur/"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
REQUIRED = {  # by type: what schema.org's users, the engines among them, need to make anything of it
    "FAQPage": {"mainEntity", "inLanguage", "datePublished", "dateModified", "license"},
    "Question": {"name", "acceptedAnswer"},
    "Answer": {"text"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name"},
    "DefinedTermSet": {"name", "inLanguage", "hasDefinedTerm"},
    "DefinedTerm": {"@id", "name", "description"},
    "WebPage": {"name", "description", "inLanguage", "license"},
    "WebSite": {"@id", "name"},
}
each_language = pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)


def pages(site: Path, language: Language) -> dict[str, BeautifulSoup]:
    """Return the pages of a language, by their place below its root."""
    others = {other.path.rstrip("/") for other in languages() if other.path and other != language}
    root = site / language.path
    inside = (path.parent for path in built_pages(site, "index.html") if path.is_relative_to(root))
    found = (folder.relative_to(root).as_posix() for folder in inside)
    names = ["" if name == "." else f"{name}/" for name in found if name.split("/")[0] not in others]
    return {name: parsed(root / name / "index.html") for name in names}


def data(html: BeautifulSoup) -> list[dict]:
    return [json.loads(script.string) for script in html.select("script[type='application/ld+json']")]


def things(value: object) -> list[dict]:
    """Every typed thing in JSON-LD data, at any depth."""
    if isinstance(value, list):
        return list(chain.from_iterable(map(things, value)))
    if not isinstance(value, dict):
        return []
    return [value, *chain.from_iterable(map(things, value.values()))] if "@type" in value else []


def lacks(found: list[dict]) -> list[tuple[str, set[str]]]:
    """Return what is missing, by type; a type that is not known here has everything missing."""
    empty = [(one["@type"], {key for key, value in one.items() if not value}) for one in found]
    missing = [(one["@type"], REQUIRED.get(one["@type"], {"a known type"}) - one.keys()) for one in found]
    return [(kind, keys) for kind, keys in [*missing, *empty] if keys]


@each_language
def test_every_page_describes_itself_to_engines_and_networks(site, language):
    for name, html in pages(site, language).items():
        address = PUBLISHED + language.path + name
        assert html.select_one("link[rel=canonical]")["href"] == address
        first, *_ = data(html)
        assert first["@context"] == "https://schema.org"
        assert first["@id"] == address
        assert lacks(things(data(html))) == [], name
        assert html.select_one("meta[property='og:url']")["content"] == address
        for kind in ("type", "title", "description", "locale", "site_name"):
            assert html.select_one(f"meta[property='og:{kind}']")["content"], (name, kind)


def test_the_check_sees_what_is_missing():
    assert lacks(things({"@type": "Question", "name": "Why?"})) == [("Question", {"acceptedAnswer"})]
    assert lacks(things([{"@type": "Answer", "text": ""}])) == [("Answer", {"text"})]
    assert lacks([{"@type": "Answr"}]) == [("Answr", {"a known type"})]


@each_language
def test_an_answer_is_a_question_with_its_short_answer(site, language):
    html = parsed(site / language.path / QUESTION / "index.html")
    [page] = data(html)
    [question] = page["mainEntity"]
    assert question["name"] == html.select_one("article h1").find(string=True)
    assert question["acceptedAnswer"]["text"] == html.select_one("meta[name=description]")["content"]
    trail = page["breadcrumb"]["itemListElement"]
    assert [item["position"] for item in trail] == [1, 2, 3]
    assert [item.get("item") for item in trail] == [
        PUBLISHED + language.path,
        f"{PUBLISHED}{language.path}bases/",
        None,
    ]


@each_language
def test_the_glossary_defines_its_terms_for_machines(site, language):
    html = parsed(site / language.path / "glossaire" / "index.html")
    [terms] = [one for one in data(html) if one["@type"] == "DefinedTermSet"]
    shown = {f"#{term['id']}" for term in html.select("dt[id]")}
    assert {term["@id"] for term in terms["hasDefinedTerm"]} == shown
    assert html.select("article script[type='application/ld+json']") == [], "instant navigation would run it"


def test_a_text_cannot_end_the_script_that_holds_it():
    md = Markdown()
    root = ElementTree.Element("div")
    embed(md, root, {"name": "</script><script>alert(1)</script>"})
    [script] = md.htmlStash.rawHtmlBlocks
    assert script.count("</script>") == 1
    assert json.loads(BeautifulSoup(script, "html.parser").script.string)["name"].startswith("</script>")


def test_every_work_of_a_page_is_described_where_it_stands(site):
    works = load(ROOT / "docs" / "sources.bib")
    items = parsed(site / QUESTION / "index.html").select("[itemprop=citation][itemscope]")
    found = {
        (item["id"], item.select_one("[itemprop=url]")["href"], item.select_one("[itemprop=name]").text)
        for item in items
    }
    keys = [item["id"].removeprefix("ref-") for item in items]
    assert len(keys) > 5
    assert {(href, name) for _, href, name in found} == {(works[key].link, works[key].title) for key in keys}
    assert {item["itemtype"] for item in items} == {f"https://schema.org/{works[key].schema}" for key in keys}


def read_answers() -> dict[str, dict[str, str]]:
    """Return by path the front matter of each page that has a date."""
    french = ROOT / "docs" / "fr"
    texts = {path.relative_to(french).as_posix(): path.read_text("utf-8") for path in french.rglob("*.md")}
    values = {path: read_values(find_front_matter(text)) for path, text in texts.items()}
    return {path: said for path, said in values.items() if "date" in said}


def test_every_page_that_makes_claims_has_the_day_it_was_published():
    answers = read_answers()
    claiming = {page.path for page in read_records(ROOT / "docs" / "fr") if page.claims} - {"index.md"}
    assert claiming == answers.keys(), "put the day of each answer in its front matter, as date"
    for said in answers.values():
        assert said["date"] <= said.get("changed", said["date"])


@each_language
def test_the_feed_has_every_answer_once_the_latest_first(site, language):
    feed = ElementTree.parse(site / language.path / "feed.xml").getroot()
    root = PUBLISHED + language.path
    assert feed.findtext(f"{ATOM}id") == root
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"{root}feed.xml"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    entries = feed.findall(f"{ATOM}entry")
    answers = read_answers()
    wanted = {root + path.removesuffix(".md").removesuffix("index") + "/" for path in answers}
    assert {entry.findtext(f"{ATOM}id") for entry in entries} == wanted
    assert len(entries) == len(wanted)
    days = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert days == sorted(days, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == days[0]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", day) for day in days)
    assert all(entry.findtext(f"{ATOM}title") and entry.findtext(f"{ATOM}summary") for entry in entries)
    for name, html in pages(site, language).items():
        link = html.select_one("link[type='application/atom+xml']")
        assert (site / language.path / name / link["href"]).resolve().is_file()


@each_language
def test_the_sitemap_has_every_page_with_its_translations(site, language):
    urls = ElementTree.parse(site / language.path / "sitemap.xml").getroot()
    places = pages(site, language)
    assert {url.findtext(f"{SITEMAP}loc") for url in urls} == {
        PUBLISHED + language.path + one for one in places
    }
    for url in urls:
        below = url.findtext(f"{SITEMAP}loc").removeprefix(PUBLISHED + language.path)
        links = {link.get("hreflang"): link.get("href") for link in url if link.get("rel") == "alternate"}
        assert links == {other.code: PUBLISHED + other.path + below for other in languages()}


def test_robots_may_read_everything_and_find_each_sitemap(site):
    lines = (site / "robots.txt").read_text(encoding="utf-8").split("\n")
    assert lines[:2] == ["User-agent: *", "Allow: /"]
    maps = [line.removeprefix("Sitemap: ") for line in lines if line.startswith("Sitemap: ")]
    assert maps == [f"{PUBLISHED}{language.path}sitemap.xml" for language in languages()]
    for address in maps:
        assert (site / address.removeprefix(PUBLISHED)).is_file()


@each_language
def test_llms_txt_has_every_page_in_the_format_of_its_specification(site, language):
    text = (site / language.path / "llms.txt").read_text(encoding="utf-8")
    title, blank, summary, *_ = text.splitlines()
    assert title == "# virtfaq"
    assert (blank, summary[:2]) == ("", "> ")
    linked = re.findall(r"(?m)^- \[[^\]]+\]\((\S+)\)(?:: .+)?$", text)
    assert sorted(linked) == sorted(PUBLISHED + language.path + name for name in pages(site, language))
    assert len(linked) == len(re.findall(r"(?m)^- ", text))


@each_language
def test_an_error_is_reported_from_every_page_with_its_address(site, language):
    for name, html in pages(site, language).items():
        [link] = html.select("article .report a")
        asked = parse_qs(urlsplit(link["href"]).query)
        assert asked["title"][0].endswith(html.select_one("meta[property='og:title']")["content"])
        assert PUBLISHED + language.path + name in asked["body"][0].split("\n")[0]
        assert language.code in asked["body"][0].split("\n")[1]


@pytest.mark.parametrize(
    ("forge", "start", "fields"),
    [
        ("https://github.com/o/r", "https://github.com/o/r/issues/new?", {"title", "body"}),
        (
            "https://gitlab.com/o/r/",
            "https://gitlab.com/o/r/-/issues/new?",
            {"issue[title]", "issue[description]"},
        ),
    ],
)
def test_the_forge_is_the_one_that_the_environment_names(monkeypatch, tmp_path, forge, start, fields):
    monkeypatch.setenv(FORGE_URL, forge)
    places = make(tmp_path, 1)
    [french] = [one for one in languages(places.root) if one.is_source]
    assert render(places, french) == ""
    html = parsed(places.html(french) / "groupe-0" / "index.html")
    [link] = html.select(".report a")
    assert link["href"].startswith(start)
    assert parse_qs(urlsplit(link["href"]).query).keys() == fields
    assert html.select("[data-md-component=source]") == [], "the theme asks GitHub about the repository"
