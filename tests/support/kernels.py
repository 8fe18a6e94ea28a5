"""Find the kernels that guests start in tests: `make kernel` fetches them."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.needs import skip_or_fail
from virtfaq.lab import find_kernels
from virtfaq.lab.programs import Kernel

FOLDER = Path(__file__).resolve().parents[2] / "build" / "kernels"


def require_kernels() -> list[Kernel]:
    """Return two kernels of different releases, the older first; skip, or fail, where no guest starts."""
    if not shutil.which("qemu-system-x86_64"):
        skip_or_fail("QEMU was not found: install it (Debian: apt-get install qemu-system-x86)")
    if not shutil.which("busybox"):
        skip_or_fail("busybox was not found: install it (Debian: apt-get install busybox-static)")
    found = sorted(FOLDER.glob("*.deb"))
    if len(found) < 2:
        skip_or_fail(f"two kernels were not found in {FOLDER}: fetch them, `make kernel`, on Debian")
    return find_kernels(found)
