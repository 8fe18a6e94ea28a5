"""A number that fails, or of one study among several, is found unless the page says so."""

from __future__ import annotations

import pytest

from sitekit.checks import caveats
from sitekit.checks.caveats import find_failures, find_unsaid
from sitekit.examples.collect import read_examples
from sitekit.examples.session import run
from sitekit.grammar.page import Page
from virtfaq import evidence

ALONE = 'evidence.get("felter.netperf.kvm_delta").value'
SENTENCE = 'The page says so.\n{{ .caveat data-measurements="{}" }}\n'


@pytest.fixture
def one_fails(monkeypatch):
    """Let one measurement fail, whatever the models predict today."""
    failing = {("felter.netperf.kvm_delta",): ("added round trip",), ("fc.fio.m5d.qemu", "write_qd1"): ("x",)}
    monkeypatch.setattr(caveats, "find_failures", lambda: failing)


def find(code: str, *more: str) -> list[str]:
    text = f"```pycon\n>>> from virtfaq import Host, VirtualMachine, evidence\n>>> _ = {code}\n```\n\n"
    page = Page(text + "\n\n".join(more) + "\n", "p.md")
    outcomes = run(read_examples(page))
    assert [outcome.report() for outcome in outcomes] == ["", ""]
    return [str(fault) for fault in find_unsaid(page, outcomes)]


def test_one_study_of_several_is_found_where_it_is_read(one_fails):
    failing, lonely = find(ALONE)
    assert failing.startswith("p.md:3: this example reads felter.netperf.kvm_delta, which `validate` marks")
    assert lonely.startswith("p.md:3: the library has 2 studies of the added round trip (qemu-kvm)")
    assert "leaves out fc-data" in lonely
    assert '{ .caveat data-measurements="felter.netperf.kvm_delta" }' in lonely


def test_a_model_that_reads_it_is_found_too(one_fails):
    code = 'Host("h").run(VirtualMachine("a")).path("a").added_latency.value'
    assert len(find(code)) == 2


@pytest.mark.parametrize("named", ["felter.netperf.kvm_delta", "felter.netperf.*", "felter.*"])
def test_a_caveat_that_names_it_settles_both(named, one_fails):
    assert find(ALONE, SENTENCE.format(named)) == []


def test_a_caveat_on_something_else_does_not(one_fails):
    other, failing, lonely = sorted(find(ALONE, SENTENCE.format("lightvm.proc")), key=len)
    assert "names lightvm.proc, which no example here reads" in other
    assert "marks as failing" in failing
    assert "leaves out" in lonely


def test_a_fence_is_no_caveat(one_fails):
    assert len(find(ALONE, "```text\n" + SENTENCE.format("felter.*") + "```")) == 2


def test_every_measurement_needs_no_caveat_for_its_range(one_fails):
    found = find('evidence.of("added round trip", runtime="qemu-kvm")')
    assert all("marks as failing" in fault for fault in found)
    assert find('evidence.of("host system calls", runtime="gvisor")') == []


def test_a_sentence_that_shows_the_range_shows_every_study(one_fails):
    sentence = '`of("added round trip", runtime="qemu-kvm")`{ .measured }'
    assert not any("leaves out" in fault for fault in find(ALONE, sentence))


def test_one_number_of_a_measurement_is_told_from_the_others(one_fails):
    """`vik.mem` has a number of gVisor, which others measured, and one of Kata Containers."""
    gvisor, kata = (list(find(f'evidence.number("vik.mem", {item})')) for item in (0, 1))
    assert any("(gvisor)" in fault for fault in gvisor)
    assert not any("(gvisor)" in fault for fault in kata)


def test_a_measurement_that_nobody_else_made_passes(one_fails):
    assert find('evidence.get("lightvm.proc").value') == []


def test_only_the_number_that_fails_is_refused(one_fails):
    """Another number of the same measurement passes; the measurement as a whole has that one in it."""
    key = '"fc.fio.m5d.qemu"'
    refused = (f'evidence.number({key}, "write_qd1")', f"evidence.get({key}).value")
    assert all(any("fails" in f or "failing (x)" in f for f in find(code)) for code in refused)
    assert not any("failing" in fault for fault in find(f'evidence.number({key}, "write_qd1_lat_us")'))


def test_failures_are_those_of_the_validation():
    failing = {check.prediction.keys[0] for check in evidence.validate().failures}
    assert failing <= {use[0] for use in find_failures()}
    assert ("lightvm.proc",) not in find_failures()


def test_a_failure_is_found_in_the_measurement():
    assert caveats._locate("fc.fio.m5d.qemu", 54.3) == [("fc.fio.m5d.qemu", "write_qd1_lat_us")]
    assert caveats._locate("lightvm.docker.start", 0.2) == [("lightvm.docker.start",)]
    assert caveats._locate("clark.spec.rounds", -1.0) == [("clark.spec.rounds",)]
