"""Test the table of two instances: derived, translated, and readable by everybody."""

import itertools
import re
from html.parser import HTMLParser

import pytest

from virtfaq import Container, Image, Pod, VirtualMachine, compare, evidence
from virtfaq.comparison.compare import WORDS
from virtfaq.comparison.measured import MEASURED
from virtfaq.comparison.properties import MEMORY, PROPERTIES
from virtfaq.errors import UnknownLabelError, UnknownRuntimeError
from virtfaq.evidence.comparable import STUDIES
from virtfaq.model.runtime_table import NAMES, runtime
from virtfaq.tables import align

VALUES = {row.name: (row.a, row.b) for row in compare(Container("c"), VirtualMachine("v")).rows}


def test_what_a_container_and_a_machine_differ_in() -> None:
    assert VALUES["own kernel"] == ("no", "yes")
    assert VALUES["kernels for 3 instances"] == ("1", "4")
    assert VALUES["kernels on the path"] == ("1", "2")
    assert VALUES["instances lost if its kernel stops (of 3)"] == ("3", "1")
    assert VALUES["another system than the host's"] == ("no", "yes")


def test_each_number_is_of_one_study_that_has_both_sides() -> None:
    """The first question's table: LightVM for start-up and memory, Felter's raw data for the network."""
    thousand = {name: evidence.number(f"lightvm.mem.{name}") for name in ("docker", "tinyx", "debian")}
    assert VALUES["memory per instance"] == ("5.00 MB", "27–114 MB")
    assert thousand == {"docker": 5, "tinyx": 27, "debian": 114}
    assert VALUES["start-up"] == ("200 ms", "0.540–2.00 s")
    rates = [
        evidence.number(f"felter.redis.{name}", "GET", 1, "rps") for name in ("native", "dockerbridge", "vm")
    ]
    bare, nat, machine = (1e6 / rate for rate in rates)
    assert VALUES["added latency"] == (f"{nat - bare:.1f} µs", f"{machine - bare:.1f} µs")


@pytest.mark.parametrize(("a", "b"), tuple(itertools.combinations(NAMES, 2)))
def test_what_compares_unlike_things_is_not_in_the_table(a: str, b: str) -> None:
    for row in compare(a, b).rows:
        works = {STUDIES.get(source, source) for source in (evidence.get(key).source for key in row.keys)}
        assert len(works) <= 1, row
        assert bool(row.years) == bool(row.keys) == (row.name in MEASURED or MEMORY[:2] in row.name), row


def test_what_no_study_measured_of_both_is_left_out() -> None:
    rows = {row.name for row in compare("qemu-kvm", "qemu-tcg").rows}
    assert not rows & MEASURED.keys()
    assert "own kernel" in rows


@pytest.mark.parametrize("a", NAMES)
def test_every_runtime_can_be_compared(a: str) -> None:
    table = compare(a, "runc")
    shown = [row.name for row in table.rows]
    assert shown == [name for name in PROPERTIES if name in shown]
    assert table.header[1:] == (a, "runc", "measured in")


@pytest.mark.parametrize(
    "instance",
    [
        Pod("x", runtime="kata").run(Container("y"), Container("z")),
        VirtualMachine("x", kernel="windows").run(Container("y", image=Image(os="windows"))),
        VirtualMachine("x", runtime="qemu-tcg", architecture="arm64"),
    ],
)
def test_instances_that_hold_others_can_be_compared(instance: Pod) -> None:
    values = {row.name: row.a for row in compare(instance, "runc").rows}
    assert values["kernels for 3 instances"] == "4"
    assert values["instances lost if its kernel stops (of 3)"] == "1"


def test_the_table_is_in_the_words_of_the_reader() -> None:
    labels = {"own kernel": "noyau propre", "yes": "oui", "no": "non", ".": ",", "MB": "Mo"}
    table = compare(Container("conteneur"), VirtualMachine("VM"), labels=labels)
    assert table.rows[0][:3] == ("noyau propre", "non", "oui")
    text = str(table)
    assert "5,00 Mo" in text
    assert "0,977" in text
    assert not re.search(r"\b(yes|no)\b|MB|\d\.\d", text)


def test_every_word_can_be_translated() -> None:
    labels = {word: "," if word == "." else "mot" for word in WORDS}
    for name in NAMES:
        for row in compare(name, "runc", labels=labels).rows:
            left = re.sub(r"[≈≥≤]?\d+(,\d+)?(–\d+(,\d+)?)?", "", " ".join(row[:4])).split()
            assert set(left) <= {"mot"}, row


def test_a_label_that_nothing_uses_is_an_error() -> None:
    with pytest.raises(UnknownLabelError, match="own kernel"):
        compare("runc", "kata", labels={"own kernl": "noyau propre"})
    with pytest.raises(UnknownRuntimeError):
        compare("docker", "kata")


def test_the_text_is_narrow_aligned_and_without_trailing_spaces() -> None:
    table = compare(Container("container"), VirtualMachine("virtual machine"))
    lines = str(table).splitlines()
    assert repr(table) == str(table)
    assert max(map(len, lines)) < 90
    assert all(line == line.rstrip() for line in lines)
    column = lines[0].index("container")
    assert all(line[column:].startswith(row.a) for line, row in zip(lines[1:], table.rows, strict=True))


class Cells(HTMLParser):
    """A parser that collects tags with their attributes, and the text in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_html_is_well_formed_and_its_headers_have_a_scope() -> None:
    table = compare(Container("<b>c</b>"), VirtualMachine("v"))
    cells = Cells(table.html(caption="a & b"))
    assert cells.open == []
    scopes = [attributes.get("scope") for tag, attributes in cells.tags if tag == "th"]
    assert scopes == ["col"] * 4 + ["row"] * len(table.rows)
    assert not any("style" in attributes for _, attributes in cells.tags)
    assert "b" not in {tag for tag, _ in cells.tags}
    assert "<caption>a &amp; b</caption>" in table.html(caption="a & b")
    assert "<caption>" not in table._repr_html_()
    keys = " ".join(attributes.get("data-measurements") or "" for _, attributes in cells.tags).split()
    assert set(keys) == {key for row in table.rows for key in row.keys}


def test_tables_wrap_to_the_width_and_count_wide_letters() -> None:
    rows = [("property", "a"), ("kernels for 3 instances", "system calls and more words")]
    assert max(map(len, align(rows, width=30).splitlines())) <= 30
    assert "".join(align(rows, width=30).split()) != ""
    assert align([("容器", "x"), ("abcd", "y")]) == "容器  x\nabcd  y"
    assert align([("e\u0301", "x"), ("ab", "y")]).splitlines()[0] == "e\u0301   x"


def test_the_fixed_memory_and_the_density_of_a_row_agree() -> None:
    rows = {row.name: row for row in compare("gvisor", "kata").rows}
    assert rows["memory per instance"].keys == rows["100 MiB apps in 64 GiB"].keys
    assert runtime("gvisor").memory_overhead is not None


def test_a_narrow_table_breaks_no_word_at_a_hyphen() -> None:
    rows = [("proof", "apt-get install busybox-static")]
    assert align(rows, width=25).splitlines() == ["proof  apt-get install", "       busybox-static"]
