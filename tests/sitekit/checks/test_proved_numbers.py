"""A figure in prose is proved by the page, or the page fails."""

from __future__ import annotations

from datetime import date

import pytest

from sitekit.checks.proved_numbers import find_unproved
from sitekit.grammar.page import Page
from sitekit.knowledge.sources import Work

WORKS = {
    "popek": Work(
        "popek",
        ("G. Popek",),
        "T",
        "V",
        1974,
        "en",
        "primary",
        date(2026, 1, 1),
        "seen",
        url="https://a.example/",
    )
}
PAGE = """## Titre {{ #t }}

{prose}
{{ .claim #c data-verdict=true data-sources=popek }}

```pycon
>>> 10_000, 2.5
(10000, 2.5)
>>> print("37,6 µs")
37,6 µs
```
"""


def found(prose: str, language: str = "fr") -> list[str]:
    return [str(fault) for fault in find_unproved(Page(PAGE.format(prose=prose), "p.md"), language, WORKS)]


@pytest.mark.parametrize(
    ("prose", "language"),
    [
        ("Aucun nombre.", "fr"),
        ("Il y en a 10 000, soit 2,5 fois plus.", "fr"),
        ("There are 10,000, or 2.5 times more.", "en"),
        ("Comme en 1974, 37,6 µs.", "fr"),
        ("Voir `vm7` et [la page 9](9.md) en 1974 [@popek, § 3.5].", "fr"),
    ],
)
def test_a_figure_of_the_code_or_of_a_cited_year_is_proved(prose, language):
    assert [fault for fault in found(prose, language) if "number 9" not in fault] == []


@pytest.mark.parametrize(
    "prose", ["Il y en a 10 001.", "Comme en 1975.", "Soit 2,6 fois plus.", "Et 37,7 µs."]
)
def test_another_figure_is_a_fault_with_its_line(prose):
    [fault] = found(f"Une phrase.\n{prose}")
    assert fault.startswith("p.md:4: no code on this page shows the number")


def test_a_page_without_claims_has_nothing_to_prove():
    assert list(find_unproved(Page("Licence CC BY 4.0, en 2026.\n", "p.md"), "fr", {})) == []
