"""Test predictions beside published numbers: the tiers, the failures, and files of others."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virtfaq import evidence
from virtfaq.command.cli import main
from virtfaq.errors import MeasurementFileError
from virtfaq.evidence import Measurement
from virtfaq.evidence.files import parse, read
from virtfaq.validation.all_rules import RULES
from virtfaq.validation.checks import VERDICTS, Check, validate
from virtfaq.validation.rules import SPREADS, TIERS, Book, Prediction, Rule, count_cores

FOUND = validate()
BY_NAME = {(check.rule.name, check.prediction.observed): check for check in FOUND.checks}
# Models that the evidence refutes, or that another study contradicts, and that are shown so.
REFUTED = {
    "one at a time",
    "random access in a VM",
    "small requests in a VM",
    "scalability law",
    "QEMU memory",
    "fixed memory",
    "memory is the limit",
    "compute in other VMs",
    "another program",
    "streams share a path",
    "one client",
    "start on another machine",
    "start with a device",
    "starts at once, all computing",
    "starts at once",
    "time by process",
    "start of a runtime",
    "fixed memory of a runtime",
}
TEA = {"id": "tea", "quantity": "heat", "system": "pot", "value": 80, "unit": "C"}


def rows() -> list[dict[str, Any]]:
    path = Path(evidence.__file__).parents[1] / "data" / "measurements.json"
    return list(json.loads(path.read_text(encoding="utf-8")))


def write_toml(value: Any) -> str:
    """Write what JSON holds as a value of TOML: a field that is null is left out."""
    if isinstance(value, dict):
        fields = (f"{json.dumps(k)} = {write_toml(v)}" for k, v in value.items() if v is not None)
        return f"{{{', '.join(fields)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(write_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def test_there_are_enough_rows_in_each_tier_and_few_calibrate() -> None:
    assert len(FOUND.checks) >= 30
    assert all(FOUND.tier(tier) for tier in TIERS)
    assert sum(map(len, map(FOUND.tier, TIERS))) == len(FOUND.checks) == sum(map(FOUND.count, VERDICTS))
    assert 0 < FOUND.count("calibrates") < 10


def test_what_follows_from_the_same_numbers_is_counted_apart() -> None:
    """A row whose every number comes from one measurement, or that set its model, shows no prediction."""
    for check in FOUND.checks:
        if check.rule.use == "validation":
            assert check.verdict in {"holds", "fails", "inverts"}
        else:
            assert check.verdict != "holds"
    assert {check.rule.use for check in FOUND.tier("law")} == {"identity"}


def test_tolerances_come_from_what_is_stated_and_are_the_same_whatever_is_predicted() -> None:
    """Another prediction, or another published number of the same spread, has the same tolerance."""
    assert {check.rule.spread for check in FOUND.checks} <= set(SPREADS)
    known = {key: evidence.get(key) for key in evidence.keys()}  # noqa: SIM118 -- a function
    for key, rule in (
        ("felter.fio.rand_write_iops.kvm", "small requests in a VM"),
        ("young.lifecycle.runc", "start of a runtime"),
        ("lightvm.mem.docker", "fixed memory of a runtime"),
    ):
        changed = validate({**known, key: replace(known[key], value=3 * known[key].value)})
        before, after = (
            [check for check in found.checks if (check.rule.name, check.prediction.keys[0]) == (rule, key)]
            for found in (FOUND, changed)
        )
        assert [check.tolerance for check in after] == [check.tolerance for check in before] != []
        assert after[0].error != before[0].error


def test_across_studies_no_study_sets_its_own_tolerance() -> None:
    for check in FOUND.tier("across studies"):
        assert (1 + check.low) * (1 + check.tolerance) == pytest.approx(1)
    start = BY_NAME["start of a runtime", "vanrijn.start gvisor"]
    others = {evidence.get(key).source for key in start.prediction.keys[1:]}
    assert "van-rijn" not in others
    assert len(others) > 2
    assert not start.holds


def test_only_the_refuted_fail_and_they_are_shown() -> None:
    assert {check.rule.name for check in FOUND.failures} == REFUTED
    text = str(FOUND)
    lines = text.splitlines()
    for verdict in VERDICTS:
        assert sum(line.endswith(f"  {verdict}") for line in lines) == FOUND.count(verdict) > 0
    page = FOUND.html()
    assert page.count("<td>fails</td>") == FOUND.count("fails")
    assert page.count("<caption>") == len(TIERS) + 1
    assert 'data-measurements="clark.spec.data clark.spec.rounds"' in page
    naive = BY_NAME["geometric pre-copy", "clark.spec.data"]
    assert (round(naive.prediction.predicted), naive.prediction.published) == (833, 960)


def test_an_inverted_order_is_a_failure_of_its_own() -> None:
    """Redis answers one client faster through Docker's NAT than in a virtual machine: predicted otherwise."""
    nat, machine = (
        BY_NAME["one client", f"felter.redis.{system} GET, 1 client"] for system in ("dockerbridge", "vm")
    )
    assert machine.prediction.observed in nat.inverts
    assert nat.prediction.observed in machine.inverts
    assert FOUND.count("inverts") > 0
    for check in FOUND.checks:
        assert check.holds == (check.within and not check.inverts)
        assert (check.verdict == "inverts") == (check.within and bool(check.inverts))
    assert "felter.redis.dockerbridge GET, 1 client" in str(FOUND).partition("in the wrong order")[2]


