"""Wherever a reader of the site meets French, no line breaks before a mark or inside quotation marks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import pytest
from bs4 import BeautifulSoup, Comment, Doctype, Tag

from tests.support.pages import built_pages

BREAKABLE = re.compile(
    r"(?<=[^\s])[ \t\r\n]+(?=[;:!?»%‰])|(?<=«)[ \t\r\n]+|(?<=\d)[ \t\r\n]+(?=[KMGT]?i?[oB]\b)"
)
VERBATIM = "code, pre, kbd, samp, .clipboard-copy-txt, style, script, math, svg"
INLINE = {"a", "abbr", "b", "cite", "em", "i", "q", "small", "span", "strong", "sub", "sup", "label"}
ATTRIBUTES = ("title", "alt", "aria-label", "aria-description", "placeholder", "content", "data-label")
CODE = "\ufffc"


def breakable(found: Iterable[str]) -> list[str]:
    """Return the texts in which a line may break at a mark."""
    return [text for text in found if BREAKABLE.search(text)]


def french(page: str) -> Iterator[str]:
    """Yield the French texts of a page: what its blocks say, its attributes, its structured data."""
    soup = BeautifulSoup(page, "lxml")
    for data in soup.select("script[type$=json]"):
        if is_french(data):
            yield from texts(json.loads(data.string or "null"))
        data.extract()
    for element in soup.select(VERBATIM):
        element.replace_with(CODE)
    for element in soup.find_all(True):
        if is_french(element):
            yield from (str(element[name]) for name in ATTRIBUTES if name in element.attrs)
    found = [text for text in soup.find_all(string=True) if not isinstance(text, Comment | Doctype)]
    for _, run in groupby(found, lambda text: (id(block(text.parent)), is_french(text.parent))):
        pieces = list(run)
        if is_french(pieces[0].parent):
            yield "".join(pieces).strip()


def texts(data: Any) -> Iterator[str]:
    """Every text in data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, list | dict):
        for item in data.values() if isinstance(data, dict) else data:
            yield from texts(item)


def block(element: Tag) -> Tag:
    """Return the element whose lines hold what this one says."""
    return next((above for above in [element, *element.parents] if above.name not in INLINE), element)


def is_french(element: Tag) -> bool:
    """Tell whether a reader of this element reads French."""
    found = next((above["lang"] for above in [element, *element.parents] if above.get("lang")), "")
    return str(found).partition("-")[0] == "fr"


def test_no_french_on_the_site_breaks_at_a_mark(site):
    found = {page: [*french(page.read_text(encoding="utf-8"))] for page in built_pages(site)}
    assert sum(map(len, found.values())) > 500
    found |= {file: [*texts(json.loads(file.read_text("utf-8")))] for file in site.glob("assets/*.json")}
    assert {path.relative_to(site): wrong for path in found if (wrong := breakable(found[path]))} == {}


@pytest.mark.parametrize(
    "page",
    [
        "<p>Vraiment ?</p>",
        "<p>Vraiment\n!</p>",
        "<p>Un <em>mot</em> : deux</p>",
        "<p>Du <code>code</code> ; puis</p>",
        "<p>Un mot <b>!</b></p>",
        "<p>« mot\u00a0»</p>",
        "<p>«\u00a0mot »</p>",
        "<p>20 %</p>",
        "<p>100 Mio</p>",
        "<title>Vraiment ?</title>",
        '<meta name="description" content="Ceci : cela">',
        '<a title="Vraiment ?">oui</a>',
        '<button aria-label="Vraiment ?"></button>',
        '<script type="application/ld+json">{"a": [{"name": "Vraiment ?"}]}</script>',
        '<script type="application/json">["Vraiment ?"]</script>',
        '<div lang="en"><p lang="fr-CA">Ceci : cela</p></div>',
    ],
)
def test_a_space_that_breaks_is_found(page):
    assert breakable(french(f'<html lang="fr">{page}</html>'))


@pytest.mark.parametrize(
    "page",
    [
        "<p>Vraiment\u202f? «\u00a0Oui\u00a0»\u00a0: 20\u202f%</p>",
        "<p><code>a ? b : c</code></p>",
        '<p lang="en">Really ?</p>',
        "<script>a ? b : c</script><style>a : b</style>",
        "<p>à 10:30, 2:1, http://a.example/</p>",
    ],
)
def test_what_is_right_is_no_fault(page):
    assert breakable(french(f'<html lang="fr">{page}</html>')) == []
