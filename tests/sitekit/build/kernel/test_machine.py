"""Weigh the machine of the pages, and hold it against what it was made of."""

from __future__ import annotations

import json

import pytest

from sitekit.build.kernel.licences import LICENCES
from sitekit.build.scripts.nodejs import run_under_node
from sitekit.knowledge import machine
from sitekit.languages import ROOT
from tests.support.needs import skip_or_fail

MOST = 9_500_000  # bytes, of all that a page fetches
FETCHED = ("manifest.json", "state.bin", "wasm.bin", "v86.mjs", "unpack.mjs")
UNPACK = """
import { decompress } from %s
import { readFileSync } from "node:fs"
import { createHash } from "node:crypto"
import { zstdDecompressSync } from "node:zlib"
const packed = readFileSync(%s)
const sum = bytes => createHash("sha256").update(bytes).digest("hex")
console.log(sum(decompress(packed)) === sum(zstdDecompressSync(packed)))
"""


@pytest.fixture
def made():
    """Return the folder of the machine."""
    if not (found := machine.find_machine()):
        skip_or_fail("`make kernel` has not made the machine")
    return found


def test_a_page_fetches_no_more_than_it_may_from_a_host_that_packs_nothing(made):
    scripts = sum(path.stat().st_size for path in (ROOT / "theme" / "assets").glob("kernel*.js"))
    assert sum((made / name).stat().st_size for name in FETCHED) + scripts <= MOST


def test_the_manifest_says_the_sizes_and_the_sources(made):
    manifest = json.loads((made / machine.MANIFEST).read_text(encoding="utf-8"))
    assert manifest["sizes"] == {name: (made / name).stat().st_size for name in ("state.bin", "wasm.bin")}
    programs = {program["name"].split("-")[0]: program for program in machine.list_programs()}
    assert programs.keys() == {
        "linux",
        "seabios",
        "busybox",
        "dash",
        "util",
        "libcap",
        "libc6",
        "v86",
        "fzstd",
    }
    assert [name for name, _ in programs["busybox"]["sources"]] == ["busybox", "glibc"]
    texts = (made / LICENCES).read_text(encoding="utf-8")
    for program in programs.values():
        assert f"{program['name']} {program['version']}\n" in texts


def test_what_the_page_unpacks_is_what_was_packed(made):
    unpacker, packed = (json.dumps(str(made / name)) for name in ("unpack.mjs", "wasm.bin"))
    code = UNPACK % (unpacker, packed)
    assert run_under_node("fzstd", "--input-type=module", "--eval", code) == "true\n"
