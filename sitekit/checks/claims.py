"""Find what is wrong with the claims of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitekit.findings import Finding
from sitekit.knowledge.claims import VERDICTS, Claim, Record


def find_faults(
    pages: Iterable[Record], known_sources: Iterable[str], known_passages: Iterable[str], shown: str = ""
) -> list[Finding]:
    """Return the faults of the claims; `shown` is put before each path in the findings."""
    known, passages, seen, found = set(known_sources), set(known_passages), {}, []
    for page in pages:
        for claim in page.claims:
            found += [
                Finding(shown + claim.page, claim.line, message)
                for message in _check_claim(claim, known, passages)
            ]
            first = seen.setdefault((page.path, claim.id), claim.line)
            if first != claim.line:
                found.append(
                    Finding(
                        shown + claim.page,
                        claim.line,
                        f"the id #{claim.id} is taken by the claim on line {first}; choose another",
                    )
                )
    return found


def _check_claim(claim: Claim, known: set[str], passages: set[str]) -> Iterator[str]:
    name = f"claim #{claim.id}" if claim.id else "this claim"
    if not claim.id:
        yield "this claim has no id; add one, such as { .claim #short-name … }"
    if not claim.text:
        yield f"{name} has no text; put the sentence on the lines above its attributes"
    if claim.verdict not in VERDICTS:
        allowed = ", ".join(VERDICTS)
        yield f'{name} has the verdict "{claim.verdict}"; set data-verdict to one of: {allowed}'
    if not claim.sources:
        yield f'{name} names no source; add data-sources="work#locator", a key of docs/passages.toml'
    for key in claim.sources:
        if key not in known:
            yield (
                f'{name} names the source "{key}", which docs/sources.bib does not have; '
                "add it there or correct the key"
            )
    for one in claim.passages:
        if "#" not in one and one in known:
            yield (
                f'{name} cites "{one}" without a passage; write {one}#locator, the key of the passage in '
                "docs/passages.toml"
            )
        if "#" in one and one not in passages and one.partition("#")[0] in known:
            yield (
                f'{name} cites the passage "{one}", which docs/passages.toml does not have; '
                "add it there or correct the locator"
            )
    if not claim.rungs:
        yield (
            f"{name} rests on nothing that runs before the next claim or heading; "
            "add a console that a kernel answers, or a pycon or python example"
        )
