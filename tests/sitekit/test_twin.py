"""`make twin` sees what another builder makes otherwise, and tells faults from what may differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.twin import OURS_ALONE, compare, group, may_differ, read_article, read_site

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


@pytest.mark.parametrize(
    ("address", "how", "may"),
    [
        ("bases/", "words: after « a »: « b » is « c »", False),
        ("bases/", "ids: lost a", False),
        ("bases/", "the page is lost", False),
        ("bases/", "links: lost /glossaire/#noyau", True),
        ("bases/", "ids: new __skip", True),
        ("en/laboratoire/densite/", "the page is lost", True),
        ("en/404.html", "words: after « a »: « b » is « c »", True),
    ],
)
def test_zensical_may_differ_in_links_notebooks_and_its_own_parts_alone(address, how, may):
    assert may_differ(address, how) is may
