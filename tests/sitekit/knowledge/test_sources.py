"""Test the bibliography: each fault of an entry is caught; the site and the wheel read it right."""

import json
from argparse import ArgumentParser, Namespace

import pytest

from sitekit.commands import sources
from sitekit.commands.sources import export
from sitekit.knowledge.sources import SourcesError, load
from virtfaq import evidence

FIELDS = {
    "author": "Popek, Gerald J. and Goldberg, Robert P.",
    "title": "Formal Requirements for Virtualizable Third Generation Architectures",
    "journal": "Communications of the {ACM}",
    "year": "1974",
    "volume": "17",
    "number": "7",
    "pages": "412--421",
    "doi": "10.1145/361011.361073",
    "language": "en",
    "kind": "primary",
    "checked": "2026-11-24",
    "evidence": "the page of the journal was read",
}


def entry(key="popek-goldberg", **changes):
    """Return an entry; a change of None leaves the field out."""
    fields = {name: value for name, value in (FIELDS | changes).items() if value is not None}
    return (
        f"@article{{{key},\n"
        + "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        + "}\n"
    )


@pytest.fixture
def bib(tmp_path):
    """Return a function that writes a bibliography and returns its path."""

    def write(text, encoding="utf-8"):
        path = tmp_path / "sources.bib"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def findings(path):
    with pytest.raises(SourcesError) as caught:
        load(path)
    return caught.value.findings


def test_a_work_has_the_fields_of_its_entry(bib):
    work = load(bib(entry(unverified="venue, year", url="https://dl.acm.org/x")))["popek-goldberg"]
    assert work.authors == ("Gerald J. Popek", "Robert P. Goldberg")
    assert work.venue == "Communications of the ACM"
    assert (work.year, work.volume, work.number, work.pages) == (1974, "17", "7", "412--421")
    assert work.link == "https://doi.org/10.1145/361011.361073"
    assert work.unverified == ("venue", "year")
    assert work.checked.isoformat() == "2026-11-24"
    assert work.part


def test_a_work_without_doi_is_reached_at_its_url(bib):
    work = load(bib(entry(doi=None, url="https://man7.org/x", journal=None, howpublished="man-pages")))
    assert work["popek-goldberg"].link == "https://man7.org/x"
    assert not work["popek-goldberg"].part


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("{The Linux man-pages project and friends}", ("The Linux man-pages project and friends",)),
        ("Pötzl, Herbert and Tošić, Aleksandar", ("Herbert Pötzl", "Aleksandar Tošić")),
        ("Anjali and Swift, Michael M.", ("Anjali", "Michael M. Swift")),
        ("van der Berg, Jan and others", ("Jan van der Berg", "et al.")),
        ("Scrivano,\n    Giuseppe", ("Giuseppe Scrivano",)),
    ],
)
def test_authors_read_as_they_are_written_on_a_page(bib, author, names):
    assert load(bib(entry(author=author)))["popek-goldberg"].authors == names


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_windows_files_read_the_same(bib, newline, encoding):
    text = entry(title="« Étude » {KVM}").replace("\n", newline)
    assert load(bib(text, encoding))["popek-goldberg"].title == "« Étude » KVM"


