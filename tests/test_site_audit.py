"""The built HTML is compared with what runs, on a small site that the real MkDocs builds."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from tests.support.rendering import EXTENSIONS, SETTINGS
from tests.support.site_audit import audit, blocks

PAGES = {
    "index.md": "# Home\n\n```pycon\n>>> 1 < 2 and 'a & b'\n'a & b'\n```\n",
    "a/index.md": "# A\n\nNo code but `x`, and:\n\n```bash\nls\n```\n",
    "a/b.md": (
        '# B\n\n=== "One"\n\n    ```python title="a.py" linenums="1" hl_lines="2"\n'
        "    x = 1\n\n    print(x)\n    ```\n\n    ```{.text .output}\n    1\n    ```\n\n"
        '<div lang="fr" dir="ltr" markdown>\n\n```py\ny = 1\n```\n\n</div>\n'
    ),
}


@pytest.fixture
def tree(tmp_path) -> Path:
    return write(tmp_path / "tree", PAGES)


def write(folder: Path, pages: dict[str, str]) -> Path:
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def build_site(tree: Path, site: Path) -> Path:
    settings = {"site_name": "x", "theme": {"name": "material", "font": False}, "plugins": []}
    extensions = [{name: SETTINGS.get(name, {})} for name in EXTENSIONS]
    (tree.parent / "mkdocs.yml").write_text("site_name: x\n", encoding="utf-8")
    config = load_config(
        str(tree.parent / "mkdocs.yml"),
        docs_dir=str(tree),
        site_dir=str(site),
        markdown_extensions=extensions,
        **settings,
    )
    build(config)
    return site


@pytest.fixture
def site(tree, tmp_path) -> Path:
    return build_site(tree, tmp_path / "site")


def faults(site: Path, tree: Path) -> list[str]:
    return [str(finding) for finding in audit(site, {"": tree})]


def test_a_site_that_shows_what_runs_has_no_finding(site, tree):
    assert len(blocks((site / "a/b/index.html").read_text(encoding="utf-8"))) == 3
    assert faults(site, tree) == []


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_code_shown_otherwise_than_it_runs_is_found_on_both_sides(site, tree):
    change(site / "index.html", ">1</span>", ">3</span>")
    first, second = faults(site, tree)
    assert first.startswith(f"{tree / 'index.md'}:3: this python block is not shown")
    assert second.startswith(f"{site / 'index.html'}:")
    assert "readers see this python block, which is no example of" in second
    assert ">>> 3 < 2" in second


def test_an_output_shown_otherwise_is_found(site, tree):
    change(site / "a/b/index.html", "<code>1\n", "<code>2\n")
    assert any("this output block is not shown" in fault for fault in faults(site, tree))


@pytest.mark.parametrize(("old", "new", "count"), [("\n5\n6", "", 0), ("f()", "g()", 2)])
def test_a_displayed_value_may_stand_for_its_text_but_for_no_code(tree, tmp_path, old, new, count):
    page = "```{.pycon .display}\n>>> f()\n5\n6\n```\n"
    site = build_site(write(tree, {"index.md": page.replace(old, new)}), tmp_path / "site")
    write(tree, {"index.md": page})
    assert len(faults(site, tree)) == count


STRAYS = [
    '<pre><code class="language-python">z = 1</code></pre>',
    '<pre class="language-py"><code>z = 1</code></pre>',
    '<div class="language-Python3 highlight"><pre><span></span><code>z = 1</code></pre></div>',
    "<pre>&gt;&gt;&gt; z\n1</pre>",
    '<div class="language-text highlight"><pre><code>&gt;&gt;&gt; z\n1</code></pre></div>',
    '<div class="language-numpy highlight"><pre><code>z = 1</code></pre></div>',
    '<div class="language-text output highlight"><pre><code>z</code></pre></div>',
]


@pytest.mark.parametrize("stray", STRAYS)
def test_a_block_that_no_example_is_is_found(site, tree, stray):
    change(site / "a/index.html", "<p>No code", stray + "<p>No code")
    [fault] = faults(site, tree)
    assert f"which is no example of {tree / 'a/index.md'}" in fault


@pytest.mark.parametrize("stray", STRAYS)
def test_a_block_on_a_page_that_no_markdown_page_is_is_found(site, tree, stray):
    (site / "404.html").write_text(f"<html><body>{stray}</body></html>", encoding="utf-8")
    [fault] = faults(site, tree)
    assert fault.startswith(f"{site / '404.html'}:1: readers see this")


@pytest.mark.parametrize(
    "harmless",
    [
        '<div class="language-markdown highlight"><pre><code>&gt;&gt;&gt; z\n1</code></pre></div>',
        '<div class="language-bash highlight"><pre><code>z = 1</code></pre></div>',
        '<div class="notebook"><div class="highlight language-python"><pre>z = 1</pre></div></div>',
        '<!-- <pre class="language-python">z = 1</pre> -->',
    ],
)
def test_samples_other_languages_comments_and_notebooks_are_no_findings(site, tree, harmless):
    change(site / "a/index.html", "<p>No code", harmless + "<p>No code")
    assert faults(site, tree) == []


def test_an_example_that_is_left_out_is_found(site, tree):
    change(tree / "index.md", "# Home\n", "# Home\n\n```pycon\n>>> 5\n5\n```\n")
    [fault] = faults(site, tree)
    assert fault.startswith(f"{tree / 'index.md'}:3: this python block is not shown")


def test_an_example_shown_in_another_place_is_found(tree, tmp_path):
    note = "Text[^1].\n\n[^1]: Note.\n\n    ```pycon\n    >>> 1\n    1\n    ```\n\n"
    write(tree, {"index.md": note + "Text\n\n```pycon\n>>> 2\n2\n```\n"})
    assert len(faults(build_site(tree, tmp_path / "site"), tree)) == 2


def test_a_page_with_examples_that_is_not_built_is_found(site, tree):
    write(tree, {"c.md": PAGES["index.md"]})
    [fault] = faults(site, tree)
    assert fault.startswith(f"{tree / 'c.md'}:3: ")
    assert "is not there" in fault


def test_each_language_is_compared_with_its_own_tree(site, tree, tmp_path):
    other = write(tmp_path / "other" / "tree", {"index.md": "```pycon\n>>> 2\n2\n```\n"})
    build_site(other, site / "en")
    assert audit(site, {"": tree, "en": other}) == []
    assert len(audit(site, {"": tree, "en": tree})) > 0
