"""Test what translators' tools are handed, and what they give back: nothing else in a page changes."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.storage import factory

from sitekit.__main__ import main
from sitekit.checks.page import check_file
from sitekit.commands import exchange
from sitekit.files import read
from sitekit.grammar.blocks import split
from sitekit.grammar.notebook_cells import Notebook
from sitekit.grammar.page import Page
from sitekit.languages import ROOT
from sitekit.translation.exchange import po, xliff
from sitekit.translation.exchange.apply import apply, read_messages
from sitekit.translation.exchange.catalog import Document, Message
from sitekit.translation.pages import update
from sitekit.translation.pairing import State, Translation
from sitekit.translation.progress import count_all
from tests.support.lines import LINES
from tests.support.needs import skip_or_fail

SAMPLES = ROOT / "tests" / "data" / "translation"
FRENCH = read(SAMPLES / "fr" / "constructs.md")
ENGLISH = read(SAMPLES / "en" / "constructs.md")
NOTEBOOK = "# %% [markdown]\n# # Un carnet\n#\n# Un texte\n# long.\n\n# %%\nx = 1  # un\n"
FORMATS = pytest.mark.parametrize("form", [po, xliff], ids=["po", "xliff"])
SCHEMA = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas/xliff-core-1.2-strict.xsd")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """Return the pages of the site, and one with every construct, translated to English."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for lang, page in (("fr", FRENCH), ("en", ENGLISH)):
        (tmp_path / "docs" / lang / "constructs.md").write_text(page, encoding="utf-8")
        if lang == "fr":
            (tmp_path / "docs" / lang / "carnet.py").write_text(NOTEBOOK, encoding="utf-8")
    update(tmp_path / "docs", "en", lambda _, found: found.targets)
    return tmp_path / "docs"


def tree(folder: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def found(docs: Path, lang: str = "en") -> list[Message]:
    return list(read_messages(docs, lang))


@FORMATS
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_not_touched_comes_back_byte_for_byte(docs: Path, form, newline: str) -> None:
    page = docs / "en" / "constructs.md"
    page.write_bytes(page.read_bytes().replace(b"\n", newline.encode()))
    before = tree(docs)
    lang, said = form.load(form.dump(found(docs), "en"))
    assert (lang, len(said)) == ("en", sum(bool(one.target) for one in found(docs)))
    assert apply(docs, "en", said) == []
    assert tree(docs) == before


@FORMATS
def test_every_message_that_changes_changes_its_words_alone(docs: Path, form) -> None:
    _, said = form.load(form.dump(found(docs), "en"))
    said = {key: re.sub(r"\bthe\b", "THE", text) for key, text in said.items()}
    before = (docs / "en" / "constructs.md").read_text(encoding="utf-8")
    apply(docs, "en", said)
    after = (docs / "en" / "constructs.md").read_text(encoding="utf-8")
    assert after != before
    assert " ".join(after.replace("THE", "the").split()) == " ".join(before.split())
    assert [str(fault) for fault in check_file(docs, "en", "index.md", _read_lock(docs))] == []


def _read_lock(docs: Path):
    from sitekit.translation.lock import Lock

    return Lock.read(docs / "en.lock")


def test_messages_have_prose_comments_and_texts_and_no_code(docs: Path) -> None:
    said = [one for one in found(docs) if one.page == "constructs.md"]
    for one in said:
        assert not re.search(r">>>|```|^\s*[#>|]|data-verdict|import |print\(", one.source), one
    code = {one.source for one in said if one.is_code}
    assert {"deux conteneurs", "serveur", "Compte les noyaux de l’hôte.", "Noyau invité"} <= code
    assert "Les conteneurs d’un même hôte partagent un seul noyau." in {one.source for one in said}


def test_names_and_quantities_in_code_are_no_messages(docs: Path) -> None:
    sources = {one.source for one in found(docs) if one.is_code}
    assert not {"10Mi", "felter.nat_nonat", "vm1", "{name:12}"} & sources


def test_ids_are_unique_and_stay_whatever_else_changes(docs: Path) -> None:
    before = {one.id: one.source for one in found(docs)}
    assert len(before) == len(found(docs)) == len({one.key for one in found(docs)})
    page = docs / "fr" / "constructs.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(
        text.replace("## Les listes", "Un ajout.\n\n## Les listes").replace(" ; tous", " ;\ntous"),
        encoding="utf-8",
    )
    after = {one.id: one.source for one in found(docs)}
    assert after.items() - before.items() == {(after_id, "Un ajout.") for after_id in after.keys() - before}
    assert before.items() <= after.items()