def test_the_order_of_what_differs_by_chance_alone_is_not_judged() -> None:
    known = {key: evidence.get(key) for key in evidence.keys()}  # noqa: SIM118 -- a function
    copy, kvm = "felter.stream2.copy.docker", "felter.stream2.copy.kvm"
    for ratio, inverted in ((1.001, False), (1.5, True)):
        value = known[copy].value * ratio
        found = validate({**known, kvm: replace(known[kvm], value=value)})
        (check,) = [check for check in found.checks if check.prediction.observed == kvm]
        assert bool(check.inverts) == inverted


@pytest.mark.parametrize(
    ("conditions", "cores"),
    [
        ("AWS m5d.metal, 48 cores Xeon 8175M, SMT off", 48),
        ("Xeon W3520 2.67GHz 4c/8t, pti=off", 4),
        ("2x 8c/16t", 16),
        ("2 x 8 cores", 16),
        ("(16 cores/32 threads seen in log)", 16),
        ("64-core AMD", 64),
        ("i7-9700K 3.6GHz", None),
        ("", None),
    ],
)
def test_cores_are_read_as_they_are_written(conditions: str, cores: int | None) -> None:
    one = replace(evidence.get("lightvm.docker.start"), conditions=conditions)
    assert count_cores(one) == cores


def test_many_starts_are_predicted_on_machines_of_few_cores() -> None:
    """A file of others names the cores as `4c/8t`; the library has how long one start takes there."""
    row = {
        "id": "fc.rn.nehalem.boot-parallel-10-fc-api",
        "quantity": "start",
        "system": "boot-parallel-10-fc-api",
        "unit": "ms",
        "conditions": "Xeon W3520 4c/8t",
        "value": {"p50": 255.6, "p99": 300.0},
    }
    found = validate(parse(json.dumps([row])))
    predicted = {check.rule.name: check.prediction.predicted for check in found.checks}
    alone = evidence.number("fc.rn.nehalem.boot-serial-fc-api", "p50")
    assert predicted["starts at once, all computing"] == pytest.approx(alone * 10 / 4)
    assert alone < predicted["starts at once"] < alone * 10 / 4


def test_qemu_at_once_is_compared_with_the_firmware_that_it_then_has() -> None:
    found = BY_NAME["starts at once, all computing", "fc.m5d.metal.boot-parallel-10-qemu p50"]
    assert "fc.m5d.metal.boot-serial-qboot" in found.prediction.keys


