"""Say which step of the build is under way, in which language and how far, a line at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TypeVar

EVERY = 5.0  # seconds from one line of a counted step to the next
ALL = "all"  # in place of a language, for what is made once
_Item = TypeVar("_Item")
Count = Callable[[Collection[_Item]], Iterator[_Item]]


@contextmanager
def step(language: str, name: str, clock: Callable[[], float] = time.monotonic) -> Iterator[Count]:
    """Say when what is inside ends or fails; give a function that counts the pages that it goes through.

    >>> with step("fr", "lay out") as count:
    ...     for _ in count(["a", "b"]): pass
    fr   lay out 2 pages … 0 s
    """
    started = clock()
    counted = ""

    def say(what: str) -> None:
        print(f"{language:<4} {name}{what} … {clock() - started:.0f} s", flush=True)

    def count(items: Collection[_Item]) -> Iterator[_Item]:
        nonlocal counted
        said = started
        for index, item in enumerate(items):
            if clock() - said >= EVERY:
                said = clock()
                say(f" {index} of {len(items)} pages")
            yield item
        counted = f" {len(items)} pages"

    try:
        yield count
    except BaseException:
        say(": failed")
        raise
    say(counted)
