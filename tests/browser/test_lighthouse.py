"""Lighthouse's categories that do not depend on the machine: full marks on a page of each kind."""

from __future__ import annotations

from tests.support.host import lighthouse, serve
from tests.support.pages import QUESTION

CATEGORIES = ["accessibility", "best-practices", "seo"]
PAGES = ("", QUESTION, "en/affirmations/", "laboratoire/densite/")


def test_every_kind_of_page_has_full_marks(site):
    with serve(site) as address:
        found = lighthouse([address + page for page in PAGES], CATEGORIES)
    short = {
        (page, category): result
        for page, results in found.items()
        for category, result in results.items()
        if result["score"] != 100
    }
    assert len(found) == len(PAGES)
    assert all(results.keys() == set(CATEGORIES) for results in found.values())
    assert short == {}


def test_the_check_sees_a_page_that_falls_short(tmp_path):
    (tmp_path / "index.html").write_text("<html><title>x</title><img src=x.png>", encoding="utf-8")
    (tmp_path / "404.html").write_text("", encoding="utf-8")
    with serve(tmp_path) as address:
        [results] = lighthouse([address], CATEGORIES).values()
    assert all(results[category]["score"] < 100 for category in CATEGORIES)
    assert any("image-alt" in line for line in results["accessibility"]["short"])
