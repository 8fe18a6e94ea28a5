"""Start a language: its configuration, first page, lock, column of the glossary and menu entry: `new`."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import material
from babel import Locale, UnknownLocaleError
from babel.core import get_global

from sitekit.files import write
from sitekit.findings import Misuse
from sitekit.languages import ROOT, SOURCE, languages
from sitekit.translation.lock import Lock

_MODEL = "en"  # whose configuration is copied: its words are understood by most translators
_THEME = Path(material.__file__).parent / "templates" / "partials" / "languages"
_MENU = re.compile(r"(?m)^(?P<indent>[ ]*)- \{ lang: [\w-]+, name: .*\}\n(?!\s*- \{ lang)")


def start(code: str, root: Path = ROOT) -> list[Path]:
    """Make all that a language needs, and return the files. Raises Misuse if that cannot be.

    The site builds at once: whatever is not translated shows in French.
    """
    name = _find_name(code, root)
    docs, config = root / "docs", root / f"mkdocs.{code}.yml"
    write(config, _make_config(code, name, root))
    menu = root / "mkdocs.yml"
    entry = f"{{ lang: {code}, name: {name}, path: {code}/ }}"
    write(menu, _MENU.sub(rf"\g<0>\g<indent>- {entry}\n", menu.read_text(encoding="utf-8"), count=1))
    Lock().write(docs / f"{code}.lock")
    home = docs / code / "index.md"
    if not home.exists():
        write(home, (docs / SOURCE / "index.md").read_text(encoding="utf-8"))
    glossary = docs / "glossary.tsv"
    write(glossary, add_column(glossary.read_text(encoding="utf-8"), code))
    return [config, menu, docs / f"{code}.lock", home, glossary]


def _find_name(code: str, root: Path) -> str:
    """Return the language's own name for itself; Misuse if it cannot be a language of the site."""
    known = sorted(path.stem for path in _THEME.glob("*.html"))
    if code in [language.code for language in languages(root)]:
        raise Misuse(f"the site has the language {code} already: see docs/{code}/")
    if code not in known:
        raise Misuse(f"the theme does not know the language {code!r}; it knows: {', '.join(known)}")
    try:
        name = Locale.parse(code, sep="-").get_display_name() or code
    except (UnknownLocaleError, ValueError):
        name = code
    return name[:1].upper() + name[1:]


def _make_config(code: str, name: str, root: Path) -> str:
    """Return the configuration of the language: that of the model, with its own places and language."""
    text = (root / f"mkdocs.{_MODEL}.yml").read_text(encoding="utf-8")
    head = f"# The site in {name} ({code}), at /{code}/: only what differs from mkdocs.yml.\n"
    head += "# The texts below are in English until they are translated: those in quotes or after a colon.\n"
    places = (
        (rf"(?m)^(site_url: .*/){_MODEL}/$", rf"\g<1>{code}/"),
        (rf"(?m)^(docs_dir: docs|site_dir: site)/{_MODEL}$", rf"\g<1>/{code}"),
        (rf"(?m)^(\s+language: ){_MODEL}$", rf"\g<1>{code}"),
        (rf"mkdocs\.{_MODEL}\.yml", f"mkdocs.{code}.yml"),
        (r"(?m)^(\s+locale: )\w+$", rf"\g<1>{_add_country(code)}"),
    )
    body = re.sub(r"\A(?:#.*\n)+", "", text)
    for pattern, replacement in places:
        body = re.sub(pattern, replacement, body)
    return head + body


def _add_country(code: str) -> str:
    """Return the language with the country of most of its readers, as networks that show links want it.

    >>> _add_country("pt"), _add_country("ja")
    ('pt_BR', 'ja_JP')
    """
    known = get_global("likely_subtags").get(code.replace("-", "_"), code)
    return f"{known.split('_')[0]}_{known.split('_')[-1]}"


def add_column(table: str, code: str) -> str:
    """Return the glossary with two empty columns for a language: its term, and what to avoid.

    >>> add_column("id\\tfr\\tfr_avoid\\nhost\\thôte\\t\\n", "pt")
    'id\\tfr\\tfr_avoid\\tpt\\tpt_avoid\\nhost\\thôte\\t\\t\\t\\n'
    """
    head, *rows = table.splitlines()
    if code in head.split("\t"):
        return table
    return "".join(f"{row}\n" for row in [f"{head}\t{code}\t{code}_avoid", *(f"{row}\t\t" for row in rows)])


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `new`."""
    summary = "start a language: its configuration, home page, lock, glossary column and menu entry"
    parser = commands.add_parser("new", help=summary, description=summary)
    parser.add_argument("code", help="its code, such as pt or zh-Hant")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Start a language. Raises Misuse if it cannot be one."""
    for path in start(arguments.code):
        print(path.relative_to(ROOT).as_posix())
    print(
        f"Translate docs/{arguments.code}/index.md, or copy any page of docs/fr/ there; then run: make serve"
    )
    return 0
