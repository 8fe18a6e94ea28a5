"""Put the spaces that a language's typography wants where an author typed ordinary ones, never in code.

Pages are typed with plain spaces, so that they are easy to edit. A locale is a row of `LOCALES`: France
follows the *Lexique des règles typographiques en usage à l'Imprimerie nationale*, Canada the Office québécois
de la langue française, Switzerland the *Guide du typographe* (Lausanne); German (DIN 5008), Spanish (RAE) and
Portuguese keep a number with its unit's symbol, as the SI brochure asks; English is left as it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

NARROW, WIDE = "\u202f", "\u00a0"


class Locale(NamedTuple):
    """The spaces that a locale wants, by place; None leaves what is typed."""

    marks: str | None = None  # before ; ! ?
    colon: str | None = None
    quotes: str | None = None  # inside « »
    percent: str | None = None  # before % and ‰
    thousands: str | None = None
    symbols: str | None = None  # between a number and the symbol of its unit
    words: str | None = None  # between a number and its noun, an abbreviation and its number, inside dashes
    lines: str | None = None  # where a line of the source ends between two ideographs


LOCALES = {
    "de": Locale(percent=WIDE, symbols=WIDE),
    "es": Locale(percent=WIDE, symbols=WIDE),
    "fr": Locale(NARROW, WIDE, WIDE, NARROW, NARROW, WIDE, WIDE),
    "fr-ca": Locale("", WIDE, WIDE, WIDE, WIDE, WIDE, WIDE),
    "fr-ch": Locale(NARROW, NARROW, NARROW, NARROW, NARROW, WIDE, WIDE),
    "ja": Locale(lines=""),
    "pt": Locale(symbols=WIDE),
    "zh": Locale(lines=""),
}

_SENTENCE = r"(?![\w/:=\[({&+$#@~-])"  # what follows a mark of prose: not :80, ::, :smile:, ?q=1, != or ![
_NUMBER = r"(?<![\w.,:/])(?<!\w-)\d(?:[\d.,\u00a0\u202f]*\d)?[⁰¹²³⁴-⁹]*"  # not that of vm1, :80 or CVE-2024-1
_SYMBOL = (
    r"(?:[kMGTPmnuµ]?(?:s|g|m|B|b|bit|Hz|W|Wh|J|V|A|K)|[KMGTP]i(?:B|b|bit)|min|h|°C|€|\$|£)"
    r"(?:/(?:s|min|h))?(?!\w)"
)
_ABBREVIATION = r"(?:n[°ºᵒ]|nᵒˢ|pp?\.|art\.|chap\.|fig\.|vol\.|t\.|§§?)"
_PERSON = r"(?:MM?\.|Mmes?|Dr|Pr|[A-ZÀ-Þ]\.)"  # a title or an initial
_CJK = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_RULES = {  # by field of Locale, where its space stands: in the place of each group
    "marks": (rf"(\s+)(?=[;!?]+{_SENTENCE})",),
    "colon": (rf"(\s+)(?=:{_SENTENCE})",),
    "quotes": (r"(?<=«)(\s*)", r"(?<!\s)(\s*)(?=»)"),
    "percent": (r"(\s+)(?=[%‰](?!\w))",),
    "thousands": (r"(?<=\d)(?<!\d{4})(?<![.,]\d)(?<![.,]\d\d)(?<![.,]\d{3})([ \u00a0])(?=\d{3}(?!\d))",),
    "symbols": (rf"{_NUMBER}(\s+)(?={_SYMBOL})",),
    "words": (
        rf"{_NUMBER}(\s+)(?=[^\W\d_])",
        rf"(?<!\w){_ABBREVIATION}(\s+)(?=\d|[IVXLC]+\b)",
        rf"(?<![\w.]){_PERSON}(\s+)(?=[A-ZÀ-Þ])",
        r"(?<!\S)[–—](\s+)[^–—]+?(\s+)[–—](?![^\s,;:.!?)»])",
    ),
    "lines": (rf"(?<={_CJK})(\s*\n\s*)(?={_CJK})",),
}
VERBATIM = frozenset(  # elements whose text stays as it is
    {"code", "kbd", "math", "pre", "samp", "script", "style", "textarea", "tt", "var"}
)
_KEPT = re.compile(  # in Markdown or HTML: fences, code, elements that hold code, tags, formulas, addresses
    r"(?ms)^[ \t]*(?P<fence>`{3,}|~{3,}).*?^[ \t]*(?P=fence)[^\n]*$"
    r"|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
    rf"|(?i:<(?P<tag>{'|'.join(sorted(VERBATIM))})\b.*?</(?P=tag)>)|<!--.*?-->|</?[a-zA-Z][^<>]*>"
    r"|(?<![\w$])\$(?=[^\s$])[^$\n]*?(?<=\S)\$(?![\d$])|\]\([^()\s]*\)|\ufffc"
)
_STANDS_IN = "\ufffc"  # what Unicode calls the object replacement character


def space_text(text: str, language: str) -> str:
    """Return a text without markup with the spaces of its language (BCP 47); a region may have its own row.

    >>> space_text("Vraiment ? « Oui » : 1 000 fois, 20 % en 3 s.", "fr")
    'Vraiment\\u202f? «\\xa0Oui\\xa0»\\xa0: 1\\u202f000\\xa0fois, 20\\u202f% en 3\\xa0s.'
    >>> space_text("Vraiment ? « Oui » : 20 %.", "fr-CA")
    'Vraiment? «\\xa0Oui\\xa0»\\xa0: 20\\xa0%.'
    >>> space_text("Really? 20%, 3 s.", "en")
    'Really? 20%, 3 s.'
    """
    for pattern, space in _choose_rules(language.lower()):
        text = pattern.sub(lambda match, space=space: _respace(match, space), text)
    return text


@cache
def _choose_rules(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    locale = LOCALES.get(language) or LOCALES.get(language.partition("-")[0]) or Locale()
    wanted = [(name, space) for name, space in locale._asdict().items() if space is not None]
    return tuple((re.compile(pattern), space) for name, space in wanted for pattern in _RULES[name])


def _respace(match: re.Match[str], space: str) -> str:
    """Return the text of a match with a space in the place of each of its groups."""
    text = match[0]
    for group in range(match.re.groups, 0, -1):
        start, end = (at - match.start() for at in match.span(group))
        text = text[:start] + space + text[end:]
    return text


def space_source(text: str, language: str) -> str:
    """Return Markdown or HTML with the spaces of its language; code, addresses and line starts stay.

    >>> space_source("- Vrai ? `a ? b` : <b title='x ?'>oui</b> !\\n: non\\n", "fr")
    "- Vrai\\u202f? `a ? b`\\xa0: <b title='x ?'>oui</b>\\u202f!\\n: non\\n"
    """
    kept = [match[0] for match in _KEPT.finditer(text)]
    lines = _KEPT.sub(_STANDS_IN, text).split("\n")
    bodies = [line.lstrip() for line in lines]
    done = [
        line[: len(line) - len(body)] + space_text(body, language)
        for line, body in zip(lines, bodies, strict=True)
    ]
    return re.sub(_STANDS_IN, lambda _: kept.pop(0), "\n".join(done))


def space_data(value: Any, language: str) -> Any:
    """Return data with the spaces of its language in all its texts.

    >>> space_data({"share": "{n} %", "kinds": ["Quoi ?", 3]}, "fr")
    {'share': '{n}\\u202f%', 'kinds': ['Quoi\\u202f?', 3]}
    """
    if isinstance(value, str):
        return space_source(value, language)
    if isinstance(value, list):
        return [space_data(item, language) for item in value]
    if isinstance(value, dict):
        return {key: space_data(item, language) for key, item in value.items()}
    return value


def escape_spaces(text: str) -> str:
    """Return HTML with entities for no-break spaces: they outlive what Markdown and Jinja do to titles.

    >>> escape_spaces("Vraiment\u202f? Oui\xa0: non")
    'Vraiment&#8239;? Oui&nbsp;: non'
    """
    return text.replace(NARROW, "&#8239;").replace(WIDE, "&nbsp;")
