"""The lock tells what is out of date: the blocks whose French has changed, and no other."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from sitekit.__main__ import main
from sitekit.checks.page import check_file
from sitekit.files import read
from sitekit.grammar.blocks import join, split
from sitekit.grammar.page import Page
from sitekit.translation.compare.page import Side, check
from sitekit.translation.lock import Entry, Lock, digest
from sitekit.translation.pages import update
from sitekit.translation.pairing import State, Translation, is_worded
from sitekit.translation.progress import count_all, list_authors

SAMPLES = Path(__file__).parent.parent.parent / "data" / "translation"
FRENCH = read(SAMPLES / "fr" / "constructs.md")
ENGLISH = read(SAMPLES / "en" / "constructs.md")


def translation(french: str, english: str, entries: list[Entry] | None = None) -> Translation:
    return Translation(Page(french), Page(english), entries or [])


LOCKED = translation(FRENCH, ENGLISH).update_entries()


def states(french: str, english: str, entries: list[Entry] | None = None) -> dict[State, list[str]]:
    """Return the blocks in each state other than fresh, by the start of their text."""
    found: dict[State, list[str]] = {}
    matched = translation(french, english, LOCKED if entries is None else entries)
    for i, shape in enumerate(matched.source.shapes):
        if is_worded(shape) and (state := matched.state(i)) != State.FRESH:
            found.setdefault(state, []).append(" ".join(matched.source.blocks[i].text.split())[:20])
    return found


def test_what_is_locked_is_fresh() -> None:
    assert states(FRENCH, ENGLISH) == {}
    assert set(states(FRENCH, ENGLISH, [])) == {State.NEW}


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.replace("processus ; tous appellent", "processus ;\ntous appellent"),
        lambda page: page.replace(".\n", ". \n"),
        lambda page: page.replace("\n", "\r\n"),
        lambda page: page.replace("é", "e\u0301"),
        lambda page: page.replace("\n\n## ", "\n\n\n## "),
    ],
    ids=["wrapping", "white space", "line endings", "decomposed letters", "blank lines"],
)
def test_another_form_of_the_french_makes_nothing_stale(change) -> None:
    assert change(FRENCH) != FRENCH
    assert states(change(FRENCH), ENGLISH) == {}


def test_each_reworded_block_is_stale_alone() -> None:
    blocks = split(FRENCH)
    for index, block in enumerate(blocks):
        changed = block._replace(text=block.text.replace("un ", "quelque ", 1))
        if block.kind in {"paragraph", "item"} and changed != block:
            page = join([*blocks[:index], changed, *blocks[index + 1 :]])
            assert states(page, ENGLISH) == {State.STALE: [" ".join(changed.text.split())[:20]]}


def test_a_typo_mended_elsewhere_in_the_translation_hides_nothing() -> None:
    french = FRENCH.replace("Le deuxième continue", "Le deuxième point continue")
    english = ENGLISH.replace("deep enough", "quite deep enough")
    assert states(french, english) == {State.STALE: ["- Le deuxième point c"[:20]]}


def test_code_whose_indentation_changes_is_stale() -> None:
    assert digest(split("```\na\n  b\n```")[0]) != digest(split("```\na\nb\n```")[0])
    assert digest(split("```\na\n  b\n```")[0]) == digest(split("    ```\n    a\n      b\n    ```")[0])


def test_changed_in_both_is_refreshed_until_it_is_confirmed() -> None:
    french = FRENCH.replace("Le deuxième continue", "Le deuxième point continue")
    english = ENGLISH.replace("The second goes on", "The second item goes on")
    refreshed = {State.REFRESHED: ["- Le deuxième point "]}
    assert states(french, english) == refreshed
    found = translation(french, english, LOCKED)
    assert states(french, english, found.update_entries()) == refreshed
    assert states(french, english, found.update_entries(found.find_refreshed())) == {}


def test_a_reviewer_confirms_a_stale_block_that_needs_no_change() -> None:
    french = FRENCH.replace("Le deuxième continue", "Le deuxième point continue")
    found = translation(french, ENGLISH, LOCKED)
    line = next(n for n, text in enumerate(ENGLISH.splitlines(), 1) if "The second goes on" in text)
    assert states(french, ENGLISH, found.update_entries({found.find_block(line)})) == {}


def test_french_that_was_copied_is_not_a_translation() -> None:
    paragraph = "Un conteneur est un groupe de processus.\n\nDocker, Podman\n"
    assert states(paragraph, paragraph, []) == {State.MISSING: ["Un conteneur est un ", "Docker, Podman"]}
    matched = translation(paragraph, paragraph)
    assert matched.update_entries() == []
    assert states(paragraph, paragraph, matched.update_entries({0, 1})) == {}
    english = paragraph.replace("Un conteneur est un groupe", "A container is a group")
    assert states(paragraph, english, []) == {State.NEW: ["Un conteneur est un ", "Docker, Podman"]}


def test_stale_blocks_stay_stale_when_the_lock_is_updated() -> None:
    french = FRENCH.replace("Le deuxième continue", "Le deuxième point continue")
    stale = {State.STALE: ["- Le deuxième point "]}
    assert states(french, ENGLISH, translation(french, ENGLISH, LOCKED).update_entries()) == stale


def test_new_missing_and_lost() -> None:
    french = FRENCH.replace("## Les listes", "Un ajout.\n\n## Les listes")
    assert states(french, ENGLISH) == {State.MISSING: ["Un ajout."]}
    english = ENGLISH.replace("## Lists", "An addition.\n\n## Lists")
    assert states(french, english) == {State.NEW: ["Un ajout."]}
    assert states(FRENCH, ENGLISH.replace("- [ ] A task to do\n", "")) == {
        State.LOST: ["- [ ] Une tâche à fai"[:20]]
    }


def test_moved_blocks_are_recognised() -> None:
    first, second = "Un premier paragraphe.", "Un second paragraphe."
    here = "A first paragraph.\n\nA second paragraph.\n"
    entries = translation(f"{first}\n\n{second}\n", here).update_entries()
    moved = translation(f"{second}\n\n{first}\n", here, entries)
    assert moved.pairing == [(0, 1), (1, 0)]
    assert {moved.state(0), moved.state(1)} == {State.FRESH}


def faults(french: str, english: str, entries: list[Entry] | None = None) -> list[tuple[int, str, str]]:
    found = check(
        Side(Page(french, "fr"), "fr"),
        Side(Page(english, "en"), "en"),
        LOCKED if entries is None else entries,
    )
    return [(fault.line, fault.severity, fault.message) for fault in found]


def test_the_check_with_a_lock_lets_the_author_of_the_french_work() -> None:
    assert faults(FRENCH, ENGLISH) == []
    changed = FRENCH.replace("Sans titre, avec 3 mesures", "Sans titre, avec 4 mesures")
    assert [fault[1] for fault in faults(changed, ENGLISH)] == ["warning"]
    added = FRENCH.replace("## Les listes", "Un ajout de 12 mots.\n\n## Les listes")
    assert faults(added, ENGLISH) == []
    removed = FRENCH.replace("- [ ] Une tâche à faire\n", "")
    assert [fault[1] for fault in faults(removed, ENGLISH)] == ["warning"]
    lines = FRENCH.splitlines(keepends=True)
    at = lines.index("Un conteneur est un groupe de processus que l’administrateur lance directement.\n")
    moved = [*lines[: at - 2], *lines[at : at + 2], *lines[at - 2 : at], *lines[at + 2 :]]
    assert [fault[1] for fault in faults("".join(moved), ENGLISH)] == ["warning"]


def test_the_check_with_a_lock_finds_what_a_translator_loses_or_moves() -> None:
    assert [fault[1] for fault in faults(FRENCH, ENGLISH.replace("- [ ] A task to do\n", ""))] == ["error"]
    lines = ENGLISH.splitlines(keepends=True)
    at = lines.index("A container is a group of processes that the administrator starts directly.\n")
    moved = "".join([*lines[: at - 2], *lines[at : at + 2], *lines[at - 2 : at], *lines[at + 2 :]])
    [(line, severity, message)] = faults(FRENCH, moved)
    assert (severity, "moved" in message) == ("error", True)
    assert line in {at - 1, at + 1}


def site(folder: Path, french: str = FRENCH, english: str = ENGLISH) -> Path:
    for lang, page in (("fr", french), ("en", english)):
        (folder / lang).mkdir(parents=True, exist_ok=True)
        (folder / lang / "a.md").write_text(page, encoding="utf-8")
    return folder


def test_the_file_is_one_line_a_block_and_says_the_same_when_written_again(tmp_path: Path) -> None:
    docs = site(tmp_path)
    update(docs, "en")
    path = docs / "en.lock"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#")
    assert [tuple(line.split("\t")[1:]) for line in lines[1:]] == LOCKED
    before = path.stat().st_mtime_ns
    update(docs, "en")
    assert path.stat().st_mtime_ns == before
    assert [path.name for path in docs.iterdir() if path.is_file()] == ["en.lock"]
    assert [(state, amount.blocks) for state, amount in count_all(docs, "en")["a.md"].items()] == [
        (State.FRESH, len(LOCKED))
    ]


def test_merge_conflicts_are_resolved_by_running_it_again(tmp_path: Path) -> None:
    docs = site(tmp_path)
    update(docs, "en")
    path = docs / "en.lock"
    clean = path.read_text(encoding="utf-8")
    lines = clean.splitlines(keepends=True)
    theirs = "".join(line[:-3] + "00\n" for line in lines[3:6])
    conflict = [
        *lines[:3],
        "<<<<<<< ours\n",
        *lines[3:6],
        "=======\n",
        theirs,
        ">>>>>>> theirs\n",
        *lines[6:],
    ]
    path.write_text("".join(conflict), encoding="utf-8")
    update(docs, "en")
    assert path.read_text(encoding="utf-8") == clean


def test_no_file_is_an_empty_lock(tmp_path: Path) -> None:
    assert Lock.read(tmp_path / "xx.lock").pages == {}


NOTEBOOK = "# ---\n# x: 1\n# ---\n\n# %% [markdown]\n# Un texte de cinq mots.\n\n# %%\nx = 1  # un\n"


def test_notebooks_are_locked_cell_by_cell(tmp_path: Path) -> None:
    english = NOTEBOOK.replace("Un texte de cinq mots", "A text of five words").replace("# un", "# one")
    docs = site(tmp_path)
    for lang, text in (("fr", NOTEBOOK), ("en", english)):
        (docs / lang / "b.py").write_text(text, encoding="utf-8")
    update(docs, "en")
    (docs / "fr" / "b.py").write_text(NOTEBOOK.replace("cinq mots", "plusieurs mots"), encoding="utf-8")
    assert {state: amount.blocks for state, amount in count_all(docs, "en")["b.py"].items()} == {
        State.FRESH: 1,
        State.STALE: 1,
    }
    [fault] = check_file(docs, "en", "b.py", Lock.read(docs / "en.lock"))
    assert (fault.line, fault.severity) == (5, "warning")


def repository(folder: Path) -> Path:
    """Make a repository in which Ada has changed the English twice, Grace once, and Linus only the French."""
    docs = site(folder / "docs")
    git(folder, "init", "--quiet")
    for author, page, text in (
        ("Ada", "en", "1"), ("Grace", "en", "2"), ("Ada", "en", "3"), ("Linus", "fr", "4"),
    ):  # fmt: skip
        (docs / page / "a.md").write_text(text, encoding="utf-8")
        git(folder, "add", f"docs/{page}/a.md")
        git(folder, "-c", f"user.name={author}", "-c", "user.email=a@b.example", "commit", "-qm", "x")
    return docs


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


def test_credits_are_those_who_wrote_the_pages(tmp_path: Path) -> None:
    assert list_authors(repository(tmp_path), "en") == ["Ada", "Grace"]


def test_there_are_no_credits_where_git_does_not_know_all(tmp_path: Path, monkeypatch) -> None:
    docs = repository(tmp_path / "whole")
    git(tmp_path, "clone", "--quiet", "--depth", "1", (tmp_path / "whole").as_uri(), "shallow")
    assert list_authors(tmp_path / "shallow" / "docs", "en") == []
    assert list_authors(site(tmp_path / "none"), "en") == []
    monkeypatch.setenv("PATH", str(tmp_path))
    assert list_authors(docs, "en") == []


def test_confirming_names_a_file_and_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    for place in ("no-such.md", "docs/en/index.md:99999", "README.md"):
        assert command("lock", "--confirm", place) == 2
        assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", ["lock", "status"])
def test_an_unknown_language_is_misuse(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(name, "--lang", "xx") == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_status_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("status", "--json") == 0
    index = json.loads(capsys.readouterr().out)["en"]["index.md"]
    assert all(amount.keys() == {"blocks", "words"} for amount in index.values())


def command(*arguments: str) -> int:
    return main(arguments)
