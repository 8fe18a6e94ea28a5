"""Run an event loop: actions that happen at their times, in a fixed order.

A process is any function of no argument that returns the seconds until it happens again, or None when it is
over; `EventLoop.process` makes one of a generator that yields those seconds. Events of one time happen in
the order in which they were scheduled, so that a run is a function of its input alone.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from heapq import heappop, heappush
from itertools import count

from virtfaq.errors import SimulationError, quote

Action = Callable[[], float | None]
_LAST = sys.float_info.max


class EventLoop:
    """A clock in seconds, and what is still to happen.

    >>> loop = EventLoop()
    >>> loop.schedule(2, lambda: print("at", loop.now))
    >>> def tick():
    ...     for pause in (1, 5):
    ...         yield pause
    ...         print("tick at", loop.now)
    >>> loop.process(tick())
    >>> loop.run()
    tick at 1.0
    at 2.0
    tick at 6.0
    6.0
    """

    __slots__ = ("_events", "_next", "now")

    def __init__(self) -> None:
        self.now = 0.0
        self._events: list[tuple[float, int, Action]] = []
        self._next = count().__next__

    def schedule(self, delay_seconds: float, action: Action) -> None:
        """Let `action` happen after this delay; raise `SimulationError` if that is in the past.

        >>> EventLoop().schedule(-1, print)
        Traceback (most recent call last):
            ...
        virtfaq.errors.SimulationError: -1 is not a delay; give a number of seconds, 0 or more
        """
        if not delay_seconds >= 0:  # so that nan is refused too
            raise _describe_bad_delay(delay_seconds)
        heappush(self._events, (self.now + delay_seconds, self._next(), action))

    def schedule_at(self, seconds: float, action: Action) -> None:
        """Let `action` happen at this time; raise `SimulationError` if that is in the past."""
        if not seconds >= self.now:
            raise SimulationError(f"{quote(seconds)} s is not a time from {self.now} s on")
        heappush(self._events, (seconds, self._next(), action))

    def process(self, delays: Iterator[float], delay_seconds: float = 0) -> None:
        """Run a generator, first after `delay_seconds`, then after each number of seconds that it yields."""
        self.schedule(delay_seconds, partial(next, delays, None))

    def run(self, until_seconds: float | None = None) -> float:
        """Let everything happen up to and including a time, if one is given, and return the clock.

        The clock is then at the last event, or at `until_seconds` if later events remain. What was scheduled
        for infinity never happens.
        """
        events, number = self._events, self._next
        limit = _LAST if until_seconds is None else until_seconds
        while events:
            time, order, action = heappop(events)
            if time > limit:
                heappush(events, (time, order, action))
                self.now = max(self.now, until_seconds or 0.0)
                break
            self.now = time
            delay = action()
            if delay is not None:
                if not delay >= 0:
                    raise _describe_bad_delay(delay)
                heappush(events, (time + delay, number(), action))
        return self.now


def _describe_bad_delay(seconds: object) -> SimulationError:
    return SimulationError(f"{quote(seconds)} is not a delay; give a number of seconds, 0 or more")
