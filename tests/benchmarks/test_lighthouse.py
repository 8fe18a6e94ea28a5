"""Measure the speed of a page on Lighthouse's mobile preset: the median of five, beside its aim."""

from __future__ import annotations

from statistics import median

import pytest

from tests.support.host import lighthouse, serve
from tests.support.pages import QUESTION

AIM = 98
RUNS = 5


@pytest.mark.parametrize("page", ["", QUESTION], ids=["home", "question"])
def test_performance_on_the_mobile_preset(benchmark, site, page):
    scores: list[float] = []
    with serve(site) as address:

        def once() -> None:
            [result] = lighthouse([address + page], ["performance"]).values()
            scores.append(result["performance"]["score"])

        benchmark.pedantic(once, rounds=RUNS)
    benchmark.extra_info[f"median performance (aim {AIM})"] = median(scores)
    assert len(scores) == RUNS
