"""Find the claims about Linux that no kernel was asked, and that do not say why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from sitekit.findings import Finding
from sitekit.knowledge.claims import Record
from sitekit.knowledge.sources import Work

MOST_UNSEEN = 3  # of a page
_OF_LINUX = {"man7.org", "docs.kernel.org", "www.kernel.org"}  # where its documentation stands


def find_unasked(record: Record, works: Mapping[str, Work]) -> Iterator[Finding]:
    """Yield the claims of a page that rest on the documentation of Linux, and not on a kernel."""
    unseen = [claim for claim in record.claims if claim.unseen]
    for claim in record.claims:
        is_of_linux = any(key in works and is_about_linux(works[key]) for key in claim.sources)
        if is_of_linux and "kernel" not in claim.rungs and not claim.unseen:
            yield Finding(
                record.path,
                claim.line,
                f"claim #{claim.id} is about Linux, and no kernel was asked: add a {{.console .kernel}} "
                'fence, data-console="page.md#claim" where another shows it, or a paragraph { .unseen } that '
                "says why",
            )
    if len(unseen) > MOST_UNSEEN:
        yield Finding(
            record.path,
            unseen[MOST_UNSEEN].line,
            f"{len(unseen)} claims of this page say why no kernel shows them; at most {MOST_UNSEEN} may",
        )


def is_about_linux(work: Work) -> bool:
    """Tell whether a work is part of the documentation of Linux."""
    return urlsplit(work.url or "").hostname in _OF_LINUX
