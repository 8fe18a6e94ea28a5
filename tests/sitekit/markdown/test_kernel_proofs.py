"""A console says which kernels answered it and what its control changes; a claim says what it rests on."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from sitekit.languages import ROOT, settings
from sitekit.text.dates import write_day
from virtfaq.lab import read_proofs

CLAIM = 'A sentence.\n{{ .claim #one data-verdict=true data-sources="namespaces7"{more} }}\n'
PYTHON = "\n```pycon\n>>> 1 + 1\n2\n```\n"
MEASURE = "\n```pycon\n>>> from virtfaq import evidence\n>>> evidence.get(\"ns.mnt\").value\n'2.4.19'\n```\n"


def convert(text: str, config: str = "mkdocs.yml") -> BeautifulSoup:
    extensions = settings(ROOT / config)["markdown_extensions"]
    configs = {**extensions, "sitekit.markdown": {"config": config}}
    md = Markdown(extensions=list(extensions), extension_configs=configs)
    return BeautifulSoup(md.convert(text), "html.parser")


def fence(console: str, control: str) -> str:
    return f'\n```{{.console .kernel data-control="{control}"}}\n{console}```\n'


def read(page: BeautifulSoup, selector: str) -> str:
    """Return the text of a part, with plain spaces: some do not break."""
    return " ".join(page.select_one(selector).get_text().split())


def claim(more: str = "") -> str:
    return CLAIM.format(more=more)


def test_a_console_says_who_answered_and_what_would_change():
    proof = read_proofs()["noyau/espaces-de-noms#changement-invisible"]
    page = convert(claim() + fence(proof.console, proof.control))
    block = page.select_one(".kernel.highlight")
    assert block["data-kernel"] == "one"
    said = read(page, ".kernel.highlight + .replayed")
    assert f"Rejoué sur un noyau réel : Linux {proof.kernel}" in said
    assert write_day(proof.date, "fr_FR") in said
    assert "Témoin : avec --ipc au lieu de --uts, le résultat change." in said
    english = convert(claim() + fence(proof.console, proof.control), "mkdocs.en.yml")
    said = read(english, ".replayed")
    assert f"Replayed on a real kernel: Linux {proof.kernel}" in said
    assert write_day(proof.date, "en_GB") in said


def test_a_console_that_is_not_as_it_was_replayed_says_so():
    proof = read_proofs()["noyau/espaces-de-noms#changement-invisible"]
    changed = proof.console.replace("boite", "maison")
    said = read(convert(claim() + fence(changed, proof.control)), ".replayed")
    assert "Pas encore rejoué sur un noyau réel tel qu’il est écrit." in said


def test_a_control_that_takes_away_and_signs_of_html_are_told():
    page = convert(claim() + fence("$ echo '<b>' --uts\n<b> --uts\n", "'<b>' →"))
    assert "Témoin : sans '<b>', le résultat change." in read(page, ".replayed")
    assert page.select_one(".replayed b") is None
    assert "$ echo '<b>' --uts" in page.select_one(".kernel code").get_text()


@pytest.mark.parametrize(
    ("rests", "more", "said"),
    [
        (fence("$ echo 1\n1\n", "1 → 2"), "", "Repose sur : noyau"),
        (PYTHON, "", "Repose sur : calcul"),
        (MEASURE, "", "Repose sur : mesure, calcul"),
        (fence("$ echo 1\n1\n", "1 → 2") + PYTHON, "", "Repose sur : noyau, calcul"),
        (PYTHON, ' data-console="b.md#two"', "Repose sur : noyau, calcul"),
        ("", ' data-definition="a#2"', "Repose sur : définition"),
        (PYTHON, ' data-definition="a#2"', "Repose sur : définition, calcul"),
    ],
    ids=["kernel", "calculation", "measure", "both", "elsewhere", "definition", "definition too"],
)
def test_a_claim_says_what_it_rests_on(rests, more, said):
    page = convert(claim(more) + rests)
    assert read(page, ".claim .rungs") == said
    line = page.select_one(".claim .rungs")
    link = line.find("a")
    assert (link and link["href"]) == ("b.md#two" if "console" in more else None)
    assert "headerlink" in line.find_next_sibling()["class"]
