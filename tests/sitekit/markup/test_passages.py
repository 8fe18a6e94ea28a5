"""The place of a passage is said in the language of the page."""

from __future__ import annotations

import re

import pytest

from sitekit.knowledge.passages import PASSAGES, load_passages
from sitekit.knowledge.sources import load
from sitekit.languages import languages, words
from sitekit.markup.passages import name_place

# Of French, what titles and paths of works in English do not have.
_FRENCH = re.compile(
    r"[àâçèéêëîïôûùœ’«]|\b(?:de|du|des|et|la|les|une|au|aux|ligne|diapositive|liste|rubrique|tableau|titre)\b"
)
OTHERS = [language for language in languages() if not language.is_source]


def find_french(places: list[str], said: list[dict[str, str]]) -> list[str]:
    return [place for place in places if _FRENCH.search(name_place(place, said))]


@pytest.mark.parametrize("language", OTHERS, ids=[language.code for language in OTHERS])
def test_every_place_is_said_in_every_language(language):
    passages = load_passages(PASSAGES, load()).values()
    places = [text for one in passages for text in (one.where, one.through, one.why)]
    said = words(language.config)["passage"]["places"]
    assert find_french(places, said) == [], f"say these in passage.places of {language.config.name}"


def test_what_is_left_in_french_is_found():
    places = ["§ 2, tableau 3", "page de manuel, NOTES", "début", "Table 2"]
    assert find_french(places, [{"page de manuel": "manual page"}]) == [places[0], places[2]]
