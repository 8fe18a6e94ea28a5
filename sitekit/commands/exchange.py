"""Hand the texts of a language to translators' tools and take them back: `export` and `import`."""

from __future__ import annotations

import argparse
from pathlib import Path
from types import ModuleType

from sitekit.commands.arguments import choose_languages
from sitekit.files import write
from sitekit.findings import Misuse
from sitekit.languages import ROOT
from sitekit.translation.exchange import po, xliff
from sitekit.translation.exchange.apply import apply, read_messages

FORMATS: dict[str, ModuleType] = {"po": po, "xliff": xliff}
_ENDINGS = {".po": po, ".pot": po, ".xliff": xliff, ".xlf": xliff}


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands `export` and `import`."""
    summary = "write the texts of a language to a file for Poedit, Weblate, OmegaT…"
    parser = commands.add_parser("export", help=summary, description=summary)
    parser.add_argument("--lang", required=True, help="the language, such as es")
    parser.add_argument("--format", choices=FORMATS, default="po")
    parser.add_argument("--output", type=Path, metavar="FILE", help="by default build/<lang>.po or .xliff")
    parser.set_defaults(run=_export)
    summary = "put the translations of such a file into the pages"
    parser = commands.add_parser("import", help=summary, description=summary)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.set_defaults(run=_import)


def _export(arguments: argparse.Namespace) -> int:
    choose_languages(arguments.lang)
    path = arguments.output or ROOT / "build" / f"{arguments.lang}.{arguments.format}"
    found = list(read_messages(ROOT / "docs", arguments.lang))
    try:
        write(path, FORMATS[arguments.format].dump(found, arguments.lang))
    except OSError as error:
        raise Misuse(f"{path}: cannot be written: {error.strerror}") from None
    print(f"{len(found)} texts are in {path}")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    if path.suffix not in _ENDINGS:
        raise Misuse(f"{path}: the name of the file must end in one of: {', '.join(_ENDINGS)}")
    try:
        lang, said = _ENDINGS[path.suffix].load(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise Misuse(f"{path}: cannot be read as {path.suffix[1:]}: {error}") from None
    if not lang:
        raise Misuse(f"{path}: says no language; set Language (PO) or target-language (XLIFF)")
    choose_languages(lang)
    changed = apply(ROOT / "docs", lang, said)
    for file in changed:
        print(file.relative_to(ROOT).as_posix())
    print(f"{len(changed)} file(s) changed; now run: python -m sitekit check --lang {lang}")
    return 0
