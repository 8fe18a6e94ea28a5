"""Run the benchmarks where one asks for them, and say so where they do not run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the benchmarks, with the reason, unless they are enabled."""
    if not config.getoption("benchmark_enable"):
        skip = pytest.mark.skip(reason="benchmarks are off; `make bench` runs them")
        for item in items:
            if item.path.is_relative_to(HERE):
                item.add_marker(skip)


@pytest.fixture(autouse=True)
def _print_ratios(benchmark, capsys) -> Iterator[None]:
    """Print the ratios that a benchmark found; nothing asserts them, since machines differ."""
    yield
    with capsys.disabled():
        for name, value in benchmark.extra_info.items():
            print(f"\n  {name}: {value:.2f}", end="")
