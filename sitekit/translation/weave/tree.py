"""Make the pages of a language: the French tree, with each block in the best language known."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from sitekit.files import write
from sitekit.grammar.notebook_cells import Notebook, is_notebook
from sitekit.grammar.page import Page, keep_last
from sitekit.grammar.reading import read_page
from sitekit.languages import SOURCE, language, words
from sitekit.translation.lock import Entry, Lock
from sitekit.translation.pages import match
from sitekit.translation.pairing import Translation
from sitekit.translation.weave.notebook import weave_notebook
from sitekit.translation.weave.notice import Notice
from sitekit.translation.weave.page import space_titles, weave_page


def weave(docs_dir: Path, lang: str, out_dir: Path) -> None:
    """Write the pages of a language to a folder; leave what does not change there.

    Raises FileNotFoundError if there is no French tree.
    """
    source, target = docs_dir / SOURCE, docs_dir / lang
    if not source.is_dir():
        raise FileNotFoundError(f"{source}: the folder of the French pages does not exist")
    lock = Lock.read(docs_dir / f"{lang}.lock")
    place = language(lang)
    interface = words(place.config)
    wanted = set()
    for path in _list_files(source):
        name = path.relative_to(source)
        notice = Notice.make(interface, name.as_posix(), place.path)
        entries = lock.pages.get(name.as_posix(), ())
        write(out_dir / name, _make_content(path, target / name, lang, entries, notice))
        wanted.add(out_dir / name)
    _remove_others(out_dir, wanted)


def weave_one(docs_dir: Path, lang: str, name: str, lock: Lock) -> Page:
    """Return one page as readers of a language meet it; a page without a French one is as it is.

    `lock` is that of the language. Raises UnicodeDecodeError if the page is not in UTF-8.
    """
    source, target = docs_dir / SOURCE / name, read_page(docs_dir / lang / name)
    if lang == SOURCE or not source.exists():
        return target
    entries = lock.pages.get(name, ())
    return _weave_bare(match(target, read_page(source), tuple(entries)), lang)


@keep_last
def _weave_bare(translation: Translation, lang: str) -> Page:
    """Return a page without notices, which are text alone."""
    return Page(weave_page(translation, lang), translation.target.path)


@keep_last
def _weave_noted(translation: Translation, lang: str, notice: Notice) -> bytes:
    weave = weave_notebook if isinstance(translation.source, Notebook) else weave_page
    return weave(translation, lang, notice).encode()


def _list_files(tree: Path) -> Iterator[Path]:
    """Yield the files of a tree, without those that are hidden or an editor's copy."""
    for folder, folders, names in os.walk(tree):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        yield from (
            Path(folder, name) for name in sorted(names) if not name.startswith(".") and name[-1] != "~"
        )


def _make_content(source: Path, target: Path, lang: str, entries: Sequence[Entry], notice: Notice) -> bytes:
    page = read_page(source) if source.suffix in {".md", ".py"} else None
    if page and source.suffix == ".md" and lang == SOURCE:
        return space_titles(page.text, lang).encode()
    if page and (source.suffix == ".md" or is_notebook(page.text)):
        return _weave_noted(match(read_page(target), page, tuple(entries)), lang, notice)
    return (target if target.exists() else source).read_bytes()


def _remove_others(tree: Path, wanted: set[Path]) -> None:
    for folder, _, names in os.walk(tree, topdown=False):
        for name in names:
            if (path := Path(folder, name)) not in wanted:
                path.unlink()
        if Path(folder) != tree and not any(Path(folder).iterdir()):
            Path(folder).rmdir()
