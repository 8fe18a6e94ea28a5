"""Write what was measured of a quantity in a language: its range, how many studies, of which years."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from sitekit.text.numbers import write_numbers
from sitekit.text.typography import space_text
from virtfaq import VirtfaqError, evidence
from virtfaq.evidence import Quantity

MEASURED = re.compile(r"`(?P<code>[^`]+)`\{ \.measured \}")  # in the Markdown of a page


def write_quantity(quantity: Quantity, words: Mapping[str, Any], language: str) -> str:
    """Return a quantity as a sentence may hold it, with the `measured` words of the site in that language.

    >>> from virtfaq import assumed, evidence
    >>> words = {"range": "{low} à {high}", "studies": ["une étude", "deux études"], "assumed": "supposé",
    ...          "more": "{n} études", "units": {"MB": "Mo"}}
    >>> write_quantity(evidence.of("added round trip", runtime="qemu-kvm"), words, "fr").replace("\\xa0", " ")
    '30,4 à 122 µs, deux études, 2014–2020'
    >>> write_quantity(assumed("12MiB"), words, "fr").replace("\\xa0", " ")
    '12,6 Mo, supposé'
    """
    low, high, unit = quantity.texts()
    number = low if low == high else words["range"].format(low=low, high=high)
    number = write_numbers(f"{quantity.qualifier}{number}", language)
    count = len(quantity.studies)
    said = words["studies"]
    studies = said[count - 1] if 0 < count <= len(said) else words["more"].format(n=count) if count else ""
    parts = (
        f"{number} {words['units'].get(unit, unit)}".rstrip(),
        studies,
        "–".join(map(str, dict.fromkeys(quantity.years))),
        words["assumed"] if quantity.is_assumed else "",
    )
    return space_text(", ".join(filter(None, parts)), language)


def read_call(code: str) -> Quantity:
    """Return the quantity that a call of `of` names. Raises ValueError for any other code.

    >>> read_call('of("host system calls", runtime="gvisor")')
    53–55
    >>> read_call("open('file')")
    Traceback (most recent call last):
        ...
    ValueError: open('file') is not of("quantity", runtime="…", guest="…"), which .measured takes
    """
    try:
        call: Any = ast.parse(code, mode="eval").body
        if call.func.id != "of":
            raise ValueError
        named = {one.arg: ast.literal_eval(one.value) for one in call.keywords}
        return evidence.of(*map(ast.literal_eval, call.args), **named)
    except (AttributeError, SyntaxError, TypeError, ValueError) as error:
        reason = f": {error}" if isinstance(error, VirtfaqError) else ""
        raise ValueError(
            f'{code} is not of("quantity", runtime="…", guest="…"), which .measured takes{reason}'
        ) from None
