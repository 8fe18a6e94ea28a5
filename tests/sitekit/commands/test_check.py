"""The structure check finds the faults of a translation, says what to do, and lets a translator work."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitekit.__main__ import main
from sitekit.checks.page import check_sides, check_tree
from sitekit.files import read
from sitekit.findings import Mismatch
from sitekit.grammar.blocks import join, split
from sitekit.grammar.notebook_cells import Notebook
from sitekit.grammar.page import Page
from sitekit.languages import ROOT
from sitekit.translation.compare.page import Side, check
from sitekit.translation.pairing import Translation
from sitekit.translation.weave.page import weave_page
from tests.support import translation_edits, translation_faults
from tests.support.lines import LINES

SAMPLES = Path(__file__).parent.parent.parent / "data" / "translation"
FRENCH = Side(Page(read(SAMPLES / "fr" / "constructs.md"), "fr/constructs.md"), "fr")
TRANSLATED = {lang: read(SAMPLES / lang / "constructs.md") for lang in ("de", "en", "es")}
ENGLISH = TRANSLATED["en"]


def errors(french: str, english: str, lang: str = "en") -> list[Mismatch]:
    found = check(Side(Page(french, "fr/a.md"), "fr"), Side(Page(english, f"{lang}/a.md"), lang))
    return [fault for fault in found if fault.severity == "error"]


def messages(french: str, english: str, lang: str = "en") -> list[str]:
    found = check(Side(Page(french, "fr/a.md"), "fr"), Side(Page(english, f"{lang}/a.md"), lang))
    return [f"{fault.line} {fault.severity} {fault.message}" for fault in found]


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_faithful_translation_has_no_fault(lang: str) -> None:
    assert check(FRENCH, Side(Page(TRANSLATED[lang], f"{lang}/constructs.md"), lang)) == []


def test_the_languages_of_the_site_have_no_error() -> None:
    for lang in ("fr", "en"):
        assert [str(fault) for fault in check_tree(ROOT / "docs", lang) if fault.severity == "error"] == []


@pytest.mark.parametrize(
    ("lang", "name", "every"),
    [
        ("en", "", 1),
        ("de", "", 2),
        ("es", "", 2),
        ("en", "index.md", 1),
        ("en", "bases/difference-vm-conteneur.md", 10),
    ],
)
def test_faults_are_caught(lang: str, name: str, every: int) -> None:
    """Of the generated faults, those that are not caught change nothing that readers see, or words alone."""
    french = FRENCH.page.text if not name else read(ROOT / "docs" / "fr" / name)
    translated = TRANSLATED[lang] if not name else read(ROOT / "docs" / lang / name)
    made: Counter[str] = Counter()
    missed = []
    for what, page in list(translation_faults.faults(translated))[::every]:
        made[what.split(" ")[0]] += 1
        if not errors(french, page, lang):
            missed.append(what)
    assert made["delete"]
    assert made["swap"]
    assert len(missed) <= 0.01 * made.total(), missed


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_false_alarm(lang: str) -> None:
    edits = translation_edits.edits(TRANSLATED[lang])
    assert {name: found for name, page in edits if (found := errors(FRENCH.page.text, page, lang))} == {}


SPECIAL = [
    "```pycon",
    ">>> x = 'a'",
    "1",
    "... y",
    "```mermaid",
    'a["b"] --> c',
    "| `a|b` |",
    "[a](b.md)",
    "**a",
    "`c`",
]
SPECIAL += ["[^1]", "1 234,5 %", "<span>x</span>", "title: a", "```{.text .output}", "~~~yaml", "a: 'b'"]

CLAIM = 'Un seul noyau.\n{ .claim #a data-verdict=true data-sources="x" }\n'
SESSION = "```pycon\n>>> n = 1  # un\n>>> n\n1\n>>> print('oui', n)\noui 1\n```\n"


@pytest.mark.parametrize(
    ("french", "english", "expected"),
    [
        (
            "Un.\n\nVoir [a](a.md).\n", "See [a](a.md).\n",
            "1 error a paragraph of the French is missing before this line: Un.",
        ),
        (
            "Un.\n", "One.\n\nTwo.\n",
            "3 error the French has no such paragraph here; remove it, or add it to the French page first",
        ),
        (
            "Un `x`.\n\n## B { #b }\n", "## B { #b }\n\nOne `x`.\n",
            "3 error this paragraph has moved; put it where the French has it",
        ),
        ("- a\n- b\n", "- a\n- b\n- b\n", "3 error this list item stands on line 2 too; remove one of them"),
        (
            "- a\n\n    b\n", "- a\n\nb\n",
            "3 error this paragraph is indented by 0, in the French by 4; indent it by 4",
        ),
        (
            "## A { #a }\n", "### A { #a }\n",
            '1 error this heading has the level "###", in the French "##"; write it alike',
        ),
        (
            "## A { #a }\n", "## A { #b }\n",
            "1 error the attribute #b should be the attribute #a, as in the French",
        ),
        ("## A { #a }\n", "## A\n", "1 error the attribute #a of the French is missing here; add it"),
        (
            CLAIM, CLAIM.replace("true", "false"),
            "1 error the attribute data-verdict=false should be the attribute data-verdict=true, as "
            "in the French",
        ),
        (
            "[x](a.md#b)\n", "[x](a.md)\n",
            "1 error the link to a.md should be the link to a.md#b, as in the French",
        ),
        (
            "Note[^1].\n\n[^1]: x\n", "Note.\n\n[^1]: x\n",
            "1 error the footnote [^1] of the French is missing here; add it",
        ),
        (
            ":material-x: a\n", ":material-y: a\n",
            "1 error the icon :material-y: should be the icon :material-x:, as in the French",
        ),
        (
            "Où $x^2$.\n", "Where $x^3$.\n",
            "1 error the formula $x^3$ should be the formula $x^2$, as in the French",
        ),
        (
            "Selon [@a, p. 2].\n", "By [@b, p. 2].\n",
            "1 error the citation of b 2 should be the citation of a 2, as in the French",
        ),
        (
            "| a | b |\n|---|---|\n| 1 | 2 |\n", "| a | b |\n|---|---|\n| 1 | 3 |\n",
            "3 error column 2: the number here is 3, in the French 2; write the number of the French",
        ),
        (
            "| a | b |\n|---|---|\n| 1 | 2 |\n", "| a | b |\n|---|---|\n",
            "1 error the table has 1 rows, in the French 2; write as many",
        ),
        ('!!! note "T"\n', "!!! note\n", '1 error the title is missing; the French has "T"'),
        (
            "Prix de 1 234,5 €.\n", "A price of €1.234,5.\n",
            "1 error the number here is 1.234, 5, in the French 1234.5; write the number of the French",
        ),
        (
            SESSION, SESSION.replace("n = 1", "n = 2"),
            "2 error this line of code differs from the French in more than words; the French has: "
            ">>> n = 1  # un; only comments, texts in quotes and output in words may be translated",
        ),
        (
            SESSION, SESSION.replace("oui 1\n", ""),
            "5 error a line of expected output is missing here; the French has: oui 1",
        ),
        (
            SESSION, SESSION.replace("oui 1", "yes 2"),
            "6 error the number here is 2, in the French 1; write the number of the French",
        ),
        (
            SESSION, SESSION.replace("pycon", "python"),
            '1 error the language of this code is "python", in the French "pycon"',
        ),
        (
            '```py hl_lines="1"\nx\n```\n', '```py hl_lines="2"\nx\n```\n',
            '1 error the option hl_lines is "2", in the French "1"',
        ),
        (
            "---\ntitle: A\ndescription: B\n---\n", "---\ntitle: A\n---\n",
            "1 error description is missing between the two ---; the French has: B",
        ),
        (
            "---\ntitle: A\ndate: '2026-11-24'\n---\n", "---\ntitle: A\ndate: '2026-11-25'\n---\n",
            "1 error date is '2026-11-25', in the French '2026-11-24'; remove it here",
        ),
        (
            "---\ntitle: A\n---\n", "---\ntitle: A\ndate: '2026-11-25'\n---\n",
            "1 error date is not between the two --- of the French; remove it",
        ),
        (
            "Du **gras** ici.\n", "Some **bold here.\n",
            "1 error a ** has no counterpart here; close it, or remove it",
        ),
        ("Un long texte.\n", "`long`\n", "1 error the text is missing; the French has: Un long texte."),
        (
            "> Un.\n>\n> - deux\n", "> One.\n",
            "1 error a list item of the French is missing before this line: - deux",
        ),
        (
            "````markdown\n# A\n\nUn 2.\n````\n", "````markdown\n# A\n\nOne 3.\n````\n",
            "4 error the number here is 3, in the French 2; write the number of the French",
        ),
        ("Un `x`.\n", "One.\n", "1 warning the French has the code `x` here; is it meant to be missing?"),
        (
            "A.\n\nB.\n", "A. B.\n",
            "1 error a paragraph is merged with the block before it; put a blank line between: B.",
        ),
    ],
)  # fmt: skip
def test_what_is_said(french: str, english: str, expected: str) -> None:
    assert expected in messages(french, english)


def test_a_translation_may_leave_out_the_facts_of_the_front_matter() -> None:
    assert messages("---\ntitle: Un\ndate: '2026-11-24'\n---\n", "---\ntitle: One\n---\n") == []


@pytest.mark.parametrize(
    ("french", "translated", "lang"),
    [
        ("Il y en a 1 234,5 ; soit 20 %.\n", "Es sind 1.234,5, also 20 %.\n", "de"),
        ("Il y en a 1\u202f234,5 ; soit 20\u00a0%.\n", "There are 1,234.5, or 20%.\n", "en"),
        ("Il y en a 1\u00a0234,5.\n", "Hay 1 234,5.\n", "es"),
        ("Au XIXe siècle, 10⁻³ s.\n", "In the 19th century, 10⁻³ s.\n", "en"),
        ("Deux noyaux, 3 hôtes, le 1er.\n", "2 kernels, three hosts, the first.\n", "en"),
        ("La version 3.11.2 sur 10.0.0.1.\n", "Die Version 3.11.2 auf 10.0.0.1.\n", "de"),
        ("20 % en 2019.\n", "In 2019: 20 percent.\n", "en"),
    ],
)
def test_numbers_are_read_as_each_language_writes_them(french: str, translated: str, lang: str) -> None:
    assert errors(french, translated, lang) == []


def test_output_that_is_a_value_stays_as_it_is() -> None:
    french = "```pycon\n>>> host\nHost(name='serveur', on=True)\n```\n"
    assert errors(french, french.replace("serveur", "server")) == []
    assert errors(french, french.replace("True", "False"))


def test_the_line_of_the_french_is_named() -> None:
    [fault] = errors("Un.\n\n## A { #a }\n", "One.\n\n\n## A { #b }\n")
    assert (fault.path, fault.line, fault.source) == ("en/a.md", 4, "fr/a.md:3")


def test_neighbours_that_changed_places() -> None:
    french = "- Docker et Podman\n- Kubernetes et Nomad\n"
    assert errors(french, "- Docker and Podman\n- Kubernetes and Nomad\n") == []
    [fault] = errors(french, "- Kubernetes and Nomad\n- Docker and Podman\n")
    assert "changed places" in fault.message


def test_notebooks_are_checked_cell_by_cell() -> None:
    french = "# ---\n# title: Un\n# ---\n\n# %% [markdown]\n# Il y en a 2.\n\n# %%\nx = 2  # deux\n"
    english = french.replace("Il y en a", "There are").replace("deux", "two")
    source = Side(Notebook(french, "fr/a.py"), "fr")
    assert check_sides(source, Side(Notebook(english, "en/a.py"), "en")) == []
    faults = check_sides(
        source, Side(Notebook(english.replace("are 2", "are 3").replace("= 2", "= 3"), "en/a.py"), "en")
    )
    assert [(fault.line, fault.source) for fault in faults] == [(6, "fr/a.py:6"), (9, "fr/a.py:9")]
    assert check_sides(source, Side(Notebook(english.partition("# %%\n")[0], "en/a.py"), "en"))


def command(*arguments: str) -> int:
    return main(["check", *arguments])


def test_the_command_on_any_two_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "a.fr.md", tmp_path / "a.de.md"
    source.write_text("1,5\n", encoding="utf-8")
    target.write_text("1,5\n", encoding="utf-8")
    assert command("--pair", str(source), str(target)) == 0
    target.write_text("1.5\n", encoding="utf-8")
    assert command("--pair", str(source), str(target)) == 0
    target.write_text("2,5\n", encoding="utf-8")
    assert command("--pair", str(source), str(target)) == 1
    assert f"{target.as_posix()}:1: error: " in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["--lang", "xx"], ["--pair", "one.md"], ["no-such.md"], ["README.md"], ["--pair", "a", "b"]]
)
def test_misuse_gets_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command(*arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


PAGES = st.lists(st.sampled_from([*LINES, *SPECIAL]) | st.text(max_size=8), max_size=25).map("\n".join)


@settings(max_examples=200, deadline=None)
@given(PAGES)
def test_a_page_is_a_faithful_translation_of_itself(page: str) -> None:
    assert [fault.message for fault in check(Side(Page(page, "a"), "fr"), Side(Page(page, "b"), "fr"))] == []


@settings(max_examples=200, deadline=None)
@given(PAGES)
def test_a_page_woven_with_itself_is_itself(page: str) -> None:
    pages = Page(page), Page(page)
    entries = Translation(*pages).update_entries(range(len(pages[0].blocks)))
    assert weave_page(Translation(Page(page), Page(page), entries), "en") == join(
        block for block in split(page) if block.kind != "blank"
    )


@settings(max_examples=200, deadline=None)
@example("    text", "    ```")
@given(PAGES, PAGES)
def test_faults_of_any_two_pages_name_lines_that_exist(french: str, english: str) -> None:
    entries = Translation(Page(french), Page(english)).update_entries()
    lines = 1 + english.count("\n") + english.count("\r")
    for known in (entries, []):
        found = check(Side(Page(french, "a"), "fr"), Side(Page(english, "b"), "en"), known)
        assert all(1 <= fault.line <= lines for fault in found)


ARABIC = "الجهاز {} يشغل كل شيء في نواة واحدة.\n"


@pytest.mark.parametrize(
    "piece",
    [
        '<span dir="ltr">VM</span>', "<span dir=rtl>VM</span>", "<SPAN DIR='AUTO'>VM</SPAN>", "<bdi>VM</bdi>",
        '<bdi dir="ltr">VM</bdi>', '<bdo dir="rtl">VM</bdo>', '<span lang="en" dir="ltr">VM</span>',
        '<span dir="ltr">VM <bdi>a</bdi></span>', '<span dir="ltr">**VM**</span>',
        "VM&rlm;", "*VM*{ dir=ltr }",
    ],
)  # fmt: skip
def test_a_translation_may_say_which_way_a_piece_is_written(piece):
    source = Side(Page("La VM exécute tout dans un seul noyau.\n", "fr/a.md"), "fr")
    assert check_sides(source, Side(Page(ARABIC.format(piece), "ar/a.md"), "ar")) == []


@pytest.mark.parametrize(
    ("piece", "fault"),
    [
        (
            '<span dir="up">VM</span>',
            '<span dir="up"> is not in the French; write its dir as ltr, rtl or auto',
        ),
        ("<span dir=''>VM</span>", "write its dir as ltr, rtl or auto"),
        ('<bdo dir="x">VM</bdo>', "write its dir as ltr, rtl or auto"),
        ('<span dir="ltr" onclick="a()">VM</span>', "is not in the French; remove it"),
        ('<span class="a">VM</span>', "is not in the French; remove it"),
        ('<b dir="ltr">VM</b>', "is not in the French; remove it"),
        ('<span dir="ltr">VM', "is not in the French; remove it"),
    ],
)
def test_other_elements_of_a_translation_are_still_told(piece, fault):
    source = Side(Page("La VM exécute tout dans un seul noyau.\n", "fr/a.md"), "fr")
    found = check_sides(source, Side(Page(ARABIC.format(piece), "ar/a.md"), "ar"))
    assert fault in str(found[0])
