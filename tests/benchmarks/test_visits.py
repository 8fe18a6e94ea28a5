"""Measure what it costs to open a page in a browser: what grows with the pages of the site, one by one."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.support.audits import axe
from tests.support.pages import page_paths
from tests.support.visits import DESKTOP, DISPLAYS, Visit, record_page


@pytest.mark.parametrize("display", DISPLAYS)
def test_a_page_is_opened_on_a_display(benchmark, sized, browser, address, site, display) -> None:
    paths = page_paths(site)[: sized(12, 1)]
    start = time.perf_counter()
    found = benchmark.pedantic(
        lambda: [record_page(browser, address + path, display) for path in paths], rounds=1
    )
    benchmark.extra_info[f"{display}: seconds a page"] = (time.perf_counter() - start) / len(paths)
    assert [one.complaints for one in found] == [[]] * len(paths)


def test_a_page_is_audited_and_then_remembered(
    benchmark, sized, browser, address, site, tmp_path: Path
) -> None:
    paths = page_paths(site)[: sized(12, 1)]

    def audit() -> float:
        start = time.perf_counter()
        for path in paths:
            with Visit(browser, address + path, viewport=DESKTOP, bypass_csp=True) as visit:
                assert axe(visit.page, clean=tmp_path) == []
        return (time.perf_counter() - start) / len(paths)

    benchmark.extra_info["audit: seconds a page, opened for it"] = audit()
    benchmark.extra_info["audit: seconds a page that is remembered"] = benchmark.pedantic(audit, rounds=1)
    assert len([*tmp_path.iterdir()]) == len(paths)
