"""An error is reported from where it was read: the claim one has come for is in the report."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.support.pages import PUBLISHED, QUESTION
from tests.support.visits import Visit

CLAIM = "isolation"


def asked(visit: Visit) -> dict[str, list[str]]:
    """Return what the forge is asked, once the link is pressed; nothing is sent from here."""
    visit.page.evaluate("document.addEventListener('click', event => event.preventDefault())")
    link = visit.page.locator(".report a")
    link.click()
    return parse_qs(urlsplit(link.get_attribute("href")).query)


def test_the_report_names_the_claim_that_one_has_come_for(browser, address):
    with Visit(browser, f"{address}{QUESTION}#{CLAIM}") as visit:
        first = asked(visit)
        assert f"{PUBLISHED}{QUESTION}#{CLAIM}" in first["body"][0].split("\n")[0]
        visit.page.evaluate("location.hash = 'noyaux'")
        assert f"{PUBLISHED}{QUESTION}#noyaux" in asked(visit)["body"][0].split("\n")[0]
        assert visit.foreign == []


def test_the_report_of_a_page_names_the_page_alone(browser, address):
    with Visit(browser, f"{address}{QUESTION}#comparaison") as visit:
        body = asked(visit)["body"][0]
        assert f"{PUBLISHED}{QUESTION}\n" in body
        assert "#" not in body
