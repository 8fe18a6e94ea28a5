"""Make what all tests need once a run, however many processes run them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def worker(config: pytest.Config) -> str:
    """Return the name of this process among those that run the tests, or "" if it is alone."""
    return str(getattr(config, "workerinput", {}).get("workerid", ""))


def make_once(config: pytest.Config, done: Path, make: Callable[[], None]) -> None:
    """Make something, unless another process of the same run has; `done` is the file that says so.

    The others wait meanwhile. What fails is tried again, and fails, in each.
    """
    if not worker(config):
        make()
        return
    run = str(config.workerinput["testrunuid"])  # type: ignore[attr-defined]
    done.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(done.with_suffix(".lock")):
        if not done.exists() or done.read_text(encoding="utf-8") != run:
            make()
            done.write_text(run, encoding="utf-8")
