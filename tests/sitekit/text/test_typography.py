"""The spaces of each locale are set where a reader sees text, and nowhere else."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from types import SimpleNamespace

import pytest
from markdown import Markdown

from sitekit.grammar.notebook_cells import Notebook
from sitekit.grammar.page import Page
from sitekit.markdown import typesetting
from sitekit.text import typography
from sitekit.translation.pairing import Translation
from sitekit.translation.weave.notebook import weave_notebook
from sitekit.translation.weave.page import weave_page

NARROW, WIDE, JOINER = "\u202f", "\u00a0", "\u2060"
FRENCH = {  # what is typed, and what is shown
    "Quoi ?": f"Quoi{NARROW}?",
    "Quoi\n?": f"Quoi{NARROW}?",
    "Ah ! Oui ; non": f"Ah{NARROW}! Oui{NARROW}; non",
    "Quoi ?! Si !": f"Quoi{NARROW}?! Si{NARROW}!",
    "Ceci : cela": f"Ceci{WIDE}: cela",
    "« mot »": f"«{WIDE}mot{WIDE}»",
    "«mot»": f"«{WIDE}mot{WIDE}»",
    "« mot » ?": f"«{WIDE}mot{WIDE}»{NARROW}?",
    "« Quoi ? »": f"«{WIDE}Quoi{NARROW}?{WIDE}»",
    "(vrai ?)": f"(vrai{NARROW}?)",
    "97 %, 3 ‰": f"97{NARROW}%, 3{NARROW}‰",
    "12 345 678": f"12{NARROW}345{NARROW}678",
    "1 234,56 €": f"1{NARROW}234,56{WIDE}€",
    "100 Mio": f"100{WIDE}Mio",
    "3 s, 25 °C": f"3{WIDE}s, 25{WIDE}°C",
    "5 000 nœuds": f"5{NARROW}000{WIDE}nœuds",
    "n° 5, art. 32": f"n°{WIDE}5, art.{WIDE}32",
    "p. 12, pp. 3-4": f"p.{WIDE}12, pp.{WIDE}3-4",
    "§ 2.3, chap. IV": f"§{WIDE}2.3, chap.{WIDE}IV",
    "G. J. Popek": f"G.{WIDE}J.{WIDE}Popek",
    "Mme Curie": f"Mme{WIDE}Curie",
    "un mot – ou deux – ici": f"un mot –{WIDE}ou deux{WIDE}– ici",
    "un mot — ou deux —, ici": f"un mot —{WIDE}ou deux{WIDE}—, ici",
}
UNCHANGED = [
    "à 10:30, le rapport 2:1",
    "http://a.example/?q=1;r=2",
    "le port :80 de l’hôte",
    "std::vector, a ::b",
    "un :smile: et :material-check:",
    "x != y, a := 2",
    "la CVE-2024-21626 est, vm1 et vm2",
    "Python 3.11.2, nist-800-190 et al.",
    "en 2020 300",
    "pages 3–4, de 1 – 2",
    "![image](a.png)",
    "C++, a ?b",
    "le 50 %d de printf",
    "un fanart. Le top. Les",
]


@pytest.mark.parametrize(("typed", "shown"), FRENCH.items())
def test_french_spaces(typed, shown):
    assert typography.space_text(typed, "fr") == shown
    assert typography.space_text(shown, "fr") == shown, "setting them twice changes nothing"


@pytest.mark.parametrize("text", UNCHANGED)
def test_what_only_looks_like_punctuation_stays(text):
    assert typography.space_text(text, "fr") == text


@pytest.mark.parametrize(
    ("locale", "shown"),
    {
        "fr": f"«{WIDE}Quoi{NARROW}?{WIDE}»{WIDE}: 20{NARROW}%, 1{NARROW}000{WIDE}s{NARROW}!",
        "fr-FR": f"«{WIDE}Quoi{NARROW}?{WIDE}»{WIDE}: 20{NARROW}%, 1{NARROW}000{WIDE}s{NARROW}!",
        "fr-CA": f"«{WIDE}Quoi?{WIDE}»{WIDE}: 20{WIDE}%, 1{WIDE}000{WIDE}s!",
        "fr-ch": f"«{NARROW}Quoi{NARROW}?{NARROW}»{NARROW}: 20{NARROW}%, 1{NARROW}000{WIDE}s{NARROW}!",
        "en": "« Quoi ? » : 20 %, 1 000 s !",
        "en-GB": "« Quoi ? » : 20 %, 1 000 s !",
        "de": f"« Quoi ? » : 20{WIDE}%, 1 000{WIDE}s !",
        "es-MX": f"« Quoi ? » : 20{WIDE}%, 1 000{WIDE}s !",
        "pt": f"« Quoi ? » : 20 %, 1 000{WIDE}s !",
        "nl": "« Quoi ? » : 20 %, 1 000 s !",
    }.items(),
)
def test_a_locale_has_its_own_spaces(locale, shown):
    assert typography.space_text("« Quoi ? » : 20 %, 1 000 s !", locale) == shown


def test_a_number_keeps_its_unit_and_no_other_word_in_the_languages_that_ask_for_no_more():
    assert typography.space_text("uno o 2 o 3 MiB/s", "es") == f"uno o 2 o 3{WIDE}MiB/s"
    assert typography.space_text("3 Gäste, 4 GB, 5 Man", "de") == f"3 Gäste, 4{WIDE}GB, 5 Man"


def test_no_space_where_a_chinese_line_ends():
    assert typography.space_text("一つ。\n二つ。 A\nB", "ja") == "一つ。二つ。 A\nB"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("`a ? b : c` : oui", f"`a ? b : c`{WIDE}: oui"),
        ("```\na ? b : c\n```\nOui ?", f"```\na ? b : c\n```\nOui{NARROW}?"),
        ("~~~py\na ? b\n~~~", "~~~py\na ? b\n~~~"),
        ("Un <b>mot</b> ?", f"Un <b>mot</b>{NARROW}?"),
        ("<style>a { b : c ; }</style> !", f"<style>a {{ b : c ; }}</style>{NARROW}!"),
        ("<code>a ? b</code> $x ; y$ ;", "<code>a ? b</code> $x ; y$\u202f;"),
        ("Terme\n:   Sens : mot\n    : b", f"Terme\n:   Sens{WIDE}: mot\n    : b"),
        ("| a | b |\n| :--- | ---: |", "| a | b |\n| :--- | ---: |"),
        ("[Quoi ?](a.md) !", f"[Quoi{NARROW}?](a.md){NARROW}!"),
        ("Voir ![image](a.png) \ufffc ?", f"Voir ![image](a.png) \ufffc{NARROW}?"),
    ],
)
def test_the_source_of_a_page_keeps_its_code_and_its_structure(typed, shown):
    assert typography.space_source(typed, "fr") == shown
    assert typography.space_source(typed, "en") == typed


def convert(text: str, language: str = "fr") -> Markdown:
    md = Markdown(extensions=["attr_list", "md_in_html", "toc", "tables"])
    typesetting.register(md, SimpleNamespace(language=language))
    md.html = md.convert(text)
    return md


def test_code_keeps_its_spaces_and_the_text_around_it_gets_its_own():
    assert convert("`a ? b : c` : oui").html == f"<p><code>a ? b : c</code>{WIDE}: oui</p>"
    assert convert("    a ? b : c").html == "<pre><code>a ? b : c\n</code></pre>"


def test_a_block_in_another_language_follows_its_own_rules():
    assert convert("Vrai ?\n{ lang=fr }", "en").html == f'<p lang="fr">Vrai{NARROW}?</p>'
    assert convert("Vrai ?\n{ lang=fr-ca }").html == '<p lang="fr-ca">Vrai?</p>'
    assert convert("True ?\n{ lang=en }").html == '<p lang="en">True ?</p>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "- <span lang=fr>**Vrai ?** Oui !</span> True ?",
            "<span lang=fr><strong>Vrai~?</strong> Oui~!</span> True ?",
        ),
        (
            "<span lang='fr'>Vrai ? <span class=a>Oui ?</span> Non ?</span>",
            "Vrai~? <span class=a>Oui~?</span> Non~?",
        ),
        ("<span lang=fr>*True ?*{ lang=en } Vrai ?</span>", '<em lang="en">True ?</em> Vrai~?'),
        (
            "True ? <b>True ?</b> <span lang=en>True ?</span>",
            "True ? <b>True ?</b> <span lang=en>True ?</span>",
        ),
        ("| <span lang=fr>Vrai ?</span> |\n|---|\n| True ? |", "<th><span lang=fr>Vrai~?</span></th>"),
    ],
)
def test_a_piece_left_in_french_has_the_spaces_of_french(text, shown):
    """So the weave marks what stands in a list, a title or a cell."""
    assert shown.replace("~", NARROW) in convert(text, "en").html


def test_raw_html_has_the_spaces_of_the_block_that_holds_it_and_its_code_stays():
    raw = "<figure><b>Vrai ?</b> <code>a ? b</code><script>a ? b : c</script></figure>"
    assert (
        raw.replace("Vrai ?", f"Vrai{NARROW}?")
        in convert(f"<div lang=fr markdown>\n\n{raw}\n\n</div>", "en").html
    )
    assert raw in convert(raw, "en").html


@pytest.mark.parametrize(
    "name", ["code", "kbd", "samp", "var", "tt", "pre", "textarea", "CODE", "script", "style"]
)
def test_raw_code_inside_a_paragraph_keeps_its_spaces(name):
    written = f"Quoi ? <{name} class='x ?'>a ? b **c ?** <b>d ?</b></{name}> Si !"
    page = convert(written).html
    assert f"<{name} class='x ?'>a ? b <strong>c ?</strong> <b>d ?</b></{name}>" in page
    assert page.startswith(f"<p>Quoi{NARROW}? ")
    assert page.endswith(f"Si{NARROW}!</p>")
    block = f"<div><{name}>a ? b</{name}> Quoi ?</div>"
    assert convert(block).html == block.replace("Quoi ?", f"Quoi{NARROW}?")


@pytest.mark.parametrize(
    "tag", ["<i lang=en>", "<q lang='en' cite=x>", "<EM LANG=en>", "<a hreflang=fr lang=en>"]
)
def test_raw_elements_in_another_language_follow_its_rules(tag):
    name = tag[1:].split()[0]
    page = convert(f"Quoi ? {tag}What ? **Is** it ?</{name}> Si !").html
    assert f"{tag}What ? <strong>Is</strong> it ?</{name}>" in page
    assert page.endswith(f"Si{NARROW}!</p>")


@pytest.mark.parametrize("tag", ["<br>", "<b data-lang=en>", "<a hreflang=en>", "<!-- <code> -->", "</code>"])
def test_other_tags_change_no_rules(tag):
    assert convert(f"Un {tag} Quoi ?").html == f"<p>Un {tag} Quoi{NARROW}?</p>"


def test_a_canadian_page():
    page = convert("## Pourquoi ? { #a }\n\n« Oui » : 20 % ; non !", "fr-CA")
    assert f"<p>«{WIDE}Oui{WIDE}»{WIDE}: 20{WIDE}%; non!</p>" in page.html
    assert page.toc_tokens[0]["name"] == "Pourquoi?"


def test_headings_and_attributes_too():
    assert f"Pourquoi{NARROW}?" in convert("## Pourquoi ?").html
    assert f'alt="Quoi{NARROW}?"' in convert("![Quoi ?](a.png)").html
    assert f'title="Quoi{NARROW}?"' in convert('[a](b.md "Quoi ?")').html


def test_the_table_of_contents_keeps_the_spaces_of_each_heading():
    md = convert("## Vrai ? { #a }\n\n### True ? { #b lang=en }\n\n## `a ? b` : oui { #c }")
    names = [token["name"] for token in (md.toc_tokens[0], *md.toc_tokens[0]["children"], md.toc_tokens[1])]
    assert names[:2] == ["Vrai&#8239;?", "True ?"]
    assert names[2].endswith("&nbsp;: oui")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_mark_of_a_reference_stays_with_the_word_before(language):
    cite = '<sup class="cite">[1]</sup>'
    root = etree.fromstring(f"<p>Un mot {cite}{cite}. <em>Deux</em>{cite}</p>")
    convert("", language).treeprocessors["virtfaq-typography"].run(root)
    assert etree.tostring(root, encoding="unicode").replace(cite, "@") == (
        f"<p>Un mot{NARROW}@{JOINER}@. <em>Deux</em>{JOINER}@</p>"
    )


PAGE = '---\ntitle: "Vrai ?"\ndescription: Ceci ; cela\nid: "a : b"\n---\n\nQuoi ?\n'


def test_the_title_and_the_description_of_a_page_are_set_in_their_language():
    woven = weave_page(Translation(Page(PAGE), Page("")), "en")
    assert f'title: "Vrai{NARROW}?"\ndescription: Ceci{NARROW}; cela\nid: "a : b"\n' in woven
    assert "\nQuoi ?" in woven, "the text is set when it is rendered"
    english = PAGE.replace("Vrai ?", "True ?").replace("Ceci ; cela", "This ; that")
    assert 'title: "True ?"\ndescription: This ; that\n' in weave_page(
        Translation(Page(PAGE), Page(english)), "en"
    )


def test_the_text_of_a_notebook_is_set_and_its_code_is_not():
    notebook = "# %% [markdown]\n# # Vrai ?\n#\n# Ceci : `a ? b`.\n\n# %%\nx = 1  # vrai ?\n"
    assert weave_notebook(Translation(Notebook(notebook), Notebook("")), "fr") == (
        f"# %% [markdown]\n# # Vrai&#8239;?\n#\n# Ceci{WIDE}: `a ? b`.\n\n# %%\nx = 1  # vrai ?\n"
    )
    translated = notebook.replace("Vrai ?", "True ?").replace("Ceci", "This")
    assert weave_notebook(Translation(Notebook(notebook), Notebook(translated)), "en") == translated
    assert "Vrai&#8239;?" in weave_notebook(Translation(Notebook(notebook), Notebook("")), "en")
