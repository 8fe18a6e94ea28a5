"""Read the proofs of the pages that ask a kernel, as `python -m sitekit record` has written them."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from virtfaq.errors import UnknownProofError, describe_unknown


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof by commands: `name` is the page and the claim, `control` the change that must refute it.

    `kernel` and `date` tell where and when it was replayed last.
    """

    name: str
    console: str
    control: str
    kernel: str = ""
    date: str = ""

    @property
    def page(self) -> str:
        """Return the page that shows it, without ending."""
        return self.name.partition("#")[0]


@cache
def read_proofs() -> dict[str, Proof]:
    """Return the proofs by name, in the order of the pages."""
    rows = json.loads(files("virtfaq").joinpath("data/kernel_proofs.json").read_text("utf-8"))
    return {row["name"]: Proof(**row) for row in rows}


def find_proofs(asked: str) -> list[Proof]:
    """Return the proofs of a claim or a page, or of the address of one. Raises UnknownProofError.

    >>> [proof.name for proof in find_proofs("https://example.org/fr/noyau/espaces-de-noms/#profondeur")]
    ['noyau/espaces-de-noms#profondeur']
    >>> find_proofs("profondeur") == find_proofs("noyau/espaces-de-noms.md#profondeur")
    True
    """
    proofs = read_proofs()
    place, _, claim = asked.rpartition("#") if "#" in asked else (asked, "", "")
    place = f"/{place.strip('/').removesuffix('.md')}"
    found = [
        proof
        for name, proof in proofs.items()
        if name.endswith(f"#{asked}")
        or (f"{place}".endswith(f"/{proof.page}") and name.endswith(f"#{claim}" if claim else ""))
    ]
    if not found:
        raise describe_unknown(UnknownProofError, asked, proofs)
    return found
