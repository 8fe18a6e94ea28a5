"""Make the real Linux that pages boot, and fetch the sources of its programs: the command `kernel`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sitekit.build.kernel.debian import Archive
from sitekit.build.kernel.machine import KEPT, make_kernel
from sitekit.build.scripts.nodejs import NoRuntime
from sitekit.knowledge.machine import list_programs
from sitekit.languages import ROOT


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `kernel`."""
    summary = "make the machine that pages boot, from packages of Debian"
    parser = subparsers.add_parser("kernel", help=summary, description=summary)
    parser.add_argument("--sources", type=Path, metavar="FOLDER", help="fetch its programs' sources instead")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the machine or fetch its sources. Return 1 if something for it is missing, and say what."""
    try:
        if not arguments.sources:
            print(f"The machine is in {make_kernel().relative_to(ROOT)}/")
            return 0
        sources = {(name, version) for program in list_programs() for name, version in program["sources"]}
        if not sources:
            raise NoRuntime("there is no machine: run `make kernel` first")
        Archive(KEPT / "apt").download_sources(sorted(sources), arguments.sources)
    except NoRuntime as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The sources of {len(sources)} packages are in {arguments.sources}/")
    return 0
