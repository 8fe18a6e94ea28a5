"""What a page costs to build as the site grows, and what it saves to build two languages at a time."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from sitekit.build import Places, build, render
from sitekit.languages import languages
from sitekit.weave import weave
from tests.madeup import make

SIZES = (200, 1000)


@pytest.fixture(scope="module")
def sites(tmp_path_factory) -> dict[int, Places]:
    """A small site, to get everything loaded, and one of each size."""
    return {size: make(tmp_path_factory.mktemp(f"of-{size}"), size) for size in (25, *SIZES)}


def warmed(workers: int, places: Places) -> Iterator[Executor]:
    """Processes that have rendered every language once, so that starting them is not measured."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as executor:
        build(places, executor)
        yield executor


@pytest.fixture(scope="module")
def one(sites) -> Iterator[Executor]:
    yield from warmed(1, sites[25])


@pytest.fixture(scope="module")
def two(sites) -> Iterator[Executor]:
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
            seconds(list, executor.map(render, [places] * 2, languages(places.root)))
            for executor, places in ((one, in_turn), (two, together))
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
