"""A notebook has the cells that jupytext cuts, wherever they are read: paired, exported, woven."""

from __future__ import annotations

import jupytext
import pytest

from sitekit.grammar.blocks import Block
from sitekit.grammar.notebook_cells import Notebook, is_notebook
from sitekit.translation.exchange.catalog import Document
from sitekit.translation.pairing import Translation
from sitekit.translation.weave.notebook import weave_notebook

NOTEBOOKS = {
    "marks without a space": "#%% [markdown]\n# # Un carnet\n#\n# Un texte.\n#%%\nx = 1  # un mot\n",
    "short name": "# %% [md]\n# Un texte.\n\n# %%\nx = 1\n",
    "marks with more spaces": "# %%\nx = 1\n\n#  %%  [markdown]\n# Un texte.\n\n#\t%%\ny = 1\n",
    "mark in a text": "# %% [markdown]\n# Un texte.\n\n# %%\nx = '''\n# %%\n# %% [markdown]\n'''\ny = 1\n",
    "mark in a docstring": '# %%\ndef f():\n    """Un mot\n# %% [markdown]\n    """\n\n\n# %%\nx = 1\n',
    "mark in a fence": "# %% [markdown]\n# Un texte.\n#\n# ```text\n# %% non\n# ```\n\n# %%\nx = 1\n",
    "raw cell": "# %% [raw]\n# brut\n\n# %%\nx = 1\n\n# %% [markdown]\n# Un texte.\n",
    "titles and metadata": '# %% Un titre {"a": 1}\nx = 1\n\n# %% Deux [markdown] {"b": 2}\n# Un texte.\n',
    "tags": '# %% tags=["hide"]\nx = 1\n\n# %% [markdown] tags=["a"]\n# Un texte.\n',
    "text in quotes": '# %% [markdown]\n"""\n# Un titre\n\nUn texte.\n"""\n\n# %%\nx = 1\n',
    "text beside its quotes": '# %% [markdown]\n"""Un texte."""\n\n# %%\nx = 1\n',
    "text in quotes of one": "# %% [markdown]\nr'''\nUn \\texte.\n'''\n\n# %%\nx = 1\n",
    "deeper marks": "# %%\nx = 1\n\n# %%% [markdown]\n# Un texte.\n\n# %%%% Titre\ny = 2\n",
    "header": "# ---\n# title: Un\n# jupyter:\n#   jupytext:\n#     formats: py\n# ---\n\n# %%\nx = 1\n",
    "shebang and encoding": "#!/usr/bin/env python\n# coding: utf-8\n# %%\nx = 1\n\n# %% [md]\n# Un texte.\n",
    "code before the first mark": "import os\n\n# %% [markdown]\n# Un texte.\n\n# %%\nx = 1\n",
    "magics": "# %%\n# %matplotlib inline\nx = 1\n\n# %%\n# %%time\ny = 2\n",
    "Spyder": "# <codecell>\nx = 1\n# In[2]:\ny = 2\n",
    "hydrogen": "# %%\n%matplotlib inline\nx = 1\n\n# %% [markdown]\n# Un texte.\n",
    "light": "# # Un titre\n#\n# Un texte.\n\n# +\nx = 1\n\ny = 2\n# -\n\n# Un autre texte.\n\nz = 3\n",
    "light, by its header": "# ---\n# jupyter:\n#   jupytext:\n#     text_representation:\n"
    "#       extension: .py\n#       format_name: light\n# ---\n\n# Un texte.\n\nx = 1\n",
    "blank cells": "# %%\n\n# %%\n\n\n# %% [markdown]\n#\n",
    "carriage returns": "# %% [markdown]\r\n# Un texte.\r\n\r\n# %%\r\nx = 1\r\n",
    "no final newline": "# %% [markdown]\n# Un texte.\n\n# %%\nx = 1",
}  # fmt: skip


def as_jupytext(text: str) -> list[tuple[str, str]]:
    found = [(cell.cell_type, cell.source.strip()) for cell in jupytext.reads(text, fmt="py").cells]
    return [(kind, source) for kind, source in found if not source.startswith("---")]


@pytest.mark.parametrize("text", NOTEBOOKS.values(), ids=NOTEBOOKS.keys())
def test_the_cells_are_those_of_jupytext(text):
    found = Notebook(text).cells
    assert "".join(cell.text for cell in found) == text
    lines = text.split("\n")
    for cell in found:
        assert "\n".join(lines[cell.first - 1 :]).startswith(cell.text)
    ours = [(cell.kind, _strip(cell.content)) for cell in found if cell.kind != "header"]
    assert ours == [(kind, _strip(source)) for kind, source in as_jupytext(text)]
    assert is_notebook(text)


def _strip(source: str) -> str:
    """Return a source as jupytext has it: magics without comment, light cells without their end mark."""
    rows = source.replace("# %", "%").replace("\r", "").strip().split("\n")
    return "\n".join(row for row in rows if row != "# -").strip()


@pytest.mark.parametrize("text", ["x = 1\n", "x = '''\n# %%\n'''\n", "# un mot\nx = 1\n", "", "#%%time\nx\n"])
def test_what_marks_no_cell_is_no_notebook(text):
    assert not is_notebook(text)


@pytest.mark.parametrize("text", NOTEBOOKS.values(), ids=NOTEBOOKS.keys())
def test_what_is_exported_comes_back_where_it_was(text):
    document = Document("a.py", Translation(Notebook(text), Notebook("")))
    messages = list(document.read_messages())
    prose = [message.source for message in messages if not message.is_code]
    shown = " ".join(source for kind, source in as_jupytext(text) if kind == "markdown")
    assert all(
        part in shown.replace("\n", " ") for one in prose for part in one.replace("# ", "").split("\n")
    )
    assert bool(prose) == any(map(str.isalpha, shown))
    said = {message.key: message.source.replace("texte", "text") for message in messages}
    english = document.translate(said)
    changed = [(kind, source.replace("texte", "text")) for kind, source in as_jupytext(text)]
    assert as_jupytext(english or text) == [
        (kind, source if kind == "markdown" else before)
        for (kind, source), (_, before) in zip(changed, as_jupytext(text), strict=True)
    ]


@pytest.mark.parametrize("text", NOTEBOOKS.values(), ids=NOTEBOOKS.keys())
def test_a_woven_notebook_has_the_same_cells_and_its_french_is_marked(text):
    woven = weave_notebook(Translation(Notebook(text.replace("\r\n", "\n")), Notebook("")), "en")
    before, after = as_jupytext(text), as_jupytext(woven)
    assert [kind for kind, _ in after] == [kind for kind, _ in before]
    for (kind, source), (_, made) in zip(before, after, strict=True):
        if kind == "markdown":
            assert made.startswith('<div lang="fr" dir="ltr">\n\n') or made.startswith('<div lang="fr">\n\n')
            assert made.endswith("\n\n</div>")
        else:
            assert made == source


def test_a_block_is_as_long_as_its_cell():
    blocks: list[Block] = Notebook(NOTEBOOKS["header"]).blocks
    assert [(block.kind, block.first, block.last) for block in blocks] == [("comment", 1, 7), ("fence", 8, 9)]
