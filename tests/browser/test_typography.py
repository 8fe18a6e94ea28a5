"""On the narrowest phones no line starts with a closing mark or a reference, or ends with an opening mark."""

from __future__ import annotations

import pytest

from sitekit.languages import languages
from tests.support.visits import LINES, NARROWEST


@pytest.fixture
def phone(browser):
    """Return a page of a phone."""
    context = browser.new_context(viewport=NARROWEST)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_no_line_starts_with_a_mark_at_320_px(visits, language):
    others = tuple(other.path for other in languages() if other.path and not language.path)
    on = visits.read("phone").items()
    lines = {
        place: one.looks["lines"]
        for place, one in on
        if place.startswith(language.path) and not place.startswith(others)
    }
    assert {place: one["faults"] for place, one in lines.items() if one["faults"]} == {}
    assert sum(one["measured"] for one in lines.values()) > 1000


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("Vraiment ?", "Vraiment ⏎ ?"),
        ("Vraiment\u202f?", ""),
        ("« Vraiment", "« ⏎ Vraiment"),
        ("<b>Vraiment</b> ; oui", "Vraiment ⏎ ; oui"),
        ("Vrai. <sup class=cite>[1]</sup>", "Vrai. ⏎ [1]"),
        ("Vrai.\u2060<sup class=cite>[1]</sup><sup class=cite>[2]</sup>", "[1] ⏎ [2]"),
        ("Vrai.\u2060<sup class=cite>[1]</sup>\u2060<sup class=cite>[2]</sup>", ""),
        ("<code>Vraiment ?</code>", ""),
        ("Vrai<p>? Non</p>", ""),
    ],
)
def test_such_a_line_is_found(phone, html, fault):
    phone.set_content(f"<div style='width: 1px'>{html}</div>")
    assert phone.evaluate(LINES)["faults"] == ([fault] if fault else [])
