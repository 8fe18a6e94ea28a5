"""Read the numbers of a text as its language writes them, compare those of two languages, and write them.

French writes 1 234,5 and 20 %, English 1,234.5 and 20%, German 1.234,5: the same numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import product
from math import floor, log10

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, format_percent, get_decimal_symbol

_SPACES = "\u00a0\u202f\u2009"
CONVENTIONS = {  # by language: what groups digits, and what starts the decimals
    "ar": (",\u066c" + _SPACES, ".\u066b"),
    "de": (".'’" + _SPACES, ","),
    "en": ("," + _SPACES, "."),
    "es": ("." + _SPACES, ","),
    "fr": (_SPACES, ","),
    "it": (".'’" + _SPACES, ","),
    "pt": ("." + _SPACES, ","),
}
_PERCENT = re.compile(r"\s?%|\s(?:pour cent|per ?cent|por ciento|por cento|per cento|Prozent)\b")
_PLAIN = re.compile(r"(?<![\w.,])(\d+)(?:\.(\d+))?(?:e([+-]\d+))?(\s?%)?(?!\w|[.,]\d)", re.ASCII)
_TO_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_CENTURY = re.compile(r"\b[IVX]+(?=er?\b|ᵉ)")
_SUPERSCRIPT = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_TO_DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_WORDS = {  # the words for 0 to 12, separated by a space; a language may spell out what another does not
    "de": "null ein(?:e[rnms]?|s)?|erste[rnms]? zwei(?:te[rnms]?)? drei|dritte[rnms]? vier(?:te[rnms]?)? "
    "fünf sechs sieben acht neun zehn elf zwölf",
    "en": "zero one|first two|second three|third four(?:th)? five|fifth six(?:th)? seven eight nine ten "
    "eleven twelve",
    "es": "cero un[oa]?|primer[oa]? dos|segund[oa] tres|tercer[oa]? cuatro cinco seis siete ocho nueve "
    "diez once doce",
    "fr": "zéro une?|premi(?:er|ère) deux(?:ième)?|seconde? trois(?:ième)? quatr(?:e|ième) cinq six sept "
    "huit neuf dix onze douze",
}


def read_numbers(text: str, language: str, *, spaced: bool = False) -> Counter[str]:
    """Return the numbers of a text, each in one canonical form. `spaced`: a plain space groups digits too.

    >>> sorted(read_numbers("de 1\u202f234,5 à 20 %, version 3.11.2", "fr"))
    ['1234.5', '20%', '3.11.2']
    >>> sorted(read_numbers("from 1,234.5 to 20%, version 3.11.2", "en"))
    ['1234.5', '20%', '3.11.2']
    """
    text = _SUPERSCRIPT.sub(lambda match: f" {match[0].translate(_TO_DIGITS)} ", text)
    if language == "fr":
        text = _CENTURY.sub(lambda match: str(_read_roman(match[0])), text)
    found: Counter[str] = Counter()
    for match in _make_pattern(language, spaced).finditer(text):
        percent = "%" if _PERCENT.match(text, match.end()) else ""
        found["-" * bool(match["sign"]) + _write_canonical(match) + percent] += 1
    return found


@cache
def _make_pattern(language: str, spaced: bool) -> re.Pattern[str]:
    groups, decimals = CONVENTIONS.get(language, CONVENTIONS["en"])
    groups = re.escape(groups + " " * spaced)
    return re.compile(
        rf"""(?P<sign>(?<![\w)])[-\u2212](?=\d))?
        (?: (?P<address>\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\d.]))
          | (?P<grouped>\d{{1,3}}(?P<group>[{groups}])\d{{3}}(?:(?P=group)\d{{3}})*(?!\d))
            (?:[{decimals}](?P<decimals>\d+))?
          | (?P<version>\d+(?:\.\d+){{2,}})
          | (?P<whole>\d+)(?:[{decimals}.](?P<part>\d+))?
        )""",
        re.VERBOSE,
    )


def _write_canonical(match: re.Match[str]) -> str:
    if text := match["address"] or match["version"]:
        return text
    whole = match["grouped"].replace(match["group"], "") if match["grouped"] else match["whole"]
    part = match["decimals"] or match["part"]
    return str(int(whole)) + (f".{part}" if part else "")


def _read_roman(numeral: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in numeral]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def write_numbers(text: str, language: str) -> str:
    """Return a text with the numbers that code prints as its language writes them; versions stay.

    A language that Babel does not know has them as English has.

    >>> write_numbers("4.109e+08, -0.3%, 3.11.2", "fr")
    '4,109\\xa0×\\xa010⁸, -0,3\\xa0%, 3.11.2'
    >>> write_numbers("4.109e+08, -0.3 %, 3.11.2", "en")
    '4.109\\xa0×\\xa010⁸, -0.3%, 3.11.2'
    """
    locale = _find_locale(language)
    decimal, percent = get_decimal_symbol(locale), format_percent(1, locale=locale).strip("10")

    def write(match: re.Match[str]) -> str:
        whole, part, exponent, share = match.groups()
        power = f"\u00a0×\u00a010{str(int(exponent)).translate(_TO_SUPERSCRIPT)}" if exponent else ""
        return whole + (decimal + part if part else "") + power + (percent if share else "")

    return _PLAIN.sub(write, text)


def write_number(value: float, language: str, digits: int = 3) -> str:
    """Return a number with so many significant digits, as people write it in a language: in no power of ten.

    >>> write_number(46170.3, "fr"), write_number(0.03936, "fr"), write_number(1234.5, "en")
    ('46\u202f200', '0,0394', '1,230')
    """
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - floor(log10(abs(value))))
    rounded = float(f"{value:.{digits}g}")
    return format_decimal(rounded, format="#,##0." + "#" * decimals, locale=_find_locale(language))


def _find_locale(language: str) -> Locale:
    """Return what is known of how a language writes numbers, or what is of English."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def compare(
    source: str, source_language: str, target: str, target_language: str
) -> tuple[list[str], list[str]]:
    """Return the numbers that only the source has, and those that only the target has.

    A number up to twelve may be spelled out in one of them.

    >>> compare("deux VM et 1 500 conteneurs", "fr", "2 VMs and 1,500 containers", "en")
    ([], [])
    >>> compare("20 % de 3,5 Gio", "fr", "25% of 3.5 GiB", "en")
    (['20%'], ['25%'])
    """
    best: tuple[list[str], list[str]] | None = None
    for spaced_source, spaced_target in product((True, False), repeat=2):
        there = read_numbers(source, source_language, spaced=spaced_source)
        here = read_numbers(target, target_language, spaced=spaced_target)
        missing = _drop_spelled(there - here, target, target_language)
        added = _drop_spelled(here - there, source, source_language)
        if not missing and not added:
            return [], []
        if best is None or len(missing) + len(added) < len(best[0]) + len(best[1]):
            best = missing, added
    assert best is not None
    return best


def _drop_spelled(found: Counter[str], text: str, language: str) -> list[str]:
    """Return the numbers that the text does not spell out, in order."""
    words = [_find_word(language, number) for number in found.elements()]
    return sorted(
        number
        for number, word in zip(found.elements(), words, strict=True)
        if not (word and word.search(text))
    )


@cache
def _find_word(language: str, number: str) -> re.Pattern[str] | None:
    words = _WORDS.get(language, "").split(" ")
    if not number.isdecimal() or int(number) >= len(words):
        return None
    return re.compile(rf"\b(?:{words[int(number)]})\b", re.IGNORECASE)
