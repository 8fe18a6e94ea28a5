"""Audit what stands below a console once a real kernel has answered, and look at what it costs the page."""

from __future__ import annotations

import pytest

from tests.support.audits import axe
from tests.support.consoles import PAGE, hosting_consoles

NARROW = {"width": 320, "height": 640}


@pytest.fixture
def ran(site, browser):
    """Return a page whose consoles have run, the second on machines of which one has panicked."""
    with hosting_consoles(site) as host:
        page = browser.new_page()
        page.goto(host.address + PAGE)
        page.click("button[data-kernel=two]")
        page.wait_for_selector(".terminal-verdict >> nth=2", timeout=120_000)
        yield page
        page.close()


def test_the_terminal_has_no_fault_and_fits_a_narrow_screen(ran):
    for scheme in ("light", "dark"):
        ran.emulate_media(color_scheme=scheme)
        assert axe(ran, within=".terminal:has(.terminal-entry)") == []
    ran.set_viewport_size(NARROW)
    assert ran.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_nothing_comes_from_another_host_and_nothing_before_one_asks(site, browser):
    with hosting_consoles(site) as host:
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(host.address + PAGE)
        page.wait_for_selector("button[data-kernel=one]")
        assert [url for url in asked if "kernel" in url] == []
        page.click("button[data-kernel=one]")
        page.wait_for_selector(".terminal-verdict >> nth=2", timeout=120_000)
        assert all(url.startswith(host.address) for url in asked if url.startswith("http"))
        assert any(url.endswith("state.bin") for url in asked)
        page.close()
