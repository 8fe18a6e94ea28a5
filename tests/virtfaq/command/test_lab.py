"""The command `virtfaq lab` tells what a kernel answers, what it cannot be asked, and misuse."""

from __future__ import annotations

import json
import platform
import shutil

import pytest

from virtfaq.command.cli import main
from virtfaq.lab import Lab, guest, read_proofs
from virtfaq.lab.outcome import DEMONSTRATED, REFUTED, UNAVAILABLE, Outcome


def test_without_a_name_it_lists_every_proof(capsys):
    assert main(["lab"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in read_proofs())


def test_the_doctor_says_what_can_be_shown_and_why_not(capsys):
    assert main(["lab", "doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"kernel", "here", "guests", "proofs"} <= set(found)


def test_the_address_of_a_claim_is_asked(capsys):
    address = "https://example.org/virtfaq/en/noyau/espaces-de-noms/#huit-types"
    assert main(["lab", address, "--place", "here", "--json"]) == 0
    (outcome,) = json.loads(capsys.readouterr().out)["outcomes"]
    assert outcome["name"] == "noyau/espaces-de-noms#huit-types"
    assert outcome["result"] in (DEMONSTRATED, UNAVAILABLE)
    if outcome["result"] == DEMONSTRATED:
        assert outcome["shown"] == ["cgroup\nipc\nmnt\nnet\npid\ntime\nuser\nuts\n"]


@pytest.mark.parametrize(
    ("result", "options", "status"),
    [
        (DEMONSTRATED, [], 0),
        (REFUTED, [], 1),
        (UNAVAILABLE, [], 0),
        (UNAVAILABLE, ["--require"], 1),
        (REFUTED, ["--control"], 0),
        (DEMONSTRATED, ["--control"], 1),
    ],
)
def test_the_status_says_whether_all_is_as_claimed(monkeypatch, capsys, result, options, status):
    monkeypatch.setattr(Lab, "replay", lambda self, proof, **kwargs: Outcome(proof.name, result))
    assert main(["lab", "huit-types", *options]) == status
    assert result in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["huit-type"], ["doctor", "--kernel", "none"], ["all", "--place", "moon"], ["noyau/none#x"]]
)
def test_misuse_is_one_line(capsys, words):
    with pytest.raises(SystemExit) as left:
        main(["lab", *words])
    assert left.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


PLACE = ["lab", "huit-types", "--place", "guest", "--kernel"]


def test_a_kernel_that_is_none_is_told(monkeypatch, capsys, tmp_path):
    (tmp_path / "a.deb").write_bytes(b"no package")
    monkeypatch.setattr(
        shutil, "which", lambda *name, **where: None
    )  # it is told wherever guests do not start
    with pytest.raises(SystemExit) as left:
        main([*PLACE, str(tmp_path / "a.deb")])
    assert left.value.code == 2
    assert "a.deb is no Debian package" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("programs", "told"),
    [
        ({}, "QEMU was not found (Debian: apt-get install qemu-system-x86)"),
        (None, "no static busybox was found (Debian: apt-get install busybox-static)"),
    ],
)
def test_what_a_guest_lacks_is_told(monkeypatch, capsys, tmp_path, programs, told):
    (tmp_path / "vmlinuz").write_bytes(b"")
    monkeypatch.setenv("COLUMNS", "200")  # a narrow terminal breaks the line
    monkeypatch.setattr(shutil, "which", lambda *name, **where: None)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    if programs is not None:
        monkeypatch.setattr(guest, "find_programs", lambda: programs)
    assert main([*PLACE, str(tmp_path / "vmlinuz")]) == 0
    assert told in capsys.readouterr().out
