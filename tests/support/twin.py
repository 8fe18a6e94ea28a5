"""Compare builds of the site, page by page: addresses, the text of articles, their ids and links.

`python -m tests.support.twin ENVIRONMENT` compares site/ with what other builders make in that environment.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from sitekit.languages import ROOT, languages

FAULT = "FAULT"
PARTS = ("words", "ids", "links")
# What our theme puts into an article, and Zensical's own theme does not.
OURS_ALONE = ".report, .translation-note, p:has(> a[download])"
# The kinds of differences that Zensical may make, and no other.
WRONG = "the page for wrong addresses is that of its theme"
NOTEBOOK = "a notebook has no page"
SKIP = "its theme has an id more, __skip"
LINKS = {  # that it leaves as they are written, with what ours are
    "a link to a term names the file of the glossary": (re.compile(r"^/glossaire\.md(?=#)"), "/{}glossaire/"),
    "a link to a notebook names its file": (re.compile(r"\.py$"), "/"),
}
KINDS = (WRONG, NOTEBOOK, SKIP, *LINKS)
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
    listed = list(_list("ProperDocs", compare(read_site(site), _build(environment, "properdocs"))))
    ours = read_site(site, without=OURS_ALONE)
    theirs, expected = pardon(ours, _build(environment, "zensical"))
    listed += _list("Zensical", [*compare(ours, theirs), *miss(expected)], expected)
    report = ROOT / "build" / "twin" / "differences.txt"
    report.write_text("\n".join(listed) + "\n", encoding="utf-8")
    print(report.read_text(encoding="utf-8"))
    return int(any(FAULT in line for line in listed))


def _list(
    builder: str, faults: Iterable[tuple[str, str]], expected: Collection[tuple[str, str]] = ()
) -> Iterator[str]:
    """Yield a line for each expected difference, and for each fault; then how many there are."""
    faults = list(faults)
    yield from (f"{builder}: {line}" for line in group(expected))
    yield from (f"{builder}: {FAULT}: {line}" for line in group(faults))
    yield f"{builder}: {len(faults)} faults, {len(expected)} other differences"


def pardon(ours: Site, theirs: Site) -> tuple[Site, list[tuple[str, str]]]:
    """Return the pages of Zensical as they are without what it may do otherwise, and where it does that."""
    pages: Site = dict(theirs)
    expected = []
    for address in ours:
        if address.endswith("404.html") and address in theirs:
            pages[address] = ours[address]
            expected.append((address, WRONG))
        elif address not in theirs and _is_notebook(address):
            pages[address] = ours[address]
            expected.append((address, NOTEBOOK))
        elif address in theirs:
            pages[address], kinds = _pardon_article(address, theirs[address])
            expected += [(address, kind) for kind in kinds]
    return pages, expected


def _pardon_article(address: str, article: Article) -> tuple[Article, list[str]]:
    ids = tuple(one for one in article.ids if one != "__skip")
    kinds = [SKIP] * (len(article.ids) - len(ids))
    links = list(article.links)
    below = next((one.path for one in languages() if one.path and address.startswith(one.path)), "")
    for kind, (pattern, ours) in LINKS.items():
        for number, link in enumerate(links):
            links[number], found = pattern.subn(ours.format(below), link)
            kinds += [kind] * found
    return replace(article, ids=ids, links=tuple(links)), kinds


def _is_notebook(address: str) -> bool:
    names = [address.removeprefix(language.path).rstrip("/") for language in languages()]
    return any((ROOT / "docs" / "fr" / f"{name}.py").exists() for name in names)


def miss(expected: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the kinds of differences that are no longer made, and need no pardon."""
    seen = {kind for _, kind in expected}
    yield from (("", f"no more: {kind}") for kind in KINDS if kind not in seen)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
