"""One who searches comes to the page named, which is in the reader's language or says that it is not."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations, cycle, product
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from bs4 import BeautifulSoup, Tag
from selenium.webdriver.remote.webelement import WebElement

from sitekit.languages import ROOT, Language, languages, settings
from tests.support.hosting import Host, break_file, hosting
from tests.support.person import Person, meeting

DATA = ROOT / "tests" / "data"
WORD = {"fr": "espace de noms", "en": "kernel"}
UNANSWERED = {"fr": "comment installer docker", "en": "how to install docker"}
UNKNOWN = {"fr": "recette de crêpes", "en": "pancake recipe"}
OPENING = ["key", "button", "phone"]
PAGE = "bases/conteneur/"
STATUS = ".search-status"
TITLE = ".search-title"
ASKED = ".search-asked a"
EVERY_HIT = """
return (async queries => {
  const { find } = await import(new URL("assets/query.js", __md_scope))
  const hits = new Map()
  for (const query of queries) {
    const { pages } = await find(query)
    for (const { url, title, kind, lang, parts } of await Promise.all(pages.map(page => page.read()))) {
      for (const hit of [{ url, title, kind, lang }, ...parts]) {
        hits.set(JSON.stringify([hit.url, hit.title, hit.lang]), { query, ...hit })
      }
    }
  }
  return [...hits.values()]
})(arguments[0])
"""

ANSWERED = """
const [input, results, status] = ["input", ".search-results", ".search-status"]
    .map(css => document.querySelector(`dialog.search ${css}`))
return input.value === arguments[0] && !results.hasAttribute("aria-busy") && status.textContent
"""

each_language = pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def walker(request: pytest.FixtureRequest) -> Iterator[Person]:
    """Return a person who stays through the tests of this file, each of which has a new host."""
    with meeting(request.param) as one:
        yield one


def words(language: Language) -> dict[str, str]:
    """Return what the box says in a language."""
    said: dict[str, str] = settings(language.config)["extra"]["words"]["search"]
    return said


def plain(text: str) -> str:
    """Return a text with plain spaces, one between two words."""
    return " ".join(text.replace("\u2060", "").split())


def starting(form: str) -> str:
    """Return what a form of the box says before its first value."""
    return plain(form.partition("{")[0])


def open_box(person: Person, opening: str = "key") -> None:
    """Open the search box, which is empty and has the focus in its field."""
    if opening == "key":
        person.press("Control+k")
    else:
        person.click(".search-open")
    person.see("dialog.search")
    assert person.focus.get_attribute("type") == "search"


def type_query(person: Person, query: str) -> str:
    """Type a query into the empty field that has the focus; return the status that answers all of it."""
    person.type(query)
    person.wait(ANSWERED, query)
    return plain(person.text(STATUS))


def title_of(hit: WebElement) -> str:
    """Return the title that a hit shows."""
    return plain(hit.text)


def follow(person: Person, language: Language, host: Host, nth: int, by: str) -> None:
    """Go to the nth hit by Enter or by a click; it is the page named, in the language or said not to be."""
    hit = person.see(TITLE, nth)
    href, title = hit.get_attribute("href") or "", title_of(hit)
    labels = person.js(
        "return [...arguments[0].parentElement.querySelectorAll('.search-kind')].map(one => one.textContent)",
        hit,
    )
    assert href.startswith(host.address + language.path), href
    person.press("Enter") if by == "Enter" else person.click(hit)
    person.wait("return location.href === arguments[0] && document.readyState === 'complete'", href)
    person.wait("return !document.querySelector('dialog.search').open")
    in_french = arrived(person, language, href, title)
    assert (words(language)["foreign"] in labels) == in_french, (href, labels)


def arrived(person: Person, language: Language, href: str, title: str) -> bool:
    """Tell whether the page shown, which must be the one named, is not in the reader's language."""
    assert person.js("return document.documentElement.lang") == language.code
    heading = person.see("article h1, article h1 + *")
    assert heading.tag_name == "h1"
    if anchor := urldefrag(href).fragment:
        named = person.js("return document.getElementById(arguments[0])?.textContent ?? ''", anchor)
        assert title in plain(named), (href, title, named)
        person.wait(
            "const { top, bottom } = document.getElementById(arguments[0]).getBoundingClientRect()\n"
            "return bottom > 0 && top < innerHeight",
            anchor,
        )
        return False
    shown = plain(
        person.js(
            "const h1 = arguments[0].cloneNode(true)\n"
            "h1.querySelector('.headerlink, .anchor-link')?.remove()\n"
            "return h1.textContent",
            heading,
        )
    )
    assert shown == title, (href, title)
    assert title in plain(person.title) or href.endswith(language.path), (title, person.title)
    assert "404" not in person.title
    return bool(heading.get_attribute("lang")) and heading.get_attribute("lang") != language.code


