"""`make twin` sees what another builder makes otherwise, and tells faults from what may differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.twin import (
    KINDS,
    LINKS,
    NOTEBOOK,
    OURS_ALONE,
    SKIP,
    WRONG,
    compare,
    group,
    miss,
    pardon,
    read_article,
    read_site,
)

PAGE = """<main><nav id="menu"><a href="b/">B</a></nav><article>
  <h1 id="a">Noyau</h1><p>Un <b>seul</b> noyau.</p><p><a href="../b/#c">B</a></p>
  <p class="report"><a href="https://forge.example/">Signaler</a></p><script>x()</script>
</article></main>"""


def site(folder: Path, **pages: str) -> Path:
    for name, page in pages.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "index.html").write_text(page, encoding="utf-8")
    return folder


def differences(tmp_path: Path, *pages: str) -> list[tuple[str, str]]:
    ours, theirs = (site(tmp_path / str(n), a=PAGE, **more) for n, more in enumerate(({"b": PAGE}, {})))
    (theirs / "a" / "index.html").write_text(pages[0], encoding="utf-8")
    if pages[1:]:
        site(theirs, b=pages[1])
    return list(compare(read_site(ours), read_site(theirs)))


def test_equal_pages_do_not_differ_whatever_stands_around_their_articles(tmp_path):
    other = PAGE.replace("menu", "other").replace("<h1", "\n<h1 class='x'").replace("x()", "y()")
    assert differences(tmp_path, other, PAGE) == []


@pytest.mark.parametrize(
    ("old", "new", "how"),
    [
        ("seul", "double", "words: after « Noyau Un »: « seul » is « double »"),
        ("Un <b>", "<b>", "words: after « Noyau »: « Un » is «  »"),
        (' id="a"', "", "ids: lost a"),
        ("../b/#c", "../c/", "links: lost /b/#c"),
    ],
)
def test_a_changed_word_a_lost_id_and_a_changed_link_are_seen(tmp_path, old, new, how):
    found = differences(tmp_path, PAGE.replace(old, new), PAGE)
    assert ("a/", how) in found
    assert {address for address, _ in found} == {"a/"}


def test_a_lost_page_and_a_lost_article_are_seen(tmp_path):
    assert differences(tmp_path / "page", PAGE) == [("b/", "the page is lost")]
    assert differences(tmp_path / "article", PAGE, "<main></main>") == [("b/", "the page is lost")]


def test_words_that_only_blocks_part_are_two(tmp_path):
    assert read_article("<article><p>a<i>b</i></p><p>c</p></article>").words == ("ab", "c")


def test_what_our_theme_alone_writes_can_be_left_out():
    assert "Signaler" in read_article(PAGE).words
    assert read_article(PAGE, without=OURS_ALONE).words == ("Noyau", "Un", "seul", "noyau.", "B")


def test_equal_differences_are_one_line():
    found = [("a/", "links: lost /b/#c"), ("d/", "links: lost /b/#e"), ("d/", "links: lost /b/#f")]
    assert group(found) == ["/a/ and 1 more: links: lost /b/#…"]


ZENSICAL = PAGE.replace("../b/#c", "/glossaire.md#c").replace("<p>", '<p id="__skip">', 1)
OURS = PAGE.replace("../b/#c", "../glossaire/#c")
TERM, CODE = LINKS


def pardoned(ours: dict[str, str], theirs: dict[str, str]) -> tuple[list[tuple[str, str]], ...]:
    """Return the faults of pages by their addresses, and the differences that are none."""
    sites = [
        {address: read_article(page, address) for address, page in pages.items()} for pages in (ours, theirs)
    ]
    made, expected = pardon(*sites)
    return list(compare(sites[0], made)), expected


@pytest.mark.parametrize(
    ("address", "ours", "theirs", "kinds"),
    [
        ("a/", OURS, ZENSICAL, [SKIP, TERM]),
        ("en/a/", OURS, ZENSICAL, [SKIP, TERM]),
        ("a/", PAGE.replace("../b/#c", "/lab/b/"), PAGE.replace("../b/#c", "/lab/b.py"), [CODE]),
        ("en/404.html", PAGE, PAGE.replace("seul", "double"), [WRONG]),
        ("en/laboratoire/densite/", PAGE, None, [NOTEBOOK]),
    ],
)
def test_each_kind_of_difference_that_zensical_may_make_is_named(address, ours, theirs, kinds):
    made = {address: theirs} if theirs else {}
    assert pardoned({address: ours}, made) == ([], [(address, kind) for kind in kinds])


@pytest.mark.parametrize(
    ("address", "ours", "theirs", "fault"),
    [
        ("a/", OURS, ZENSICAL.replace("seul", "double"), "words: after « Noyau Un »: « seul » is « double »"),
        ("a/", OURS, ZENSICAL.replace(' id="a"', ""), "ids: lost a"),
        ("a/", OURS, ZENSICAL.replace('id="__skip"', 'id="other"'), "ids: new other"),
        ("a/", OURS, ZENSICAL.replace("/glossaire.md#c", "/glossaire.md#d"), "links: lost /glossaire/#c"),
        ("a/", OURS, ZENSICAL.replace(' href="/glossaire.md#c"', ""), "links: lost /glossaire/#c"),
        ("a/", OURS, ZENSICAL.replace("/glossaire.md#c", "../b.md#c"), "links: new /b.md#c"),
        ("a/", OURS, None, "the page is lost"),
        ("404.html", OURS, None, "the page is lost"),
        ("laboratoire/densite/", OURS, ZENSICAL.replace("seul", "double"), "words: after « Noyau Un »: «"),
    ],
)
def test_a_difference_of_another_kind_is_a_fault(address, ours, theirs, fault):
    faults, _ = pardoned({address: ours}, {address: theirs} if theirs else {})
    assert [how for at, how in faults if at == address and how.startswith(fault)]


def test_a_kind_that_is_no_more_is_a_fault():
    assert list(miss(("a/", kind) for kind in KINDS)) == []
    assert list(miss(("a/", kind) for kind in KINDS if kind != SKIP)) == [("", f"no more: {SKIP}")]