def test_every_measurement_is_reached_or_listed() -> None:
    reached = {key for check in FOUND.checks for key in check.prediction.keys}
    assert reached | set(FOUND.unreached) == set(evidence.keys())
    assert not reached & set(FOUND.unreached)


def test_a_prediction_is_not_the_number_it_predicts() -> None:
    """Another published number changes the error, and not the prediction: nothing is copied through."""
    known = {key: evidence.get(key) for key in evidence.keys()}  # noqa: SIM118 -- a function
    key = "felter.netperf.udp_rr.kvm_vhost"
    changed = validate({**known, key: replace(known[key], value=2 * known[key].value)})
    (after,) = [check for check in changed.checks if check.prediction.observed == key]
    before = BY_NAME["other round trips", key]
    assert after.prediction.predicted == before.prediction.predicted
    assert before.holds
    assert not after.holds


def test_a_file_of_the_same_format_gives_the_same_answer(tmp_path: Path) -> None:
    for name, text in (
        ("a.json", json.dumps(rows())),
        ("b.json", json.dumps({"sources": {}, "measurements": rows()})),
        ("c.toml", f"measurements = {write_toml(rows())}\n"),
    ):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        again = validate(read(str(path)))
        assert str(again) == str(FOUND)
        assert again.unreached == FOUND.unreached


def test_new_measurements_are_predicted_from_known_ones() -> None:
    boot = {"p50": 200.0, "p99": 210.0}
    new = [
        {"id": "fc.mem.other.chv", "system": "chv", "unit": "MiB by guest MiB", "value": {"256": 13.4}},
        {"id": "fc.rn.other.boot-serial-fc-api", "system": "fc", "unit": "ms", "value": boot},
        {"id": "fc.rn.other.boot-serial-qemu", "system": "qemu", "unit": "ms", "value": boot},
        {"id": "felter.stream2.new.native", "system": "native", "unit": "GB/s", "value": 40.0},
        {"id": "felter.stream2.new.docker", "system": "docker", "unit": "GB/s", "value": 20.0},
        {
            "id": "felter.fiolog.new",
            "system": "kvm",
            "unit": "IOPS, us",
            "value": {"iops": 1000, "lat_us": 8000, "qd": 8},
        },
        {"id": "tea", "system": "pot", "unit": "°C", "value": 80},
    ]
    found = validate(parse(json.dumps([{"quantity": "new", **row} for row in new])))
    verdicts = {check.prediction.observed: check.holds for check in found.checks}
    assert verdicts == {
        "felter.fiolog.new latency": True,
        "fc.mem.other.chv, 256 MiB": True,
        "fc.rn.other.boot-serial-qemu p50": False,
        "felter.stream2.new.docker": False,
    }
    assert found.unreached == ("tea",)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.sampled_from(["", "all", "x/y"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["p50", "qd", "iops", "1"]), inner)
    ),
    max_leaves=8,
)


