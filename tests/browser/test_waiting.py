"""A wait outlives a page that leaves for another, and nothing else that goes wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from tests.support.waiting import wait_until

LATE = "path => new Promise(done => setTimeout(() => done(location.pathname === path), 400))"


def test_a_page_that_leaves_while_it_is_asked_is_asked_again(browser, address):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.evaluate("setTimeout(() => { location.href = '/a-propos/' }, 100)")
        wait_until(page, LATE, arg="/a-propos/")
        assert page.evaluate("location.pathname") == "/a-propos/"


def test_a_script_that_fails_is_not_tried_again(browser, address):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        with pytest.raises(Error, match="told"):
            wait_until(page, "() => { throw new Error('told') }")