@pytest.mark.parametrize(
    ("changes", "line", "message"),
    [
        ({"title": None}, 1, '"popek-goldberg" has no title'),
        ({"title": "  "}, 1, '"popek-goldberg" has no title'),
        ({"year": None}, 1, '"popek-goldberg" has no year'),
        ({"author": None}, 1, "an organisation is an author too, in braces"),
        ({"language": None, "kind": None}, 1, "has no language, kind"),
        ({"checked": None}, 1, "has no checked"),
        ({"evidence": None}, 1, "has no evidence"),
        ({"doi": None}, 1, "has neither doi nor url; add one"),
        ({"journal": None}, 1, "has no venue; add one of: journal"),
        ({"author": "Popek,, Gerald, J., X"}, 2, 'cannot be read; write "Last, First and Last, First"'),
        ({"year": "74"}, 5, 'the year "74" is not a year; write four digits'),
        ({"doi": "https://doi.org/10.1145/361011.361073"}, 9, "is malformed; write it bare"),
        ({"doi": "10.1145"}, 9, "is malformed; write it bare"),
        ({"url": "www.usenix.org/x"}, 14, "is not absolute; write it whole, from https:// on"),
        ({"url": "/conference/x"}, 14, "is not absolute"),
        ({"url": "n/a"}, 14, "is not absolute"),
        ({"language": "English"}, 10, "is not a language tag (BCP 47)"),
        ({"kind": "tertiary"}, 11, 'the kind "tertiary" is unknown; write one of: primary, secondary'),
        ({"checked": "24/11/2026"}, 12, "is not a day; write when the entry was checked, as YYYY-MM-DD"),
        ({"unverified": "booktitle"}, 14, "names what has no name here; use: authors, title, venue"),
        ({"tilte": "x"}, 14, 'there is no field "tilte"; use one of: author'),
        ({"title": r"{\'E}tude"}, 3, "title holds a LaTeX command; write the character itself"),
    ],
)
def test_a_fault_says_where_it_is_and_what_to_do(bib, changes, line, message):
    found = findings(bib(entry(**changes)))
    assert [(finding.path, finding.line) for finding in found] == [("sources.bib", line)]
    assert message in found[0].message


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (entry() + entry(), 15, 'the key "popek-goldberg" is taken by line 1; choose another'),
        (entry("nova") + entry("barham"), 15, '"barham" comes after "nova"; keep the entries sorted by key'),
        (entry("Popek1974"), 1, "is not lowercase-kebab"),
        (entry().replace("  year", "  title = {Twice},\n  year"), 1, "gives title twice; keep one"),
        (entry("a") + "@article{b\n  title = {x}\n}\n", 15, "this entry cannot be read; check its braces"),
        (entry("a") + entry("b")[1:], 15, "this is no entry; begin one with @, or a comment with %"),
    ],
)
def test_a_fault_between_entries_is_not_lost(bib, text, line, message):
    found = findings(bib(text))
    assert found[0].line == line
    assert message in found[0].message


def test_all_faults_are_told_at_once_in_the_order_of_the_file(bib):
    found = findings(bib(entry("a", year="x", kind="y") + entry("b", doi=None)))
    assert [finding.line for finding in found] == [5, 11, 15]


def test_comments_are_welcome(bib):
    assert list(load(bib("% a comment\n\n" + entry() + "@comment{another}\n"))) == ["popek-goldberg"]


def test_an_empty_bibliography_has_no_work(bib):
    assert load(bib("")) == {}


def test_a_missing_file_and_another_encoding_are_told_plainly(bib, tmp_path):
    assert "there is no such file" in findings(tmp_path / "none.bib")[0].message
    assert "not in UTF-8" in findings(bib(entry(title="Étude"), "latin-1"))[0].message


def test_the_export_has_one_work_a_line_sorted(bib):
    works = load(bib(entry("a", title='"Quoted" é') + entry("b", unverified="year") + entry("c")))
    text = export(works, ["b", "a", "b"])
    assert [line[:4] for line in text.splitlines()] == ["{", '"a":', '"b":', "}"]
    data = json.loads(text)
    assert list(data["a"]) == ["authors", "title", "venue", "year", "doi", "url", "unverified"]
    assert data["a"]["title"] == '"Quoted" é'
    assert data["a"]["url"] is None
    assert data["b"]["unverified"] == ["year"]


