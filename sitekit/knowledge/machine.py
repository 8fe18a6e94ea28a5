"""Read what the machine of the pages is made of: `make kernel` writes it, and a site may be built without."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sitekit.languages import ROOT

FOLDER = ROOT / "build" / "kernel" / "current"
MANIFEST = "manifest.json"


def find_machine(folder: Path = FOLDER) -> Path | None:
    """Return what the site publishes of the machine, a folder named by its digest; None if it is not made.

    >>> find_machine(Path("nowhere"))
    """
    return next((path.parent for path in folder.glob(f"*/{MANIFEST}")), None)


def list_programs() -> list[dict[str, Any]]:
    """Return the programs of the machine: name, version, licence and sources of each; none if it is not made.

    >>> [] == list_programs() or {*list_programs()[0]} == {"name", "version", "licence", "sources"}
    True
    """
    machine = find_machine()
    return json.loads((machine / MANIFEST).read_text(encoding="utf-8"))["programs"] if machine else []
