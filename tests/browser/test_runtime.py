"""Python starts in a real browser from the runtime's folder, and asks for nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import cold_start as coldstart
from tests.support import pyodide


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """Return the address of the folder, and of Pyodide as it comes."""
    with coldstart.serve(pyodide.folder(), tmp_path_factory.mktemp("served")) as address:
        yield address


def test_it_starts_with_the_library_from_five_files_of_one_host(browser, address):
    started = coldstart.start(browser, address)
    assert started.answer == "2"
    folder = f"{address}ours/"
    names = [url.removeprefix(folder) for url in started.requests if url != f"{address}worker.js"]
    assert sorted(names) == sorted(
        ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json", "python.zip"]
    )


def test_what_fails_there_is_seen(browser, address):
    assert "ModuleNotFoundError" in coldstart.start(browser, address, code="import virtfaq.absent").answer


def test_what_it_is_measured_against_starts_as_well(browser, address):
    started = coldstart.start(browser, address, stock=True)
    assert started.answer == "2"
    assert f"{address}stock/python_stdlib.zip" in started.requests
