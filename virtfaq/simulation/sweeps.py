"""Evaluate a function on a grid of parameters: the same rows serially, in threads, processes or a cluster.

Any `concurrent.futures.Executor` will do: a process pool, or `Client.get_executor()` of dask.distributed.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from virtfaq.errors import SweepError, quote

if TYPE_CHECKING:
    from concurrent.futures import Executor

Point = dict[str, Any]
_CHUNKS = 256  # tasks of a sweep: enough to keep workers busy, few enough to cost little each
_LONG_SECONDS = 1.0
_BAR = 30
_SCALARS = (str, int, float, bool, bytes, type(None))


class Row(NamedTuple):
    """A point of the grid, by parameter, and what the function returned there."""

    point: Point
    value: Any


def sweep(
    fn: Callable[..., Any],
    grid: Mapping[str, Iterable[Any]],
    executor: "Executor | None" = None,
    *,
    seed: int | None = None,
    progress: bool | None = None,
) -> list[Row]:
    """Call `fn(**point)` on each point of the grid and return the rows in the order of the grid.

    The last parameter varies fastest. With `seed`, `fn` also gets `seed`, a whole number made of this seed
    and the point alone: it is the same whatever else the grid holds, and wherever the point is computed.
    Give a parameter such as `replicate=range(10)` for several runs of one point. `progress` shows a bar on
    standard error; if it is None, only in a terminal and after a second. Raises `SweepError`, which names
    the point, when `fn` fails.

    >>> for row in sweep(lambda cores, load: load / cores, {"cores": (2, 4), "load": (1.0, 3.0)}):
    ...     print(row.point, row.value)
    {'cores': 2, 'load': 1.0} 0.5
    {'cores': 2, 'load': 3.0} 1.5
    {'cores': 4, 'load': 1.0} 0.25
    {'cores': 4, 'load': 3.0} 0.75
    >>> sweep(lambda cores: 1 / cores, {"cores": (1, 0)})
    Traceback (most recent call last):
        ...
    virtfaq.errors.SweepError: at cores=0: ZeroDivisionError: division by zero
    """
    points = _list_points(grid)
    calls = points if seed is None else [_add_seed(seed, point) for point in points]
    size = -(-len(points) // _CHUNKS) or 1
    chunks = [calls[start : start + size] for start in range(0, len(calls), size)]
    values: list[Any] = []
    with _Progress(len(points), progress) as bar:
        for part in _run(fn, chunks, executor):
            values += part
            bar.show(len(values))
    return [Row(point, value) for point, value in zip(points, values, strict=True)]


def point_seed(seed: int, point: Mapping[str, Any]) -> int:
    """Return the seed of a point, 0 to 2**64 - 1, from its names and values alone, in any order.

    The values must be numbers, texts, None or tuples of them, which every machine spells alike.

    >>> point_seed(1, {"a": 1, "b": 2}) == point_seed(1, {"b": 2, "a": 1}) != point_seed(2, {"a": 1, "b": 2})
    True
    """
    from hashlib import blake2b

    if isinstance(seed, bool) or not isinstance(seed, int):
        raise SweepError(f"the seed is {quote(seed)}; give a whole number")
    for name, value in point.items():
        if not _is_spelled_alike(value):
            raise SweepError(
                f"{name}={quote(value)} has no stable seed; sweep over numbers, texts or tuples of them"
            )
    text = ascii((seed, sorted(point.items(), key=lambda item: item[0])))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def _list_points(grid: Mapping[str, Iterable[Any]]) -> list[Point]:
    for name, values in grid.items():
        if not isinstance(name, str) or isinstance(values, str) or not isinstance(values, Iterable):
            raise SweepError(f"the grid has {quote(name)}: {quote(values)}; give a name and a list of values")
    return [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]


def _add_seed(seed: int, point: Point) -> Point:
    if "seed" in point:
        raise SweepError("the grid has a parameter 'seed' already; leave out one of the two")
    return {**point, "seed": point_seed(seed, point)}


def _run(
    fn: Callable[..., Any], chunks: list[list[Point]], executor: "Executor | None"
) -> Iterator[list[Any]]:
    if executor is None:
        yield from (_call(fn, chunk) for chunk in chunks)
        return
    futures = [executor.submit(_call, fn, chunk) for chunk in chunks]
    try:
        for future in futures:
            yield future.result()
    finally:  # after an error, nobody needs the tasks that have not started
        for future in futures:
            future.cancel()


def _call(fn: Callable[..., Any], points: list[Point]) -> list[Any]:
    """Run in a worker: name the point that fails, since nobody else can."""
    values = []
    for point in points:
        try:
            values.append(fn(**point))
        except Exception as error:
            where = ", ".join(f"{name}={quote(value)}" for name, value in point.items())
            raise SweepError(f"at {where}: {type(error).__name__}: {error}") from error
    return values


def _is_spelled_alike(value: object) -> bool:
    return type(value) in _SCALARS or (type(value) is tuple and all(map(_is_spelled_alike, value)))


class _Progress:
    """A bar on standard error that only a long sweep in a terminal sees, and that leaves no trace."""

    def __init__(self, total: int, wanted: bool | None) -> None:
        self.total, self.shown = total, False
        self.wanted = (sys.stderr is not None and sys.stderr.isatty()) if wanted is None else wanted
        self.from_seconds = time.monotonic() + (_LONG_SECONDS if wanted is None else 0)

    def __enter__(self) -> "_Progress":
        return self

    def show(self, done: int) -> None:
        """Draw the bar if it is time."""
        if self.wanted and time.monotonic() >= self.from_seconds:
            filled = _BAR * done // self.total
            print(f"\r[{'#' * filled:<{_BAR}}] {done}/{self.total}", end="", file=sys.stderr, flush=True)
            self.shown = True

    def __exit__(self, *_: object) -> None:
        if self.shown:
            print(f"\r{' ' * (_BAR + 5 + 2 * len(str(self.total)))}\r", end="", file=sys.stderr, flush=True)
