"""A work has a short name that no other has, whoever wrote it."""

from __future__ import annotations

import pytest

from sitekit.knowledge.short_names import make_labels
from sitekit.knowledge.sources import load

WORDS = {"two": "{first} et {second}", "many": "{first} et al."}
ENTRY = """@misc{{{key},
  author = {{{author}}},{short}
  title = {{{title}}},
  howpublished = {{Somewhere}},
  year = {{{year}}},
  url = {{https://example.org/{key}}},
  language = {{en}},
  kind = {{primary}},
  checked = {{2026-11-24}},
  evidence = {{read}},
}}

"""


def named(tmp_path, *entries: tuple[str, str, int, str]) -> list[str]:
    text = "".join(
        ENTRY.format(
            key=f"k{number}",
            author=author,
            short=f"\n  shortauthor = {{{short}}}," * bool(short),
            title=title,
            year=year,
        )
        for number, (author, title, year, short) in enumerate(entries)
    )
    path = tmp_path / "sources.bib"
    path.write_text(text, encoding="utf-8")
    return ["".join(label) for label in make_labels(load(path).values(), WORDS).values()]


@pytest.mark.parametrize(
    ("author", "short", "label"),
    [
        ("Popek, Gerald J. and Goldberg, Robert P.", "", "Popek et Goldberg, 1974"),
        ("Creasy, Robert J.", "", "Creasy, 1974"),
        ("Anjali and Caraza-Harter, Tyler and Swift, Michael M.", "", "Anjali et al., 1974"),
        ("Scrivano, Giuseppe and others", "", "Scrivano et al., 1974"),
        ("{The Linux man-pages project}", "", "The Linux man-pages project, 1974"),
        ("Souppaya, Murugiah and Morello, John", "NIST", "NIST, 1974"),
    ],
)
def test_persons_are_called_by_their_family_name_and_organisations_by_their_own(
    tmp_path, author, short, label
):
    assert named(tmp_path, (author, "T", 1974, short)) == [label]


def test_works_alike_are_told_apart_by_a_letter_or_by_a_title_up_to_its_colon(tmp_path):
    felter, linux = "Felter, Wes", "{The Linux man-pages project}"
    found = named(
        tmp_path,
        (felter, "One", 2014, ""),
        (felter, "Two", 2014, ""),
        (felter, "Three", 2015, ""),
        (linux, "veth(4): a pair", 2023, "man-pages"),
        (linux, "setns(2): a call", 2023, "man-pages"),
    )
    assert found == [
        "Felter, 2014a",
        "Felter, 2014b",
        "Felter, 2015",
        "man-pages, veth(4), 2023",
        "man-pages, setns(2), 2023",
    ]


def test_no_two_works_of_the_site_have_the_same_short_name():
    found = ["".join(label) for label in make_labels(load().values(), WORDS).values()]
    assert len(found) == len(load()) == len(set(found))
