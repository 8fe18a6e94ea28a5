"""Build the pages of one language with MkDocs, and make again only those of which an input has changed.

Every step of MkDocs' own build is taken, in its order; what is remembered is the HTML of a page's text, while
what it has used is the same, and the page around it, while that and the navigation are the same.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler, clean_directory

from sitekit.build.mkdocs_private import (
    RENDERED,
    build_extra_template,
    build_page,
    build_theme_template,
    populate_page,
)
from sitekit.build.steps import Count, step
from sitekit.knowledge.context import Context, Use

_IN_NAVIGATION = ("icon", "subtitle", "status")  # what the theme shows of the metadata of other pages

_environments: dict[tuple[str, ...], jinja2.Environment] = {}  # a theme keeps its compiled templates


@dataclass(slots=True)
class Remembered:
    """A page as it was made last, and from what."""

    text: str | None
    used: dict[Use, Hashable]
    rendered: dict[str, Any]
    links: dict[str, dict[str, str]]


@dataclass(slots=True)
class Memory:
    """The pages of one language as they were made. Of use while code, theme and configuration stay."""

    pages: dict[str, Remembered] = field(default_factory=dict)
    outputs: dict[str, tuple[Hashable, str]] = field(default_factory=dict)
    site: str = ""  # what the navigation and the settings show on every page
    used: set[Use] = field(default_factory=set)
    made: set[str] = field(default_factory=set)  # the pages whose text the last build rendered
    framed: set[str] = field(default_factory=set)  # the pages that it laid out

    def forget(self, names: Set[str]) -> None:
        """Forget all pages but those of these names."""
        self.pages = {name: page for name, page in self.pages.items() if name in names}
        self.outputs = {name: output for name, output in self.outputs.items() if name in names}


class _Template(jinja2.Template):
    """A template that knows what it gave for each page."""

    def render(self, *arguments: Any, **values: Any) -> str:
        context = dict(*arguments, **values)
        memory, page = self.environment.memory, context.get("page")  # type: ignore[attr-defined]
        if page is None:
            return super().render(context)
        name, key = page.file.src_uri, _list_template_inputs(page, memory.site, self.name)
        if name not in memory.outputs or memory.outputs[name][0] != key:
            memory.outputs[name] = key, super().render(context)
            memory.framed.add(name)
        return memory.outputs[name][1]


class _Noted(Files):
    """The files of the site, with a note of each that a page links to."""

    def __init__(self, files: Files, used: set[Use]) -> None:
        super().__init__(files)
        self.used = used

    def get_file_from_path(self, path: str) -> File | None:
        self.used.add(("file", path))
        return super().get_file_from_path(path)


def build(config: MkDocsConfig, memory: Memory, context: Context) -> None:
    """Build as `mkdocs build` does, in strict mode. `context` says in which state the inputs are.

    Raises Abort if MkDocs warns of anything.
    """
    warnings = CountHandler()
    warnings.setLevel(logging.WARNING)
    logging.getLogger("mkdocs").addHandler(warnings)
    try:
        _build(config, memory, context, warnings)
    finally:
        logging.getLogger("mkdocs").removeHandler(warnings)
    if counts := warnings.get_counts():
        raise Abort(f"Aborted with {', '.join(f'{n} {name.lower()}s' for name, n in counts)} in strict mode!")


def _build(config: MkDocsConfig, memory: Memory, context: Context, warnings: CountHandler) -> None:
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    config.mdx_configs["sitekit.markdown"]["used"] = memory.used
    clean_directory(config.site_dir)
    memory.made.clear()
    memory.framed.clear()
    files, env = _find_files(config, memory)
    nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    recall = _Recall(memory, context, files, warnings)
    pages = files.documentation_pages()
    with _watch(context.language, "render", warnings) as count:
        for file in count(pages):
            page = file.page or Page(None, file, config)
            page.render = partial(recall, page)  # type: ignore[method-assign] - as plugins do
            populate_page(page, config, files)
    memory.site = sha256(repr((*_list_titles(nav.items), config.extra)).encode()).hexdigest()
    with _watch(context.language, "lay out", warnings) as count:
        _write(config, files, config.plugins.on_env(env, config=config, files=files), nav, count)
    memory.forget({file.src_uri for file in pages})


class _WarnedError(Exception):
    """A step has warned: it counts as failed, and the next one still says what else is wrong."""


@contextmanager
def _watch(language: str, name: str, warnings: CountHandler) -> Iterator[Count[File]]:
    """Say which step it is, and that it failed if MkDocs warns in it."""
    before = sum(warnings.counts.values())
    with suppress(_WarnedError), step(language, name) as count:
        yield count
        if sum(warnings.counts.values()) > before:
            raise _WarnedError


def _find_files(config: MkDocsConfig, memory: Memory) -> tuple[Files, jinja2.Environment]:
    """Return the files of the site, and the templates of the theme."""
    files = get_files(config)
    env = _environments.setdefault((*config.theme.dirs, str(config.theme.locale)), config.theme.get_env())
    env.template_class, env.memory = _Template, memory  # type: ignore[attr-defined]
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}  # letters are fewer bytes
    files.add_files_from_theme(env, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    return files, env


def _write(
    config: MkDocsConfig, files: Files, env: jinja2.Environment, nav: Navigation, count: Count[File]
) -> None:
    files.copy_static_files()
    for name in config.theme.static_templates:
        build_theme_template(name, env, files, config, nav)
    for name in config.extra_templates:
        build_extra_template(name, files, config, nav)
    pages = files.documentation_pages()
    for file in count(pages):
        build_page(file.page, config, pages, nav, env)
    for file in pages:
        file.page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)
    config.plugins.on_post_build(config=config)


class _Recall:
    """Renders the text of a page, or recalls the last result if every input is the same."""

    def __init__(self, memory: Memory, context: Context, files: Files, warnings: CountHandler) -> None:
        self.memory, self.context, self.warnings = memory, context, warnings
        self.files = _Noted(files, memory.used)
        self.states: dict[Use, Hashable] = {}

    def __call__(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        known = self.memory.pages.get(page.file.src_uri)
        if known and known.text == page.markdown and all(map(self._is_same, known.used.items())):
            for name, value in known.rendered.items():
                setattr(page, name, value)
            page.links_to_anchors = {files.src_uris[name]: links for name, links in known.links.items()}
            return
        self.memory.pages.pop(page.file.src_uri, None)
        self._render(page, config)

    def _is_same(self, item: tuple[Use, Hashable]) -> bool:
        return self._find_state(item[0]) == item[1]

    def _find_state(self, use: Use) -> Hashable:
        if use[0] == "file":
            file = self.files.src_uris.get(use[1])
            return file and (file.url, file.inclusion)
        if use not in self.states:
            self.states[use] = self.context.state(use)
        return self.states[use]

    def _render(self, page: Page, config: MkDocsConfig) -> None:
        used, before = self.memory.used, sum(self.warnings.counts.values())
        used.clear()
        Page.render(page, config, self.files)
        self.memory.made.add(page.file.src_uri)
        if sum(self.warnings.counts.values()) > before:
            return  # what MkDocs warns of has to be said again
        rendered = {name: getattr(page, name) for name in RENDERED}
        links = {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()}
        states = {use: self._find_state(use) for use in used}
        self.memory.pages[page.file.src_uri] = Remembered(page.markdown, states, rendered, links)


def _list_titles(items: Any) -> Iterator[Hashable]:
    """Yield what the navigation shows of each page and section."""
    for item in items or ():
        meta = [str((getattr(item, "meta", None) or {}).get(name)) for name in _IN_NAVIGATION]
        yield item.title, getattr(item, "url", None), *meta, *_list_titles(item.children)


def _list_template_inputs(page: Page, site: str, template: str | None) -> Hashable:
    """Return everything that the template shows of a page."""
    toc = "".join(map(str, page.toc))
    return page.content, toc, page.title, repr(page.meta), page.update_date, template, site