def walk(person: Person, host: Host, language: Language, opening: str) -> None:
    """Search a word, press Enter, search it again on the page shown, and click the third hit."""
    said = words(language)
    person.complaints()  # of what was before
    for nth, by in [(0, "Enter"), (2, "click")]:
        person.open(host.address + language.path + PAGE)
        open_box(person, opening)
        assert plain(person.text(".search-asked p")) == said["asked"]
        assert len(person.find_shown(ASKED)) == len(settings(ROOT / "mkdocs.yml")["extra"]["asked"])
        status = type_query(person, WORD[language.code])
        number = int(status.split()[0])
        assert status == said["other"].replace("{n}", str(number))
        assert number > 2
        assert len(person.find_shown(".search-results > li")) >= 3 or opening == "phone"
        assert person.find_shown(ASKED) == []
        follow(person, language, host, nth, by)
    assert person.complaints() == []


# Each two of browser, path, language and opening meet in one walk: no fault is known that takes three.
WALKS = [
    ("chromium", "/", "fr", "key"),
    ("chromium", "/repo/", "en", "button"),
    ("firefox", "/", "en", "key"),
    ("firefox", "/repo/", "fr", "button"),
    ("webkit", "/", "fr", "button"),
    ("webkit", "/repo/", "en", "key"),
]


def test_each_two_ways_to_search_meet_in_a_walk():
    for i, j in combinations(range(4), 2):
        ways = [{walk[n] for walk in WALKS} for n in (i, j)]
        assert {(walk[i], walk[j]) for walk in WALKS} == set(product(*ways))


@pytest.mark.parametrize(("walker", "path", "code", "opening"), WALKS, indirect=["walker"])
def test_a_word_leads_to_the_page_named(site, walker, path, code, opening):
    [language] = [one for one in languages() if one.code == code]
    with hosting(site, path) as host:
        walk(walker, host, language, opening)
        assert host.violations == []


@pytest.mark.parametrize(
    ("path", "language"),
    [*zip(cycle(["/", "/repo/"]), languages(), strict=False)],
    ids=lambda one: getattr(one, "code", one),
)
def test_a_word_leads_to_the_page_named_on_a_phone(site, phone, path, language):
    with hosting(site, path) as host:
        walk(phone, host, language, "phone")
        open_box(phone, "phone")
        type_query(phone, WORD[language.code])
        box = phone.js(
            "const box = document.querySelector('dialog.search')\n"
            "const { x, y, width, height } = box.getBoundingClientRect()\n"
            "return [x, y, width - innerWidth, height - innerHeight].map(Math.round)"
        )
        assert box == [0, 0, 0, 0], "it fills the screen"
        last = phone.find_shown(TITLE)[-1]
        phone.js("document.querySelector('dialog.search').scrollTo(0, 1e6)")
        assert phone.js(
            "const box = arguments[0].getBoundingClientRect()\n"
            "const at = document.elementFromPoint(box.x + 5, box.y + 5)\n"
            "return arguments[0].contains(at)",
            last,
        ), "the last hit comes into reach"


DOUBLED = {
    "Pagefind's own base": ('baseUrl: "/", ', ""),
    "the root of the host": ('"$1"), __md_scope)', '"$1"), location.origin)'),
    "the index of another language": ('"pagefind/"', '"../pagefind/"'),
    "the page before": ("url: address(page.url)", 'url: address("bases/")'),
}


