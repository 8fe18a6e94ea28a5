"""Each quotation stands in the package that has its text, and the record knows the paragraph around it."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from argparse import Namespace
from pathlib import Path

import pytest

from sitekit.build.kernel.debian import Package
from sitekit.build.passages import fetch_texts, read_texts
from sitekit.build.scripts.nodejs import NoRuntime
from sitekit.commands import passages as command
from sitekit.commands.passages import compare, read_digests, run
from sitekit.knowledge.passage_texts import find_all, find_digest
from sitekit.knowledge.passages import PASSAGES, Passage, load_passages
from sitekit.knowledge.sources import load
from tests.support.needs import skip_or_fail

PATH = "usr/share/man/man7/x.7.gz"
PAGE = b""".TH x 7
.SH DESCRIPTION
A namespace wraps a
.I global
system\\-wide resource; see
.BR clone (2).
.\\" a comment
.TP 4
.B first
is what follows.
.P
Another.
"""


def read_all() -> dict[str, Passage]:
    """Return the passages of the site."""
    return load_passages(PASSAGES, load())


def cite(quote: str, path: str = PATH) -> Passage:
    return Passage("a#b", "DESCRIPTION", "itself", quote, file=f"manpages: {path}")


def pack(files: dict[str, bytes]) -> bytes:
    """Return a package of Debian with these files."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:xz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"./{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    body = data.getvalue()
    header = f"{'data.tar.xz':<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(body):<10}`\n".encode()
    return b"!<arch>\n" + header + body


class Packages:
    """Stands for apt: one package, of a version, and how often it was downloaded."""

    def __init__(self, files: dict[str, bytes], digest: str = "0" * 64) -> None:
        self.files, self.digest, self.downloads = files, digest, 0

    def update(self) -> None:
        pass

    def read(self, name: str) -> Package:
        if name != "manpages":
            raise NoRuntime(f"apt-cache {name} failed: no such package")
        return Package(name, "1", (), self.digest)

    def download(self, package: Package, folder: Path) -> Path:
        self.downloads += 1
        (folder / "x.deb").write_bytes(pack(self.files))
        return folder / "x.deb"


@pytest.mark.parametrize(
    "quote",
    [
        "A namespace wraps a global system-wide resource",
        "wraps a *global* … see clone(2)",
        "A namespace […] resource",
        "first is what follows",
        "see clone(2). first is what follows. Another.",
    ],
)
def test_a_quotation_is_found_whatever_the_markup(quote):
    assert find_digest(cite(quote), gzip.compress(PAGE))


@pytest.mark.parametrize(
    "quote",
    ["wraps a local resource", "see clone(2) … A namespace", "a comment", "DESCRIPTION … Another", "…"],
)
def test_what_does_not_stand_there_is_not_found(quote):
    assert find_digest(cite(quote), gzip.compress(PAGE)) is None


def test_a_digest_is_that_of_the_paragraph_alone():
    digest = find_digest(cite("wraps a global"), gzip.compress(PAGE))
    for old, new, same in [
        (b"Another", b"Other", True),
        (b".I global", b"\\fIglobal\\fP", True),
        (b"A namespace wraps", b"A\nnamespace  wraps", True),
        (b"resource", b"state", False),
    ]:
        assert old in PAGE
        changed = gzip.compress(PAGE.replace(old, new))
        assert (find_digest(cite("wraps a global"), changed) == digest) is same


def test_what_is_asked_for_is_kept_and_fetched_once(tmp_path):
    packages = Packages({PATH: gzip.compress(PAGE), "usr/share/other": b""})
    wanted = [cite("wraps a global"), Passage("a#c", "§ 1", "itself", "x")]
    for _ in range(2):
        fetch_texts(wanted, tmp_path, packages)
        assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["x.7.gz"]
    assert packages.downloads == 1
    assert read_texts(wanted, tmp_path) == {("manpages", PATH): packages.files[PATH]}
    newer = Packages({PATH: b"newer"}, "1" * 64)
    fetch_texts(wanted, tmp_path, newer)
    assert read_texts(wanted, tmp_path) == {("manpages", PATH): b"newer"}


def test_a_file_or_a_quotation_that_is_missing_is_told():
    texts = {("manpages", PATH): gzip.compress(PAGE)}
    passages = {"a#1": cite("Another."), "a#2": cite("Nothing."), "a#3": cite("x", "usr/y")}
    found, lost = find_all(passages, texts)
    assert list(found) == ["a#1"]
    assert lost == {
        "a#2": f"{PATH} of manpages does not have its quotation",
        "a#3": "the package manpages has no usr/y",
    }


@pytest.fixture
def record(tmp_path, monkeypatch):
    """Return the path of a record, of one passage whose text is there."""
    path = tmp_path / "passages.json"
    path.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "DIGESTS", path)
    monkeypatch.setattr(command, "read_digests", lambda: read_digests(path))
    monkeypatch.setattr(command, "load_passages", lambda *_: {"a#1": cite("Another.")})
    monkeypatch.setattr(command, "fetch_texts", lambda _: None)
    texts = {("manpages", PATH): gzip.compress(PAGE)}
    monkeypatch.setattr(command, "read_texts", lambda _: texts)
    return path


def test_the_command_writes_the_record_and_says_when_it_is_old(record, capsys, monkeypatch):
    assert run(Namespace(check=True)) == 1
    assert "run: python -m sitekit passages" in capsys.readouterr().err
    assert run(Namespace(check=False)) == 0
    assert "a#1: found\n1 passages are found, of 1" in capsys.readouterr().out
    assert run(Namespace(check=True)) == 0
    monkeypatch.setattr(command, "read_texts", lambda _: {})
    assert run(Namespace(check=False)) == 1
    assert "a#1: missing: the package manpages has no" in capsys.readouterr().err


def test_without_the_package_the_command_says_so(record, capsys, monkeypatch):
    def fail(_passages):
        raise NoRuntime("apt-get is missing")

    monkeypatch.setattr(command, "fetch_texts", fail)
    assert run(Namespace(check=True)) == 1
    assert capsys.readouterr().err == "apt-get is missing\n"


def test_the_record_has_all_passages_whose_text_a_package_has():
    named = [key for key, passage in read_all().items() if passage.file]
    assert list(read_digests()) == named, "run: python -m sitekit passages"
    assert all(json.dumps(digest).isascii() and len(digest) == 64 for digest in read_digests().values())


def test_every_quotation_stands_in_its_package():
    passages = read_all()
    texts = read_texts(passages.values())
    if not texts and any(passage.file for passage in passages.values()):
        skip_or_fail("no texts of passages: `make passages` fetches them")
    found, lost = find_all(passages, texts)
    assert lost == {}
    assert list(compare(read_digests(), found)) == []
