"""Print tables or JSON, on any terminal and into any pipe."""

import codecs
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from virtfaq import evidence
from virtfaq.tables import align

_PLAIN = {"–": "-", "≈": "~", "≥": ">=", "≤": "<=", "—": "-", "µ": "u", "…": "..."}
_CLOSED_PIPE = 128 + 13  # what a shell reports for a program that SIGPIPE ended


class Report(NamedTuple):
    """The answer of a command: tables of text, the same as data, and the keys of its measurements.

    `status` is that of the command once the answer is written: 1 where what was asked for is not so.
    """

    tables: Sequence[Sequence[Sequence[str]]]
    data: dict[str, Any]
    measurements: Iterable[str] = ()
    status: int = 0


def emit(report: Report, *, as_json: bool) -> int:
    """Print a report and return its exit status: 141 if the reader has gone, 1 if it cannot be written."""
    codecs.register_error("virtfaq", _spell_out)
    try:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="virtfaq")
        print(_format_json(report) if as_json else _format_text(report), flush=True)
    except BrokenPipeError:
        _discard_output()
        return _CLOSED_PIPE
    except OSError as error:
        _discard_output()
        print(f"virtfaq: cannot write the answer: {error.strerror}", file=sys.stderr)
        return 1
    return report.status


def _format_text(report: Report) -> str:
    parts = [align(table, _find_width()) for table in report.tables]
    works = [work.key for work in _find_sources(report)]
    return "\n\n".join([*parts, f"sources: {', '.join(works)}"] if works else parts)


def _find_width() -> int | None:
    """Return the width of the terminal, or None where the reader is no terminal."""
    if "COLUMNS" not in os.environ and not (sys.stdout and sys.stdout.isatty()):
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


def _format_json(report: Report) -> str:
    import json

    works = [
        {name: getattr(work, name) for name in ("key", "authors", "title", "venue", "year", "doi", "url")}
        for work in _find_sources(report)
    ]
    return json.dumps({**report.data, "sources": works}, indent=2)


def _find_sources(report: Report) -> list[evidence.Source]:
    names = dict.fromkeys(evidence.get(key).source for key in report.measurements)
    return [evidence.source(name) for name in names]


def _spell_out(error: UnicodeError) -> tuple[str, int]:
    """Spell what the terminal's encoding lacks with letters that it has."""
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(_PLAIN.get(sign, "?") for sign in lacking), error.end


def _discard_output() -> None:
    """Keep Python from failing again when it flushes standard output at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
