"""Find the passages of works that no page cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sitekit.findings import Finding
from sitekit.knowledge.claims import Record
from sitekit.knowledge.passages import Passage


def find_uncited(
    path: Path, passages: Mapping[str, Passage], records: Iterable[Record], root: Path
) -> Iterator[Finding]:
    """Yield the passages of a file that no claim and no prose cites; paths are shown from `root` on."""
    idle = dict(passages)
    for record in records:
        for claim in record.claims:
            for key in claim.passages:
                idle.pop(key, None)
        for work, locator in record.located:
            for key, passage in [*idle.items()]:
                if passage.work == work and passage.answers(locator):
                    del idle[key]
    shown = (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
    lines = path.read_text(encoding="utf-8-sig").splitlines() if idle else []
    for key in idle:
        line = next(number for number, line in enumerate(lines, 1) if f'"{key}"' in line)
        yield Finding(shown, line, f'no page cites "{key}"; cite it, or take it out')
