"""Write days in words, as people of a country do."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date


def write_day(day: str, locale: str) -> str:
    """Return a day of ISO 8601 in words; a locale is a language with its country, which decides too.

    >>> write_day("2026-11-30", "fr_FR"), write_day("2026-11-30", "en_GB"), write_day("2026-11-30", "en_US")
    ('30 novembre 2026', '30 November 2026', 'November 30, 2026')
    """
    return format_date(date.fromisoformat(day), "long", locale)
