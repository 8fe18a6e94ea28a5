"""Run the site's tools: `python -m sitekit --help` lists them."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sitekit.findings import Misuse
from sitekit.grammar.fences import FenceError
from sitekit.knowledge.sources import SourcesError

# The modules that bring commands of their own; each has add_parser(subparsers), which sets `run`.
COMMANDS = ("check", "lock", "status", "exchange", "new", "sources", "passages", "record", "kernel")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Return 2 for misuse, 1 for a finding or a site that could not be built."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr] - a real stream, whatever the locale
    parser = argparse.ArgumentParser(prog="python -m sitekit", description=__doc__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add(commands, "build", _build, "build every language into site/")
    serve = _add(commands, "serve", _serve, "build, serve on 127.0.0.1, and build again on save")
    serve.add_argument("--port", type=int, default=8000)
    wheel = _add(commands, "wheel", _write_wheel, "build the wheel of the library")
    wheel.add_argument("folder", type=Path, nargs="?", default=Path("dist"))
    for name in COMMANDS:
        importlib.import_module(f"sitekit.commands.{name}").add_parser(commands)
    arguments = parser.parse_args(argv)
    try:
        status = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # what reads the output, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (FenceError, SourcesError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 1
    except Misuse as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    return status


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.set_defaults(run=run)
    return parser


def _build(_arguments: argparse.Namespace) -> int:
    from sitekit.build.site import BuildError, Places, build

    try:
        build()
    except BuildError as error:
        print(error, file=sys.stderr)
        print("The site was not built; site/ is left as it was.", file=sys.stderr)
        return 1
    print(f"The site is in {Places().site.name}/")
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    from sitekit.build.serve import serve

    return serve(arguments.port)


def _write_wheel(arguments: argparse.Namespace) -> int:
    from sitekit.build.python.wheel import build_wheel

    print(build_wheel(arguments.folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
