"""Measure how fast Python starts in a page, beside Pyodide as it comes, and how fast it is made."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from sitekit.build.python import runtime
from tests.support import cold_start as coldstart
from tests.support import pyodide

AIM_OF_STOCK, AIM_SECONDS = 0.4, 2


def test_cold_start(benchmark, sized, browser, tmp_path) -> None:
    with coldstart.serve(pyodide.folder(), tmp_path) as address:

        def both() -> tuple[float, float]:
            ours, stock = (coldstart.start(browser, address, stock=stock) for stock in (False, True))
            assert ours.answer == stock.answer == "2"
            return ours.milliseconds, stock.milliseconds

        for _ in range(sized(1, 0)):
            both()  # the browser's own first start
        times = benchmark.pedantic(lambda: [both() for _ in range(sized(5, 1))], rounds=1)
    ours, stock = (median(column) for column in zip(*times, strict=True))
    benchmark.extra_info["cold start, ms"] = ours
    benchmark.extra_info["cold start of stock Pyodide, ms"] = stock
    benchmark.extra_info[f"ratio (aim: at most {AIM_OF_STOCK})"] = ours / stock


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
