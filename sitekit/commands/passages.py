"""Find quotations in packages of Debian, and write digests of their paragraphs: the command `passages`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from sitekit.build.passages import fetch_texts, read_texts
from sitekit.build.scripts.nodejs import NoRuntime
from sitekit.files import write
from sitekit.knowledge.passage_texts import find_all
from sitekit.knowledge.passages import PASSAGES, load_passages
from sitekit.knowledge.sources import load
from sitekit.languages import ROOT

DIGESTS = PASSAGES.with_suffix(".json")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `passages`."""
    summary = "find the quotations in packages of Debian, and record the digest of each one's paragraph"
    parser = subparsers.add_parser("passages", help=summary, description=summary)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the record differs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the record or check it. Return 1 if a quotation is not in its package, or the record differs."""
    passages = load_passages(PASSAGES, load())
    try:
        fetch_texts(passages.values())
    except NoRuntime as error:
        print(error, file=sys.stderr)
        return 1
    found, lost = find_all(passages, read_texts(passages.values()))
    recorded = read_digests()
    changes = list(compare(recorded, found))
    print(*changes, sep="\n", end="\n" * bool(changes))
    for key, why in lost.items():
        print(f"{key}: missing: {why}; correct its quote or its file", file=sys.stderr)
    shown = DIGESTS.relative_to(ROOT).as_posix()
    if arguments.check:
        if changes:
            print(
                f"{shown}:1: it differs from the packages; run: python -m sitekit passages", file=sys.stderr
            )
        return 1 if changes or lost else 0
    write(DIGESTS, json.dumps(found, indent=1) + "\n")
    print(f"{len(found)} passages are found, of {len(passages)}; {shown} has their digests")
    return 1 if lost else 0


def read_digests(path: Path = DIGESTS) -> dict[str, str]:
    """Return the digests that were recorded, by the keys of passages."""
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def compare(recorded: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    """Yield what differs from the record, a line each.

    >>> list(compare({"a#1": "x", "a#2": "x", "a#3": "x"}, {"a#1": "x", "a#2": "y", "a#4": "z"}))
    ['a#2: changed: what stands around its quotation', 'a#3: gone from the record', 'a#4: found']
    """
    for key in sorted({*recorded, *found}):
        if key not in found:
            yield f"{key}: gone from the record"
        elif key not in recorded:
            yield f"{key}: found"
        elif recorded[key] != found[key]:
            yield f"{key}: changed: what stands around its quotation"
