"""A sentence shows the range of what was measured, in the language of its page."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from sitekit.languages import languages
from sitekit.markdown.extension import VirtfaqExtension
from sitekit.text.measured import read_call
from virtfaq import evidence

SENTENCE = 'Il ajoute `of("added round trip", runtime="qemu-kvm")`{ .measured } à chaque échange.'


def render(text: str, config: str) -> BeautifulSoup:
    md = Markdown(extensions=["attr_list", "pymdownx.inlinehilite", VirtfaqExtension(config=config)])
    return BeautifulSoup(md.convert(text), "html.parser")


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("mkdocs.yml", "30,4 à 122 µs, deux études, 2014–2020"),
        ("mkdocs.en.yml", "30.4 to 122 µs, two studies, 2014–2020"),
    ],
)
def test_the_range_is_told_in_the_language_of_the_page(config, said):
    shown = render(SENTENCE, config).select_one(".measured")
    assert shown.name == "span"
    assert shown.text.replace("\u00a0", " ").replace("\u202f", " ") == said
    keys = evidence.of("added round trip", runtime="qemu-kvm").keys
    assert tuple(shown["data-measurements"].split()) == keys


def test_other_code_stays_code():
    assert render("Du `code`.", "mkdocs.yml").code.text == "code"


@pytest.mark.parametrize(
    "code", ["1 + 1", "of(", 'of("round trop")', 'of("round trip", kind="runc")', "of(x)"]
)
def test_what_is_no_quantity_is_refused(code):
    with pytest.raises(ValueError, match="measured takes"):
        read_call(code)


def test_every_language_has_the_words():
    from sitekit.languages import ROOT, settings

    for language in languages():
        name = "mkdocs.yml" if language.code == "fr" else f"mkdocs.{language.code}.yml"
        words = settings(ROOT / name)["extra"]["words"]["measured"]
        assert words.keys() == {"range", "studies", "more", "assumed", "units"}
