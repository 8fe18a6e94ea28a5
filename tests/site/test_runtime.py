"""Test what the worker of a page loads: whole, small, the same wherever built, and quick to start."""

from __future__ import annotations

import gzip
import json
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest

from sitekit.build import site as build
from sitekit.build.python import compiler, editor, runtime
from sitekit.build.scripts import nodejs
from sitekit.build.scripts.nodejs import NoRuntime
from sitekit.build.site import BuildError
from sitekit.languages import ROOT
from tests.support import pyodide
from tests.support.in_pyodide import drawing
from tests.support.in_pyodide import runtime_facts as runtimefacts

NAMES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python.zip")  # those a worker needs to know
MEGABYTES = {"br": 5.8, "gzip": 6.2}  # of a first run, packed as quickly as hosts do
BEST_BROTLI = 4.86  # megabytes of a first run on a host that packs as well as can be (quality 11: 100 s)
MOST_OF_BROTLI = 1.4


@pytest.fixture(scope="module")
def folder() -> Path:
    return pyodide.folder()


def modules(archive: Path) -> set[str]:
    """Return the names of the modules in a zip."""
    files = [name.rpartition(".") for name in zipfile.ZipFile(archive).namelist()]
    paths = [path for path, _, suffix in files if suffix in {"py", "pyc"}]
    return {path.removesuffix("/__init__").replace("/", ".") for path in paths}


@pytest.fixture(scope="module")
def facts(folder) -> dict[str, Any]:
    """Return what its Python is like once a page has loaded all of the library."""
    held, stock = modules(folder / "python.zip"), modules(compiler.PYODIDE / "python_stdlib.zip")
    library = {name for name in held - stock if name.partition(".")[0] == "virtfaq"}
    loads = sorted({"sitekit.in_browser.page_session", *library} - {"virtfaq.__main__"})
    return pyodide.run(runtimefacts.__file__, {"loads": loads, "left_out": sorted(stock - held)})


def test_it_holds_what_a_worker_knows_by_name_and_no_stock_standard_library(folder):
    names = {path.name for path in folder.iterdir()}
    assert names >= set(NAMES)
    assert not names & {"python_stdlib.zip", "pyodide.js"}


def test_all_that_is_loaded_at_first_is_compiled(facts):
    assert facts["uncompiled"] == []


def test_what_is_compiled_can_be_read_and_its_errors_too(facts):
    assert facts["source"].startswith("def parse_bytes(")
    assert facts["documentation"]
    assert "python314.zip/virtfaq/units.py" in facts["traceback"]
    assert "raise " in facts["traceback"]


def test_it_knows_the_version_of_the_library(facts):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert facts["version"] == project["version"]


def test_figures_are_drawn_by_what_their_import_fetches():
    drawn = pyodide.run(drawing.__file__)
    assert "<svg" in drawn["svg"]
    assert drawn["uncompiled"] == []


def test_what_the_standard_library_lacks_is_needed_by_nothing_that_it_has(facts):
    assert facts["broken"] == []


@pytest.fixture(scope="module")
def sizes(folder) -> dict[str, dict[str, int]]:
    """Return what the page reads: by file its bytes, and those of it packed by gzip and about by brotli."""
    return json.loads((folder / "sizes.json").read_text(encoding="utf-8"))


def test_a_first_run_is_small_on_a_host_that_packs_by_brotli_or_by_gzip(sizes):
    for encoding, most in MEGABYTES.items():
        assert sum(sizes[name][encoding] for name in NAMES) / 1e6 <= most, encoding


def test_a_host_that_packs_nothing_sends_little_more(folder):
    sent = [folder / f"{name}.gz" for name in NAMES]
    sent = [twin if twin.exists() else twin.with_suffix("") for twin in sent]
    assert sum(path.stat().st_size for path in sent) / 1e6 <= MOST_OF_BROTLI * BEST_BROTLI
    assert [path.name for path in sent if path.suffix == ".gz"] == ["pyodide.asm.wasm.gz", "python.zip.gz"]


def test_a_twin_is_the_file_packed_better_than_hosts_do_it_and_its_size_is_told(folder, sizes):
    twins = sorted(folder.glob("*.gz"))
    assert [twin.stem for twin in twins] == ["drawing.zip", "pyodide.asm.wasm", "python.zip"]
    for twin in twins:
        plain = (folder / twin.stem).read_bytes()
        assert gzip.decompress(twin.read_bytes()) == plain
        assert twin.stat().st_size < len(gzip.compress(plain, 9))
        assert sizes[twin.stem]["gzip"] == twin.stat().st_size
    for name, told in sizes.items():
        plain = (folder / name).read_bytes()
        assert (told["plain"], told["br"]) == (len(plain), len(brotli.compress(plain, quality=5)))


