"""The site shows every prediction of the library, what fails first and in words, in every language."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from sitekit.languages import languages, words
from virtfaq import evidence

FOUND = evidence.validate()
FAILED = list(dict.fromkeys(check.rule.name for check in FOUND.failures))


@pytest.fixture(scope="module", params=languages(), ids=lambda language: language.code)
def page(site, request):
    """Return the words of each language, and its page."""
    path = site / request.param.path / "validation" / "index.html"
    return words(request.param.config)["validation"], BeautifulSoup(path.read_text("utf-8"), "html.parser")


def test_every_prediction_is_shown_with_its_verdict_folded_by_model(page):
    said, html = page
    rows = html.select(".validation details tbody tr")
    assert len(rows) == len(FOUND.checks) >= 30
    for verdict in said["verdicts"]:
        assert len(html.select(f".verdict--{verdict}")) == FOUND.count(verdict) > 0
    assert sorted(row["id"] for row in rows) == sorted(f"r{number}" for number in range(len(FOUND.checks)))
    folds = html.select(".validation details")
    assert [fold.summary.contents[0].strip() for fold in folds if fold.has_attr("open")] == []
    assert len(folds) == len({check.rule.name for check in FOUND.checks})


def test_the_page_leads_with_each_model_that_fails_and_where_the_site_rests_on_it(page, site):
    said, html = page
    items = html.select(".failures > li")
    assert len(items) == len(FAILED)
    named = {re.sub(r"[\u00a0\u202f]", " ", item.strong.get_text()) for item in items}
    assert named == {said["models"][name] for name in FAILED}
    assert html.select_one(".failures").find_previous("table") is None
    for item in items:
        assert html.select_one(item.a["href"]).name == "details"
        places = item.select("small a")
        assert bool(places) == (said["none"] not in item.small.get_text())
        assert len(places) <= 2
    linked = [place["href"] for item in items for place in item.select("small a")]
    assert any("demarrage/#" in link for link in linked)
    assert any("densite/#" in link for link in linked)


def test_the_figure_has_a_point_for_each_prediction_that_leads_to_its_row(page):
    _, html = page
    points = html.select(".scatter a")
    shown = [check for check in FOUND.checks if check.rule.use == "validation"]
    assert [point["class"] for point in points] == [[check.verdict] for check in shown]
    for point in points:
        row = html.select_one(point["xlink:href"])
        assert row.name == "tr"
        assert row.th.get_text() == point.title.get_text()
        assert row.strong["class"][-1] == f"verdict--{point['class'][0]}"
    assert html.select_one(".scatter")["aria-label"]
    assert html.select(".scatter [style], .scatter style") == []
    assert len(html.select(".scatter .band")) == 2


def test_identities_and_what_set_a_model_are_counted_apart(page):
    _, html = page
    predicted, apart = (one.get_text() for one in html.select(".validation > p")[:2])
    numbers = [int(number) for number in re.findall(r"\d+", predicted)]
    assert numbers == [sum(numbers[1:]), *map(FOUND.count, ("holds", "fails", "inverts"))]
    assert re.findall(r"\d+", apart) == [str(FOUND.count(name)) for name in ("calibrates", "identity")]


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("", ["271 µs", "+0,7 %", "46 200 IOPS", "411 Mo", "11 300 par seconde"]),
        ("en/", ["271 µs", "+0.7%", "46,200 IOPS", "411 MB", "11,300 per second"]),
    ],
)
def test_numbers_and_units_are_written_as_people_of_the_language_do(site, path, texts):
    html = BeautifulSoup((site / path / "validation/index.html").read_text("utf-8"), "html.parser")
    cells = [cell.get_text() for cell in html.select(".validation td[data-label]")]
    spaced = {re.sub(r"[\u00a0\u202f]", " ", cell) for cell in cells}
    assert [text for text in texts if text not in spaced] == []
    other = r"\d\.\d" if not path else r"\d,\d{1,2}\b"
    assert [cell for cell in cells if re.search(rf"{other}|\de[+-]?\d|× ?10", cell)] == []


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_every_model_unit_and_tolerance_has_its_words(language):
    said = words(language.config)["validation"]
    international = {"s", "ms", "Gbit/s", "Mbit/s", "GFLOPS", "GUPS", "IOPS", ""}
    assert {check.prediction.unit for check in FOUND.checks} <= said["units"].keys() | international | {
        "seconds"
    }
    assert {check.rule.name for check in FOUND.checks} == said["models"].keys()
    assert {check.rule.spread for check in FOUND.checks} == said["spreads"].keys()


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_most_of_what_was_measured_has_words_in_the_language(language):
    """New measurements are shown under the names that the data have until somebody gives them words."""
    said = words(language.config)["validation"]["things"]
    measured = {evidence.get(check.prediction.keys[0]).quantity for check in FOUND.checks}
    assert len(measured & said.keys()) > 0.9 * len(measured)
