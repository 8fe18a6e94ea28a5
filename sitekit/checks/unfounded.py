"""Find the claims that rest on a definition which is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sitekit.findings import Finding
from sitekit.knowledge.claims import Claim, Record
from sitekit.knowledge.passages import Passage


def find_unfounded(
    passages: Mapping[str, Passage], records: Iterable[Record], shown: str = ""
) -> Iterator[Finding]:
    """Yield the claims whose definition they do not cite, or that is no passage of a standard, and read.

    `shown` is put before each path.
    """
    for claim in (claim for record in records for claim in record.claims if claim.definition):
        if fault := _find_fault(claim, passages.get(claim.definition)):
            message = f'claim #{claim.id} rests on the definition "{claim.definition}", {fault}'
            yield Finding(shown + claim.page, claim.line, message)


def _find_fault(claim: Claim, passage: Passage | None) -> str:
    """Return what keeps the claim from resting on its definition, if anything does."""
    if claim.definition not in claim.passages:
        return "which it does not cite; add that to its data-sources"
    if not passage or not passage.definition:
        return "which docs/passages.toml does not mark as one; add definition = true, if a standard says it"
    if not passage.quote:
        return "which was not read; quote its words, or rest the claim on something else"
    return ""