def test_a_script_of_another_layout_is_told(monkeypatch):
    stock = {**compiler.read_tools(), "pyodide.asm.mjs": b"export default 1"}
    monkeypatch.setattr(compiler, "read_tools", lambda: stock)
    with pytest.raises(
        NoRuntime,
        match=r"Pyodide's script has no list of exports; see sitekit.*script_folding",
    ):
        compiler.make_engine()


def test_it_is_the_same_wherever_and_whenever_it_is_built(folder, tmp_path, monkeypatch):
    for module in (compiler, runtime):
        monkeypatch.setattr(module, "KEPT", tmp_path)
    again = runtime.make_runtime()
    runtime._write(again, dict.fromkeys(compiler.ENGINE, b""), {})  # as if another process had been quicker
    assert again.name == folder.name
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == [again]
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


def test_a_change_of_the_library_changes_the_folder(folder, monkeypatch):
    files = {**runtime.read_own_files(), "virtfaq/new.py": b'"""Nothing yet."""\n'}
    monkeypatch.setattr(runtime, "read_own_files", lambda: files)
    changed = runtime.make_runtime()
    assert changed.name != folder.name
    assert "virtfaq.new" in modules(changed / "python.zip")
    assert sorted(changed.parent.glob("*.new")) == []


@pytest.fixture
def without_pyodide(monkeypatch) -> Iterator[None]:
    """Return a tree in which the packages of npm have not been installed."""
    monkeypatch.setattr(compiler, "_PYODIDE", [ROOT / "node_modules" / "absent" / "pyodide.mjs"])
    compiler.read_tools.cache_clear()
    build._find_runtime.cache_clear()
    yield
    build._find_runtime.cache_clear()
    compiler.read_tools.cache_clear()


def test_without_pyodide_the_site_is_built_without_run_and_says_how_to_get_it(
    without_pyodide, monkeypatch, capsys
):
    monkeypatch.delenv(build.REQUIRE_ALL, raising=False)
    assert build._find_runtime(None) is None
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(
        "The site is built without Run: node_modules/absent/pyodide.mjs is missing; install"
    )
    assert "make build" in line


def test_where_all_is_required_that_is_an_error(without_pyodide, monkeypatch):
    monkeypatch.setenv(build.REQUIRE_ALL, "1")
    with pytest.raises(BuildError, match=r"is missing; install it .* VIRTFAQ_REQUIRE_ALL is set"):
        build._find_runtime(None)


def test_the_site_has_it_once(site, folder):
    assert [path.relative_to(site) for path in site.rglob("python.zip")] == [
        Path("assets", "run", folder.name, "python.zip")
    ]


def test_without_node_that_is_told(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(nodejs.sys, "executable", "/nowhere/python")
    with pytest.raises(NoRuntime, match="Node is missing"):
        nodejs.find_node()


def test_what_does_not_compile_is_told_with_its_place(monkeypatch):
    files = {**runtime.read_own_files(), "virtfaq/units.py": b"def (:\n"}
    monkeypatch.setattr(runtime, "read_own_files", lambda: files)
    with pytest.raises(NoRuntime, match=r"virtfaq/units\.py:1: invalid syntax"):
        runtime.make_runtime()


def test_what_fails_in_pyodide_is_told_in_one_line(folder):
    with pytest.raises(NoRuntime, match=r"new\.py") as error:
        compiler.compile_sources({"new.py": b"def (:\n"}, folder / "python.zip")
    assert "\n" not in str(error.value)


def test_the_editor_comes_with_the_licences_of_all_that_is_in_it(folder):
    licences = (folder / editor.LICENCES).read_text(encoding="utf-8")
    assert {"@codemirror/view", "@lezer/python", "style-mod"} <= set(licences.splitlines())
    assert licences.count("Permission is hereby granted") == licences.count("Copyright (C)")
    assert editor.LICENCES in (folder / editor.SCRIPT).read_text(encoding="utf-8").partition("\n")[0]


def test_without_the_packages_of_the_editor_that_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(editor, "PACKAGES", tmp_path)
    with pytest.raises(NoRuntime, match=r"node_modules/@codemirror/view is missing; install it"):
        editor._bundle()


def test_code_without_a_licence_is_not_published(tmp_path):
    with pytest.raises(NoRuntime, match="has no licence"):
        editor._read_licence(tmp_path)
