"""Notebooks run without a word from their kernels."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

from sitekit.build.notebooks import silence_kernels


@pytest.mark.parametrize("silenced", [True, False])
def test_a_kernel_does_not_warn_of_its_transport(silenced, capfd, monkeypatch):
    monkeypatch.setattr(NotebookClient.extra_arguments, "default_args", ())
    if silenced:
        silence_kernels()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    NotebookClient(notebook).execute()
    assert ("over TCP" in capfd.readouterr().err) is not silenced  # else there is nothing left to silence
