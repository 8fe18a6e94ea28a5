"""Make the pages of a language: the French tree, with each block in the best language known."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from sitekit.files import write
from sitekit.grammar.notebook_cells import is_notebook
from sitekit.languages import SOURCE, language, words
from sitekit.translation.lock import Entry, Lock
from sitekit.translation.weave.notebook import weave_notebook
from sitekit.translation.weave.notice import Notice
from sitekit.translation.weave.page import titled, weave_page

_weave_page = lru_cache(maxsize=4096)(weave_page)  # each save asks for every page again


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
        notice = Notice.of(interface, name.as_posix(), place.path)
        entries = lock.pages.get(name.as_posix(), ())
        write(out_dir / name, _make_content(path, target / name, lang, entries, notice))
        wanted.add(out_dir / name)
    _remove_others(out_dir, wanted)


def woven(docs_dir: Path, lang: str, name: str, lock: Lock) -> str:
    """Return one page as readers of a language meet it; a page without a French one is as it is.

    `lock` is that of the language. Raises UnicodeDecodeError if the page is not in UTF-8.
    """
    source, target = docs_dir / SOURCE / name, docs_dir / lang / name
    if lang == SOURCE or not source.exists():
        return _read_text(target) or ""
    entries = tuple(lock.pages.get(name, ()))
    return _weave_page(_read_text(source) or "", _read_text(target), lang, entries)


def _list_files(tree: Path) -> Iterator[Path]:
    """Yield the files of a tree, without those that are hidden or an editor's copy."""
    for folder, folders, names in os.walk(tree):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        yield from (
            Path(folder, name) for name in sorted(names) if not name.startswith(".") and name[-1] != "~"
        )


def _make_content(source: Path, target: Path, lang: str, entries: Sequence[Entry], notice: Notice) -> bytes:
    text = (_read_text(source) or "") if source.suffix in {".md", ".py"} else ""
    if source.suffix == ".md":
        if lang == SOURCE:
            return titled(text, lang).encode()
        return _weave_page(text, _read_text(target), lang, tuple(entries), notice).encode()
    if is_notebook(text):
        return weave_notebook(text, _read_text(target), lang, entries, notice).encode()
    return (target if target.exists() else source).read_bytes()


def _read_text(path: Path) -> str | None:
    """Return the text of a file with plain line endings, or None if there is no file."""
    return path.read_text(encoding="utf-8-sig") if path.exists() else None


def _remove_others(tree: Path, wanted: set[Path]) -> None:
    for folder, _, names in os.walk(tree, topdown=False):
        for name in names:
            if (path := Path(folder, name)) not in wanted:
                path.unlink()
        if Path(folder) != tree and not any(Path(folder).iterdir()):
            Path(folder).rmdir()
