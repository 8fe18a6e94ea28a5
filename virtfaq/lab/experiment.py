"""Say what an experiment is: a claim, what one does to see it, and what one does to see it fail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

DEMONSTRATED, REFUTED, UNAVAILABLE = "demonstrated", "refuted", "unavailable"


class UnavailableError(Exception):
    """This machine cannot show it: the message says why."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The facts that were seen, by name, and whether the claim follows from them."""

    facts: Mapping[str, Any]
    holds: bool


@dataclass(frozen=True, slots=True)
class Experiment:
    """A claim about Linux that a kernel can be asked.

    `observe` asks it; with the options of `control` it does what must show the opposite, so that a claim
    which would pass whatever one does is found out.
    """

    name: str
    claim: str
    observe: Callable[..., Seen]
    control: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of an experiment: demonstrated, refuted or unavailable, with the facts or the reason."""

    name: str
    claim: str
    result: str
    facts: Mapping[str, Any]
    reason: str = ""
