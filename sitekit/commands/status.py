"""Show how much of each page is translated and up to date: the command `status`."""

from __future__ import annotations

import argparse
import json

from sitekit.commands.arguments import choose_languages
from sitekit.languages import ROOT
from sitekit.translation.progress import Progress, add_up, compute_percent, count_all


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `status`."""
    summary = "show how much of each page is translated and up to date"
    parser = commands.add_parser("status", help=summary, description=summary)
    parser.add_argument(
        "--json", action="store_true", help="as data: language, page, state, blocks and words"
    )
    parser.add_argument("--lang", help="the language, such as en; by default, every one")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the states."""
    found = {code: count_all(ROOT / "docs", code) for code in choose_languages(arguments.lang)}
    print(_format_data(found) if arguments.json else _format_table(found))
    return 0


def _format_data(found: dict[str, dict[str, Progress]]) -> str:
    data = {
        code: {
            name: {state: amount._asdict() for state, amount in states.items()}
            for name, states in pages.items()
        }
        for code, pages in found.items()
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _format_table(found: dict[str, dict[str, Progress]]) -> str:
    rows = []
    for code, pages in found.items():
        rows.append(f"{code}: {_format_states(add_up(pages))}")
        rows += [f"  {name}: {_format_states(states)}" for name, states in pages.items()]
    return "\n".join(rows)


def _format_states(states: Progress) -> str:
    """Return the states in words.

    >>> from sitekit.translation.progress import Amount, State
    >>> _format_states({State.FRESH: Amount(3, 30), State.MISSING: Amount(1, 10)})
    '75 % of 40 words translated (blocks: 3 fresh, 1 missing)'
    """
    words = sum(amount.words for amount in states.values())
    detail = ", ".join(f"{amount.blocks} {state}" for state, amount in states.items())
    return f"{compute_percent(states)} % of {words} words translated (blocks: {detail or 'none'})"
