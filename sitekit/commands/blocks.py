"""The command `blocks`: print the blocks of a page as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from sitekit.files import read
from sitekit.grammar.blocks import Block, split


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `blocks`."""
    summary = "print the blocks of a page as JSON"
    parser = commands.add_parser("blocks", help=summary, description=summary)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the blocks of one file; status 2 if it cannot be read."""
    try:
        text = read(arguments.file)
    except (OSError, UnicodeDecodeError) as error:
        print(f"{arguments.file}: cannot be read as UTF-8 text: {error}", file=sys.stderr)
        return 2
    shown = [{name: getattr(block, name) for name in Block._fields[:-1]} for block in split(text)]
    print(json.dumps(shown, ensure_ascii=False, indent=1))
    return 0