def test_a_measurement_without_its_work_is_a_fault(bib):
    with pytest.raises(SourcesError, match=r'"nova" is a measurement.s source, but docs/sources\.bib'):
        export(load(bib(entry())), ["nova"])


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Return a function that runs the command on data and a bibliography; it returns status and output."""
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    monkeypatch.setattr(sources, "DATA", tmp_path / "sources.json")

    def run(*arguments):
        parser = ArgumentParser()
        sources.add_parser(parser.add_subparsers())
        parsed = parser.parse_args(["sources", *arguments])
        status = parsed.run(parsed)
        return status, "".join(capsys.readouterr())

    return run


def test_the_command_writes_then_agrees_then_sees_a_change(command, tmp_path):
    data = tmp_path / "sources.json"
    status, said = command("--check")
    assert (status, data.exists()) == (1, False)
    assert "run: python -m sitekit sources" in said
    assert command()[0] == 0
    assert command("--check") == (0, "sources.json is up to date\n")
    data.write_text(data.read_text(encoding="utf-8").replace("2017", "2018"), encoding="utf-8")
    assert command("--check")[0] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["sources.json"]


def test_a_faulty_bibliography_writes_nothing(command, tmp_path, monkeypatch, bib):
    monkeypatch.setattr(sources, "load", lambda: load(bib(entry(year="x"))))
    status, said = command()
    assert (status, (tmp_path / "sources.json").exists()) == (1, False)
    assert "sources.bib:5:" in said


def test_the_bibliography_of_the_site_has_no_fault():
    assert len(load()) >= 80


def test_every_measurement_has_its_work():
    assert {measurement.source for measurement in evidence.search("")} <= set(load())


def test_the_data_of_the_wheel_are_up_to_date(capsys):
    assert sources.run(Namespace(check=True)) == 0, capsys.readouterr().err


def test_the_wheel_reads_what_the_bibliography_says():
    work, source = load()["lightvm"], evidence.source("lightvm")
    assert (source.authors, source.title) == (", ".join(work.authors), work.title)
    assert (source.venue, source.year, source.doi) == (work.venue, work.year, work.doi)


MACROS = """@string{jul = "July"}
@STRING{cacm = {Communications of the {ACM}}}
@string{both = cacm # ", " # jul}
"""


def written(**values):
    """Return an entry with values as they are written, braces or not."""
    text = entry(**dict.fromkeys(values))
    return (
        text.removesuffix("}\n") + "".join(f"  {name} = {value},\n" for name, value in values.items()) + "}\n"
    )


@pytest.mark.parametrize(
    ("value", "venue"),
    [
        ("jul", "July"),
        ("JUL", "July"),
        ("cacm", "Communications of the ACM"),
        ("both", "Communications of the ACM, July"),
        ('"Journal of " # jul', "Journal of July"),
        ('{A} #\n    " B " # 3', "A B 3"),
        ('jul#cacm#" {#} # x"', "JulyCommunications of the ACM # # x"),
        ('"a {"} b"', 'a " b'),
        ("{a # b}", "a # b"),
        ("{Un~titre~ et {un~autre}}", "Un titre et un autre"),
        ("1984", "1984"),
    ],
)
def test_a_value_is_what_bibtex_makes_of_it(bib, value, venue):
    assert load(bib(MACROS + written(journal=value)))["popek-goldberg"].venue == venue


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("jul", "is the name jul, which no @string above defines"),
        ("Nature", "is the name Nature"),
        ('"a" # nowhere # "b"', "is the name nowhere"),
        ('"a" #', "lacks a part beside a #"),
        ('# "a"', "lacks a part beside a #"),
        ('"a" "b"', "has two parts side by side"),
        ("{a} jul", "has two parts side by side"),
        ("1--10", "is the name 1--10"),
    ],
)
@pytest.mark.parametrize("field", ["journal", "title", "pages", "evidence"])
def test_a_value_that_bibtex_would_not_read_is_refused_with_its_line(bib, field, value, said):
    text = written(**{field: value}) + MACROS  # a name is not known above its @string
    line = next(i for i, row in enumerate(text.split("\n"), 1) if row.startswith(f"  {field} = "))
    [fault] = findings(bib(text))
    assert (fault.line, f'"popek-goldberg": the value of {field} {said}' in fault.message) == (line, True)


def test_a_string_that_cannot_be_read_is_refused_with_its_line(bib):
    [fault] = findings(bib(MACROS + '@string{x = "a" # july}\n' + entry()))
    assert (fault.line, "@string x: is the name july" in fault.message) == (4, True)


def test_an_address_keeps_its_tilde_and_a_title_does_not(bib):
    work = load(bib(entry(url="https://a.example/~me/x", title="{Un}~titre", author="Donald~E. Knuth")))
    work = work["popek-goldberg"]
    assert (work.url, work.title, work.authors) == (
        "https://a.example/~me/x",
        "Un titre",
        ("Donald E. Knuth",),
    )


@pytest.mark.parametrize(
    "author",
    [
        "A and and B", "and A", "A and", "and", "A and B and", "A AND AND B", "A and\n    and B", "A, B and",
        "others", "others and A", "A and others and B", ", A", "A,, B", "A, ", "A, B, C, D", "A~and",
    ],
)  # fmt: skip
def test_authors_that_bibtex_would_not_part_are_refused(bib, author):
    [fault] = findings(bib(entry(author=author)))
    assert "cannot be read" in fault.message


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("A and B", ("A", "B")),
        ("A AND B", ("A", "B")),
        ("A and\n    B", ("A", "B")),
        ("{A and B} and C", ("A and B", "C")),
        ("{and} and {The others}", ("and", "The others")),
        ("Andre Anderson and Band, Sand", ("Andre Anderson", "Sand Band")),
        ("A and others", ("A", "et al.")),
        ("{Smith, Inc.} and Doe, Jr, Jane", ("Smith, Inc.", "Jane Doe Jr")),
        ("van der Berg, Anna", ("Anna van der Berg",)),
    ],
)
def test_authors_are_parted_as_bibtex_does(bib, author, names):
    assert load(bib(entry(author=author)))["popek-goldberg"].authors == names
