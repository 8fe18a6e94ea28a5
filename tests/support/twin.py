"""Compare builds of the site, page by page: addresses, the text of articles, their ids and links.

`python -m tests.support.twin ENVIRONMENT` compares site/ with what other builders make in that environment.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from sitekit.languages import ROOT, languages

FAULT = "FAULT"
PARTS = ("words", "ids", "links")
# What our theme puts into an article, and Zensical's own theme does not.
OURS_ALONE = ".report, .translation-note, p:has(> a[download])"
SKIP = "__skip"  # an id of Zensical's theme
_AROUND = 3  # words on each side of a difference
_INLINE = "a abbr b cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Article:
    """One page: the text that is read, and the ids that links need."""

    words: tuple[str, ...]
    ids: tuple[str, ...]
    links: tuple[str, ...]


Site = dict[str, Article]


def read_article(page: str, address: str = "", without: str = "") -> Article | None:
    """Return the article of a page, without the elements of a selector; None if the page has none.

    Its links are whole, from the root of the site.
    """
    soup = BeautifulSoup(page, "lxml")
    article = soup.select_one("main article") or soup.select_one("article")
    if article is None:
        return None
    for element in article.select(f"script, style{without and ', '}{without}"):
        element.decompose()
    ids = tuple(str(element["id"]) for element in article.select("[id]"))
    links = tuple(urljoin(f"/{address}", str(element["href"])) for element in article.select("[href]"))
    for element in article.find_all(lambda tag: tag.name not in _INLINE):
        element.insert_before("\n")
        element.insert_after("\n")
    return Article(tuple(article.get_text().split()), ids, links)


def read_site(folder: Path, below: str = "", without: str = "") -> Site:
    """Return the article of each page of a folder by its address, which starts with `below`."""
    found = {}
    for path in sorted(folder.rglob("*.html")):
        address = below + path.relative_to(folder).as_posix().removesuffix("index.html")
        if article := read_article(path.read_text(encoding="utf-8"), address, without):
            found[address] = article
    return found


def compare(ours: Site, theirs: Site, parts: Collection[str] = PARTS) -> Iterator[tuple[str, str]]:
    """Yield the address of each page that one site lacks, or that differs in these parts, and how."""
    for address in sorted(ours.keys() | theirs.keys()):
        if address not in theirs or address not in ours:
            yield address, "the page is lost" if address in ours else "the page is new"
            continue
        for part in parts:
            for line in _differ(
                getattr(ours[address], part), getattr(theirs[address], part), part == "words"
            ):
                yield address, f"{part}: {line}"


def _differ(ours: tuple[str, ...], theirs: tuple[str, ...], in_order: bool) -> Iterator[str]:
    """Yield what is lost and what is new; of words, with those before it."""
    if not in_order:
        yield from (f"lost {one}" for one in (Counter(ours) - Counter(theirs)))
        yield from (f"new {one}" for one in (Counter(theirs) - Counter(ours)))
    elif ours != theirs:
        for kind, start, end, begin, stop in SequenceMatcher(None, ours, theirs, False).get_opcodes():
            if kind != "equal":
                before, old = " ".join(ours[max(0, start - _AROUND) : start]), " ".join(ours[start:end])
                yield f"after « {before} »: « {old} » is « {' '.join(theirs[begin:stop])} »"


def group(differences: Iterable[tuple[str, str]]) -> list[str]:
    """Return a line for each difference, with the first page that has it and how many more do.

    Links to parts of one page are one difference.
    """
    pages: dict[str, list[str]] = {}
    for address, how in differences:
        known = pages.setdefault(re.sub(r"^(links: .*#).*", r"\1…", how), [])
        if address not in known:
            known.append(address)
    return [
        f"/{found[0]}{f' and {len(found) - 1} more' if found[1:] else ''}: {how}"
        for how, found in pages.items()
    ]


def _build(environment: Path, builder: str) -> Site:
    """Return the pages of both languages, as another builder makes them."""
    python = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    script = Path(__file__).with_name("twin_builds.py")
    subprocess.run([python, script, builder], cwd=ROOT, check=True)
    made = ROOT / "build" / "twin" / builder / "html"
    return {
        address: article
        for language in languages()
        for address, article in read_site(made / language.code, language.path).items()
    }


def main(environment: Path) -> int:
    """Build by ProperDocs and by Zensical, list what differs, and return 1 if that is more than may."""
    site = ROOT / "site"
    listed = list(_list(compare(read_site(site), _build(environment, "properdocs")), "ProperDocs"))
    stock = compare(read_site(site, without=OURS_ALONE), _build(environment, "zensical"))
    listed += _list(stock, "Zensical", may_differ)
    report = ROOT / "build" / "twin" / "differences.txt"
    report.write_text("\n".join(listed) + "\n", encoding="utf-8")
    print(report.read_text(encoding="utf-8"))
    return int(any(FAULT in line for line in listed))


def _list(
    differences: Iterable[tuple[str, str]],
    builder: str,
    may: Callable[[str, str], bool] = lambda _address, _how: False,
) -> Iterator[str]:
    """Yield a line for each difference, and whether it is a fault; then how many there are."""
    found = list(differences)
    expected = [one for one in found if may(*one)]
    faults = [one for one in found if one not in expected]
    yield from (f"{builder}: {line}" for line in group(expected))
    yield from (f"{builder}: {FAULT}: {line}" for line in group(faults))
    yield f"{builder}: {len(faults)} faults, {len(expected)} other differences"


def may_differ(address: str, how: str) -> bool:
    """Tell whether Zensical may do this otherwise: it does not run notebooks, and its theme is not ours."""
    notebook = any((ROOT / "docs" / "fr" / f"{place}.py").exists() for place in _places(address))
    return address.endswith("404.html") or notebook or how.startswith(("links: ", f"ids: new {SKIP}"))


def _places(address: str) -> list[str]:
    """Return what the file of a page may be called, without its language."""
    return [address.removeprefix(language.path).rstrip("/") for language in languages()]


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
