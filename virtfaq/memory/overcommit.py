"""Promise instances more memory than there is, and tell how often it runs out."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from virtfaq.errors import VirtfaqError, quote
from virtfaq.units import parse_bytes

if TYPE_CHECKING:
    from random import Random

Usage = Callable[["Random"], float]


@dataclass(frozen=True, slots=True)
class Risk:
    """A probability estimated from samples, and the Wilson interval in which it lies at the confidence."""

    probability: float
    low: float
    high: float
    samples: int


@dataclass(frozen=True, slots=True)
class Overcommit:
    """The result of a simulation: for each sample, how many instances fitted, fewest first.

    A sample counts up to `limit` instances: one that fitted so many may have fitted more.
    """

    fitted: tuple[int, ...]
    limit: int

    def risk(self, instances: int, confidence: float = 0.95) -> Risk:
        """Return the probability that so many instances use more memory than there is."""
        if isinstance(instances, bool) or not isinstance(instances, int) or not 0 <= instances <= self.limit:
            raise VirtfaqError(
                f"instances is {quote(instances)}; give a whole number, 0 to {self.limit}, or raise the limit"
            )
        exhausted, samples = bisect_left(self.fitted, instances), len(self.fitted)
        return Risk(exhausted / samples, *wilson_interval(exhausted, samples, confidence), samples)

    def instances(self, risk: float, confidence: float = 0.95) -> int:
        """Return the most instances for which even the upper bound of the probability is at most `risk`.

        0 means that the samples are too few to promise that, or that one instance is too much.
        """
        for count in range(self.limit, 0, -1):
            if self.risk(count, confidence).high <= risk:
                return count
        return 0


def simulate_overcommit(
    memory: int | str, usage: Usage | Sequence[float], *, seed: int, samples: int = 10_000, limit: int = 1_000
) -> Overcommit:
    """Fill `memory` with instances whose use is drawn at random, `samples` times, and count what fits.

    `usage` draws the bytes that one instance uses, from a `random.Random`; or it is a list of uses that were
    observed, each as likely. Uses are independent: the model has no peak that all reach at once.

    >>> found = simulate_overcommit("64Gi", lambda random: random.uniform(0, 2 * 2**30), seed=1, samples=2000)
    >>> found.risk(32).probability, found.risk(55).probability, found.instances(risk=0.01)
    (0.0, 0.022, 52)
    """
    for name, value in (("samples", samples), ("limit", limit)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise VirtfaqError(f"{name} is {quote(value)}; give a whole number, 1 or more")
    from random import Random

    random, size = Random(seed), parse_bytes(memory)
    draw = usage if callable(usage) else _draw_from(usage)
    return Overcommit(tuple(sorted(_count_fitting(size, draw, random, limit) for _ in range(samples))), limit)


def wilson_interval(successes: int, samples: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the Wilson score interval of a probability of which `successes` in `samples` were seen.

    Unlike the simple one, it stays between 0 and 1, and is not empty where nothing was seen.

    >>> [round(bound, 4) for bound in wilson_interval(0, 1000)]
    [0.0, 0.0038]
    """
    if not 0 < confidence < 1:
        raise VirtfaqError(f"confidence is {quote(confidence)}; give a probability between 0 and 1")
    if not 0 <= successes <= samples or samples < 1:
        raise VirtfaqError(f"{quote(successes)} of {quote(samples)} is no share; give 0 to samples, above 0")
    from statistics import NormalDist

    z, share = NormalDist().inv_cdf((1 + confidence) / 2), successes / samples
    scale = 1 + z * z / samples
    centre = (share + z * z / (2 * samples)) / scale
    reach = z / scale * (share * (1 - share) / samples + z * z / (4 * samples * samples)) ** 0.5
    return (0.0 if successes == 0 else centre - reach), (1.0 if successes == samples else centre + reach)


def _count_fitting(size: int, draw: Usage, random: "Random", limit: int) -> int:
    used = 0.0
    for count in range(limit):
        use = draw(random)
        if not use >= 0:
            raise VirtfaqError(f"usage gave {quote(use)}; give bytes, 0 or more")
        used += use
        if used > size:
            return count
    return limit


def _draw_from(uses: Sequence[float]) -> Usage:
    if not uses:
        raise VirtfaqError("usage is empty; give at least one observed use, in bytes")
    return lambda random: random.choice(uses)
