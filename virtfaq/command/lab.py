"""Tell what a kernel answered to the proofs of the pages, and what this machine can ask."""

import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from virtfaq.command.output import Report
from virtfaq.lab.console import Names, read_console
from virtfaq.lab.guest import Guest, find_hypervisor
from virtfaq.lab.here import find_obstacle
from virtfaq.lab.outcome import DEMONSTRATED, REFUTED, UNAVAILABLE, Outcome, UnavailableError
from virtfaq.lab.programs import find_kernels, find_programs
from virtfaq.lab.proofs import Proof, find_proofs, read_proofs
from virtfaq.lab.run import Lab

_UNSHARING = "$ unshare true\n"  # what most consoles of an ordinary user begin with


def report(
    names: Sequence[str], kernel_files: Sequence[str], place: str, *, require: bool, control: bool
) -> Report:
    """Report what was asked for: the list of proofs, what this machine can show, or outcomes."""
    if not names:
        rows = [("proof", "commands"), *((name, _count(proof)) for name, proof in read_proofs().items())]
        return Report([rows], {"proofs": [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]})
    kernels = [Path(name) for name in kernel_files]
    if list(names) == ["doctor"]:
        return _diagnose(kernels)
    asked = read_proofs().values() if list(names) == ["all"] else _find(names)
    with Lab(place, find_kernels(kernels)) as lab:
        outcomes = list(_replay(lab, list(asked), control))
    table = [("proof", "result", "kernel or reason"), *map(_tabulate, outcomes)]
    failing = ({DEMONSTRATED} if control else {REFUTED}) | ({UNAVAILABLE} if require else set())
    data = {"outcomes": [asdict(one) for one in outcomes]}
    return Report([table], data, status=int(any(one.result in failing for one in outcomes)))


def _find(names: Sequence[str]) -> Iterator[Proof]:
    for name in names:
        yield from find_proofs(name)


def _count(proof: Proof) -> str:
    return str(len(read_console(proof.console).steps))


def _tabulate(outcome: Outcome) -> tuple[str, str, str]:
    reason = " ".join(outcome.reason.split())
    return outcome.name, outcome.result, reason or outcome.kernel


def _replay(lab: Lab, proofs: Sequence[Proof], control: bool) -> Iterator[Outcome]:
    """Yield the outcomes; who watches a terminal sees which is under way."""
    names: dict[str, Names] = {}
    for number, proof in enumerate(proofs, 1):
        _tell(f"{number}/{len(proofs)} {proof.name}")
        yield lab.replay(proof, control=control, names=names.setdefault(proof.page, Names()))
    _tell("")


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def _diagnose(kernels: Sequence[Path]) -> Report:
    """Tell what this machine can show, and why not."""
    here = find_obstacle(read_console(_UNSHARING))
    guest = _find_fault_of_guests(kernels)
    shown = [proof for proof in read_proofs().values() if not find_obstacle(read_console(proof.console))]
    count = len(read_proofs())
    rows = [
        ("", ""),
        ("system", f"{platform.system()} {platform.release()}"),
        ("containers of an ordinary user", here or "can be made"),
        ("guests", guest or "can be started"),
        ("proofs that it can show", f"{len(shown) if guest else count} of {count}"),
    ]
    data = {"kernel": platform.release(), "here": here, "guests": guest, "proofs": len(shown)}
    return Report([rows], data)


def _find_fault_of_guests(kernels: Sequence[Path]) -> str:
    """Return why no guest can be started here: an empty text where one starts."""
    try:
        find_hypervisor()
        find_programs()
        found = find_kernels(kernels)
        if not found:
            raise UnavailableError("no kernel in /boot can be read: give one, `--kernel FILE`")
        with Guest(found[0]):
            return ""
    except UnavailableError as error:
        return str(error)
