"""Find the numbers that a page shows without the doubt that the library has about them.

That is so for a number that `virtfaq.evidence.validate` marks as failing, and for one of a single study where
the library has several that measured the same quantity. A page says so in a paragraph that names the
measurements, whose keys may end in `*`: `{ .caveat data-measurements="lightvm.docker.start felter.fio.*" }`.
What a page shows is what its examples read, by themselves or through the models.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache

from sitekit.examples.session import Outcome
from sitekit.findings import Finding
from sitekit.grammar.page import Page
from sitekit.text.measured import MEASURED, read_call
from virtfaq import evidence

_CAVEAT = re.compile(r"\{(?=[^{}]*\s\.caveat\b)[^{}]*\sdata-measurements=\"(?P<keys>[^\"]*)\"[^{}]*\}")
_SAY = 'say so in a paragraph marked {{ .caveat data-measurements="{key}" }}'


def find_unsaid(page: Page, outcomes: Iterable[Outcome]) -> Iterator[Finding]:
    """Yield what the examples of a page read, at the first line that does, and no caveat of it names.

    A caveat that names nothing which an example reads is a fault as well.
    """
    read: dict[evidence.Use, int] = {}
    lines: dict[str, int] = {}
    examples = [(outcome.example.line, outcome.read) for outcome in outcomes]
    for line, uses in sorted([*examples, *_read_sentences(page)], key=lambda one: one[0]):
        for use in uses:
            read.setdefault(use, line)
            lines.setdefault(str(use[0]), line)
    caveats = [(line, pattern) for line, keys in _read_caveats(page) for pattern in keys]
    for keys, key, reason in (*_find_failing(lines), *_find_lonely(read, lines)):
        if not any(fnmatchcase(one, pattern) for one in keys for _, pattern in caveats):
            advice = _SAY.format(key=key)
            yield Finding(page.path, lines[key], f"{reason}; {advice}")
    for line, pattern in caveats:
        if not any(fnmatchcase(key, pattern) for key in lines):
            yield Finding(page.path, line, f"this caveat names {pattern}, which no example here reads")


def _read_caveats(page: Page) -> Iterator[tuple[int, list[str]]]:
    for number, line in page.unfenced:
        for match in _CAVEAT.finditer(line):
            yield number, match["keys"].split()


def _read_sentences(page: Page) -> Iterator[tuple[int, frozenset[evidence.Use]]]:
    """Yield what the sentences of a page read, by `of(…)`{ .measured }."""
    for number, line in page.unfenced:
        for match in MEASURED.finditer(line):
            with evidence.watch() as read:
                read_call(match["code"])
            yield number, frozenset(read)


def _find_failing(read: Mapping[str, int]) -> Iterator[tuple[set[str], str, str]]:
    for key in sorted(read):
        for rule in find_failures().get(key, ()):
            yield {key}, key, f"this example reads {key}, which `validate` marks as failing ({rule})"


def _find_lonely(
    read: Collection[evidence.Use], lines: Mapping[str, int]
) -> Iterator[tuple[set[str], str, str]]:
    for (name, runtime, guest), studies in evidence.groups().items():
        if runtime == "native":  # what others are compared with, each in its own study
            continue
        known = {
            study: [use for use in uses if use in read or use[:1] in read] for study, uses in studies.items()
        }
        shown = {str(use[0]) for uses in known.values() for use in uses}
        if shown and not all(known.values()):
            of = ", ".join(filter(None, (runtime, guest)))
            missing = ", ".join(sorted(study for study, uses in known.items() if not uses))
            many = f"the library has {len(studies)} studies of the {name}" + (f" ({of})" if of else "")
            key = min(shown, key=lambda one: (lines[one], one))
            yield shown, key, f"{many}, and this page leaves out {missing}: it reads {key} alone"


@cache
def find_failures() -> dict[str, tuple[str, ...]]:
    """Return the models whose prediction of a measurement fails, by the key of the measurement.

    Across studies, a failure is a contradiction of measurements: those predicted from fail as well.
    """
    failures: dict[str, list[str]] = {}
    for check in evidence.validate().failures:
        keys = check.prediction.keys
        for key in keys if check.rule.tier == "across studies" else keys[:1]:
            failures.setdefault(key, []).append(check.rule.name)
    return {key: tuple(dict.fromkeys(rules)) for key, rules in failures.items()}
