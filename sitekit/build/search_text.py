"""Write a page as Pagefind reads it: its article, claims as headings, and other names of its subject."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from unicodedata import combining, normalize

from sitekit.knowledge.glossary import Term, make_pattern
from sitekit.languages import SOURCE

SEPARATOR = " | "  # of the names of a thing
# Pagefind compares letters as they are, makes every space a plain one, and splits words at the punctuation of
# ASCII alone. So it is given what a query holds (theme/assets/query.js), with private use characters, which
# are of no word for it, that say what stood there: the reader is shown that.
LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
_LETTER = re.compile(f"[{''.join(LETTERS)}ŒÆẞØŁĐ]")
_SPELLED = {1: "\ue004", 2: "\ue003"}  # before the letters that stand for one
_SPACES = str.maketrans({"\u00a0": " \ue000", "\u202f": " \ue001"})
_IN_NUMBER = re.compile(r"(?<=\d)[\u00a0\u202f](?=\d{3}(?!\d))")
_GROUPS = {"\u00a0": "\ue006", "\u202f": "\ue007"}
_WITHIN = re.compile(r"(?<=\w)([’‘‐‑–—→×·…])(?=\w|\Z)")  # a space after it makes two words of one
_MARKS = {
    "\ue000": "\u00a0",
    "\ue001": "\u202f",
    "\ue005": "",
    "\ue006": "\u00a0",
    "\ue007": "\u202f",
    "\ue008": "",  # what follows is in the language of the source
}
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_WIDE = re.compile("[\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_TAGS = re.compile("(<[^>]*>)")
_ARTICLE = re.compile(r"<article\b[^>]*>(.*)</article>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
_HEADING = re.compile(r"<h1\b(?:[^>]*\blang=\"([^\"]+)\")?[^>]*>(.*?)</h1>", re.DOTALL)
_PERMALINK = re.compile(r'<a\b[^>]*class="(?:headerlink|anchor-link)"[^>]*>.*?</a>', re.DOTALL)
_CLAIM = re.compile(
    r'<p (class="claim"[^>]*)>\s*'
    r'(?:<strong class="verdict[^>]*>(?:<span.*?</span>)?(.*?)</strong>)?(.*?)</p>',
    re.DOTALL,
)
_RUNGS = re.compile(r'<small class="rungs".*?</small>', re.DOTALL)
_CITE = re.compile(r'<sup class="cite">.*?</sup>', re.DOTALL)
_IN_SOURCE = re.compile(rf'<h[2-6]\b[^>]*\blang="{SOURCE}"[^>]*>')  # on a page of another language
VERDICT = "\ue002"  # stands between the verdict of a claim and its sentence
_TERM = re.compile(
    r'<dt\b[^>]*\bid="([^"]+)"[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)(?:<p class="equivalents.*?)?</dd>', re.DOTALL
)
_WORK = re.compile(
    r'<li id="([^"]+)" itemscope[^>]*>(.*?)'
    r'(?:<p class="passage.*?)?(?:<details class="uses.*?</details>)?\s*</li>',
    re.DOTALL,
)
_NAME = re.compile(r'itemprop="name">(.*?)</', re.DOTALL)
_LINKED = re.compile(r'class="term" href="[^"#]*#([^"]+)"')
_COMPUTED = re.compile(r'class="(?:display|register|answers)\b[^"]*"')
_TAG = re.compile(r"<[^>]+>")


def prepare(page: str, slug: str, terms: Iterable[Term]) -> str:
    """Return a page as Pagefind reads it: its article, claims as headings, other names of its subject.

    >>> term = Term("noyau", {"fr": ("noyau",), "en": ("kernel",)}, {}, "", "")
    >>> rests = '<small class="rungs">Repose sur</small>'
    >>> page = f'<article><h1>Un noyau</h1><p class="claim" id="a">Oui.{rests}</p></article>'
    >>> print(prepare(page, "x-y", [term]))
    <html><h4 class="claim" id="a">Oui.</h4>
    <p data-pagefind-meta="title:Un noyau"></p>
    <p data-pagefind-meta="slug:x y"></p>
    <p data-pagefind-meta="subject:noyau | kernel"></p>
    """
    article = _RUNGS.sub("", _CITE.sub("", _PERMALINK.sub("", _ARTICLE.search(page)[1])))
    described, heading = _DESCRIPTION.search(page), _HEADING.search(article)
    answer = described[1] if described else ""
    title = _strip_tags(heading[2]) if heading else ""
    meta = {
        "title": html.escape(title),
        "answer": answer,
        "lang": heading[1] if heading else None,
        "slug": slug.replace("-", " "),
        **_find_other_names(terms, title, slug, set(_LINKED.findall(article)), answer),
    }
    body = _WORK.sub("", _TERM.sub("", _HEADING.sub("", article, count=1)))
    body = _IN_SOURCE.sub("\\g<0>\ue008", _CLAIM.sub(_rewrite_claim, body))
    return _add_meta(_COMPUTED.sub(r'\g<0> data-pagefind-weight="0.2"', body), meta)


def _find_other_names(
    terms: Iterable[Term], title: str, slug: str, linked: set[str], answer: str
) -> dict[str, str]:
    """Return the other names of a page and of its subject, and the other terms that it uses."""
    spelled = slug.replace("-", " ")
    subject = [term for term in terms if _is_in(term, f"{title} {spelled}")]
    alias = [term for term in subject if _is_in(term, spelled, whole=True)]
    used = [term for term in terms if term.id in linked or _is_in(term, html.unescape(answer))]
    others = [term for term in used if term not in subject]
    return {"alias": _join_forms(alias), "subject": _join_forms(subject), "terms": _join_forms(others)}


def _rewrite_claim(match: re.Match[str]) -> str:
    attributes, verdict, sentence = match.groups()
    said = f"{verdict} {VERDICT} " if verdict else ""
    return f"<h4 {attributes}>{said}{sentence.strip()}</h4>"


def find_entries(page: str, terms: Iterable[Term]) -> Iterator[tuple[str, str]]:
    """Yield the entries of a page, each by its anchor: one that is sought by name is a result by itself."""
    forms = {term.id: _join_forms([term]) for term in terms}
    for name, title, said in _TERM.findall(page):
        meta = {"entry": _escape(title), "answer": _escape(said), "alias": forms.get(name)}
        yield f"#{name}", _add_meta(said, meta)
    for name, text in _WORK.findall(page):
        yield f"#{name}", _add_meta(text, {"work": _escape(_NAME.search(text)[1])})


def _add_meta(body: str, meta: Mapping[str, str | None]) -> str:
    text = "".join(part if part.startswith("<") else mark(part) for part in _TAGS.split(body))
    lines = [f'<p data-pagefind-meta="{name}:{mark(value)}"></p>' for name, value in meta.items() if value]
    return "\n".join([f"<html>{text}", *lines])


def mark(text: str) -> str:
    """Return a text as a query would spell it, with marks by which query.js shows it as it was.

    >>> mark("un nœud de l’hôte\u202f: 1\u202f000").encode("unicode_escape").decode()
    'un n\\\\ue003oeud de l\\\\u2019 \\\\ue005h\\\\xf4te \\\\ue001: 1\\\\ue007000'
    """
    text = _INVISIBLE.sub("", text.replace("&nbsp;", "\u00a0"))
    text = _WIDE.sub(lambda match: normalize("NFKC", match[0]), text)
    text = _IN_NUMBER.sub(lambda match: _GROUPS[match[0]], text)
    return _LETTER.sub(_spell, _WITHIN.sub("\\1 \ue005", text)).translate(_SPACES)


def _spell(letter: re.Match[str]) -> str:
    spelled = LETTERS[letter[0].lower()]
    return _SPELLED[len(spelled)] + (spelled if letter[0].islower() else spelled.upper())


def unmark(text: str) -> str:
    """Return a marked text as it was before.

    >>> unmark(mark("un nœud de l’hôte\u202f: 1\u202f000")) == "un nœud de l’hôte\u202f: 1\u202f000"
    True
    """
    text = re.sub("\ue003(..)|\ue004(.)", lambda match: _restore_letter(match[1] or match[2]), text)
    return re.sub(" ?([\ue000\ue001\ue005\ue006\ue007\ue008])", lambda match: _MARKS[match[1]], text)


def _restore_letter(spelled: str) -> str:
    letter = next(one for one, letters in LETTERS.items() if letters == spelled.lower())
    return letter if spelled.islower() else letter.upper()


def _strip_tags(markup: str) -> str:
    return html.unescape(_TAG.sub("", markup)).strip()


def _escape(markup: str) -> str:
    return html.escape(_strip_tags(markup))


def _is_in(term: Term, text: str, *, whole: bool = False) -> bool:
    """Return whether a text has the term in any language, or is it; accents may lack, as in an address."""
    finders = filter(None, (_make_finder(forms, code) for code, forms in term.forms.items()))
    return any((one.fullmatch if whole else one.search)(_simplify(text)) for one in finders)


@cache
def _make_finder(forms: tuple[str, ...], language: str) -> re.Pattern[str] | None:
    return make_pattern(tuple(map(_simplify, forms)), language)


def _simplify(text: str) -> str:
    spelled = text.replace("’", "'").replace("œ", "oe")
    return "".join(char for char in normalize("NFD", spelled) if not combining(char))


def _join_forms(terms: Iterable[Term]) -> str:
    """Return all names of the terms, in every language. People search for the words to avoid too."""
    groups = (group for term in terms for group in (*term.forms.values(), *term.avoid.values()))
    return html.escape(SEPARATOR.join(dict.fromkeys(form for group in groups for form in group)))