def test_what_is_said_twice_is_told_apart() -> None:
    page = "Bonjour à tous.\n\nBonjour à tous.\n"
    document = Document("a.md", Translation(Page(page), Page("Hello, all.\n\nHi, everybody.\n")))
    first, second = document.read_messages()
    assert (first.source, first.target, second.target) == ("Bonjour à tous.", "Hello, all.", "Hi, everybody.")
    assert first.context != second.context
    said = {first.key: "A.", second.key: "B."}
    assert document.translate(said) == "A.\n\nB.\n"


def test_a_text_that_code_repeats_is_one_message_unless_translated_in_several_ways() -> None:
    page = '```py\na = "le serveur"\nb = "le serveur"\n```\n'
    assert len(list(Document("a.md", Translation(Page(page), Page(""))).read_messages())) == 1
    both = page.replace("le serveur", "the host")
    [message] = Document("a.md", Translation(Page(page), Page(both))).read_messages()
    assert Document("a.md", Translation(Page(page), Page(both))).translate(
        {message.key: "a server"}
    ) == page.replace("le serveur", "a server")
    ways = both.replace("the host", "the server", 1)
    assert [one.target for one in Document("a.md", Translation(Page(page), Page(ways))).read_messages()] == [
        "the server",
        "the host",
    ]


@FORMATS
def test_a_first_translation_makes_a_page_that_keeps_the_french_around_it(docs: Path, form) -> None:
    (docs / "pt").mkdir()
    said = {one.key: "Olá, mundo." for one in found(docs, "pt") if one.source.startswith("Qu’est-ce qui")}
    assert len(said) == 1
    assert apply(docs, "pt", said) == [docs / "pt" / "index.md"]
    text = (docs / "pt" / "index.md").read_text(encoding="utf-8")
    assert text.count("Olá, mundo.") == 1
    assert "## Comment lire une affirmation { #lire-une-affirmation }" in text
    states = count_all(docs, "pt")["index.md"]
    assert states[State.MISSING].blocks > states[State.FRESH].blocks


def test_a_block_that_a_page_lacks_is_put_where_the_french_has_it(docs: Path) -> None:
    page = docs / "en" / "constructs.md"
    lost = "A container is a group of processes that the administrator starts directly.\n\n"
    whole = page.read_text(encoding="utf-8")
    page.write_text(whole.replace(lost, ""), encoding="utf-8")
    [key] = [one.key for one in found(docs) if one.source.startswith("Un conteneur est un groupe de pro")][:1]
    apply(docs, "en", {key: lost.strip()})
    assert page.read_text(encoding="utf-8") == whole


def test_a_notebook_is_translated_cell_by_cell() -> None:
    document = Document("a.py", Translation(Notebook(NOTEBOOK), Notebook("")))
    said = {"Un carnet": "A notebook", "Un texte long.": "A long text.", "un": "one"}
    assert [one.source for one in document.read_messages()] == list(said)
    assert document.translate({one.key: said[one.source] for one in document.read_messages()}) == (
        "# %% [markdown]\n# # A notebook\n#\n# A long text.\n\n# %%\nx = 1  # one\n"
    )


@FORMATS
def test_what_is_out_of_date_needs_review_and_is_confirmed_by_taking_the_mark_away(docs: Path, form) -> None:
    page = docs / "fr" / "constructs.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("Le planificateur répartit", "Le planificateur distribue"), encoding="utf-8")
    [stale] = [one for one in found(docs) if one.stale]
    assert stale.target.startswith("The scheduler")
    dumped = form.dump(found(docs), "en")
    assert stale.key not in form.load(dumped)[1]
    apply(docs, "en", form.load(dumped)[1])
    assert [one.key for one in found(docs) if one.stale] == [stale.key]
    reviewed = dumped.replace("#, fuzzy\n", "").replace("needs-review-translation", "translated")
    assert apply(docs, "en", form.load(reviewed)[1]) == []
    assert [one for one in found(docs) if one.stale] == []


