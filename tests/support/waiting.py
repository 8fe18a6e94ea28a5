"""Wait for what a script of a Playwright page finds, under the security policy too.

Playwright's own `wait_for_function` evaluates text in the page, which the policy refuses.
"""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Error

PATIENCE = 60  # seconds: Python starts slowly where others use the machine
PAUSE = 20  # milliseconds


def wait_until(page: Any, script: str, arg: Any = None) -> None:
    """Wait until a script of the page, an expression or a function of `arg`, gives a true value.

    The page may leave for another meanwhile. Raises AssertionError, with the script, after a minute.
    """
    end = time.monotonic() + PATIENCE
    while not _evaluate(page, script, arg):
        assert time.monotonic() < end, f"never true in {PATIENCE} s: {script} {arg}"
        page.wait_for_timeout(PAUSE)


def _evaluate(page: Any, script: str, arg: Any) -> Any:
    """Return what the script gives; None where the page leaves before it has told."""
    try:
        return page.evaluate(script, arg)
    except Error as error:
        if "because of a navigation" not in error.message:
            raise
        return None
