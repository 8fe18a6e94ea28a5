"""Name what a proof can come to on a machine: demonstrated, refuted, or unavailable with the reason."""

from dataclasses import dataclass

DEMONSTRATED, REFUTED, UNAVAILABLE = "demonstrated", "refuted", "unavailable"


class UnavailableError(Exception):
    """This machine cannot show it: the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a proof: `shown` is what each command showed, `reason` why it is not demonstrated."""

    name: str
    result: str
    kernel: str = ""
    shown: tuple[str, ...] = ()
    reason: str = ""
