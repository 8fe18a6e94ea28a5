"""Measure how fast instances are placed, and how the cost of one grows with their number, in one run."""

from __future__ import annotations

import random
import time

import pytest

from virtfaq.scheduler import best_fit, first_fit, spread
from virtfaq.simulation.processor_sharing import ProcessorSharing
from virtfaq.simulation.queues import Job, completions

GIB = 2**30
FLAVORS = [(500, GIB), (1000, 2 * GIB), (2000, 4 * GIB), (4000, 8 * GIB), (8000, 16 * GIB)]
HOST = (64_000, 256 * GIB)


def flavors(count: int) -> list[tuple[int, int]]:
    return random.Random(count).choices(FLAVORS, k=count)


def any_sizes(count: int) -> list[tuple[int, int]]:
    dice = random.Random(count)
    return [(dice.randint(100, 8000), dice.randint(GIB // 4, 16 * GIB)) for _ in range(count)]


def seconds(place, requests, hosts: int) -> float:
    start = time.process_time()
    place(requests, [HOST] * hosts)
    return time.process_time() - start


@pytest.mark.parametrize("sizes", [flavors, any_sizes])
@pytest.mark.parametrize("place", [first_fit, spread, best_fit])
def test_100_000_instances_on_10_000_hosts(benchmark, sized, place, sizes):
    hosts, rounds = sized((10_000, 3), (100, 1))
    many, few = sizes(10 * hosts), sizes(hosts)
    placed = benchmark.pedantic(place, (many, [HOST] * hosts), rounds=rounds)
    assert len(placed) == len(many)
    assert None not in placed
    per_instance = min(seconds(place, many, hosts) for _ in range(rounds)) / len(many)
    benchmark.extra_info["cost of an instance at 100,000 / at 10,000"] = per_instance / (
        min(seconds(place, few, hosts) for _ in range(rounds)) / len(few)
    )


def test_40_000_vms_on_20_000_hosts_with_50_000_time_shared_jobs(benchmark, sized):
    hosts, dice = sized(20_000, 200), random.Random(7)
    jobs = [
        (dice.randrange(2 * hosts), Job(dice.uniform(0, 3600), dice.uniform(1, 600)))
        for _ in range(5 * hosts // 2)
    ]

    def run() -> float:
        vms = flavors(2 * hosts)
        placed = first_fit(vms, [HOST] * hosts)
        assert None not in placed
        of_vm: dict[int, list[Job]] = {}
        for vm, job in jobs:
            of_vm.setdefault(vm, []).append(job)
        ends = (
            completions(its, ProcessorSharing(cores=max(vms[vm][0] / 1000, 1))) for vm, its in of_vm.items()
        )
        return max(map(max, ends))

    assert benchmark.pedantic(run, rounds=3) > 3600
