"""Measure how fast Python starts in a page, beside Pyodide as it comes, and how much is fetched for it."""

from __future__ import annotations

import gzip
from statistics import median
from time import perf_counter

import brotli

from sitekit.build.python import runtime
from tests.support import cold_start as coldstart
from tests.support import pyodide

ROUNDS = 5
AIM_OF_STOCK, AIM_BROTLI, AIM_GZIP, AIM_SECONDS = 0.4, 5.0, 6.6, 2


def test_cold_start(benchmark, browser, tmp_path) -> None:
    with coldstart.serve(pyodide.folder(), tmp_path) as address:

        def both() -> tuple[float, float]:
            ours, stock = (coldstart.start(browser, address, stock=stock) for stock in (False, True))
            assert ours.answer == stock.answer == "2"
            return ours.milliseconds, stock.milliseconds

        both()  # the browser's own first start
        times = benchmark.pedantic(lambda: [both() for _ in range(ROUNDS)], rounds=1)
    ours, stock = (median(column) for column in zip(*times, strict=True))
    benchmark.extra_info["cold start, ms"] = ours
    benchmark.extra_info["cold start of stock Pyodide, ms"] = stock
    benchmark.extra_info[f"ratio (aim: at most {AIM_OF_STOCK})"] = ours / stock


def test_first_run_weight(benchmark) -> None:
    """Each file as a server compresses it, with no other: what draws is fetched by those who draw."""
    files = [path for path in pyodide.folder().iterdir() if path.name != runtime.DRAWING]
    data = [path.read_bytes() for path in files]
    packed = benchmark.pedantic(lambda: sum(len(brotli.compress(one)) for one in data), rounds=1)
    zipped = sum(len(gzip.compress(one, 9)) for one in data)
    benchmark.extra_info[f"megabytes, brotli (aim: at most {AIM_BROTLI})"] = packed / 1e6
    benchmark.extra_info[f"megabytes, gzip (aim: at most {AIM_GZIP})"] = zipped / 1e6


def test_build_again_when_the_library_has_changed(benchmark, monkeypatch) -> None:
    pyodide.folder()
    files = {**runtime.read_own_files(), "virtfaq/new.py": f"TIME = {perf_counter()}\n".encode()}
    monkeypatch.setattr(runtime, "read_own_files", lambda: files)
    benchmark.pedantic(runtime.make_runtime, rounds=1)
    monkeypatch.undo()
    start = perf_counter()
    pyodide.folder()
    benchmark.extra_info["seconds, unchanged"] = perf_counter() - start
    if benchmark.stats:
        benchmark.extra_info[f"seconds, changed (aim: at most {AIM_SECONDS})"] = benchmark.stats.stats.min
