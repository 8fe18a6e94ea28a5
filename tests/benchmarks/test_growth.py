"""Measure the cost of a page as the site grows, and the time that two languages at once save."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from sitekit.build.site import Places, Pool, build, render
from sitekit.languages import languages
from sitekit.translation.weave.tree import weave
from tests.support.synthetic_site import make

SIZES = (200, 1000)
SAVED = (20, 300)


@pytest.fixture(scope="module")
def sites(tmp_path_factory) -> dict[int, Places]:
    """Return a small site, to get everything loaded, and one of each size."""
    return {size: make(tmp_path_factory.mktemp(f"of-{size}"), size) for size in (25, *SIZES)}


def warmed(size: int, places: Places) -> Iterator[Pool]:
    """Yield processes that have built every language once, so that starting them is not measured."""
    pool = Pool(size)
    build(places, pool)
    yield pool
    pool.shutdown()


@pytest.fixture(scope="module")
def one(sites) -> Iterator[Pool]:
    yield from warmed(1, sites[25])


@pytest.fixture(scope="module")
def two(sites) -> Iterator[Pool]:
    yield from warmed(2, sites[25])


def seconds(function, *arguments) -> float:
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def test_a_page_costs_as_much_on_a_large_site(benchmark, sites, two) -> None:
    """Aim: at most 1.1 times as much on 1,000 pages as on 200."""
    costs = benchmark.pedantic(
        lambda: [1000 * seconds(build, sites[size], two) / size for size in SIZES], rounds=1
    )
    for size, cost in zip(SIZES, costs, strict=True):
        benchmark.extra_info[f"milliseconds a page, both languages, of {size} pages"] = cost
    benchmark.extra_info["cost of a page of 1000 / of 200 (aim: at most 1.1)"] = costs[1] / costs[0]
    assert (sites[1000].site / "en" / "groupe-39" / "essai-999" / "index.html").exists()


def test_a_save_costs_what_it_changes(benchmark, two, tmp_path: Path) -> None:
    """A page of many is saved, as in `make serve`, and its site built again, in both languages."""
    sites = [make(tmp_path / str(size), size) for size in SAVED]
    cold = [seconds(build, places, two) for places in sites]
    warm = benchmark.pedantic(lambda: [saved(places, two) for places in sites], rounds=1)
    for size, whole, one_page in zip(SAVED, cold, warm, strict=True):
        benchmark.extra_info[f"seconds to build {size} pages"] = whole
        benchmark.extra_info[f"seconds to build again, one of {size} saved"] = one_page
        benchmark.extra_info[f"one saved of {size} / all"] = one_page / whole


def saved(places: Places, pool: Pool) -> float:
    path = places.docs / "fr" / "groupe-0" / "essai-1.md"
    path.write_text(path.read_text(encoding="utf-8").replace("restaure", "rétablit"), encoding="utf-8")
    taken = seconds(build, places, pool)
    assert "rétablit" in (places.site / "groupe-0" / "essai-1" / "index.html").read_text(encoding="utf-8")
    return taken


def test_stock_material_for_comparison(benchmark, sites, tmp_path: Path) -> None:
    """The same French pages, built by MkDocs with Material as it comes."""
    costs = benchmark.pedantic(
        lambda: [1000 * seconds(stock, sites[size], tmp_path / str(size)) / size for size in SIZES], rounds=1
    )
    benchmark.extra_info["stock Material: cost of a page of 1000 / of 200"] = costs[1] / costs[0]
    assert len(list((tmp_path / "1000" / "site").rglob("essai-*/index.html"))) == 960


def stock(places: Places, out: Path) -> None:
    nav = json.loads((places.root / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    out.mkdir()
    config = {"site_name": "stock", "docs_dir": str(places.docs / "fr"), "nav": nav, "theme": "material"}
    (out / "mkdocs.yml").write_text(json.dumps(config), encoding="utf-8")
    mkdocs_build(load_config(str(out / "mkdocs.yml")))


def test_two_languages_at_a_time(benchmark, sites, one, two, tmp_path: Path) -> None:
    """Aim: at most 0.6 of the time that one after the other takes, on two cores; the bytes are the same."""
    in_turn, together = (woven(sites[200], tmp_path / name) for name in ("in-turn", "together"))
    times = benchmark.pedantic(
        lambda: [
            seconds(pool.map, render, [places] * 2, languages(places.root))
            for pool, places in ((one, in_turn), (two, together))
        ],
        rounds=1,
    )
    benchmark.extra_info["two at a time / one after the other (aim: at most 0.6)"] = times[1] / times[0]
    assert digests(in_turn) == digests(together)


def woven(places: Places, work: Path) -> Places:
    places = replace(places, work=work)
    for language in languages(places.root):
        weave(places.docs, language.code, places.pages(language))
    return places


def digests(places: Places) -> dict[str, str]:
    html = places.work / "html"
    files = [path for path in html.rglob("*") if path.is_file()]
    return {str(path.relative_to(html)): sha256(path.read_bytes()).hexdigest() for path in files}
