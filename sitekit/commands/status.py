"""The command `status`: show how much of each page is translated and up to date."""

from __future__ import annotations

import argparse
import json

from sitekit.commands.arguments import chosen
from sitekit.languages import ROOT
from sitekit.translation.progress import Progress, percent, status, total


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `status`."""
    summary = "show how much of each page is translated and up to date"
    parser = commands.add_parser("status", help=summary, description=summary)
    parser.add_argument(
        "--json", action="store_true", help="as data: language, page, state, blocks and words"
    )
    parser.add_argument("--lang", help="the language, such as en; by default, every one")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the states; status 2 for a language that the site does not have."""
    if not (codes := chosen(arguments.lang)):
        return 2
    found = {code: status(ROOT / "docs", code) for code in codes}
    print(_data(found) if arguments.json else _table(found))
    return 0


def _data(found: dict[str, dict[str, Progress]]) -> str:
    data = {
        code: {
            name: {state: amount._asdict() for state, amount in states.items()}
            for name, states in pages.items()
        }
        for code, pages in found.items()
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _table(found: dict[str, dict[str, Progress]]) -> str:
    rows = []
    for code, pages in found.items():
        rows.append(f"{code}: {_said(total(pages))}")
        rows += [f"  {name}: {_said(states)}" for name, states in pages.items()]
    return "\n".join(rows)


def _said(states: Progress) -> str:
    """The states in words.

    >>> _said({State.FRESH: Amount(3, 30), State.MISSING: Amount(1, 10)})
    '75 % of 40 words translated (blocks: 3 fresh, 1 missing)'
    """
    words = sum(amount.words for amount in states.values())
    detail = ", ".join(f"{amount.blocks} {state}" for state, amount in states.items())
    return f"{percent(states)} % of {words} words translated (blocks: {detail or 'none'})"
