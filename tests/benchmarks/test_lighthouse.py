"""Measure the speed of a page on Lighthouse's mobile preset: the median of five, beside its aim."""

from __future__ import annotations

from statistics import median

from tests.support.host import lighthouse, serve
from tests.support.pages import QUESTION

AIM = 98


def test_performance_on_the_mobile_preset(benchmark, sized, site) -> None:
    pages, runs = sized((("", QUESTION), 5), ((QUESTION,), 1))
    scores: dict[str, list[float]] = {page: [] for page in pages}
    with serve(site) as address:

        def once() -> None:
            for page, found in lighthouse([address + page for page in pages], ["performance"]).items():
                scores[page.removeprefix(address)].append(found["performance"]["score"])

        benchmark.pedantic(once, rounds=runs)
    for page, found in scores.items():
        benchmark.extra_info[f"median performance of /{page} (aim {AIM})"] = median(found)
        assert len(found) == runs