@pytest.mark.parametrize(
    ("page", "message", "expected"),
    [
        ("---\ntitle: Un\n---\n", "One: two", '---\ntitle: "One: two"\n---\n'),
        ('---\ntitle: "Un"\n---\n', 'Say "one"', "---\ntitle: Say \"one\"\n---\n"),
        ("- Un.\n  Deux.\n", "One. Two.", "- One.\n  Two.\n"),
        ("Un.\nDeux.\n{ .a }\n", "One. - two", "One. - two\n{ .a }\n"),
        ("> Un.\n> Deux.\n", "One. Two.", "> One.\n> Two.\n"),
        ("Un.  \nDeux.\n", "One.\nTwo.", "One.  \nTwo.\n"),
        ("## Un { #un }\n", "One", "## One { #un }\n"),
        ("## Un ##\n", "One", "## One ##\n"),
        ("Un\n===\n", "One", "One\n===\n"),
        ("```py\nx = 'un'\n```\n", "one's", "```py\nx = 'one\\'s'\n```\n"),
        ("```pycon\n>>> f('un')  # doctest: +ELLIPSIS\n1\n```\n", "one", None),
        ('```{.py title="un.py"}\nx = 1\n```\n', "one.py", '```{.py title="one.py"}\nx = 1\n```\n'),
        ("```bash\nls # un\n```\n", "one", "```bash\nls # one\n```\n"),
        ("```mermaid\ngraph LR\n  a[Un] --> b\n```\n", "One", "```mermaid\ngraph LR\n  a[One] --> b\n```\n"),
        ('!!! note "Un"\n', "One", '!!! note "One"\n'),
        ("/// details | Un\n///\n", "One", "/// details | One\n///\n"),
        ("| Un |\n|----|\n", "One", "| One |\n|----|\n"),
        ("Un { #un }\n:   1\n", "One", "One { #un }\n:   1\n"),
        ("*[VM]: Un\n", "One", "*[VM]: One\n"),
    ],
)  # fmt: skip
def test_how_each_kind_of_text_is_written(page: str, message: str, expected: str | None) -> None:
    document = Document("a.md", Translation(Page(page), Page("")))
    [one] = document.read_messages()
    assert document.translate({one.key: message}) == (expected or page.replace("un", "one"))


PAGES = st.lists(st.sampled_from(LINES) | st.text(max_size=8), max_size=25).map("\n".join)


@settings(max_examples=200, deadline=None)
@given(PAGES, PAGES)
def test_any_two_pages_come_back_as_they_were(french: str, english: str) -> None:
    entries = Document("a.md", Translation(Page(french), Page(english))).found.update_entries()
    for known in (entries, []):
        document = Document("a.md", Translation(Page(french), Page(english), known))
        said = {one.key: one.target for one in document.read_messages() if one.target}
        blank = not [block for block in split(english) if block.kind != "blank"]
        assert document.translate(said) == (None if blank else english)


