"""Build the site: weave each language's tree, let MkDocs render it, and put the result in its place.

pages -> woven tree (build/pages/<lang>) -> HTML (build/html/<lang>) -> site/: French at /, others at /<lang>/
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException
from nbclient.exceptions import CellExecutionError

from sitekit.build.code_markup import shorten_all as shorten_code
from sitekit.build.css_pruning import slim_all
from sitekit.build.host_headers import LISTED, write_headers, write_page_policy
from sitekit.build.html_repair import mend_all
from sitekit.build.incremental import Memory
from sitekit.build.incremental import build as build_pages
from sitekit.build.notebooks import silence_kernels, write_notebooks
from sitekit.build.python.install_lines import complete_all
from sitekit.build.python.package_index import FOLDER as PACKAGES
from sitekit.build.python.package_index import write_index
from sitekit.build.python.runtime import make_runtime
from sitekit.build.scripts.nodejs import NoRuntime
from sitekit.build.scripts.shorten import shorten_all
from sitekit.build.search_index import FOLDER, SearchError, index
from sitekit.build.steps import ALL, step
from sitekit.checks.publishable import vet
from sitekit.files import write
from sitekit.grammar.reading import read_page
from sitekit.knowledge.context import Context
from sitekit.knowledge.machine import find_machine
from sitekit.knowledge.sources import SourcesError, load
from sitekit.languages import ROOT, Language, languages, words
from sitekit.markdown.notebook_templates import TEMPLATES
from sitekit.text.typography import space_data
from sitekit.translation.weave.tree import weave

SITE_URL = "SITE_URL"  # the environment variable that says where the site will be published
FORGE_URL = "FORGE_URL"  # the one that says where its repository is, for what readers report
REQUIRE_ALL = "VIRTFAQ_REQUIRE_ALL"  # the one that makes a missing tool an error
_SAID = ("copyright", "site_description")  # what the theme says in words of the configuration, beside `words`


class BuildError(Exception):
    """The site was not built; the message says why, and the last site is left as it was."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that a build reads and writes."""

    docs: Path = ROOT / "docs"
    work: Path = ROOT / "build"
    site: Path = ROOT / "site"
    root: Path = ROOT  # of the configuration files

    def pages(self, language: Language) -> Path:
        """Return the folder of the woven tree of a language: plain Markdown."""
        return self.work / "pages" / language.code

    def html(self, language: Language) -> Path:
        """Return the folder of the HTML of a language before it goes to the site."""
        return self.work / "html" / language.code

    def search(self, language: Language) -> Path:
        """Return the folder in which the search index of a language is made, and kept."""
        return self.work / "search" / language.code

    @property
    def packages(self) -> Path:
        """The index from which pip installs the library."""
        return self.work / "packages"


Step = Callable[[Places, Language], str]  # returns what went wrong
Served = dict[str, Path]  # folders by their places below the root of the site


class Pool:
    """Processes. A language is always built by the same one, which remembers its pages."""

    def __init__(self, size: int) -> None:
        self.processes = [ProcessPoolExecutor(1, mp_context=get_context("spawn")) for _ in range(size)]

    def map(self, function: Step, places: Iterable[Places], todo: Iterable[Language]) -> list[str]:
        """Return the results of the function for each language; each process does one at a time."""
        pairs = zip(cycle(self.processes), places, todo, strict=False)
        futures = [process.submit(function, place, language) for process, place, language in pairs]
        return [future.result() for future in futures]

    def shutdown(self) -> None:
        """End the processes."""
        for process in self.processes:
            process.shutdown()


def start_pool() -> Pool:
    """Return as many processes as there are cores, or fewer if there are fewer languages."""
    return Pool(min(os.cpu_count() or 1, len(languages())))


def build(places: Places = Places(), executor: Pool | None = None) -> None:
    """Build every language; nothing changes in the site if one of them fails."""
    todo, processes = languages(places.root), executor or start_pool()
    try:
        with step(ALL, "prepare Python for the pages"):
            served = _list_served(run=_find_runtime(processes), kernel=_find_kernel(processes))
        for part in (check, partial(render, served=served)):
            errors = dict.fromkeys(filter(None, processes.map(part, [places] * len(todo), todo)))
            if errors:
                raise BuildError("\n".join(errors))
    finally:
        if not executor:
            processes.shutdown()
    with step(ALL, "pack the library"):
        write_index(places.packages)
    with step(ALL, "put the site in place"):
        assemble(places, todo, served)


@lru_cache(maxsize=1)  # it takes as long to see that it is the same as to build a page
def _find_runtime(_processes: Pool) -> Path | None:
    """Return the folder of the runtime of the examples; without it the site is built all the same."""
    try:
        return make_runtime()
    except NoRuntime as error:
        message = f"{error}. Without it readers cannot run the examples in their browser"
        if os.environ.get(REQUIRE_ALL):
            raise BuildError(f"{message}; {REQUIRE_ALL} is set, so it must be there") from None
        print(f"The site is built without Run: {message}.", file=sys.stderr)
        return None


@lru_cache(maxsize=1)  # so that it is said once that there is none
def _find_kernel(_processes: Pool) -> Path | None:
    """Return the folder of the machine that pages boot; without it the site is built all the same."""
    if machine := find_machine():
        return machine
    message = "`make kernel` has not made the machine that pages boot"
    if os.environ.get(REQUIRE_ALL):
        raise BuildError(f"{message}; {REQUIRE_ALL} is set, so it must be there")
    print(f"The site is built without a real kernel: {message}.", file=sys.stderr)
    return None


