"""Set predictions of the models beside the numbers that others published, with the tolerance and why."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import floor, isfinite, log, log10
from typing import Any

from virtfaq import evidence
from virtfaq.evidence import Measurement
from virtfaq.records import replace
from virtfaq.tables import align, html
from virtfaq.validation.all_rules import RULES
from virtfaq.validation.rules import SPREADS, TIERS, Book, Prediction, Rule
from virtfaq.validation.spreads import Spreads, find_half_step

HEADER = ("observed", "model", "published", "predicted", "error", "tolerance", "verdict")
VERDICTS = ("holds", "fails", "inverts", "calibrates", "identity")


@dataclass(frozen=True, slots=True)
class Check:
    """One prediction beside one published number; `error` is predicted / published - 1.

    `tolerance` is the share by which the two may differ, or the factor less 1 across studies. `inverts` names
    what the same study measured beside it and found in the other order than predicted.
    """

    rule: Rule
    prediction: Prediction
    tolerance: float
    inverts: tuple[str, ...] = ()

    @property
    def error(self) -> float:
        """The distance of the prediction from the published number, as a share of that."""
        return self.prediction.predicted / self.prediction.published - 1

    @property
    def low(self) -> float:
        """The least error within the tolerance: as far off as the greatest, as a factor across studies."""
        return 1 / (1 + self.tolerance) - 1 if self.rule.tier == TIERS[2] else -self.tolerance

    @property
    def within(self) -> bool:
        """True if the error is within the tolerance, to the last bits of a float."""
        return self.low - 1e-9 <= self.error <= self.tolerance + 1e-9

    @property
    def holds(self) -> bool:
        """True if the error is within the tolerance, and the order is the measured one."""
        return self.within and not self.inverts

    @property
    def verdict(self) -> str:
        """One of `VERDICTS`: `inverts` where only the order is wrong.

        `calibrates` is said where the published number set the model, and `identity` where the prediction
        follows from the same measurement: neither is counted with those that hold.
        """
        if not self.within:
            return "fails"
        if self.inverts:
            return "inverts"
        return {"calibration": "calibrates", "identity": "identity"}.get(self.rule.use, "holds")

    def data(self) -> dict[str, Any]:
        """Return all of it under stable names, as JSON can hold it."""
        rule, prediction = self.rule._asdict(), self.prediction._asdict()
        keys = prediction.pop("keys")
        del rule["find"], prediction["tolerance"]
        judged = {"error": self.error, "holds": self.holds, "verdict": self.verdict, "inverts": self.inverts}
        named = {"rule": rule.pop("name"), "low": self.low, "high": self.tolerance}
        return {**prediction, **judged, **named, **rule, "measurements": keys}

    def texts(self) -> tuple[str, ...]:
        """Return the row of a table, in the order of `HEADER`."""
        published, predicted = map(format_number, (self.prediction.published, self.prediction.predicted))
        return (
            self.prediction.observed,
            self.rule.name,
            f"{published} {self.prediction.unit}".rstrip(),
            predicted,
            f"{self.error:+.1%}",
            self.bounds,
            self.verdict,
        )

    @property
    def bounds(self) -> str:
        """The tolerance as a text: a share, or a factor across studies."""
        if self.rule.tier == TIERS[2]:
            return f"factor {1 + self.tolerance:.3g}"
        return f"±{self.tolerance * 100:.2g} %"


def format_number(value: float) -> str:
    """Return a number with four significant digits, as people write it: never in powers of ten.

    >>> format_number(46170.2), format_number(0.045741), format_number(61.5)
    ('46170', '0.04574', '61.50')
    """
    if value == 0:
        return "0"
    return f"{float(f'{value:.4g}'):.{max(0, 3 - floor(log10(abs(value))))}f}"


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
        """The checks whose prediction is outside its tolerance, or in the wrong order."""
        return tuple(check for check in self.checks if not check.holds)

    def count(self, verdict: str) -> int:
        """Return the number of checks with one of `VERDICTS`."""
        return sum(check.verdict == verdict for check in self.checks)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that predicted something, in order."""
        return tuple(dict.fromkeys(check.rule for check in self.checks))

    def tables(self) -> list[list[tuple[str, ...]]]:
        """Return a table a tier, then what is in the wrong order, then where the tolerances come from."""
        tables: list[list[tuple[str, ...]]] = []
        for tier in TIERS:
            tables.append([(tier, *HEADER[1:]), *(check.texts() for check in self.tier(tier))])
        tables.append([("predicted in the wrong order", "and"), *self._list_inversions()])
        tables.append([("model", "tolerance from"), *self._list_reasons()])
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
        return "\n".join([*tables, html(("model", "tolerance from"), self._list_reasons(), "reasons")])

    def _list_inversions(self) -> list[tuple[str, str]]:
        pairs = {
            tuple(sorted((check.prediction.observed, other)))
            for check in self.checks
            for other in check.inverts
        }
        return [(first, second) for first, second in sorted(pairs)]

    def _list_reasons(self) -> list[tuple[str, str]]:
        return [(rule.name, SPREADS[rule.spread]) for rule in self.rules]

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
    >>> len(found.checks) >= 30, 0 < found.count("calibrates") < 10 < found.count("identity")
    (True, True)
    >>> crowd = next(check for check in found.failures if check.prediction.observed == "lightvm.density")
    >>> round(crowd.prediction.predicted), crowd.prediction.published
    (35556, 8000)
    """
    known = {key: evidence.get(key) for key in evidence.keys()}  # noqa: SIM118 -- a function
    given = known if measurements is None else dict(measurements)
    every = {**known, **given}
    spreads = Spreads(every)
    checks = tuple(_mark_inversions([*_check_all(given, every, spreads)], every, spreads))
    reached = {key for check in checks for key in check.prediction.keys}
    return Validation(checks, tuple(key for key in given if key not in reached))


def _check_all(
    given: Mapping[str, Measurement], known: Mapping[str, Measurement], spreads: Spreads
) -> Iterator[Check]:
    for tier in TIERS:
        for rule in RULES:
            if rule.tier == tier:
                yield from _apply(rule, given, known, spreads)


def _apply(
    rule: Rule, given: Mapping[str, Measurement], known: Mapping[str, Measurement], spreads: Spreads
) -> list[Check]:
    """Return the checks of a rule; a measurement whose value has another shape gives none."""
    try:
        found = [_make_check(rule, one, spreads) for one in rule.find(Book(given, known))]
        return [check for check in found if isfinite(check.error) and isfinite(check.tolerance)]
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        alone = ({key: one} for key, one in given.items()) if len(given) > 1 else ()
        return [check for one in alone for check in _apply(rule, one, known, spreads)]


def _make_check(rule: Rule, one: Prediction, spreads: Spreads) -> Check:
    """Return a prediction with its tolerance: that of the rule, or what rounding or repeated runs allow."""
    tolerance = one.tolerance
    if tolerance is None and rule.spread == "rounding":
        tolerance = find_half_step(one.published) / abs(one.published)
    return Check(rule, one, spreads.tolerance(one.keys) if tolerance is None else tolerance)


def _mark_inversions(
    checks: list[Check], known: Mapping[str, Measurement], spreads: Spreads
) -> Iterator[Check]:
    """Mark what a study measured in another order than predicted, where it differs by more than by chance."""
    rules: dict[str, set[str]] = {}
    alike: dict[tuple[str, ...], list[int]] = {}
    for number, check in enumerate(checks):
        if check.rule.use != "identity":
            rules.setdefault(check.prediction.observed, set()).add(check.rule.name)
            alike.setdefault(_find_setting(check.prediction, known), []).append(number)
    found: dict[int, list[str]] = {}
    for numbers in alike.values():
        for a, b in combinations(numbers, 2):
            if _are_of_one_model(checks[a], checks[b], rules) and _is_inverted(
                checks[a].prediction, checks[b].prediction, spreads
            ):
                found.setdefault(a, []).append(checks[b].prediction.observed)
                found.setdefault(b, []).append(checks[a].prediction.observed)
    for number, check in enumerate(checks):
        yield replace(check, inverts=tuple(found[number])) if number in found else check


def _find_setting(one: Prediction, known: Mapping[str, Measurement]) -> tuple[str, ...]:
    """Return what rows share that differ in the system alone; a number in its name is how many it runs."""
    first = known[one.keys[0]]
    load = re.findall(r"-(\d+)-", first.system)
    return first.source, first.quantity, first.conditions, one.unit, one.part, *load


def _are_of_one_model(one: Check, other: Check, rules: Mapping[str, set[str]]) -> bool:
    """Tell whether one rule predicts both, or two that do not compete for either."""
    return one.rule.name == other.rule.name or not (
        one.rule.name in rules[other.prediction.observed] or other.rule.name in rules[one.prediction.observed]
    )


def _is_inverted(one: Prediction, other: Prediction, spreads: Spreads) -> bool:
    if min(one.published, one.predicted, other.published, other.predicted) <= 0:
        return False
    measured, predicted = log(one.published / other.published), log(one.predicted / other.predicted)
    chance = spreads.tolerance((one.keys[0], other.keys[0]))
    return abs(measured) > chance and measured * predicted < 0
