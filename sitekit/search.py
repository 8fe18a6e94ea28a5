"""Makes the search index of a language: what Pagefind reads of each page, and the words that mend a query."""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

from pagefind.service import get_executable

from sitekit.glossary import Term, load, pattern
from sitekit.languages import Language, words

FOLDER = "pagefind"  # below the root of the language
WORDS = "words.json"
SEPARATOR = " | "  # of the names of a thing
# What is no text of the page's author, stands elsewhere on the site, or is code.
EXCLUDED = (
    ".translation-note, a.stale, .report, "
    "pre, script, style, .references, .register tbody, .jp-InputArea, .jp-OutputPrompt"
)
# Pagefind makes every space a plain one; what follows here marks those that were not.
_SPACES = str.maketrans({"\u00a0": " \ue000", "\u202f": " \ue001", "\u2060": None})
_CHUNK = "3000"  # words and places in a piece of the index: a query fetches a piece for each of its words
_ARTICLE = re.compile(r"<article\b[^>]*>(.*)</article>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
_HEADING = re.compile(r"<h1\b(?:[^>]*\blang=\"([^\"]+)\")?[^>]*>(.*?)</h1>", re.DOTALL)
_PERMALINK = re.compile(r'<a\b[^>]*class="(?:headerlink|anchor-link)"[^>]*>.*?</a>', re.DOTALL)
_CLAIM = re.compile(
    r'<p (class="claim"[^>]*)>\s*'
    r'(?:<strong class="verdict[^>]*>(?:<span.*?</span>)?(.*?)</strong>)?(.*?)</p>',
    re.DOTALL,
)
_CITE = re.compile(r'<sup class="cite">.*?</sup>', re.DOTALL)
VERDICT = "\ue002"  # stands between the verdict of a claim and its sentence
_TERM = re.compile(
    r'<dt\b[^>]*\bid="([^"]+)"[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)(?:<p class="equivalents.*?)?</dd>', re.DOTALL
)
_WORK = re.compile(r'<li id="([^"]+)" itemscope[^>]*>(.*?)(?:<p class="uses.*?)?</li>', re.DOTALL)
_NAME = re.compile(r'itemprop="name">(.*?)</', re.DOTALL)
_LINKED = re.compile(r'class="term" href="[^"#]*#([^"]+)"')
_COMPUTED = re.compile(r'class="(?:display|register)\b[^"]*"')
_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r"[^\W\d_]{4,}")


class SearchError(Exception):
    """The index was not made; the message says why."""


