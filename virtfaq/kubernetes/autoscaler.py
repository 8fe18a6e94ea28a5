"""Decide how many replicas run, as the HorizontalPodAutoscaler of Kubernetes does, decision by decision.

Source: kubernetes/kubernetes, pkg/controller/podautoscaler (replica_calculator.go, horizontal.go), and
https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ for the defaults.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from virtfaq.errors import SimulationError, quote

TOLERANCE = 0.1
SYNC_SECONDS = 15.0
_DISABLED = "Disabled"


@dataclass(frozen=True, slots=True)
class Policy:
    """At most `value` replicas, or percent of the replicas, more or fewer in `period_seconds`."""

    type: Literal["Pods", "Percent"]
    value: int
    period_seconds: float

    def __post_init__(self) -> None:
        """Refuse what the API server refuses."""
        if self.type not in ("Pods", "Percent") or not self.value > 0 or not self.period_seconds > 0:
            raise SimulationError(f"{self} is no policy; type is Pods or Percent, the numbers are above 0")


@dataclass(frozen=True, slots=True)
class ScalingRules:
    """The speed at which replicas may change in one direction.

    Of the policies, the one that allows the largest change counts (`select` is `Max`), or the smallest
    (`Min`), or none (`Disabled`). Within the stabilization window, the most cautious advice holds.
    """

    policies: tuple[Policy, ...]
    stabilization_seconds: float = 0.0
    select: Literal["Max", "Min", "Disabled"] = "Max"

    def __post_init__(self) -> None:
        """Refuse what the API server refuses."""
        if not self.policies or self.select not in ("Max", "Min", _DISABLED):
            raise SimulationError(f"select is {quote(self.select)}; give Max, Min or Disabled, and a policy")


SCALE_UP = ScalingRules((Policy("Pods", 4, 15), Policy("Percent", 100, 15)))
SCALE_DOWN = ScalingRules((Policy("Percent", 100, 15),), stabilization_seconds=300)


def desired_replicas(
    ready: int, metric: float, target: float, *, unready: int = 0, tolerance: float = TOLERANCE
) -> int:
    """Return ceil(ready * metric / target), or the replicas there are if the ratio is 1 within a tolerance.

    `metric` is the mean of the ready replicas, in the unit of `target`. When there is too much to do,
    replicas that are not ready yet count as idle, so that they are not asked for twice.

    >>> desired_replicas(4, metric=0.9, target=0.6)
    6
    >>> desired_replicas(10, metric=0.63, target=0.6)
    10
    >>> desired_replicas(4, metric=0.9, target=0.6, unready=2)
    6
    """
    for name, value, positive in (
        ("ready", ready, False),
        ("metric", metric, False),
        ("target", target, True),
    ):
        if not 0 <= value < math.inf or (positive and value == 0):
            raise SimulationError(
                f"{name} is {quote(value)}; give a number {'above 0' if positive else '0 or more'}"
            )
    current, ratio = ready + unready, metric / target
    if ready == 0:
        return current
    if unready and ratio > 1:
        ratio, ready = ratio * ready / current, current
        if ratio < 1:
            return current
    if abs(1 - ratio) <= tolerance:
        return current
    return math.ceil(ratio * ready)


class Autoscaler:
    """One HorizontalPodAutoscaler: its settings, and the decisions that its windows still remember.

    >>> hpa = Autoscaler(target=0.6, max_replicas=100)
    >>> hpa.decide(0, ready=2, metric=1.0), hpa.decide(15, ready=4, metric=1.0)
    (4, 7)
    >>> hpa.decide(30, ready=7, metric=0.1), hpa.decide(600, ready=7, metric=0.1)
    (7, 2)
    """

    def __init__(
        self,
        target: float,
        *,
        max_replicas: int,
        min_replicas: int = 1,
        up: ScalingRules = SCALE_UP,
        down: ScalingRules = SCALE_DOWN,
        tolerance: float = TOLERANCE,
    ) -> None:
        """Make an autoscaler; `target` is what the metric should be for each replica."""
        if not 1 <= min_replicas <= max_replicas:
            raise SimulationError(
                f"{min_replicas} to {max_replicas} replicas; give 1 or more, the least first"
            )
        self.target, self.tolerance = target, tolerance
        self.min_replicas, self.max_replicas = min_replicas, max_replicas
        self.up, self.down = up, down
        self._advice: list[tuple[float, int]] = []
        self._changes: list[tuple[float, int]] = []

    def decide(self, seconds: float, *, ready: int, metric: float, unready: int = 0) -> int:
        """Return how many replicas there shall be from now on, and remember it."""
        current = ready + unready
        if not self.min_replicas <= current <= self.max_replicas:
            decided = min(max(current, self.min_replicas), self.max_replicas)
        else:
            wanted = desired_replicas(ready, metric, self.target, unready=unready, tolerance=self.tolerance)
            decided = self._apply_limits(seconds, current, self._stabilize(seconds, current, wanted))
        if decided != current:
            self._changes.append((seconds, decided - current))
        return decided

    def _stabilize(self, seconds: float, current: int, wanted: int) -> int:
        """Go up to the least, and down to the most, that was advised within each window."""
        least = self._choose_within(seconds, self.up.stabilization_seconds, wanted, min)
        most = self._choose_within(seconds, self.down.stabilization_seconds, wanted, max)
        longest = max(self.up.stabilization_seconds, self.down.stabilization_seconds)
        self._advice = [entry for entry in self._advice if entry[0] > seconds - longest]
        self._advice.append((seconds, wanted))
        return min(max(current, least), most)

    def _choose_within(
        self, seconds: float, window: float, wanted: int, choose: Callable[[list[int]], int]
    ) -> int:
        return choose([wanted, *(advice for time, advice in self._advice if time > seconds - window)])

    def _apply_limits(self, seconds: float, current: int, wanted: int) -> int:
        if wanted > current:
            allowed = max(current, self._find_limit(seconds, current, self.up, +1))
            return min(wanted, allowed, self.max_replicas)
        if wanted < current:
            allowed = min(current, self._find_limit(seconds, current, self.down, -1))
            return max(wanted, allowed, self.min_replicas)
        return wanted

    def _find_limit(self, seconds: float, current: int, rules: ScalingRules, sign: int) -> int:
        """Return how far the policies let replicas go; each looks at the replicas when its period began."""
        if rules.select == _DISABLED:
            return current
        limits = []
        for policy in rules.policies:
            start = current - sum(
                change for time, change in self._changes if time > seconds - policy.period_seconds
            )
            if policy.type == "Pods":
                limits.append(start + sign * policy.value)
            else:  # in the order of Kubernetes, to round as it does
                limit = start * (1 + sign * (policy.value / 100))
                limits.append(math.ceil(limit) if sign > 0 else math.trunc(limit))
        return max(limits) if (rules.select == "Max") == (sign > 0) else min(limits)
