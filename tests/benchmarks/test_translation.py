"""Measure how fast pages are split, checked, woven and exported: measurements, not limits."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sitekit.files import read
from sitekit.grammar.blocks import split
from sitekit.grammar.page import Page
from sitekit.languages import ROOT
from sitekit.translation.compare.page import Side, check
from sitekit.translation.exchange.apply import read_messages
from sitekit.translation.weave.tree import weave

FRENCH = ROOT / "docs" / "fr"
NAMES = [path.relative_to(FRENCH) for path in sorted(FRENCH.rglob("*.md"))]
TRANSLATED = [name for name in NAMES if (ROOT / "docs" / "en" / name).exists()]


def test_split(benchmark, sized) -> None:
    page = "".join(read(FRENCH / name) for name in NAMES).replace("\n---\n", "\n\n")
    page *= sized(1 + 2_000_000 // len(page.encode()), 1)
    blocks = benchmark(split, page)
    benchmark.extra_info["megabytes"] = len(page.encode()) / 1e6
    if benchmark.stats:
        benchmark.extra_info["megabytes_per_second"] = len(page.encode()) / 1e6 / benchmark.stats.stats.min
    assert "".join(block.text + block.after for block in blocks) == page


@pytest.fixture
def docs(sized, tmp_path: Path) -> Path:
    """Return a thousand pages, as long as those of the site, and their translations."""
    for number in range(sized(1000, 10)):
        for lang in ("fr", "en"):
            path = tmp_path / "docs" / lang / f"{number % 20}" / f"{number}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / "docs" / lang / TRANSLATED[number % len(TRANSLATED)], path)
    return tmp_path / "docs"


def test_weave_a_thousand_pages(benchmark, docs: Path, tmp_path: Path) -> None:
    benchmark.pedantic(weave, (docs, "en", tmp_path / "out"), rounds=1)
    names = {path.relative_to(docs / "fr") for path in (docs / "fr").rglob("*.md")}
    assert {path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*.md")} == names


def test_check_every_english_page(benchmark) -> None:
    sides = [
        (Side(Page(read(FRENCH / name), f"fr/{name}"), "fr"), Side(Page(read(path), f"en/{name}"), "en"))
        for name in NAMES
        if (path := ROOT / "docs" / "en" / name).exists()
    ]
    assert not any(
        benchmark(lambda: [fault for pair in sides for fault in check(*pair) if fault.severity == "error"])
    )


def test_export_the_english_texts(benchmark) -> None:
    assert benchmark(lambda: list(read_messages(ROOT / "docs", "en")))
