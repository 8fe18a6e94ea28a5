"""Simulate hosts, kernels, hypervisors, virtual machines and containers, with cited numbers.

`dir(virtfaq)` lists the public names, `help(virtfaq.Host)` explains one, and `virtfaq.evidence` has the
published measurements that the numbers rest on.

>>> from virtfaq import Container, Host, VirtualMachine
>>> host = Host("serveur").run(Container("web"), Container("db"), VirtualMachine("vm1"))
>>> host.kernel_of("web") is host.kernel_of("db") is host.kernel
True
>>> len(host.kernels())
2
"""

from importlib import import_module

# Each public name, under the module that has it. A name is imported on first use: `import virtfaq` costs next
# to nothing, in a browser too. `__init__.pyi` says the same to type checkers.
_HOMES = {
    "comparison.charts": ("Chart", "chart"),
    "comparison.compare": ("Comparison", "compare"),
    "comparison.compatibility": ("compatibility_matrix",),
    "comparison.diagrams": ("diagram",),
    "economics.cost": ("Option", "break_even", "break_even_curve", "total_cost"),
    "economics.energy": ("PowerModel",),
    "economics.sensitivity": ("tornado",),
    "errors": ("InvalidConsoleError", "VirtfaqError"),
    "evidence.quantity": ("Quantity", "assumed", "read_quantity"),
    "hosts.instances": ("Container", "Host", "Pod", "VirtualMachine"),
    "kubernetes.autoscaler": ("Autoscaler",),
    "kubernetes.elasticity": ("burst",),
    "kubernetes.qos": ("Resources", "oom_score_adj", "qos_class"),
    "lifecycle.migration": (
        "Migration",
        "adaptive_precopy",
        "checkpoint_restore",
        "dirty_steadily",
        "postcopy",
        "precopy",
    ),
    "lifecycle.pulls": ("pull",),
    "lifecycle.startup": ("Boot", "Stage", "boot", "creation_seconds"),
    "lifecycle.together": ("busy_share", "start_together"),
    "linux.cgroups": ("cpu_bandwidth",),
    "linux.cpu_shares": ("Group", "allocate", "noisy_neighbours"),
    "linux.limits": ("OomCandidate", "burst_seconds", "oom_kills"),
    "linux.namespaces": ("NAMESPACE_TYPES",),
    "linux.process": ("Process",),
    "linux.process_table": ("ProcessTable",),
    "memory.ballooning": ("Guest", "reclaim"),
    "memory.density": ("Demand", "density", "density_gain", "mix_density"),
    "memory.overcommit": ("simulate_overcommit",),
    "memory.page_sharing": ("InstancePages", "merge_pages"),
    "model.digests": ("chain_ids", "parse_digest"),
    "model.images": ("Image", "Layer"),
    "model.kernels": ("Kernel",),
    "model.runtime": ("Hypervisor", "Runtime"),
    "model.runtime_table": ("runtime",),
    "network.addresses": ("AddressPool", "AddressRange"),
    "network.goodput": ("tcp_goodput",),
    "network.paths": ("Path",),
    "network.shared_link": ("share_link",),
    "simulation.engine": ("EventLoop",),
    "simulation.processor_sharing": ("ProcessorSharing",),
    "simulation.queues": ("FirstComeFirstServed", "Job", "completions"),
    "simulation.scalability": ("extrapolate", "fit_scalability", "read_throughput"),
    "simulation.sweeps": ("sweep",),
    "virtualization.exits": ("GuestLoad", "guest_exits"),
    "virtualization.processor": ("Processor",),
    "virtualization.trapping": ("run_bare", "run_in_vm"),
}
_MODULES = ("evidence", "lab", "scheduler")

__all__ = sorted([*_MODULES, *(name for names in _HOMES.values() for name in names)])


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return import_module(f"virtfaq.{name}")
    for module, names in _HOMES.items():
        if name in names:
            return globals().setdefault(name, getattr(import_module(f"virtfaq.{module}"), name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
