"""Set predictions of the models beside the numbers that others published, with the tolerance and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from virtfaq import evidence
from virtfaq.evidence import Measurement
from virtfaq.tables import align, html
from virtfaq.validation.all_rules import RULES
from virtfaq.validation.rules import TIERS, Book, Prediction, Rule

HEADER = ("observed", "model", "published", "predicted", "error", "tolerance", "verdict")


@dataclass(frozen=True, slots=True)
class Check:
    """One prediction beside one published number; `error` is predicted / published - 1."""

    rule: Rule
    prediction: Prediction

    @property
    def error(self) -> float:
        """The distance of the prediction from the published number, as a share of that."""
        return self.prediction.predicted / self.prediction.published - 1

    @property
    def holds(self) -> bool:
        """True if the error is within the tolerance."""
        return self.rule.low <= self.error <= self.rule.high

    @property
    def verdict(self) -> str:
        """`holds`, `fails`, or `calibrates` where the published number set the model."""
        if self.rule.use == "calibration":
            return "calibrates"
        return "holds" if self.holds else "fails"

    def data(self) -> dict[str, Any]:
        """Return all of it under stable names, as JSON can hold it."""
        rule, prediction = self.rule._asdict(), self.prediction._asdict()
        keys = prediction.pop("keys")
        del rule["find"]
        judged = {"error": self.error, "holds": self.holds, "rule": rule.pop("name")}
        return {**prediction, **judged, **rule, "measurements": keys}

    def texts(self) -> tuple[str, ...]:
        """Return the row of a table, in the order of `HEADER`."""
        published, predicted = (
            f"{value:.4g}" for value in (self.prediction.published, self.prediction.predicted)
        )
        return (
            self.prediction.observed,
            self.rule.name,
            f"{published} {self.prediction.unit}".rstrip(),
            predicted,
            f"{self.error:+.1%}",
            self.rule.tolerance,
            self.verdict,
        )


@dataclass(frozen=True, slots=True, repr=False)
class Validation:
    """All checks, in the order of the tiers, and the keys of the measurements that no model reaches."""

    checks: tuple[Check, ...]
    unreached: tuple[str, ...]

    def tier(self, name: str) -> tuple[Check, ...]:
        """Return the checks of one of the tiers: `law`, `same study` or `across studies`."""
        return tuple(check for check in self.checks if check.rule.tier == name)

    @property
    def failures(self) -> tuple[Check, ...]:
        """The checks whose prediction is outside its tolerance."""
        return tuple(check for check in self.checks if not check.holds)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that predicted something, in order."""
        return tuple(dict.fromkeys(check.rule for check in self.checks))

    def tables(self) -> list[list[tuple[str, ...]]]:
        """Return a table a tier, then the reasons of the tolerances."""
        tables: list[list[tuple[str, ...]]] = []
        for tier in TIERS:
            tables.append([(tier, *HEADER[1:]), *(check.texts() for check in self.tier(tier))])
        tables.append([("model", "tolerance", "why"), *self._list_reasons()])
        return [table for table in tables if len(table) > 1]

    def html(self) -> str:
        """Return the tables as HTML; each row names its measurements in `data-measurements`."""
        tables = [
            html(
                HEADER,
                (check.texts() for check in found),
                tier,
                (" ".join(check.prediction.keys) for check in found),
            )
            for tier in TIERS
            if (found := self.tier(tier))
        ]
        return "\n".join([*tables, html(("model", "tolerance", "why"), self._list_reasons(), "reasons")])

    def _list_reasons(self) -> list[tuple[str, str, str]]:
        return [(rule.name, rule.tolerance, rule.why) for rule in self.rules]

    def __str__(self) -> str:
        """Return the tables as aligned text."""
        return "\n\n".join(map(align, self.tables()))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.html()


def validate(measurements: Mapping[str, Measurement] | None = None) -> Validation:
    """Predict the published numbers, those of the library if None, as far as the models reach.

    A prediction may use other measurements of the same study, of `measurements` or of the library.

    >>> found = validate()
    >>> len(found.checks) >= 30, sum(check.rule.use == "calibration" for check in found.checks) < 6
    (True, True)
    >>> naive = next(check for check in found.failures if check.prediction.observed == "clark.spec.data")
    >>> round(naive.prediction.predicted), naive.prediction.published
    (833, 960)
    """
    known = {key: evidence.get(key) for key in evidence.keys()}  # noqa: SIM118 -- a function
    given = known if measurements is None else dict(measurements)
    checks = tuple(_check_all(given, {**known, **given}))
    reached = {key for check in checks for key in check.prediction.keys}
    return Validation(checks, tuple(key for key in given if key not in reached))


def _check_all(given: Mapping[str, Measurement], known: Mapping[str, Measurement]) -> Iterator[Check]:
    for tier in TIERS:
        for rule in RULES:
            if rule.tier == tier:
                yield from _apply(rule, given, known)


def _apply(rule: Rule, given: Mapping[str, Measurement], known: Mapping[str, Measurement]) -> list[Check]:
    """Return the checks of a rule; a measurement whose value has another shape gives none."""
    try:
        found = [Check(rule, prediction) for prediction in rule.find(Book(given, known))]
        return [check for check in found if isfinite(check.error)]
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        alone = ({key: one} for key, one in given.items()) if len(given) > 1 else ()
        return [check for one in alone for check in _apply(rule, one, known)]