def index(language: Language, site: Path, docs: Path, work: Path) -> None:
    """Makes the index of the pages in `site`, in a folder of `work`, unless it has that already."""
    pages, made, stamp = work / "pages", work / FOLDER, work / "digest"
    texts = _texts(site, docs / "glossary.tsv")
    stop = words(language.config)["search"]["stop_words"].split()
    made_by = [Path(__file__).read_text(encoding="utf-8"), version("pagefind")]
    digest = hashlib.sha256(json.dumps([texts, stop, made_by]).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    stamp.unlink(missing_ok=True)
    _write({pages / name / "index.html": text for name, text in texts.items()}, pages)
    beside = _run(language, pages, made)
    lexicon = json.dumps({"stop": stop, **vocabulary(beside)}, ensure_ascii=False)
    (beside / WORDS).write_text(lexicon, encoding="utf-8")
    shutil.rmtree(made, ignore_errors=True)
    beside.rename(made)
    stamp.write_text(digest)


def _write(texts: Mapping[Path, str], folder: Path) -> None:
    """Makes the files of a folder these; what is the same is not written again."""
    for path in folder.rglob("*.html"):
        if path not in texts:
            path.unlink()
    for path, text in texts.items():
        if not path.exists() or path.read_bytes().decode() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")


def _texts(site: Path, glossary: Path) -> dict[str, str]:
    """What Pagefind reads: each page, and each entry of a list of terms or works, by its address."""
    found: dict[Path, str] = {}
    stamp = glossary.stat().st_mtime_ns if glossary.exists() else 0
    for path in sorted(site.rglob("index.html")):
        page, place = path.read_text(encoding="utf-8"), path.parent.relative_to(site)
        found.update((place / name, text) for name, text in _of_page(page, place.name, glossary, stamp))
    return {place.as_posix(): text for place, text in found.items()}


@lru_cache(maxsize=4096)  # each save asks for every page again
def _of_page(page: str, slug: str, glossary: Path, _stamp: int) -> list[tuple[str, str]]:
    terms = load(glossary)
    return [("", prepared(page, slug, terms)), *entries(page, terms)]


def prepared(page: str, slug: str, terms: Iterable[Term]) -> str:
    """The page as Pagefind reads it: its article, claims as headings, and other names of its subject.

    >>> term = Term("noyau", {"fr": ("noyau",), "en": ("kernel",)}, {}, "", "")
    >>> page = '<article><h1>Un noyau</h1><p class="claim" id="a">Oui.</p></article>'
    >>> print(prepared(page, "x-y", [term]))
    <html><h4 class="claim" id="a">Oui.</h4>
    <p data-pagefind-meta="title:Un noyau"></p>
    <p data-pagefind-meta="slug:x y"></p>
    <p data-pagefind-meta="subject:noyau | kernel"></p>
    """
    article = _CITE.sub("", _PERMALINK.sub("", _ARTICLE.search(page)[1]))
    described, heading = _DESCRIPTION.search(page), _HEADING.search(article)
    answer = described[1] if described else ""
    title = _text(heading[2]) if heading else ""
    meta = {
        "title": html.escape(title),
        "answer": answer,
        "lang": heading[1] if heading else None,
        "slug": slug.replace("-", " "),
        **_other_names(terms, title, slug, set(_LINKED.findall(article)), answer),
    }
    body = _WORK.sub("", _TERM.sub("", _HEADING.sub("", article, count=1)))
    body = _CLAIM.sub(_claim, body)
    return _with_meta(_COMPUTED.sub(r'\g<0> data-pagefind-weight="0.2"', body), meta)


def _other_names(
    terms: Iterable[Term], title: str, slug: str, linked: set[str], answer: str
) -> dict[str, str]:
    """What a page and its subject are called besides, and the other terms that it uses."""
    spelled = slug.replace("-", " ")
    subject = [term for term in terms if _names(term, f"{title} {spelled}")]
    alias = [term for term in subject if _names(term, spelled, whole=True)]
    used = [term for term in terms if term.id in linked or _names(term, html.unescape(answer))]
    others = [term for term in used if term not in subject]
    return {"alias": _forms(alias), "subject": _forms(subject), "terms": _forms(others)}


def _claim(match: re.Match[str]) -> str:
    attributes, verdict, sentence = match.groups()
    said = f"{verdict} {VERDICT} " if verdict else ""
    return f"<h4 {attributes}>{said}{sentence.strip()}</h4>"


def entries(page: str, terms: Iterable[Term]) -> Iterator[tuple[str, str]]:
    """The entries of a page, each by its anchor: one that is sought by name is a result by itself."""
    forms = {term.id: _forms([term]) for term in terms}
    for name, title, said in _TERM.findall(page):
        meta = {"entry": _escaped(title), "answer": _escaped(said), "alias": forms.get(name)}
        yield f"#{name}", _with_meta(said, meta)
    for name, text in _WORK.findall(page):
        yield f"#{name}", _with_meta(text, {"work": _escaped(_NAME.search(text)[1])})


def _with_meta(body: str, meta: Mapping[str, str | None]) -> str:
    lines = [f'<p data-pagefind-meta="{name}:{value}"></p>' for name, value in meta.items() if value]
    return "\n".join([f"<html>{body}", *lines]).replace("&nbsp;", "\u00a0").translate(_SPACES)


def _text(markup: str) -> str:
    return html.unescape(_TAG.sub("", markup)).strip()


def _escaped(markup: str) -> str:
    return html.escape(_text(markup))


def _names(term: Term, text: str, *, whole: bool = False) -> bool:
    """Whether a text has the term in any language, or is it; accents may lack, as in an address."""
    finders = filter(None, (_finder(forms, code) for code, forms in term.forms.items()))
    return any((one.fullmatch if whole else one.search)(_plain(text)) for one in finders)


@cache
def _finder(forms: tuple[str, ...], language: str) -> re.Pattern[str] | None:
    return pattern(tuple(map(_plain, forms)), language)


def _plain(text: str) -> str:
    spelled = text.replace("’", "'").replace("œ", "oe")
    return "".join(char for char in normalize("NFD", spelled) if not combining(char))


def _forms(terms: Iterable[Term]) -> str:
    """All that the terms are called, in every language, the words to avoid too: people search for them."""
    groups = (group for term in terms for group in (*term.forms.values(), *term.avoid.values()))
    return html.escape(SEPARATOR.join(dict.fromkeys(form for group in groups for form in group)))


def _run(language: Language, pages: Path, made: Path) -> Path:
    """Lets Pagefind index the pages, and returns where that lies: beside the place that it is made for."""
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


def vocabulary(made: Path) -> dict[str, Any]:
    """The number of pages, the names of each, and the words that a mistyped one may stand for."""
    prominent: set[str] = set()
    uses: Counter[str] = Counter()
    names = {}
    for path in sorted((made / "fragment").iterdir()):
        fragment = _fragment(path)
        meta = fragment["meta"]
        names[path.stem] = _called(meta)
        headings = " ".join([*meta.values(), *(one["text"] or "" for one in fragment["anchors"])])
        prominent |= _words(headings)
        uses.update(_words(fragment["content"] + " " + headings))
    kept = [word for word in uses if uses[word] > 1 or word in prominent]
    by_use = sorted(kept, key=lambda word: (-uses[word], word))
    return {
        "pages": len(names),
        "names": {key: one for key, one in names.items() if one},
        "words": " ".join(by_use),
    }


def _called(meta: Mapping[str, str]) -> list[str]:
    """The names of a page, or of a term; a work is sought by its words alone."""
    names = [meta[name] for name in ("title", "slug", "entry") if name in meta]
    return names + meta["alias"].split(SEPARATOR) if "alias" in meta else names


def _fragment(path: Path) -> dict[str, Any]:
    text = gzip.decompress(path.read_bytes())
    return json.loads(text[text.index(b"{") :])  # what stands before says that it is Pagefind's


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))
