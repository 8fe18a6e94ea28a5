"""Tell what experiments on this machine's kernel found."""

import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from virtfaq.command.output import Report
from virtfaq.lab.experiment import DEMONSTRATED, REFUTED, UNAVAILABLE, Outcome
from virtfaq.lab.run import EXPERIMENTS, find_experiment, find_obstacle, run_experiment


def report(names: Sequence[str], *, require: bool, control: bool) -> Report:
    """Report what was asked for: the list of experiments, what this machine can show, or outcomes."""
    if not names:
        rows = [("experiment", "claim"), *((one.name, one.claim) for one in EXPERIMENTS.values())]
        return Report([rows], {"experiments": [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]})
    if list(names) == ["doctor"]:
        return _diagnose()
    asked = list(EXPERIMENTS) if list(names) == ["all"] else [find_experiment(name).name for name in names]
    outcomes = list(_run(asked, control))
    table = [("experiment", "result", "seen"), *((one.name, one.result, _describe(one)) for one in outcomes)]
    failing = ({DEMONSTRATED} if control else {REFUTED}) | ({UNAVAILABLE} if require else set())
    data = {"kernel": platform.release(), "outcomes": [asdict(one) for one in outcomes]}
    return Report([table], data, status=int(any(one.result in failing for one in outcomes)))


def _run(names: Sequence[str], control: bool) -> Iterator[Outcome]:
    """Yield the outcomes; who watches a terminal sees which is under way."""
    for number, name in enumerate(names, 1):
        if sys.stderr.isatty():
            print(f"\r\x1b[K{number}/{len(names)} {name}", end="", file=sys.stderr, flush=True)
        yield run_experiment(name, control=control)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _diagnose() -> Report:
    """Tell what this machine can show, and why not."""
    reason = find_obstacle()
    rows = [
        ("", ""),
        ("system", f"{platform.system()} {platform.release()}"),
        ("containers of this user", reason or "can be made"),
        ("experiments", str(0 if reason else len(EXPERIMENTS))),
    ]
    data = {"kernel": platform.release(), "containers": not reason, "reason": reason}
    return Report([rows], data)


def _describe(outcome: Outcome) -> str:
    return outcome.reason or "; ".join(f"{name}: {value}" for name, value in outcome.facts.items())
