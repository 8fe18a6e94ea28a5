"""The copy button, pressed in a real browser: what it puts on the clipboard runs, with the library alone."""

from __future__ import annotations

import pytest

from sitekit.languages import languages
from tests.conftest import pipe

QUESTION = "bases/difference-vm-conteneur/"


@pytest.mark.parametrize("page", ["", QUESTION])
@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_what_the_button_copies_runs_in_page_order(browser, address, python, language, page, tmp_path):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.goto(address + language.path + page)
    copied = []
    for details in opened.locator("details:not([open]) > summary").all():
        details.click()
    for block in opened.locator("div.highlight[data-copy]").all():
        block.locator("button[data-md-type=copy]").click()
        copied.append(opened.evaluate("navigator.clipboard.readText()"))
    context.close()
    assert copied
    assert not any(line.startswith(">>> ") for code in copied for line in code.splitlines())
    done = pipe(python, "\n".join(copied) + "\n", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
