"""Test the package index: it obeys PEP 503 and PEP 658, its digests hold, the same tree gives the same."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup, Tag

from sitekit.build.python import wheel
from sitekit.build.python.package_index import FOLDER, write_index
from sitekit.languages import ROOT
from tests.support.clean import Clean
from tests.support.hosting import hosting

# A host that lets files be kept, but not what says which there are; pip keeps those of hosts that it trusts.
HEADERS = "/*\n  Cache-Control: max-age=600\n/simple/virtfaq/\n  Cache-Control: no-cache\n"
KEEPING = "pip install --force-reinstall virtfaq --index-url {} --trusted-host 127.0.0.1"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the files that the wheel is made of, to be edited freely."""
    copy = tmp_path / "tree"
    shutil.copytree(ROOT / "virtfaq", copy / "virtfaq", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, copy / name)
    monkeypatch.setattr(wheel, "ROOT", copy)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return copy


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, by place."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def links(page: Path) -> list[Tag]:
    """Return the links of a page."""
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").find_all("a")


def test_the_index_names_the_project_and_its_wheel_with_digests_that_hold(tmp_path):
    write_index(tmp_path)
    [project] = links(tmp_path / "index.html")
    assert (project["href"], project.get_text()) == ("virtfaq/", "virtfaq")
    [link] = links(tmp_path / "virtfaq" / "index.html")
    place, _, digest = link["href"].partition("#sha256=")
    found = tmp_path / "virtfaq" / place
    assert found.name == link.get_text()
    assert hashlib.sha256(found.read_bytes()).hexdigest() == digest
    assert digest.startswith(found.parent.name), "another content has another address"
    metadata = found.with_name(f"{found.name}.metadata").read_bytes()
    with ZipFile(found) as archive:
        assert metadata == archive.read("virtfaq-0.1.0.dist-info/METADATA")
    assert link["data-requires-python"] == ">=3.11.2"
    told = f"sha256={hashlib.sha256(metadata).hexdigest()}"
    assert link["data-core-metadata"] == link["data-dist-info-metadata"] == told


def test_the_pages_run_nothing_and_are_not_to_be_found_by_search_engines(tmp_path):
    write_index(tmp_path)
    for page in tmp_path.rglob("*.html"):
        html = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        assert html.select("script, style, [style], link, img") == []
        assert html.select_one("meta[name=robots]")["content"] == "noindex"


def test_the_same_tree_gives_the_same_bytes_whenever_it_was_checked_out(tree, tmp_path):
    write_index(tmp_path / "first")
    for path in (tree / "virtfaq").rglob("*"):
        os.utime(path, (2_000_000_000, 2_000_000_000))
    write_index(tmp_path / "second")
    assert files(tmp_path / "first") == files(tmp_path / "second")


def test_another_content_of_one_version_lies_elsewhere_and_the_old_one_is_gone(tree, tmp_path):
    folder = tmp_path / "index"
    write_index(folder)
    before = files(folder)
    with (tree / "virtfaq" / "__init__.py").open("a", encoding="utf-8") as stream:
        stream.write("\nCHANGED = True\n")
    write_index(folder)
    assert before.keys() & files(folder).keys() == {"index.html", "virtfaq/index.html"}
    assert len(list(folder.rglob("*.whl"))) == 1


def test_the_time_that_the_wheel_is_given_stays_its_own(monkeypatch, tmp_path):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    wheel.build_wheel(tmp_path)
    assert "SOURCE_DATE_EPOCH" not in os.environ
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    with ZipFile(wheel.build_wheel(tmp_path)) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(2023, 11, 14)}
    assert os.environ["SOURCE_DATE_EPOCH"] == "1700000000"


def test_pip_takes_what_the_index_holds_now_although_it_keeps_files(tree, tmp_path):
    site, machine = tmp_path / "site", Clean(tmp_path / "machine")
    site.mkdir()
    (site / "_headers").write_text(HEADERS, encoding="utf-8")
    with hosting(site, "/repo/") as host:
        install = KEEPING.format(host.address + FOLDER)
        for told in ("first", "second"):
            with (tree / "virtfaq" / "__init__.py").open("a", encoding="utf-8") as stream:
                stream.write(f"\nCONTENT = {told!r}\n")
            write_index(site / FOLDER)
            done = machine.run(install)
            assert done.returncode == 0, done.stderr
            assert machine.run("python -c 'import virtfaq; print(virtfaq.CONTENT)'").stdout == f"{told}\n"


def test_pip_keeps_a_file_by_its_address(tree, tmp_path):
    """Without the folder named by the digest the second installation fails, which is why there is one."""
    site, machine = tmp_path / "site", Clean(tmp_path / "machine")
    site.mkdir()
    (site / "_headers").write_text(HEADERS, encoding="utf-8")
    with hosting(site) as host:
        install = KEEPING.format(host.address + FOLDER)
        write_index(site / FOLDER)
        first = next((site / FOLDER).rglob("*.whl")).parent.name
        assert machine.run(install).returncode == 0
        (tree / "virtfaq" / "added.py").write_text("", encoding="utf-8")
        write_index(site / FOLDER)
        second = next((site / FOLDER).rglob("*.whl")).parent
        second.rename(second.with_name(first))
        page = site / FOLDER / "virtfaq" / "index.html"
        page.write_text(page.read_text("utf-8").replace(f"{second.name}/", f"{first}/"), encoding="utf-8")
        assert "DO NOT MATCH THE HASHES" in machine.run(install).stderr


def test_an_older_python_is_told_that_nothing_is_for_it(tree, tmp_path):
    machine = Clean(tmp_path / "machine")
    pyproject = tree / "pyproject.toml"
    pyproject.write_text(pyproject.read_text("utf-8").replace(">=3.11.2", ">=3.99"), encoding="utf-8")
    write_index(tmp_path / "site" / FOLDER)
    with hosting(tmp_path / "site") as host:
        done = machine.run(f"pip install virtfaq --index-url {host.address}{FOLDER}")
    assert done.returncode == 1
    assert "3.99" in done.stderr
