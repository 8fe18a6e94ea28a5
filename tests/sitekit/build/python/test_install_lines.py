"""The command that installs the library says where the site's own index lies, wherever authors write it."""

from __future__ import annotations

import html
import json

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from sitekit.build.python.install_lines import complete, complete_all, write_options
from sitekit.markdown import copy_buttons

ROOT = "https://site.example/repo/"
WHOLE = "pip install virtfaq --index-url https://site.example/repo/simple/"
SESSION = "```console\n$ {}\nCollecting virtfaq\n$ virtfaq validate\n```\n"


def rendered(text: str) -> str:
    """Return a page as the site's renderer writes its code."""
    settings = {"pymdownx.highlight": {"pygments_lang_class": True, "anchor_linenums": True}}
    md = Markdown(extensions=["pymdownx.superfences", "pymdownx.highlight"], extension_configs=settings)
    copy_buttons.register(md)
    return md.convert(text)


@pytest.mark.parametrize(
    "command", ["pip install virtfaq", "python3 -m pip install virtfaq", "pip  install  virtfaq"]
)
def test_a_session_shows_and_copies_the_whole_command(command):
    page = BeautifulSoup(complete(rendered(SESSION.format(command)), ROOT, ""), "html.parser")
    block = page.select_one(".highlight")
    told = command + " --index-url https://site.example/repo/simple/"
    assert block["data-copy"] == f"{told}\nvirtfaq validate\n"
    assert block.code.get_text() == f"$ {told}\nCollecting virtfaq\n$ virtfaq validate\n"
    assert block.select_one("[data-index]").get_text() == "https://site.example/repo/simple/"


def test_code_in_a_line_is_completed_and_prose_is_not():
    page = complete(rendered("Écrivez `pip install virtfaq`, pas pip install virtfaq."), ROOT, "")
    assert BeautifulSoup(page, "html.parser").get_text() == f"Écrivez {WHOLE}, pas pip install virtfaq."


@pytest.mark.parametrize(
    "command",
    [
        "pip install virtfaq-more",
        "pip install virtfaq==0.1.0",
        "pip install virtfaq[distributed]",
        "pip install virtfaq --index-url https://other.example/",
        "pip install virtual",
    ],
)
def test_another_command_stays_as_it_is(command):
    page = rendered(f"`{command}`\n\n{SESSION.format(command)}")
    assert complete(page, ROOT, "") == page


def test_completing_twice_changes_nothing():
    once = complete(rendered(SESSION.format("pip install virtfaq")), ROOT, "en/")
    assert complete(once, ROOT, "en/") == once


@pytest.mark.parametrize(
    ("place", "way"), [("", "simple/"), ("en/", "../simple/"), ("zh/hant/", "../../simple/")]
)
def test_the_script_is_told_the_way_from_the_root_of_the_language(place, way):
    page = complete(rendered("`pip install virtfaq`"), ROOT, place)
    assert BeautifulSoup(page, "html.parser").select_one("[data-index]")["data-index"] == way


@pytest.mark.parametrize(
    ("root", "told"),
    [
        ("https://site.example/", "https://site.example/simple/"),
        ("http://localhost:8000/", "http://localhost:8000/simple/"),
        ("http://127.1.2.3/a/", "http://127.1.2.3/a/simple/"),
        ("http://[::1]:8000/", "'http://[::1]:8000/simple/'"),
        ("http://192.168.1.5:8000/", "http://192.168.1.5:8000/simple/ --trusted-host 192.168.1.5"),
        ("https://site.example/a&b/", "'https://site.example/a&b/simple/'"),
    ],
)
def test_pip_gets_what_it_needs_to_trust_the_host(root, told):
    assert write_options(root) == told
    page = complete(rendered(SESSION.format("pip install virtfaq")), root, "")
    block = BeautifulSoup(page, "html.parser").select_one(".highlight")
    assert block["data-copy"].split("\n")[0] == f"pip install virtfaq --index-url {told}"
    assert html.unescape(block.select_one("[data-index]").get_text()) == told


def test_what_is_no_page_says_the_command_too(tmp_path):
    (tmp_path / "a").mkdir()
    notebook = {"cells": [{"source": "Run `pip install virtfaq`."}]}
    (tmp_path / "a" / "a.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (tmp_path / "llms.txt").write_text("“pip install virtfaq” or", encoding="utf-8")
    complete_all(tmp_path, f"{ROOT}en/", "en/")
    assert (
        json.loads((tmp_path / "a" / "a.ipynb").read_text("utf-8"))["cells"][0]["source"] == f"Run `{WHOLE}`."
    )
    assert (tmp_path / "llms.txt").read_text(encoding="utf-8") == f"“{WHOLE}” or"


def test_a_site_that_does_not_know_its_address_keeps_the_command(tmp_path):
    (tmp_path / "index.html").write_text("<code>pip install virtfaq</code>", encoding="utf-8")
    complete_all(tmp_path, "", "")
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "<code>pip install virtfaq</code>"
