"""Compute power by utilization, and what packing instances on fewer servers saves.

The linear model: a server takes its idle power when it does nothing, and the rest in proportion to its
utilization. It is a model of the literature, without measurements here: both powers are arguments.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from virtfaq.errors import VirtfaqError, quote
from virtfaq.scheduler.packing import first_fit_decreasing


@dataclass(frozen=True, slots=True)
class PowerModel:
    """A server's power when idle and when fully used, in watts.

    >>> server = PowerModel(idle_watts=100, max_watts=250)
    >>> server.watts(0), server.watts(0.5), server.watts(1)
    (100.0, 175.0, 250.0)
    """

    idle_watts: float
    max_watts: float

    def __post_init__(self) -> None:
        """Refuse powers that contradict each other."""
        if not 0 <= self.idle_watts <= self.max_watts < float("inf"):
            raise VirtfaqError(
                f"idle_watts is {quote(self.idle_watts)} and max_watts {quote(self.max_watts)}; "
                "give watts, the second not below the first"
            )

    def watts(self, utilization: float) -> float:
        """Return the power at a utilization of 0 to 1."""
        if isinstance(utilization, bool) or not 0 <= utilization <= 1:
            raise VirtfaqError(f"utilization is {quote(utilization)}; give a share, 0 to 1")
        return float(self.idle_watts + (self.max_watts - self.idle_watts) * utilization)

    def energy_joules(
        self, utilizations: Iterable[float], seconds: float, servers: int | None = None
    ) -> float:
        """Return the energy that servers of these utilizations take in some seconds; list none that is off.

        With `servers`, that many are on, and those that are not listed idle.

        >>> server = PowerModel(idle_watts=100, max_watts=250)
        >>> server.energy_joules([1.0, 0.5], 3600), server.energy_joules([1.0, 0.5], 3600, servers=10)
        (1530000.0, 4410000.0)
        """
        used = list(utilizations)
        idle = 0 if servers is None else servers - len(used)
        if idle < 0 or not seconds >= 0:
            raise VirtfaqError(
                f"{quote(servers)} servers run {len(used)} for {quote(seconds)} s; give no fewer"
            )
        return (sum(map(self.watts, used)) + idle * self.watts(0)) * seconds


def pack(loads: Iterable[int], capacity: int) -> list[float]:
    """Return the utilizations of the servers that loads take when packed by first-fit decreasing.

    Loads and capacity are whole numbers of one unit, such as millicores; a load of 0 needs no server.

    >>> pack([500, 750, 250, 500], capacity=1000)
    [1.0, 1.0]
    """
    some = [load for load in loads if load]
    return [sum(server) / capacity for server in first_fit_decreasing(some, capacity)]
