"""Write the works that the wheel carries: the command `sources`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable

from sitekit.files import write
from sitekit.findings import Finding
from sitekit.knowledge.sources import SourcesError, Work, load
from sitekit.languages import ROOT
from virtfaq import evidence

DATA = ROOT / "virtfaq" / "data" / "sources.json"


MEASUREMENTS = "virtfaq/data/measurements.json"


def export(works: dict[str, Work], keys: Iterable[str]) -> str:
    """Return the works of these keys as JSON, one a line, sorted, so that a difference reads by work.

    Raises SourcesError if a key is not in the bibliography.
    """
    wanted = sorted(set(keys))
    if unknown := [key for key in wanted if key not in works]:
        advice = "is a measurement's source, but docs/sources.bib does not have it; add it or correct the key"
        raise SourcesError([Finding(MEASUREMENTS, 1, f'"{key}" {advice}') for key in unknown])
    lines = (f"{json.dumps(key)}: {json.dumps(works[key].export(), ensure_ascii=False)}" for key in wanted)
    return "{\n" + ",\n".join(lines) + "\n}\n"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `sources`."""
    summary = "write the works that measurements name to virtfaq/data/sources.json"
    parser = subparsers.add_parser("sources", help=summary, description=summary)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if it is out of date")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write or check the data of the wheel. Return 1 for a fault of the bibliography, or old data."""
    try:
        text = export(load(), (measurement.source for measurement in evidence.search("")))
    except SourcesError as error:
        print(error, file=sys.stderr)
        return 1
    shown = DATA.relative_to(ROOT).as_posix()
    if DATA.exists() and DATA.read_text(encoding="utf-8") == text:
        print(f"{shown} is up to date")
    elif arguments.check:
        print(f"{shown}:1: it differs from docs/sources.bib; run: python -m sitekit sources", file=sys.stderr)
        return 1
    else:
        write(DATA, text)
        print(f"{shown} is written")
    return 0
