"""Weigh hosts with the real nova package: one JSON question a line on stdin, its answer on stdout.

Run by the Python of an environment that has nova; this file imports nothing of the project.
"""

import importlib
import json
import sys
from types import SimpleNamespace

from nova import conf
from nova.scheduler import weights

MODULES = {
    "BuildFailureWeigher": "compute",
    "CPUWeigher": "cpu",
    "CrossCellWeigher": "cross_cell",
    "DiskWeigher": "disk",
    "HypervisorVersionWeigher": "hypervisor_version",
    "IoOpsWeigher": "io_ops",
    "MetricsWeigher": "metrics",
    "NumInstancesWeigher": "num_instances",
    "PCIWeigher": "pci",
    "RAMWeigher": "ram",
    "ServerGroupSoftAffinityWeigher": "affinity",
    "ServerGroupSoftAntiAffinityWeigher": "affinity",
}


class Request(SimpleNamespace):
    """A request that Nova can ask with `in` whether it has an attribute."""

    def __contains__(self, name):
        return hasattr(self, name)


def host_state(row):
    state = SimpleNamespace(**row, host=row["name"], nodename=row["name"])
    state.instances = dict.fromkeys(row["instances"])
    state.aggregates = [SimpleNamespace(metadata=metadata) for metadata in row["aggregates"]]
    state.metrics = [SimpleNamespace(name=name, value=value) for name, value in row["metrics"].items()]
    pools = [{"count": count} for count in row["pci"] or ()]
    state.pci_stats = None if row["pci"] is None else SimpleNamespace(pools=pools)
    return state


def request_of(question):
    group, cell = question["group"], question["preferred_cell"]
    destination = cell and Request(cell=SimpleNamespace(uuid=cell), allow_cross_cell_move=True)
    return Request(instance_group=group and SimpleNamespace(**group), requested_destination=destination)


def answer(question):
    metrics = [f"{name}={ratio!r}" for name, ratio in question["metrics_weight_setting"].items()]
    conf.CONF.set_override("weight_setting", metrics, "metrics")
    conf.CONF.set_override("required", False, "metrics")
    for name, value in question["multipliers"].items():
        section = (
            ("weight_multiplier", "metrics") if name.startswith("metrics") else (name, "filter_scheduler")
        )
        conf.CONF.set_override(section[0], value, section[1])
    chosen = [
        getattr(importlib.import_module(f"nova.scheduler.weights.{MODULES[name]}"), name)()
        for name in question["weighers"]
    ]
    hosts = [host_state(row) for row in question["hosts"]]
    ranked = weights.HostWeightHandler().get_weighed_objects(chosen, hosts, request_of(question))
    return [[one.obj.name, one.weight] for one in ranked]


def main():
    conf.CONF([], project="nova", default_config_files=[])
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