def _list_served(**folders: Path | None) -> Served:
    """Return the folders that there are, by their places below the root of the site."""
    return {f"assets/{name}/{folder.name}/": folder for name, folder in folders.items() if folder}


def check(places: Places, language: Language) -> str:
    """Return the faults of the pages of a language, or of the bibliography, a line each; "" if none."""
    try:
        with step(language.code, "check"):
            works = load(places.docs / "sources.bib")
            if faults := "\n".join(map(str, vet(places.docs, language.code, works, places.docs.parent))):
                raise BuildError(faults)
    except (BuildError, SourcesError) as error:
        return str(error)
    return ""


def render(places: Places, language: Language, served: Iterable[str] = ()) -> str:
    """Weave and render one language, in strict mode; `served` are the places of what pages fetch to run code.

    Return the error, or an empty text.
    """
    logging.getLogger("mkdocs").handlers[:] = [_log_to_stderr(language)]
    silence_kernels()
    tree, html = places.pages(language), places.html(language)
    with step(language.code, "weave"):
        weave(places.docs, language.code, tree)
    settings: dict[str, Any] = {"docs_dir": str(tree), "site_dir": str(html), "strict": True}
    if site_url := os.environ.get(SITE_URL):
        settings["site_url"] = site_url.rstrip("/") + "/" + language.path
    try:
        config = load_config(str(language.config), **settings)
        config.extra["forge"] = (os.environ.get(FORGE_URL) or config.extra["forge"]).rstrip("/")
        config["nav"] = _title_sections(config["nav"], tree)
        for name in _SAID:
            config[name] = space_data(config[name], language.code)
        config.extra["words"] = space_data(config.extra["words"], language.code)
        if language.is_source:
            config.extra["others"] = _list_others(places)
        config.extra.update({place.split("/")[1]: place for place in served})
        config.extra["policy"] = write_page_policy()
        config.mdx_configs.setdefault("sitekit.markdown", {}).update(
            docs=str(places.docs.resolve()), tree=str(tree)
        )
        config.extra["search"] = True  # the pages have a search box: there will be an index
        config.plugins["mkdocs-jupyter"].config["cache_dir"] = str(_find_notebook_cache(places, language))
        config.plugins.on_startup(command="build", dirty=False)
        config.extra["notebooks"] = True  # each can be downloaded
        context = Context(language.code, config.extra["words"], places.docs.resolve(), tree)
        build_pages(config, find_memory(places, language), context)
        config.plugins.on_shutdown()
        with step(language.code, "finish"):
            mend_all(html)
            if "run" in config.extra:  # so that there is the Node that this needs, too
                shorten_all(html)
            slim_all(html)
            write_notebooks(tree, html)
            complete_all(html, config.site_url or "", language.path)
            shorten_code(html)
        with step(language.code, "index for search"):
            index(language, html, places.docs, places.search(language))
    except CellExecutionError as error:
        return f"{language.config.name}: a notebook does not run: {error.ename}: {error.evalue}"
    except (Abort, MkDocsException, NoRuntime, SearchError, ValueError) as error:
        return f"{language.config.name}: {error}"
    return ""


def _list_others(places: Places) -> list[dict[str, Any]]:
    """Return the translations with their places and words, for the « not found » page of each language."""
    others = [one for one in languages(places.root) if not one.is_source]
    return [
        {"lang": one.code, "path": one.path, "words": space_data(words(one.config), one.code)}
        for one in others
    ]


@cache
def find_memory(places: Places, language: Language) -> Memory:
    """Return what this process remembers of the pages of a language."""
    return Memory()


def _log_to_stderr(language: Language) -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter(f"{language.config.name}: %(levelname)s: %(message)s"))
    return handler


def _title_sections(nav: list[Any], tree: Path) -> list[Any]:
    """Return the navigation with each section named as its first page is, in the tree's language."""
    return [_title_section(item, tree) for item in nav]


def _title_section(item: Any, tree: Path) -> Any:
    if not isinstance(item, dict):
        return item
    ((title, children),) = item.items()
    if not isinstance(children, list) or not (first := tree / str(children[0])).is_file():
        return item  # MkDocs itself says what is wrong with it
    return {read_page(first, children[0]).values.get("title") or title: children}


def _find_notebook_cache(places: Places, language: Language) -> Path:
    """Return a folder for this state of library and templates, which mkdocs-jupyter's key does not know.

    Each language has its own: after a build the plugin removes what that build did not use.
    """
    digest = hashlib.sha256()
    for path in sorted([*(ROOT / "virtfaq").rglob("*"), *TEMPLATES.rglob("*")]):
        if path.is_file() and path.suffix in {".py", ".json", ".j2"}:
            digest.update(path.read_bytes())
    return places.work / "notebooks" / digest.hexdigest()[:16] / language.code


def assemble(places: Places, todo: Iterable[Language], served: Served | None = None) -> None:
    """Put all of the site together: write what differs, by renaming, and remove the rest.

    Pages come last, and what they no longer name goes after them: no page ever names what is not there.
    """
    folders = {language.path: places.html(language) for language in todo}
    folders |= {language.path + FOLDER: places.search(language) / FOLDER for language in todo}
    folders[PACKAGES] = places.packages
    folders |= served or {}
    wanted: dict[Path, Path] = {}
    for place, folder in folders.items():
        for path in folder.rglob("*"):
            if path.is_file():
                wanted[places.site / place / path.relative_to(folder)] = path
    headers = places.work / LISTED
    write(headers, write_headers())
    wanted[places.site / LISTED] = headers
    for target in sorted(wanted, key=lambda path: path.suffix == ".html"):
        write(target, wanted[target].read_bytes())
    for path in sorted(places.site.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted:
            path.unlink()
