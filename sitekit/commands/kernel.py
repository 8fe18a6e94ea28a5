"""Make the real Linux that pages boot, and fetch the sources of its programs: the command `kernel`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sitekit.build.kernel.guests import fetch_kernels
from sitekit.build.kernel.machine import make_kernel, open_archive
from sitekit.build.scripts.nodejs import NoRuntime
from sitekit.knowledge.machine import list_programs
from sitekit.languages import ROOT


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `kernel`."""
    summary = "make the machine that pages boot, and fetch the kernels of guests, from packages of Debian"
    parser = subparsers.add_parser("kernel", help=summary, description=summary)
    parser.add_argument("--sources", type=Path, metavar="FOLDER", help="fetch its programs' sources instead")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the machine or fetch its sources. Return 1 if something for it is missing, and say what."""
    try:
        if not arguments.sources:
            print(f"The machine of the pages is in {make_kernel().relative_to(ROOT)}/")
            print("Guests start", *(path.relative_to(ROOT) for path in fetch_kernels()))
            return 0
        sources = {(name, version) for program in list_programs() for name, version in program["sources"]}
        if not sources:
            raise NoRuntime("there is no machine: run `make kernel` first")
        open_archive().download_sources(sorted(sources), arguments.sources)
    except NoRuntime as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The sources of {len(sources)} packages are in {arguments.sources}/")
    return 0
