"""The passages are read as they are written, and each fault is told with its line and what to do."""

from __future__ import annotations

import pytest

from sitekit.knowledge.passages import PASSAGES, Passage, load_passages
from sitekit.knowledge.sources import SourcesError, load

GOOD = """# What claims lean on.

["a#2.1"]
where = "§ 2.1, p. 3"
quote = "one kernel"
read = "itself"
file = "manpages: usr/share/man/man7/namespaces.7.gz"

["a#tab2"]
where = "tableau 2"
quote = "two"
read = "through b"

["b#all"]
where = "texte entier"
read = "not read"
why = "payant"
"""


@pytest.fixture
def passages(tmp_path):
    """Return what is read of a text, of the works a and b."""
    path = tmp_path / "passages.toml"

    def read(text: str | bytes) -> dict[str, Passage]:
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return load_passages(path, {"a", "b"})

    return read


def test_passages_are_read_whole(passages):
    found = passages(GOOD)
    assert list(found) == ["a#2.1", "a#tab2", "b#all"]
    assert found["a#2.1"] == Passage(
        "a#2.1",
        "§ 2.1, p. 3",
        "itself",
        "one kernel",
        file="manpages: usr/share/man/man7/namespaces.7.gz",
    )
    assert [(one.work, one.locator, one.short, one.through) for one in found.values()] == [
        ("a", "2.1", "§ 2.1", ""),
        ("a", "tab2", "tableau 2", "b"),
        ("b", "all", "", ""),
    ]
    assert passages("﻿" + GOOD.replace("\n", "\r\n")) == found


def test_there_may_be_none(tmp_path, passages):
    assert passages("") == load_passages(tmp_path / "none.toml", {}) == {}


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('"b#all"', '"c#all"', 14, '"c#all" is of a work that docs/sources.bib does not have'),
        ('where = "§ 2.1, p. 3"\n', "", 3, '"a#2.1" does not say where it stands'),
        ('where = "§ 2.1, p. 3"', 'where = " "', 3, 'the where of "a#2.1" is no text'),
        ('where = "§ 2.1, p. 3"', "where = 2.1", 3, 'the where of "a#2.1" is no text'),
        ('"one kernel"', f'"{"word " * 26}"', 3, "has 26 words; shorten it to 25"),
        ('quote = "one kernel"\n', "", 3, '"a#2.1" has no quotation'),
        ('read = "itself"\n', "", 3, '"a#2.1" does not say how it was read'),
        ('read = "itself"', 'read = "partly"', 3, 'says read = "partly"; write one of: itself, abstract'),
        ('"through b"', '"through "', 9, 'says read = "through "'),
        ('why = "payant"\n', "", 14, '"b#all" was not read; add why'),
        ('why = "payant"', 'why = "payant"\nquote = "x"', 14, "was not read, and has a quotation"),
        ('why = "payant"', 'when = "x"', 14, '"b#all" has no field "when"'),
        ('read = "itself"', 'read = "itself"\nwhy = "x"', 3, "was read itself; take out why"),
        ('"a#tab2"', '"a#1"', 9, '"a#1" comes after "a#2.1"'),
        ('"a#tab2"', '"a#Tab2"', 9, '"a#Tab2" is no passage'),
        ('"a#tab2"', '"a"', 9, '"a" is no passage'),
        ('["a#tab2"]', '[["a#tab2"]]', 9, '"a#tab2" is no passage'),
        ('"a#tab2"', '"a#2.1"', 9, "this is not TOML"),
        ('"payant"', '"payant', 17, "this is not TOML"),
        ('"manpages: usr/share', '"manpages usr/share', 3, 'of "a#2.1" cannot be read; write file ='),
    ],
)
def test_each_fault_is_told_with_its_line(passages, old, new, line, message):
    assert old in GOOD
    with pytest.raises(SourcesError) as caught:
        passages(GOOD.replace(old, new, 1))
    found = [str(finding) for finding in caught.value.findings]
    assert any(text.startswith(f"passages.toml:{line}: ") and message in text for text in found), found


def test_bytes_that_are_no_text_are_told(passages):
    with pytest.raises(SourcesError, match="not in UTF-8"):
        passages(b"\xff\xfe caf\xe9")


def test_twenty_five_words_are_no_fault(passages):
    assert passages(GOOD.replace("one kernel", "word " * 25))


def test_those_of_the_site_are_of_its_works():
    assert load_passages(PASSAGES, load()) is not None