def ask_each(given_ones: dict[str, Measurement]) -> Iterator[tuple[Rule, Prediction]]:
    """Ask each rule of each measurement alone, and leave those that it cannot predict."""
    known = {key: evidence.get(key) for key in evidence.keys()} | given_ones  # noqa: SIM118 -- a function
    for rule in sorted(RULES, key=lambda rule: TIERS.index(rule.tier)):
        for key, one in given_ones.items():
            with suppress(ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                found = [Check(rule, prediction, 0) for prediction in rule.find(Book({key: one}, known))]
                yield from [(rule, check.prediction) for check in found if isfinite(check.error)]


def test_a_value_of_another_shape_spoils_no_other_measurement() -> None:
    shapes = (None, {"p50": "fast"}, {"p50": None, 256: 0}, ["x"])
    for number, shape in enumerate(shapes):  # a part of the measurements each: alone, every rule reads all
        given = {key: evidence.get(key) for key in evidence.keys()[number :: 3 * len(shapes)]}
        given |= {key: replace(one, value=shape) for key, one in list(given.items())[::3]}
        found = validate(given)
        assert [(check.rule, check.prediction) for check in found.checks] == [*ask_each(given)]


def test_each_rule_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[str] = Counter()

    def count_calls(rule: Rule) -> Rule:
        def find(book: Book) -> Iterable[Prediction]:
            asked[rule.name] += 1
            return rule.find(book)

        return rule._replace(find=find)

    monkeypatch.setattr("virtfaq.validation.checks.RULES", [count_calls(rule) for rule in RULES])
    assert [check.prediction for check in validate().checks] == [check.prediction for check in FOUND.checks]
    assert asked == {rule.name: 1 for rule in RULES}


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(evidence.keys()), ANYTHING), max_size=20))
def test_values_of_any_shape_are_predicted_or_left(changes: list[tuple[str, Any]]) -> None:
    known = {key: replace(evidence.get(key), value=value) for key, value in changes}
    found = validate(known)
    assert set(found.unreached) <= set(known)
    assert [(check.rule, check.prediction) for check in found.checks] == [*ask_each(known)]
    json.dumps([check.data() for check in found.checks], allow_nan=False)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.json", "", "not JSON, nor named .toml"),
        ("a.json", "[]", "no measurements"),
        ("a.json", "{}", "no measurements"),
        ("a.json", "just a text", "not JSON"),
        ("a.json", "[1]", "measurement 1 is 1"),
        ("a.json", '[{"id": "a"}]', "lacks `quantity`"),
        ("a.json", "[{", "not JSON"),
        ("a.json", "[" * 10**5, "nested too deep"),
        ("a.yaml", "- {id: a, value: 1}\n", "give measurements as JSON, or as TOML in a file named .toml"),
        ("a.toml", "", "no measurements"),
        ("a.toml", "measurements = 1", "no measurements"),
        ("a.toml", '[[measurements]]\nid = "a"\nvalue = 1\n', "lacks `quantity`, `system`, `unit`"),
        ("a.TOML", "[[measurements]]\nid = a\n", "at line 2"),
        ("a.toml", "a = " + "[" * 10**5, "nested too deep"),
        ("a.toml", "[]", "not TOML"),
    ],
)
def test_a_file_of_another_format_is_refused(
    name: str, text: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MeasurementFileError, match=reason):
        read(str(path))
    with pytest.raises(SystemExit) as leaving:
        main(["validate", "--measurements", str(path)])
    message = capsys.readouterr().err
    assert leaving.value.code == 2
    assert message.count("\n") == 1
    assert reason in message
    assert name in message


def test_a_date_in_toml_is_a_text_and_no_value_that_models_predict() -> None:
    text = "[[measurements]]\nid='a'\nquantity='q'\nsystem='s'\nvalue=2026-01-31\nunit=1979-05-27\n"
    dated = parse(text, toml=True)["a"]
    assert dated.unit == "1979-05-27"
    known = {key: replace(evidence.get(key), value=dated.value) for key in evidence.keys()}  # noqa: SIM118
    assert not validate(known).checks


def test_two_measurements_of_one_id_are_refused() -> None:
    row = {"id": "a", "quantity": "q", "system": "s", "value": 1, "unit": "u"}
    with pytest.raises(MeasurementFileError, match="two measurements"):
        parse(json.dumps([row, row]))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes("é".encode("latin-1"))
    for name in ("missing", "latin", "."):
        with pytest.raises(MeasurementFileError, match="cannot read"):
            read(str(tmp_path / name))


def test_the_command_prints_tables_or_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")  # a narrow terminal breaks the headers
    assert main(["validate"]) == 0
    text = capsys.readouterr().out
    assert all(tier in text for tier in (*TIERS, "reached by no model", "sources:"))
    assert main(["validate", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert len(data["checks"]) == len(FOUND.checks)
    assert {check["tier"] for check in data["checks"]} == set(TIERS)
    assert data["unreached"] == list(FOUND.unreached)
    path = tmp_path / "new.toml"
    path.write_text(f"measurements = {write_toml([TEA])}\n", encoding="utf-8")
    assert main(["validate", "--measurements", str(path)]) == 0
    assert "tea" in capsys.readouterr().out