def test_msgfmt_finds_no_fault(docs: Path, tmp_path: Path) -> None:
    if not shutil.which("msgfmt"):
        skip_or_fail("msgfmt was not found: install it (Debian: apt-get install gettext) to check PO files")
    path = tmp_path / "en.po"
    path.write_text(po.dump(found(docs), "en"), encoding="utf-8")
    command = ["msgfmt", "--check", "--output-file", str(tmp_path / "en.mo"), str(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text[text.index("#: ") :], encoding="utf-8")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1, (
        "a message is there twice"
    )


class _Local(etree.Resolver):
    """A resolver for the schema, which asks for xml.xsd at an address; a copy stands beside it."""

    def resolve(self, url, public_id, context):
        return self.resolve_filename(str(SCHEMA.with_name("xml.xsd")), context) if "xml.xsd" in url else None


def test_xliff_is_valid_by_the_schema_of_oasis(docs: Path) -> None:
    if not SCHEMA.exists():
        skip_or_fail(
            "the schema of XLIFF 1.2 was not found: "
            "install it (Debian: apt-get install php-symfony-translation) to validate"
        )
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    schema = etree.XMLSchema(etree.parse(SCHEMA, parser))
    text = xliff.dump(found(docs), "en")
    schema.assertValid(etree.fromstring(text.encode()))
    assert not schema.validate(etree.fromstring(text.replace("trans-unit id", "trans-unit ib", 1).encode()))


@pytest.mark.parametrize(("name", "form"), [("en.po", po), ("en.xlf", xliff)])
def test_the_tools_that_weblate_uses_read_every_message(docs: Path, tmp_path: Path, name: str, form) -> None:
    path = tmp_path / name
    path.write_text(form.dump(found(docs), "en"), encoding="utf-8")
    units = [unit for unit in factory.getobject(str(path)).units if unit.istranslatable()]
    assert [(str(unit.source), str(unit.target or "")) for unit in units] == [
        (one.source, one.target) for one in found(docs)
    ]


def test_what_poedit_would_save_is_taken_back(docs: Path, tmp_path: Path) -> None:
    """Wrapped otherwise, with obsolete entries and previous texts."""
    catalogue = polib.pofile(po.dump(found(docs), "en"), wrapwidth=40)
    catalogue[0].previous_msgid = "Avant"
    catalogue[1].obsolete = True
    changed = catalogue.find("Les listes")
    changed.msgstr = "All the lists"
    assert apply(docs, "en", po.load(str(catalogue))[1]) == [docs / "en" / "constructs.md"]
    assert "## All the lists" in (docs / "en" / "constructs.md").read_text(encoding="utf-8")


def command(*arguments: str) -> int:
    return main(arguments)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", ""), ("missing.po", None), ("a.po", "msgid unquoted\n"), ("a.xliff", "<x>"),
        ("a.xlf", "<x/>"), ("a.po", ""), ("a.po", 'msgid ""\nmsgstr "Language: xx\\n"\n'),
        ("b.po", b"\xff\xfe"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_translation_gets_one_line(
    tmp_path: Path, name: str, content: str | bytes | None, capsys
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    assert command("import", str(tmp_path / name)) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("form", exchange.FORMATS)
def test_the_commands_write_and_read_back(docs: Path, tmp_path: Path, form: str, monkeypatch, capsys) -> None:
    monkeypatch.setattr(exchange, "ROOT", tmp_path)
    before = tree(docs)
    assert command("export", "--lang", "en", "--format", form) == 0
    assert [one.name for one in (tmp_path / "build").iterdir()] == [f"en.{form}"]
    assert command("import", str(tmp_path / "build" / f"en.{form}")) == 0
    assert "0 file(s) changed" in capsys.readouterr().out
    assert tree(docs) == before
    assert command("export", "--lang", "xx") == 2
    assert command("export", "--lang", "en", "--output", str(docs)) == 2


ODD = {
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "next line": "\x85",
    "vertical tab": "\v",
    "form feed": "\f",
    "file separator": "\x1c",
    "group separator": "\x1d",
    "record separator": "\x1e",
    "carriage return": "\r",
    "tab": "\t",
    "line feed": "\n",
    "bell": "\a",
    "backspace": "\b",
    "quotation mark": '"',
    "backslash": "\\",
    "backslash and letter": "\\n \\v \\a \\x0b",
    "escape": "\x1b[1m",
    "narrow space": "\u202f",
    "zero width": "\u200b\ufeff",
    "other planes": "\U0001f433",
}  # fmt: skip


def odd_messages(character: str) -> list[Message]:
    texts = [(f"un{character}mot", f"a{character}word"), (f"dire{character} deux", f"say {character}two")]
    texts.append((f"un{character} mot " * 30, f"one {character}word " * 30))
    return [
        Message("a.md", f"a.md {number}", source, target, 1, False, True)
        for number, (source, target) in enumerate(texts)
    ]


@FORMATS
@pytest.mark.parametrize("character", ODD.values(), ids=ODD.keys())
def test_every_character_comes_back_as_it_went(form, character: str) -> None:
    sent = odd_messages(character)
    assert form.load(form.dump(sent, "en")) == ("en", {one.key: one.target for one in sent})


@pytest.mark.parametrize("character", ODD.values(), ids=ODD.keys())
def test_every_character_comes_back_through_gettext(tmp_path: Path, character: str) -> None:
    if not shutil.which("msgcat"):
        skip_or_fail("msgcat was not found: install it (Debian: apt-get install gettext) to check PO files")
    sent, path = odd_messages(character), tmp_path / "en.po"
    path.write_text(po.dump(sent, "en"), encoding="utf-8", newline="\n")
    subprocess.run(["msgfmt", "-o", tmp_path / "en.mo", path], check=True)
    for options in ([], ["--no-wrap"], ["--sort-output", "--width=40"]):
        done = subprocess.run(["msgcat", *options, path], check=True, capture_output=True)
        said = po.load(done.stdout.decode())[1]
        assert said == {one.key: one.target for one in sent}
    compiled = polib.mofile(str(tmp_path / "en.mo"))
    assert {entry.msgid: entry.msgstr for entry in compiled} == {one.source: one.target for one in sent}


@FORMATS
@pytest.mark.parametrize("character", ODD.values(), ids=ODD.keys())
def test_every_character_comes_back_through_the_translate_toolkit(
    tmp_path: Path, form, character: str
) -> None:
    sent, path = odd_messages(character), tmp_path / ("en.po" if form is po else "en.xlf")
    path.write_text(form.dump(sent, "en"), encoding="utf-8", newline="\n")
    store = factory.getobject(str(path))
    store.save()
    with path.open(encoding="utf-8", newline="") as stream:
        assert form.load(stream.read())[1] == {one.key: one.target for one in sent}


@FORMATS
@pytest.mark.parametrize("character", ["\u2028", "\x85", "\v", "\f", "\x1c"])
def test_one_odd_character_loses_no_other_translation(form, character: str) -> None:
    page = f'Un texte.\n\n```py\na = "un{character}mot"\n```\n\nUn autre texte.\n'
    english = f'A text.\n\n```py\na = "a{character}word"\n```\n\nAnother text.\n'
    document = Document("a.md", Translation(Page(page), Page(english)))
    _, said = form.load(form.dump(document.read_messages(), "en"))
    assert list(said.values()) == ["A text.", f"a{character}word", "Another text."]
    assert document.translate(said) == english
    said = {key: text.replace("word", "term") for key, text in said.items()}
    assert document.translate(said) == english.replace("word", "term")
