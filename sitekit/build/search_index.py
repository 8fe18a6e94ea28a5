"""Make the search index of a language with Pagefind, and the words that mend a query."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pagefind.service import get_executable

from sitekit.build.search_text import LETTERS, SEPARATOR, find_entries, prepare, unmark
from sitekit.files import write
from sitekit.knowledge.glossary import load
from sitekit.languages import SOURCE, Language, settings, words

FOLDER = "pagefind"  # below the root of the language
WORDS = "words.json"
# What is no text of the page's author, stands elsewhere on the site, or is code.
EXCLUDED = (
    ".translation-note, a.stale, .report, .choices, .no-claim, "
    ".replayed, pre, script, style, .references, .register tbody, .jp-InputArea, .jp-OutputPrompt"
)
_CHUNK = "3000"  # words and places in a piece of the index: a query fetches a piece for each of its words
_WORD = re.compile(r"[^\W\d_]{4,}")


class SearchError(Exception):
    """The index was not made; the message says why."""


def index(language: Language, site: Path, docs: Path, work: Path) -> None:
    """Make the index of the pages in `site`, in a folder of `work`, unless it has that already."""
    pages, made, stamp = work / "pages", work / FOLDER, work / "digest"
    for path in settings(language.config)["extra"]["asked"]:
        if not (docs / SOURCE / path).is_file():
            raise SearchError(f"extra.asked: there is no page {path}; name pages as nav does")
    texts = _collect_texts(site, docs / "glossary.tsv")
    said = words(language.config)["search"]
    meaning = {word: meant for one in said["meaning"] for word, meant in one.items()}
    query = {"stop": said["stop_words"].split(), "meaning": meaning, "letters": LETTERS, "source": SOURCE}
    made_by = [Path(__file__).read_text(encoding="utf-8"), version("pagefind")]
    digest = hashlib.sha256(json.dumps([texts, query, made_by]).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    stamp.unlink(missing_ok=True)
    _write({pages / name / "index.html": text for name, text in texts.items()}, pages)
    beside = _run(language, pages, made)
    lexicon = json.dumps({**query, **read_vocabulary(beside)}, ensure_ascii=False)
    (beside / WORDS).write_text(lexicon, encoding="utf-8")
    shutil.rmtree(made, ignore_errors=True)
    beside.rename(made)
    stamp.write_text(digest)


def _write(texts: Mapping[Path, str], folder: Path) -> None:
    """Make the files of a folder equal to these; a file that is the same is not written again."""
    for path in folder.rglob("*.html"):
        if path not in texts:
            path.unlink()
    for path, text in texts.items():
        write(path, text)


def _collect_texts(site: Path, glossary: Path) -> dict[str, str]:
    """Return by address what Pagefind reads: each page, and each entry of a list of terms or works."""
    found: dict[Path, str] = {}
    stamp = glossary.stat().st_mtime_ns if glossary.exists() else 0
    for path in sorted(site.rglob("index.html")):
        page, place = path.read_text(encoding="utf-8"), path.parent.relative_to(site)
        # The folder of a topic is no name of its page: « base de données » is not asked of « bases/ ».
        slug = "" if any(path.parent.glob("*/index.html")) else place.name
        found.update((place / name, text) for name, text in _prepare_page(page, slug, glossary, stamp))
    return {place.as_posix(): text for place, text in found.items()}


@lru_cache(maxsize=4096)  # each save asks for every page again
def _prepare_page(page: str, slug: str, glossary: Path, _stamp: int) -> list[tuple[str, str]]:
    terms = load(glossary)
    return [("", prepare(page, slug, terms)), *find_entries(page, terms)]


def _run(language: Language, pages: Path, made: Path) -> Path:
    """Let Pagefind index the pages; return the folder of the index, beside the place that it is made for."""
    beside = made.with_name(made.name + ".new")
    shutil.rmtree(beside, ignore_errors=True)
    command = [str(get_executable()), "--site", str(pages), "--output-path", str(beside), "--quiet"]
    command += ["--force-language", language.code, "--exclude-selectors", EXCLUDED]
    settings = {**os.environ, "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": _CHUNK}
    done = subprocess.run(command, env=settings, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        said = "\n".join(dict.fromkeys((done.stderr or done.stdout).splitlines()))
        raise SearchError(f"Pagefind could not index the pages: {said}")
    entry = json.loads((beside / "pagefind-entry.json").read_text(encoding="utf-8"))
    needed = {f"wasm.{one['wasm'] or 'unknown'}.pagefind" for one in entry["languages"].values()}
    for path in beside.iterdir():  # without its own user interfaces, and its code for other languages
        if re.search(r"-ui\.|-highlight\.|-worker\.|^wasm\.", path.name) and path.name not in needed:
            path.unlink()
    return beside


def read_vocabulary(made: Path) -> dict[str, Any]:
    """Return the number of pages, their names, those in another language, and the words of all."""
    prominent: set[str] = set()
    uses: Counter[str] = Counter()
    names, foreign = {}, []
    for path in sorted((made / "fragment").iterdir()):
        fragment = _read_fragment(path)
        meta = fragment["meta"]
        names[path.stem] = _list_names(meta)
        foreign += [path.stem] if "lang" in meta else []
        headings = " ".join([*meta.values(), *(one["text"] or "" for one in fragment["anchors"])])
        prominent |= _find_words(headings)
        uses.update(_find_words(fragment["content"] + " " + headings))
    kept = [word for word in uses if uses[word] > 1 or word in prominent]
    by_use = sorted(kept, key=lambda word: (-uses[word], word))
    return {
        "pages": len(names),
        "names": {key: one for key, one in names.items() if one},
        "foreign": foreign,
        "words": " ".join(by_use),
    }


def _list_names(meta: Mapping[str, str]) -> list[str]:
    """Return the names of a page, or of a term; a work is sought by its words alone."""
    names = [meta[name] for name in ("title", "slug", "entry") if name in meta]
    return names + meta["alias"].split(SEPARATOR) if "alias" in meta else names


def _read_fragment(path: Path) -> dict[str, Any]:
    text = gzip.decompress(path.read_bytes()).decode()
    return json.loads(unmark(text[text.index("{") :]))  # what stands before says that it is Pagefind's


def _find_words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))
