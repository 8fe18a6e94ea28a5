"""Join filters, which keep the hosts that can run a request, and scores, which rank those hosts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Host = TypeVar("Host")
Request = TypeVar("Request")


@dataclass(frozen=True, slots=True)
class Ranked(Generic[Host]):
    """A host and the sum of its scores."""

    host: Host
    weight: float


@dataclass(frozen=True, slots=True)
class Pipeline(Generic[Host, Request]):
    """Filters, by name, each of which looks at one host; and scores, each of which looks at all hosts left.

    >>> spare = Pipeline({"size": lambda free, size: free >= size}, (lambda hosts, size: hosts,))
    >>> [ranked.host for ranked in spare.rank([8, 2, 16], 4)]
    [16, 8]
    >>> spare.list_rejected([8, 2, 16], 4)
    {'size': [2]}
    """

    filters: Mapping[str, Callable[[Host, Request], bool]]
    scores: Sequence[Callable[[Sequence[Host], Request], Sequence[float]]] = ()

    def rank(self, hosts: Sequence[Host], request: Request) -> list[Ranked[Host]]:
        """Return the hosts that pass every filter, the best first; equal hosts keep their order."""
        left = [host for host in hosts if self._find_refusal(host, request) is None]
        weights = [0.0] * len(left)
        for score in self.scores if len(left) > 1 else ():
            weights = [weight + more for weight, more in zip(weights, score(left, request), strict=True)]
        ranked = [Ranked(host, weight) for host, weight in zip(left, weights, strict=True)]
        return sorted(ranked, key=lambda one: one.weight, reverse=True)

    def list_rejected(self, hosts: Sequence[Host], request: Request) -> dict[str, list[Host]]:
        """Return the hosts that each filter stops, by its name; filters that stop none are left out."""
        stopped: dict[str, list[Host]] = {}
        for host in hosts:
            refusal = self._find_refusal(host, request)
            if refusal is not None:
                stopped.setdefault(refusal, []).append(host)
        return stopped

    def _find_refusal(self, host: Host, request: Request) -> str | None:
        return next((name for name, passes in self.filters.items() if not passes(host, request)), None)


def normalize(
    weights: Sequence[float], lowest: float | None = None, highest: float | None = None
) -> list[float]:
    """Return the weights scaled so that `lowest` is 0 and `highest` is 1 (by default, those that occur).

    Where both are the same, all weights are 0.

    >>> normalize([512, 1024, 3072]), normalize([512, 1024, 3072], lowest=0), normalize([7, 7])
    ([0.0, 0.2, 1.0], [0.16666666666666666, 0.3333333333333333, 1.0], [0.0, 0.0])
    """
    if not weights:
        return []
    low = float(min(weights) if lowest is None else lowest)
    high = float(max(weights) if highest is None else highest)
    return [0.0 if low == high else (weight - low) / (high - low) for weight in weights]