@pytest.mark.parametrize("fault", DOUBLED)
def test_the_journey_fails_where_addresses_are_wrong(site, fault):
    patches = break_file(site, "assets/query.js", *DOUBLED[fault])
    patches |= break_file(site, "en/assets/query.js", *DOUBLED[fault])
    with hosting(site, "/repo/", patches=patches) as host, meeting() as person:
        person.driver.set_script_timeout(20)
        with pytest.raises(AssertionError):
            walk(hurried(person), host, languages()[1], "key")


def hurried(person: Person) -> Person:
    """Return the person, who waits for five seconds at most."""

    class Hurried(Person):
        def wait(self, script: str, *values: object, patience: float = 5) -> object:
            return super().wait(script, *values, patience=min(patience, 5))

    return Hurried(person.driver)


@cache
def named(path: Path) -> tuple[Tag, dict[str, str]]:
    """Return the heading of a page of the site, and the text of each part of it that has a name."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
    heading = page.select_one("article h1")
    assert heading, path
    for link in heading.select(".headerlink, .anchor-link"):
        link.extract()
    return heading, {one["id"]: plain(one.get_text()) for one in page.select("article [id]")}


def faults(hits: list[dict[str, str]], host: Host, language: Language) -> list[tuple[str, str, str]]:
    """Return the hits that do not lead to what they name, with the query and why."""
    found = []
    for hit in hits:
        if why := fault(hit, host, language):
            found.append((hit["query"], hit["url"], why))
    return found


def fault(hit: dict[str, str], host: Host, language: Language) -> str:
    """Return why a hit does not lead to what it names, or nothing."""
    url, anchor = urldefrag(hit["url"])
    place = url.removeprefix(host.address)
    file = host.find(place)
    if (
        not ((url.startswith(host.address + language.path) and place.endswith("/")) or url == host.address)
        or not file
    ):
        return "no page of the language"
    heading, parts = named(file)
    if anchor:
        return "" if plain(hit["title"]) in parts.get(anchor, "") else "no such passage"
    if plain(heading.get_text()) != plain(hit["title"]):
        return f"the page is {heading.get_text()}"
    return "" if hit.get("lang") == heading.get("lang") else "its language is not said"


def asked(language: Language) -> list[str]:
    """All queries of the tests in a language."""
    with (DATA / f"queries.{language.code}.tsv").open(encoding="utf-8", newline="") as stream:
        return [row["query"] for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)]


@each_language
def test_every_hit_of_every_query_leads_to_what_it_names(site, language):
    with hosting(site, path := "/repo/") as host, meeting() as person:
        person.driver.set_script_timeout(300)
        person.open(host.address + language.path)
        hits = person.js(EVERY_HIT, asked(language))
        assert len(hits) > 300
        assert {hit.get("kind") for hit in hits} == {"page", "glossary", "source", None}
        assert faults(hits, host, language) == []
        assert faults(
            [{**hits[0], "url": hits[0]["url"].replace(language.path or path, "/x/")}], host, language
        )
        assert faults([{**hits[0], "title": "Autre"}], host, language)
        print(f"{language.code}: {len(hits)} hits followed")


@each_language
def test_a_question_without_an_answer_is_told_so_and_led_on(below, walker, language):
    said = words(language)
    walker.open(below.address + language.path)
    open_box(walker)
    assert type_query(walker, UNANSWERED[language.code]) == plain(said["unanswered"])
    assert walker.find_shown(TITLE)
    follow(walker, language, below, 0, "Enter")
    open_box(walker)
    walker.type(UNKNOWN[language.code])
    walker.read(STATUS, said["none"].partition("{")[0].strip())
    assert plain(walker.text(STATUS)) == plain(said["none"].replace("{query}", UNKNOWN[language.code]))
    assert walker.find_shown(TITLE) == []
    assert walker.find_shown(".search-more") == []
    assert walker.find_shown(ASKED), "there is somewhere to go"


@each_language
def test_the_questions_most_asked_lead_to_their_pages_from_any_page(below, walker, language):
    walker.open(below.address + language.path)
    for nth in range(len(settings(ROOT / "mkdocs.yml")["extra"]["asked"])):
        open_box(walker, "button")
        link = walker.see(ASKED, nth)
        href, title = link.get_attribute("href") or "", title_of(link)
        labelled = words(language)["foreign"] in plain(walker.text(".search-asked li", nth))
        walker.click(link)  # by instant navigation, from another folder each time
        walker.wait("return location.href === arguments[0]", href)
        walker.wait(
            "return document.querySelector('article h1').textContent.includes(arguments[0])", title[:20]
        )
        assert arrived(walker, language, href, title) == labelled
    assert walker.complaints() == []


def test_a_hit_says_what_it_is(below, walker):
    walker.open(f"{below.address}en/")
    open_box(walker)
    type_query(walker, "namespaces")
    kinds = walker.js(
        "return [...document.querySelectorAll('.search-results > li')].map(li => [\n"
        "  [...li.querySelectorAll('.search-kind')].map(one => one.textContent).join(),\n"
        "  li.querySelector('.search-title').lang, li.querySelector('.search-title').href])"
    )
    for kind, lang, href in kinds:
        assert (kind == "Glossary") == ("/glossaire/#" in href)
        assert (kind == "Source") == ("/sources/#" in href)
        assert (kind == "in French") == (lang == "fr")
    assert {"Glossary", "Source", "in French"} <= {kind for kind, *_ in kinds}


def test_keys_move_and_the_focus_comes_back(below, walker):
    walker.open(below.address + PAGE)
    walker.js("document.querySelector('article a').focus({ preventScroll: true })")
    left = walker.focus
    open_box(walker)
    walker.press("ArrowDown")
    assert walker.focus == walker.see(ASKED)
    walker.press("ArrowUp")
    type_query(walker, "noyau")
    walker.press("ArrowDown")
    assert walker.focus == walker.see(TITLE)
    walker.press("ArrowUp")
    assert walker.focus.get_attribute("type") == "search"
    walker.press("Escape")
    walker.wait("return !document.querySelector('dialog.search').open")
    assert walker.focus == left


def test_enter_goes_to_the_answer_of_what_is_typed(below, walker):
    walker.open(below.address)
    open_box(walker)
    type_query(walker, "noyau")
    walker.press("Control+a")
    walker.type("glossaire\ue007")  # Enter, before there is an answer
    walker.wait("return location.href === arguments[0]", f"{below.address}glossaire/")


@each_language
def test_without_a_connection_the_box_says_so_and_tries_again(host, walker, language):
    said = words(language)
    walker.open(host.address + language.path)
    host.down = True
    open_box(walker)
    walker.read(STATUS, said["failed"])
    assert walker.find_shown(ASKED)
    walker.type("noya")
    walker.read(STATUS, said["failed"])
    walker.press("Enter")
    assert walker.address == host.address + language.path, "Enter goes nowhere"
    host.down = False
    if not walker.find_shown("dialog.search"):  # without its script, the form closes it
        open_box(walker)
    walker.type("noyau")
    walker.wait("return /^\\d+ /.test(document.querySelector('.search-status').textContent)")
    assert walker.find_shown(TITLE)


def test_a_connection_lost_on_the_way_is_not_an_answer(host, walker):
    said = words(languages()[0])
    walker.open(host.address)
    open_box(walker)
    type_query(walker, "noyau")
    host.down = True
    for query in ("hyperviseur", "recette de crêpes"):
        walker.press("Control+a")
        walker.type(query)
        walker.wait(
            "return document.querySelector('.search-status').textContent === arguments[0]", said["failed"]
        )
        assert walker.find_shown(TITLE) == []
    host.down = False
    walker.press("Control+a")
    walker.type("hyperviseurs")
    walker.wait("return /^\\d+ /.test(document.querySelector('.search-status').textContent)")
    assert re.match(r"Qu’est-ce qu’un hyperviseur", walker.text(TITLE))
