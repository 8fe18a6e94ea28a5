"""French spaces are set where a reader sees text, and nowhere else."""

from __future__ import annotations

import pytest
from markdown import Markdown

from sitekit import typography

NARROW, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Quoi ?", f"Quoi{NARROW}?"),
        ("Ah ! Oui ; non", f"Ah{NARROW}! Oui{NARROW}; non"),
        ("Ceci : cela", f"Ceci{WIDE}: cela"),
        ("« mot »", f"«{WIDE}mot{WIDE}»"),
        ("« mot » ?", f"«{WIDE}mot{WIDE}»{NARROW}?"),
        ("12 345 678 octets", f"12{NARROW}345{NARROW}678{WIDE}octets"),
        ("97 %", f"97{NARROW}%"),
        ("à 10:30, http://a.example/", "à 10:30, http://a.example/"),
    ],
)
def test_french_spaces(typed, shown):
    assert typography.spaced(typed, "fr") == shown
    assert typography.spaced(shown, "fr") == shown, "setting them twice changes nothing"


def test_other_languages_are_left_alone():
    assert typography.spaced("What : this ?", "en") == "What : this ?"


class _French:
    language = "fr"


def convert(text: str, context: object = _French) -> str:
    md = Markdown(extensions=["attr_list", "md_in_html", "toc"])
    typography.register(md, context)
    return md.convert(text)


def test_code_keeps_its_spaces_and_the_text_around_it_gets_its_own():
    assert convert("`a ? b : c` : oui") == f"<p><code>a ? b : c</code>{WIDE}: oui</p>"
    assert convert("    a ? b : c") == "<pre><code>a ? b : c\n</code></pre>"


def test_a_block_in_another_language_follows_its_own_rules():
    class English:
        language = "en"

    assert convert("Vrai ?\n{ lang=fr }", English) == f'<p lang="fr">Vrai{NARROW}?</p>'
    assert convert("True ?\n{ lang=en }") == '<p lang="en">True ?</p>'


def test_titles_and_headings_too():
    assert f"Pourquoi{NARROW}?" in convert("## Pourquoi ?")
