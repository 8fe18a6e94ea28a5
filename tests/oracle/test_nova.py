"""Test that the weighers rank host lists made by chance as those of the real nova package do.

`make oracle` makes an environment with nova, of its own, in build/oracle/nova; where there is none, and it is
not asked for, these tests are skipped.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from virtfaq import scheduler
from virtfaq.scheduler.weighers import WEIGHERS

HERE = Path(__file__).parent
ENVIRONMENT = HERE.parents[1] / "build" / "oracle" / "nova"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RELEASE = "nova==34.0.0"
ASKED = "VIRTFAQ_ORACLE"
# Nova's weigher of image properties reads its database.
NAMES = sorted(set(WEIGHERS) - {"ImagePropertiesWeigher"})
NEVER_NEGATIVE = {f"{name}_weight_multiplier" for name in ("pci", "soft_affinity", "soft_anti_affinity")}
POLICIES = ("affinity", "soft-affinity", "soft-anti-affinity")
MEMBERS = [f"server-{at}" for at in range(6)]

finite = st.floats(-1e6, 1e6, allow_nan=False)
aggregates = st.lists(
    st.dictionaries(
        st.sampled_from(sorted(scheduler.usual_multipliers())), st.sampled_from(["2", "-1.5", "0", "much"])
    ),
    max_size=2,
)


def made() -> str:
    """Make the environment; return what went wrong, or nothing."""
    if PYTHON.exists():
        return ""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if not os.environ.get(ASKED) or not uv:
        return "uv was not found" if os.environ.get(ASKED) else "`make oracle` makes it"
    commands = [
        [uv, "venv", "--python", sys.executable, str(ENVIRONMENT)],
        [uv, "pip", "install", "--python", str(PYTHON), RELEASE],
    ]
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode:
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
            return done.stderr.strip()[-500:]
    return ""


@pytest.fixture(scope="module")
def nova() -> Iterator[subprocess.Popen[str]]:
    trouble = made()
    if trouble:
        pytest.skip(f"there is no environment with {RELEASE}: {trouble}")
    command = [str(PYTHON), str(HERE / "nova_weights.py")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    host = st.fixed_dictionaries(
        {
            "free_ram_mb": st.integers(-512, 2**18),
            "free_disk_mb": st.integers(-512, 2**22),
            "vcpus_total": st.integers(0, 128),
            "vcpus_used": st.integers(0, 512),
            "cpu_allocation_ratio": st.sampled_from([1.0, 1.5, 4.0, 16.0]),
            "num_instances": st.integers(0, 60),
            "num_io_ops": st.integers(0, 10),
            "failed_builds": st.integers(0, 10),
            "hypervisor_version": st.none() | st.integers(0, 9_000_000),
            "cell_uuid": st.sampled_from(["cell-1", "cell-2"]),
            "instances": st.lists(st.sampled_from(MEMBERS), unique=True),
            "aggregates": aggregates,
            "metrics": st.dictionaries(st.sampled_from(["cpu.percent", "heat"]), finite),
            "pci": st.none() | st.lists(st.integers(0, 120), max_size=3),
        }
    )
    hosts = draw(st.lists(host, max_size=8))
    return {
        "hosts": [{"name": f"host-{at}", **row} for at, row in enumerate(hosts)],
        "weighers": draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1)),
        "multipliers": {
            name: draw(st.sampled_from([value, 0.0, 2.5, 1.0 if name in NEVER_NEGATIVE else -1.0]))
            for name, value in scheduler.usual_multipliers().items()
        },
        "metrics_weight_setting": draw(st.dictionaries(st.sampled_from(["cpu.percent", "heat"]), finite)),
        "preferred_cell": draw(st.sampled_from([None, "cell-1"])),
        "group": draw(
            st.none()
            | st.fixed_dictionaries(
                {"policy": st.sampled_from(POLICIES), "members": st.lists(st.sampled_from(MEMBERS))}
            )
        ),
    }


def ours(question: dict[str, Any]) -> list[tuple[str, float]]:
    same = {"free_ram_mb", "free_disk_mb", "vcpus_total", "vcpus_used", "num_instances", "num_io_ops"}
    same |= {"failed_builds", "hypervisor_version", "metrics", "name"}
    hosts = [
        scheduler.ComputeHost(
            **{name: row[name] for name in same},
            cell=row["cell_uuid"],
            instances={name: {} for name in row["instances"]},
            aggregates=tuple(row["aggregates"]),
            pci_devices_free=None if row["pci"] is None else tuple(row["pci"]),
            allocation_ratios=scheduler.AllocationRatios(row["cpu_allocation_ratio"], 1.0, 1.0),
        )
        for row in question["hosts"]
    ]
    options = scheduler.Options(
        multipliers=question["multipliers"],
        metrics_weight_setting=question["metrics_weight_setting"],
        metrics_required=False,
    )
    group = question["group"] and scheduler.ServerGroup(
        policy=question["group"]["policy"], members=tuple(question["group"]["members"])
    )
    request = scheduler.ServerRequest(group=group, preferred_cell=question["preferred_cell"])
    pipeline = scheduler.Pipeline({}, scheduler.nova(options, weighers=question["weighers"]).scores)
    return [(ranked.host.name, ranked.weight) for ranked in pipeline.rank(hosts, request)]


def asked(nova: subprocess.Popen[str], question: dict[str, Any]) -> list[tuple[str, float]]:
    assert nova.stdin
    assert nova.stdout
    nova.stdin.write(json.dumps(question) + "\n")
    nova.stdin.flush()
    return [(name, weight) for name, weight in json.loads(nova.stdout.readline())]


def alike(found: list[tuple[str, float]], theirs: list[tuple[str, float]]) -> bool:
    return [name for name, _ in found] == [name for name, _ in theirs] and all(
        math.isclose(a[1], b[1], rel_tol=1e-12) for a, b in zip(found, theirs, strict=True)
    )


def test_the_ranking_is_that_of_nova(nova: subprocess.Popen[str]):
    @settings(max_examples=1000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(questions())
    def check(question: dict[str, Any]) -> None:
        assert alike(ours(question), asked(nova, question)), question

    check()


def test_the_comparison_sees_another_multiplier(nova: subprocess.Popen[str]):
    row = {"instances": [], "aggregates": [], "metrics": {}, "pci": None, "cell_uuid": "cell-1"}
    row |= dict.fromkeys(("free_disk_mb", "vcpus_total", "vcpus_used", "num_instances", "num_io_ops"), 0)
    row |= {"failed_builds": 0, "hypervisor_version": None, "cpu_allocation_ratio": 1.0}
    question = {
        "hosts": [{"name": f"host-{free}", "free_ram_mb": free, **row} for free in (512, 2048)],
        "weighers": ["RAMWeigher"],
        "multipliers": {"ram_weight_multiplier": 1.0},
        "metrics_weight_setting": {},
        "preferred_cell": None,
        "group": None,
    }
    theirs = asked(nova, question)
    assert alike(ours(question), theirs)
    assert not alike(ours({**question, "multipliers": {"ram_weight_multiplier": -1.0}}), theirs)
