"""Test processes and namespaces: what a kernel lets a process see, change, make and enter."""

from __future__ import annotations

import re

import pytest

from virtfaq import NAMESPACE_TYPES, Process, ProcessTable, diagram
from virtfaq.errors import NestingError, NotPermittedError, ProcessError, UnknownChoiceError
from virtfaq.lab import read_proofs
from virtfaq.linux.namespaces import MOST_LEVELS, OVERFLOW_UID, RESOURCES

ISOLATED = {name: row.namespace for name, row in RESOURCES.items() if row.namespace}


@pytest.fixture
def table() -> ProcessTable:
    return ProcessTable("host", last_pid=4241)


def test_there_are_eight_types_each_with_a_flag_and_a_first_version() -> None:
    assert len({row.flag for row in NAMESPACE_TYPES.values()}) == len(NAMESPACE_TYPES) == 8
    assert all(re.fullmatch(r"\d+(\.\d+)+", row.since) for row in NAMESPACE_TYPES.values())
    assert set(ISOLATED.values()) | {"pid", "user"} == set(NAMESPACE_TYPES)


def test_a_process_has_an_id_in_each_pid_namespace_that_sees_it(table: ProcessTable) -> None:
    outer = table.spawn("a", new=["pid"])
    inner = table.spawn("b", by=outer, new=["pid"])
    assert (outer.pids, inner.pids) == ((4242, 1), (4243, 2, 1))
    assert [listed.pid for listed in table.ps(table.init)] == [1, 4242, 4243]
    assert [listed.pid for listed in table.ps(outer)] == [1, 2]
    assert [listed.pid for listed in table.ps(inner)] == [1]
    assert not inner.sees(outer)
    assert outer.sees(inner)


@pytest.mark.parametrize(("kind", "levels"), MOST_LEVELS.items())
def test_namespaces_nest_as_deep_as_linux_lets_them(kind, levels) -> None:
    table = ProcessTable()
    process = table.init
    for _ in range(levels):
        process = table.spawn("p", by=process, new=[kind])
    assert len([*process.namespaces[kind].lineage()]) == levels + 1
    with pytest.raises(NestingError, match=f"{kind} namespaces nest {levels} deep, no deeper: ENOSPC"):
        table.spawn("p", by=process, new=[kind])


def test_pid_namespaces_nest_as_a_kernel_shows() -> None:
    # NSpid of /proc/self/status at the deepest level of Linux 6.18, and what the page asks of user namespaces
    assert MOST_LEVELS["pid"] + 1 == 33
    asked = read_proofs()["noyau/espaces-de-noms#profondeur"].console
    assert asked.endswith(f"\n{MOST_LEVELS['user']}\n")


def test_the_first_process_of_a_namespace_takes_all_others_with_it(table: ProcessTable) -> None:
    first = table.spawn("first", new=["pid"])
    other = table.spawn("other", by=first)
    table.spawn("nested", by=other, new=["pid"])
    beside = table.spawn("beside", new=["pid"])
    table.kill(other)
    assert [process.name for process in table.list_visible(first)] == ["first", "nested"]
    table.kill(first)
    assert table.list_visible(table.init) == (table.init, beside)
    with pytest.raises(ProcessError, match="has ended"):
        table.spawn("late", by=first)
    with pytest.raises(ProcessError, match="does not end"):
        table.kill(table.init)


@pytest.mark.parametrize("resource", [name for name, row in RESOURCES.items() if not row.settled])
def test_a_change_is_seen_in_one_namespace_or_everywhere(table: ProcessTable, resource: str) -> None:
    kind = RESOURCES[resource].namespace
    inside = table.spawn("inside", new=[kind] if kind else NAMESPACE_TYPES.keys() - {"user"})
    beside = table.spawn("beside", by=inside)
    before = table.read(table.init, resource)
    table.change(inside, resource, "changed")
    assert table.read(beside, resource) == "changed"
    assert table.read(table.init, resource) == (before if kind else "changed")


@pytest.mark.parametrize("resource", [name for name, row in RESOURCES.items() if row.settled])
def test_some_things_are_set_when_the_namespace_is_made(table: ProcessTable, resource: str) -> None:
    kind = RESOURCES[resource].namespace
    assert kind
    inside = table.spawn("inside", new=[kind], values={resource: "/web"})
    assert table.read(inside, resource) == "/web" != table.read(table.init, resource)
    with pytest.raises(NotPermittedError, match="is set when it is made"):
        table.change(inside, resource, "/")


def test_a_new_namespace_copies_or_starts_empty(table: ProcessTable) -> None:
    table.change(table.init, "hostname", "renamed")
    table.change(table.init, "message queues", ("q",))
    inside = table.spawn("inside", new=["uts", "ipc", "net"])
    assert table.read(inside, "hostname") == "renamed"
    assert table.read(inside, "message queues") == ()
    assert table.read(inside, "network devices") == ("lo",)


