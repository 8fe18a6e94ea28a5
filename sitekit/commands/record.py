"""Replay the consoles of all French pages on real kernels and record it: the command `record`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from sitekit.examples.kernel_consoles import read_kernel_consoles
from sitekit.files import write
from sitekit.grammar.reading import read_page
from sitekit.knowledge.claims import read_record
from sitekit.languages import ROOT, SOURCE
from virtfaq.lab import Lab, Names, Proof, find_kernels, read_proofs

RECORD = ROOT / "virtfaq" / "data" / "kernel_proofs.json"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `record`."""
    summary = "replay the consoles of the pages in guests, with their controls, and record on which kernels"
    parser = commands.add_parser("record", help=summary, description=summary)
    parser.add_argument(
        "kernels",
        nargs="*",
        type=Path,
        metavar="KERNEL",
        help="a vmlinuz or a Debian package; of two, each answers everything",
    )
    parser.add_argument("--all", action="store_true", help="replay those too that are recorded as they stand")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Replay what is not recorded as it stands, and write the record, if all is as the pages say."""
    collected = {proof.name: proof for proof in collect_proofs(ROOT / "docs" / SOURCE)}
    recorded = {} if arguments.all else _find_recorded(collected)
    proofs = [proof for name, proof in collected.items() if name not in recorded]
    kernels = find_kernels(arguments.kernels)
    releases: list[str] = []
    for first in range(max(len(kernels), 1) if proofs else 0):
        with Lab("guest", [*kernels[first:], *kernels[:first]]) as lab:
            faults = list(_replay(lab, proofs, releases))
        print(*faults, sep="\n", end="\n" * bool(faults), file=sys.stderr)
        if faults:
            return 1
    day = datetime.now(UTC).date().isoformat()
    recorded |= {proof.name: replace(proof, kernel=", ".join(releases), date=day) for proof in proofs}
    rows = [asdict(recorded[name]) for name in collected]
    write(RECORD, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    print(f"{len(proofs)} of {len(rows)} proofs are recorded anew in {RECORD.relative_to(ROOT)}")
    return 0


def _find_recorded(collected: Mapping[str, Proof]) -> dict[str, Proof]:
    """Return the proofs that are recorded as they stand on the pages."""
    return {
        name: known
        for name, known in read_proofs().items()
        if replace(known, kernel="", date="") == collected.get(name)
    }


def _replay(lab: Lab, proofs: Sequence[Proof], releases: list[str]) -> Iterator[str]:
    """Yield what is not as the pages say, and add the release of the kernel that answered."""
    names: dict[str, Names] = {}
    for number, proof in enumerate(proofs, 1):
        print(f"{number}/{len(proofs)} {proof.name}", file=sys.stderr)
        outcome = lab.replay(proof, names=names.setdefault(proof.page, Names()))
        if outcome.kernel and outcome.kernel not in releases and "," not in outcome.kernel:
            releases.append(outcome.kernel)
        control = lab.replay(proof, control=True)
        for wanted, found in (("demonstrated", outcome), ("refuted", control)):
            if found.result != wanted:
                yield f"{proof.name}: not {wanted} but {found.result}: {found.reason}"


def collect_proofs(tree: Path) -> Iterator[Proof]:
    """Yield the proofs of the pages of a tree that a kernel answers, in the order of the pages."""
    for path in sorted(tree.rglob("*.md")):
        page = read_page(path, path.relative_to(tree).as_posix())
        claims = read_record(page).claims
        for one in read_kernel_consoles(page):
            claim = max((c for c in claims if c.line < one.fence.first), key=lambda claim: claim.line)
            name = f"{page.path.removesuffix('.md')}#{claim.id}"
            yield Proof(name, one.fence.code + "\n", one.control)
