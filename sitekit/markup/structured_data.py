"""Describe a page to machines, as schema.org does: its terms in JSON-LD, its works in microdata.

The script ends the content of a page, and goes to the head once the page is whole: scripts in the content are
run anew at each instant navigation, whatever their type. Works are described where they stand, not once more.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as etree
from collections.abc import Iterable
from typing import Any

from markdown import Markdown

from sitekit.text.typography import space_text

SCRIPT = '<script type="application/ld+json">'
_END = "</script>"
SCHEMA = "https://schema.org"


def embed(md: Markdown, root: etree.Element, data: dict[str, Any]) -> None:
    """Add data to the end of a page; no text in it can end the script."""
    text = json.dumps({"@context": SCHEMA, **data}, ensure_ascii=False).replace("<", r"\u003c")
    etree.SubElement(root, "p").text = md.htmlStash.store(f"{SCRIPT}{text}{_END}")


def lift(page: str) -> str:
    """Return a page, whose head describes it, with what its content says in a script in the head too.

    >>> print(lift(f"<head>{SCRIPT}1</script></head><p>Un.</p>{SCRIPT}2</script><p>Deux.</p>"))
    <head><script type="application/ld+json">1</script>
    <script type="application/ld+json">2</script></head><p>Un.</p><p>Deux.</p>
    """
    start = page.find(SCRIPT, page.find("</head>"))
    if start < 0:
        return page
    own, end = (page.index(_END, at) + len(_END) for at in (page.index(SCRIPT), start))
    return f"{page[:own]}\n{page[start:end]}{page[own:start]}{page[end:]}"


def describe_terms(
    name: str, terms: Iterable[tuple[etree.Element, etree.Element]], language: str
) -> dict[str, Any]:
    """Return the definitions of a glossary: pairs of `<dt>` and `<dd>`; what is left in French says so.

    >>> term, said = map(etree.fromstring, ('<dt id="k" lang="fr">Noyau</dt>', "<dd><p>Un cœur.</p></dd>"))
    >>> describe_terms("Glossary", [(term, said)], "en")["hasDefinedTerm"]
    [{'@type': 'DefinedTerm', '@id': '#k', 'name': 'Noyau', 'description': 'Un cœur.', 'inLanguage': 'fr'}]
    """
    return {
        "@type": "DefinedTermSet",
        "name": name,
        "inLanguage": language,
        "hasDefinedTerm": [_describe_term(dt, dd, language) for dt, dd in terms],
    }


def _describe_term(dt: etree.Element, dd: etree.Element, language: str) -> dict[str, str]:
    own = dt.get("lang") or language
    term = {
        "@type": "DefinedTerm",
        "@id": f"#{dt.get('id')}",
        "name": _read_text(dt, own),
        "description": _read_text(dd, own),
    }
    return term if own == language else {**term, "inLanguage": own}


def _read_text(element: etree.Element, language: str) -> str:
    return space_text(" ".join("".join(element.itertext()).split()), language)


def set_scope(element: etree.Element, kind: str, role: str = "") -> None:
    """Mark an element as a thing of this kind, which has a role in what surrounds it."""
    element.attrib.update(
        {"itemscope": "", "itemtype": f"{SCHEMA}/{kind}"} | ({"itemprop": role} if role else {})
    )