def test_who_is_no_administrator_makes_namespaces_in_a_user_namespace_alone(table: ProcessTable) -> None:
    user = table.spawn("shell", uid=1000)
    with pytest.raises(NotPermittedError, match='add "user" to `new`'):
        table.spawn("p", by=user, new=["pid"])
    with pytest.raises(NotPermittedError, match="may not become user 0"):
        table.spawn("p", by=user, uid=0)
    with pytest.raises(NotPermittedError, match="may map its own user ID 1000 alone"):
        table.spawn("p", by=user, new=["user"], uid_map=(0, 0, 1))
    root = table.spawn("p", by=user, new=["user", "pid", "uts"])
    assert (root.uid, root.initial_uid, root.pid) == (0, 1000, 1)
    table.change(root, "hostname", "mine")
    assert table.spawn("q", by=user, join=["user", "uts"], of=root).uid == 0


@pytest.mark.parametrize("resource", ["hostname", "mounts", "time of day", "kernel modules"])
def test_an_administrator_of_a_user_namespace_changes_only_what_that_owns(
    table: ProcessTable, resource: str
) -> None:
    root = table.spawn("root", new=["user"], uid_map=(0, 100000, 65536))
    with pytest.raises(NotPermittedError, match="is not administrator of user:1"):
        table.change(root, resource, "x")
    table.change(root, "message queues", ("q",))  # takes no privilege


def test_users_are_mapped_both_ways(table: ProcessTable) -> None:
    root = table.spawn("root", new=["user"], uid_map=(0, 100000, 1000))
    inner = table.spawn("inner", by=root, uid=33, new=["user"], uid_map=(0, 10, 100))
    assert (root.uid, root.initial_uid) == (0, 100000)
    assert (inner.uid, inner.initial_uid) == (33, 100043)
    assert [listed.uid for listed in table.ps(root)] == [OVERFLOW_UID, 0, 43]
    with pytest.raises(ProcessError, match="maps no user ID 1000; it has 0 to 999"):
        table.spawn("p", by=root, uid=1000)


def test_a_process_enters_namespaces_below_its_own(table: ProcessTable) -> None:
    web = table.spawn("web", new=["pid", "net", "user"], uid_map=(0, 100000, 1000))
    shell = table.spawn("shell", join=NAMESPACE_TYPES, of=web)
    assert shell.namespaces == web.namespaces
    assert (shell.pid, shell.initial_uid) == (2, 100000)
    beside = table.spawn("beside", new=["pid"])
    with pytest.raises(NotPermittedError, match="may enter PID namespaces nested in its own"):
        table.spawn("p", by=web, join=["pid"], of=beside)
    with pytest.raises(NotPermittedError, match="may not enter uts:1"):
        table.spawn("p", by=table.spawn("own", by=web, new=["uts"]), join=["uts"], of=beside)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"new": ["network"]}, UnknownChoiceError, "unknown type of namespace 'network'"),
        ({"join": ["net"]}, ProcessError, "give a type to `new`, or to `join` with `of`"),
        ({"uid_map": (0, 1, 1)}, ProcessError, "`uid_map` only with a new user"),
        ({"new": ["user"], "uid_map": (0, 1)}, ProcessError, "(0, 1) maps no user IDs"),
        ({"new": ["user"], "uid_map": (0, 1, 0)}, ProcessError, "(0, 1, 0) maps no user IDs"),
        ({"values": {"hostname": "x"}}, ProcessError, "add 'uts' to `new`"),
        ({"new": ["uts"], "values": {"time of day": "x"}}, ProcessError, "no type of namespace does"),
        ({"new": ["uts"], "values": {"host": "x"}}, UnknownChoiceError, "unknown resource 'host'"),
    ],
)
def test_what_makes_no_sense_is_refused(table: ProcessTable, options, error, message) -> None:
    with pytest.raises(error, match=re.escape(message)):
        table.spawn("p", **options)
    assert table.list_visible(table.init) == (table.init,)


def test_a_diagram_has_a_box_for_each_set_of_namespaces(table: ProcessTable) -> None:
    web = table.spawn("web", new=["pid", "net"])
    table.spawn("log", new=["pid"], join=["net"], of=web)
    table.spawn("shell", join=["pid", "net"], of=web)
    table.spawn("inner", by=web, new=["pid"])
    assert str(diagram(table, labels={"kernel": "noyau", "namespaces": "espaces"})).splitlines() == [
        "linux, host (noyau)",
        "├─ init, PID 1",
        "├─ pid:2, net:2 (espaces)",
        "│  ├─ web, PID 4242 → 1",
        "│  ├─ shell, PID 4244 → 2",
        "│  └─ pid:4, net:2 (espaces)",
        "│     └─ inner, PID 4245 → 3 → 1",
        "└─ pid:3, net:2 (espaces)",
        "   └─ log, PID 4243 → 1",
    ]


def test_a_process_is_told_from_one_of_the_same_name() -> None:
    one, two = (Process("p", 0, {}, (2,)) for _ in range(2))
    assert one != two
