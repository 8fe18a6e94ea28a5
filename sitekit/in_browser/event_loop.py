"""Give asyncio a loop that only sleeps and calls back, for a worker in which nothing else happens.

With it `asyncio.run` does in every browser what it does elsewhere. Pyodide's own loop needs stack switching,
which some browsers lack.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any


class _Clock:
    """The stand-in for a selector: nothing ever comes from outside."""

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("this waits for what never comes: nothing is left to run")
        time.sleep(timeout)
        return []


class Loop(asyncio.BaseEventLoop):
    """The event loop of a worker.

    >>> async def twice(n):
    ...     await asyncio.sleep(0.001)
    ...     return 2 * n
    >>> asyncio.Runner(loop_factory=Loop).run(twice(21))
    42
    """

    _selector = _Clock()  # where the base class looks

    def _process_events(self, events: list[Any]) -> None:
        """Do nothing: there are none."""

    def _write_to_self(self) -> None:
        """Do nothing: no other thread wakes the loop."""


def install() -> None:
    """Make `Loop` the loop of this interpreter; the browser's counts as running all the time."""
    from asyncio import events

    policy = type("Policy", (events._BaseDefaultEventLoopPolicy,), {"_loop_factory": Loop})  # type: ignore[attr-defined]
    events._set_event_loop_policy(policy())  # type: ignore[attr-defined]
    events._set_running_loop(None)
