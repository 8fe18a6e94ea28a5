"""Give tests what they share: the built site, and a real browser to open it in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.browsers import FLAGS, HEADLESS
from tests.support.needs import skip_or_fail
from tests.support.once import make_once, worker
from tests.support.serving import serving

if TYPE_CHECKING:
    from sitekit.build.site import Places
    from tests.support.visits import Visits

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def places() -> Places:
    """Return where the tests' own site is built, apart from the one of `make build`."""
    from sitekit.build.site import Places  # the tests of the library run without the site's tools

    return Places(work=ROOT / "build" / "tests", site=ROOT / "build" / "tests" / "site")


@pytest.fixture(scope="session")
def site(places: Places, request: pytest.FixtureRequest) -> Path:
    """Return the folder of the site, built once by the real MkDocs: a copy for each process."""
    from sitekit.build.site import build

    make_once(request.config, places.work / "built", lambda: build(places))
    if not (name := worker(request.config)):
        return places.site
    own = places.work / f"site-{name}"
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(places.site, own)
    return own


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Return the address of the built site, served from a free port of this machine."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """Chromium, driven by Playwright; without it browser tests are skipped, or fail where it is required."""
    found = next(filter(None, map(shutil.which, HEADLESS)), None)
    if not found:
        skip_or_fail(
            "Chromium was not found: install it (Debian: apt-get install chromium) to run browser tests"
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def visits(browser, address: str, site: Path, places: Places, request: pytest.FixtureRequest) -> Visits:
    """Return what was seen of every page, on each display."""
    from tests.support.visits import Visits

    return Visits(browser, address, site, places.work, request.config)


@pytest.fixture(scope="session")
def python(tmp_path_factory) -> Path:
    """Return a Python with the wheel of virtfaq installed, and nothing else."""
    from sitekit.build.python.wheel import build_wheel

    folder = tmp_path_factory.mktemp("reader")
    wheel = build_wheel(folder / "wheel")
    venv.create(folder / "venv", with_pip=False)
    found = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = ["pip", "--python", str(found), "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([sys.executable, "-m", *install], check=True)
    return found
