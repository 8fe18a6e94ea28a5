"""Benchmarks measure; they run where one asks for them, and say so where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skips the benchmarks, with the reason, unless they are enabled."""
    if not config.getoption("benchmark_enable"):
        skip = pytest.mark.skip(reason="benchmarks are off; `make bench` runs them")
        for item in items:
            if item.path.is_relative_to(HERE):
                item.add_marker(skip)
