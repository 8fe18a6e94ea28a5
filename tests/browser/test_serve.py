"""`make serve`, as an author uses it: a saved page shows in the open browser by itself."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitekit.languages import ROOT
from tests.support.clean import Clean

SOURCES = ("docs", "sitekit", "theme", "virtfaq")
TREE = (*SOURCES, "mkdocs*.yml", "pyproject.toml", "package*.json", "README.md", "LICENSE*")
PATIENCE = 60_000  # milliseconds: how long a slow machine may take; the time taken is printed, not asserted


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what the site is made from, to be edited freely."""
    folder = tmp_path_factory.mktemp("copy")
    for pattern in TREE:
        for path in ROOT.glob(pattern):
            if path.is_dir():
                shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(path, folder)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")  # what the runtime of the pages is made of
    (folder / "build").mkdir()
    (folder / "build" / "kernel").symlink_to(ROOT / "build" / "kernel")  # the machine that pages boot
    return folder


@pytest.fixture(scope="module")
def served(copy: Path) -> Iterator[str]:
    """Return the address at which the copy is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "sitekit", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=copy, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        line = next(line for line in process.stdout if "http://" in line)
        yield next(word for word in line.split() if word.startswith("http://"))
        process.terminate()


def test_saving_a_page_of_any_language_shows_in_the_browser(browser, copy, served):
    for language, path in (("fr", ""), ("en", "en/")):
        page = browser.new_page()
        page.goto(f"{served}{path}a-propos/")
        source = copy / "docs" / language / "a-propos.md"
        with source.open("a", encoding="utf-8") as stream:
            stream.write(f"\nsaved-in-{language}\n")
        start = time.perf_counter()
        page.wait_for_selector(f"text=saved-in-{language}", timeout=PATIENCE)
        print(f"{language}: shown {time.perf_counter() - start:.2f} s after the save")
        page.close()


def test_a_broken_page_keeps_the_last_good_site_and_a_mended_one_shows(browser, copy, served):
    source = copy / "docs" / "fr" / "a-propos.md"
    good = source.read_text(encoding="utf-8")
    page = browser.new_page()
    page.goto(f"{served}a-propos/")
    source.write_text(good + "\n[nowhere](missing.md)\n", encoding="utf-8")
    time.sleep(3)
    assert page.locator("text=nowhere").count() == 0
    source.write_text(good + "\nmended\n", encoding="utf-8")
    page.wait_for_selector("text=mended", timeout=PATIENCE)
    page.close()


def test_the_line_of_the_page_installs_the_library_from_what_is_served(browser, served, tmp_path):
    page = browser.new_page()
    page.goto(f"{served}en/")
    line = page.locator(".highlight.language-console:not(.kernel)").first.get_attribute("data-copy")
    page.close()
    assert line == f"pip install virtfaq --index-url {served}simple/\n"
    done = Clean(tmp_path).run(line)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Successfully installed virtfaq" in done.stdout


def test_a_taken_port_is_one_clear_line(copy):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "sitekit", "serve", "--port", str(port)]
        done = subprocess.run(
            command, cwd=copy, capture_output=True, text=True, encoding="utf-8", timeout=120
        )
    assert done.returncode == 2
    assert f"port {port}" in done.stderr
    assert "Traceback" not in done.stderr
