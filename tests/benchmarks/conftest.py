"""Give benchmarks their size: large where one measures, small where the suite sees that they still run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

Size = TypeVar("Size")


@pytest.fixture(scope="session")
def sized(pytestconfig: pytest.Config) -> Callable[[Size, Size], Size]:
    """Return a function that takes the first of two sizes with `make bench`, and the second elsewhere."""
    measuring = pytestconfig.getoption("benchmark_enable")
    return lambda large, small: large if measuring else small


@pytest.fixture(autouse=True)
def _print_ratios(benchmark, capsys, sized) -> Iterator[None]:
    """Print the ratios that a benchmark found; nothing asserts them, since machines differ."""
    yield
    with capsys.disabled():
        for name, value in sized(benchmark.extra_info, {}).items():
            print(f"\n  {name}: {value:.2f}", end="")
