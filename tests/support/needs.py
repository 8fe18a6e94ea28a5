"""Say what a test lacks on this machine: skip it with the reason, or fail it where all is required."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

REQUIRE_ALL = "VIRTFAQ_REQUIRE_ALL"  # set where a missing browser or tool must be a failure


def skip_or_fail(message: str) -> NoReturn:
    """Skip a test for want of a program, and say why; or fail it where everything is required."""
    if os.environ.get(REQUIRE_ALL):
        pytest.fail(f"{message}; {REQUIRE_ALL} is set, so they must run")
    pytest.skip(message)
