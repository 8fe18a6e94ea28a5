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

from sitekit.build.site import Places, Pool, build, check, render
from sitekit.checks.page import check_tree
from sitekit.languages import languages, settings
from sitekit.translation.pages import update
from sitekit.translation.weave.tree import weave
from tests.support.in_turn import InTurn
from tests.support.synthetic_site import make


@pytest.fixture(scope="module")
def sizes(sized) -> tuple[int, ...]:
    return sized((200, 1000), (2,))


@pytest.fixture(scope="module")
def saved_sizes(sized) -> tuple[int, ...]:
    return sized((20, 300), (2,))


@pytest.fixture(scope="module")
def sites(sizes, saved_sizes, tmp_path_factory) -> dict[int, Places]:
    """Return a site of each size, and a tiny one to get everything loaded."""
    every = {1, *sizes, *saved_sizes}
    return {size: make(tmp_path_factory.mktemp(f"of-{size}"), size) for size in every}


@pytest.fixture(scope="module")
def one(sized, sites) -> InTurn:
    """Return this process, once it has built every language, so that loading is not measured."""
    for places in sized([sites[1]], []):
        build(places, InTurn())
    return InTurn()


@pytest.fixture(scope="module")
def two(sized, sites, one) -> Iterator[Pool | InTurn]:
    """Yield two processes that have built every language; this one alone where nothing is measured."""
    if pool := sized(Pool, lambda size: None)(2):
        build(sites[1], pool)
        yield pool
        pool.shutdown()
    else:
        yield one


def seconds(function, *arguments) -> float:
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def milliseconds(pool: Pool | InTurn, function, *arguments) -> float:
    """Return what a call costs the processor, here and in the pool: other programs change it little."""

    def spent() -> float:
        others = [process.submit(time.process_time) for process in getattr(pool, "processes", [])]
        return time.process_time() + sum(one.result() for one in others)

    start = spent()
    function(*arguments)
    return 1000 * (spent() - start)


def test_a_page_costs_as_much_on_a_large_site(benchmark, sizes, sites, two) -> None:
    """Aim: at most 1.1 times as much on 1,000 pages as on 200."""
    costs = benchmark.pedantic(
        lambda: [milliseconds(two, build, sites[size], two) / size for size in sizes], rounds=1
    )
    for size, cost in zip(sizes, costs, strict=True):
        benchmark.extra_info[f"milliseconds a page, both languages, of {size} pages"] = cost
    benchmark.extra_info["cost of a page of 1000 / of 200 (aim: at most 1.1)"] = costs[-1] / costs[0]
    for size in sizes:
        assert count_pages(sites[size].site) == count_pages(sites[size].site / "en") == size


def count_pages(site: Path) -> int:
    """Return how many pages of groups a site has in one language."""
    return sum(1 for group in site.glob("groupe-*") for _ in group.rglob("index.html"))


def weave_all(places: Places) -> None:
    for language in languages(places.root):
        weave(places.docs, language.code, places.pages(language))


def check_all(places: Places) -> None:
    found = [fault for one in languages(places.root) for fault in check_tree(places.docs, one.code)]
    assert not [fault for fault in found if fault.severity == "error"]


def vet_all(places: Places) -> None:
    assert not any(check(places, language) for language in languages(places.root))


def lock_all(places: Places) -> None:
    before = (places.docs / "en.lock").read_bytes()
    update(places.docs, "en")
    assert (places.docs / "en.lock").read_bytes() == before


@pytest.mark.parametrize("step", [weave_all, check_all, vet_all, lock_all])
def test_a_step_costs_as_much_a_page_on_a_large_site(benchmark, sizes, sites, one, step) -> None:
    costs = benchmark.pedantic(
        lambda: [milliseconds(one, step, sites[size]) / size for size in sizes], rounds=1
    )
    benchmark.extra_info["milliseconds a page, both languages"] = costs[0]
    benchmark.extra_info["cost of a page of 1000 / of 200"] = costs[-1] / costs[0]


def test_a_save_costs_what_it_changes(benchmark, saved_sizes, sites, two) -> None:
    """A page of many is saved, as in `make serve`, and its site built again, in both languages."""
    cold = [seconds(build, sites[size], two) for size in saved_sizes]
    warm = benchmark.pedantic(lambda: [saved(sites[size], two) for size in saved_sizes], rounds=1)
    for size, whole, one_page in zip(saved_sizes, cold, warm, strict=True):
        benchmark.extra_info[f"seconds to build {size} pages"] = whole
        benchmark.extra_info[f"seconds to build again, one of {size} saved"] = one_page
        benchmark.extra_info[f"one saved of {size} / all"] = one_page / whole


def saved(places: Places, pool: Pool) -> float:
    path = places.docs / "fr" / "groupe-0" / "essai-1.md"
    path.write_text(path.read_text(encoding="utf-8").replace("restaure", "rétablit"), encoding="utf-8")
    taken = seconds(build, places, pool)
    assert "rétablit" in (places.site / "groupe-0" / "essai-1" / "index.html").read_text(encoding="utf-8")
    return taken


def test_stock_material_for_comparison(benchmark, sizes, sites, one, tmp_path: Path) -> None:
    """The same French pages, built by MkDocs with Material as it comes."""
    costs = benchmark.pedantic(
        lambda: [milliseconds(one, stock, sites[size], tmp_path / str(size)) / size for size in sizes],
        rounds=1,
    )
    benchmark.extra_info["stock Material: cost of a page of 1000 / of 200"] = costs[-1] / costs[0]
    for size in sizes:
        assert count_pages(tmp_path / str(size) / "site") == size


def stock(places: Places, out: Path) -> None:
    nav = settings(places.root / "mkdocs.yml")["nav"]
    out.mkdir()
    config = {"site_name": "stock", "docs_dir": str(places.docs / "fr"), "nav": nav, "theme": "material"}
    (out / "mkdocs.yml").write_text(json.dumps(config), encoding="utf-8")
    mkdocs_build(load_config(str(out / "mkdocs.yml")))


def test_two_languages_at_a_time(benchmark, sized, sizes, sites, one, two, tmp_path: Path) -> None:
    """Aim: at most 0.6 of the time that one after the other takes, on two cores; the bytes are the same."""
    todo = languages(sites[sizes[0]].root)[: sized(2, 1)]
    in_turn, together = (woven(sites[sizes[0]], tmp_path / name) for name in ("in-turn", "together"))
    times = benchmark.pedantic(
        lambda: [
            seconds(pool.map, render, [places] * len(todo), todo)
            for pool, places in ((one, in_turn), (two, together))
        ],
        rounds=1,
    )
    benchmark.extra_info["two at a time / one after the other (aim: at most 0.6)"] = times[1] / times[0]
    assert digests(in_turn) == digests(together)


def woven(places: Places, work: Path) -> Places:
    places = replace(places, work=work)
    weave_all(places)
    return places


def digests(places: Places) -> dict[str, str]:
    html = places.work / "html"
    files = [path for path in html.rglob("*") if path.is_file()]
    return {str(path.relative_to(html)): sha256(path.read_bytes()).hexdigest() for path in files}
