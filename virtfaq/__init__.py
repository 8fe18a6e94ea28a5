"""Simulate hosts, kernels, hypervisors, virtual machines and containers, with cited numbers.

| name | what it is |
|---|---|
| `Host` | a physical machine, its kernel and what it runs |
| `VirtualMachine` | a machine made by a hypervisor, with a kernel of its own |
| `Container` | isolated processes of one image |
| `Pod` | containers that share a network and a runtime |
| `Image` | files for one operating system, without a kernel |
| `Layer` | a part of an image, named by its digest |
| `Kernel` | a kernel, of a machine or in user space |
| `Processor` | an architecture: which instructions trap in user mode |
| `run_bare` | a program on the machine itself |
| `run_in_vm` | the same program in a virtual machine, by trap and emulation |
| `HYPERVISOR_DESIGNS` | how some hypervisors are built |
| `hypervisor_design` | how the hypervisor of a name is built |
| `GuestLoad` | what a guest does |
| `guest_exits` | how often it leaves the processor to its hypervisor |
| `Hypervisor` | software that runs guest systems |
| `Runtime` | one way to run an instance, with its measured numbers |
| `runtime` | the runtime of a name |
| `Quantity` | a number with the measurements it rests on |
| `Path` | the hops of a packet |
| `density` | how many instances fit in a memory |
| `density_gain` | how many times as many fit with one runtime as with another |
| `Option` | a runtime and all that it costs |
| `total_cost` | what an option costs for a number of instances |
| `break_even` | the fewest instances for which one option costs no more than another |
| `Comparison` | a table of the properties of two instances |
| `compare` | the comparison of two instances, run and measured side by side |
| `Chart` | series of numbers, to be drawn as a figure |
| `chart` | the figure of one or more series of numbers |
| `diagram` | a host and what it runs, or the path of a packet, as boxes in boxes |
| `Stage` | one thing that takes time when an instance starts |
| `Boot` | the stages of a start, and the chain of them that decides |
| `boot` | the measured stages of starting an instance |
| `pulled` | the stages of pulling the layers of an image that are missing |
| `Demand` | so many instances of one application and one runtime |
| `mix_density` | how many times a mix of instances fits in a memory |
| `simulate_overcommit` | how often memory runs out when more is promised than there is |
| `Guest` | a virtual machine that can give memory back |
| `reclaim` | what each guest gives back when balloons inflate |
| `InstancePages` | the contents of an instance's pages of memory |
| `merge_pages` | what merging equal pages saves |
| `Migration` | how moving a running instance went |
| `steady` | writing to memory at a constant rate, over a working set |
| `precopy` | a migration that copies again what was dirtied, at a constant bandwidth |
| `adaptive_precopy` | a migration that copies faster as the instance dirties faster |
| `postcopy` | a migration that runs first and copies afterwards |
| `checkpoint_restore` | a migration that stops, saves, sends and restores |
| `AddressRange` | the addresses of a subnet that may be handed out |
| `AddressPool` | ranges of addresses, and those that are taken |
| `tcp_goodput` | what a link carries for applications after headers |
| `parse_digest` | the two parts of a digest that can be verified |
| `chain_ids` | the names of layers on top of those below them |
| `compatibility_matrix` | what runs where, tried one by one |
| `break_even_curve` | what two options cost for many numbers of instances |
| `tornado` | which argument of a model matters most |
| `PowerModel` | the power of a server by its utilization |
| `EventLoop` | a clock, and the events that are still to happen |
| `Job` | work for a core, that arrives at a time |
| `completions` | when each job ends, under a discipline of service |
| `FirstComeFirstServed` | the discipline in which a job waits for a free core |
| `ProcessorSharing` | the discipline in which jobs share the cores equally |
| `Group` | a control group, with its weight and its limit |
| `allocate` | the cores that each control group gets |
| `OomCandidate` | a process of a control group, and the memory it uses |
| `oom_kills` | the processes that a limit of memory kills |
| `cpu_bandwidth` | the quota and the period of a CPU limit |
| `burst_seconds` | how long a burst of work takes under a CPU limit |
| `noisy_neighbours` | what an instance gets beside neighbours that want all they can get |
| `ProcessTable` | the processes of a kernel, in their namespaces: what each sees and may do |
| `Process` | a process, with its namespaces and its process ID in each of them |
| `NAMESPACE_TYPES` | the types of namespaces of Linux, and what each isolates |
| `Resources` | what a container of Kubernetes requests, and its limits |
| `qos_class` | the quality-of-service class of a pod |
| `Autoscaler` | the HorizontalPodAutoscaler of Kubernetes |
| `burst` | what waits while a service scales out |
| `fit_scalability` | the universal scalability law that is nearest to measured points |
| `extrapolate` | how wrong that law is at points that it has not seen |
| `sweep` | a function on a grid of parameters, on any executor |
| `evidence` | published measurements and their sources |
| `scheduler` | where an instance goes: the schedulers of Nova and Kubernetes, and bin packing |
| `VirtfaqError` | what bad input raises; `virtfaq.errors` has the particular ones |

>>> from virtfaq import Container, Host, VirtualMachine
>>> host = Host("serveur").run(Container("web"), Container("db"), VirtualMachine("vm1"))
>>> host.kernel_of("web") is host.kernel_of("db") is host.kernel
True
>>> len(host.kernels())
2
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import evidence, scheduler
    from .addresses import AddressPool, AddressRange
    from .autoscaler import Autoscaler
    from .ballooning import Guest, reclaim
    from .cgroups import cpu_bandwidth
    from .charts import Chart, chart
    from .comparison import Comparison, compare
    from .compatibility import compatibility_matrix
    from .cost import Option, break_even, break_even_curve, total_cost
    from .cpu import Group, allocate, noisy_neighbours
    from .diagrams import diagram
    from .digests import chain_ids, parse_digest
    from .elasticity import burst
    from .energy import PowerModel
    from .engine import EventLoop
    from .errors import VirtfaqError
    from .exits import GuestLoad, guest_exits
    from .goodput import tcp_goodput
    from .hypervisors import HYPERVISOR_DESIGNS, hypervisor_design
    from .limits import OomCandidate, burst_seconds, oom_kills
    from .memory import Demand, density, density_gain, mix_density
    from .migration import Migration, adaptive_precopy, checkpoint_restore, postcopy, precopy, steady
    from .model import Container, Host, Hypervisor, Image, Kernel, Layer, Pod, VirtualMachine
    from .namespaces import NAMESPACE_TYPES
    from .network import Path
    from .overcommit import simulate_overcommit
    from .process_table import ProcessTable
    from .processes import Process
    from .processor_sharing import ProcessorSharing
    from .pulls import pulled
    from .qos import Resources, qos_class
    from .quantity import Quantity
    from .queues import FirstComeFirstServed, Job, completions
    from .runtimes import runtime
    from .scalability import extrapolate, fit_scalability
    from .sensitivity import tornado
    from .sharing import InstancePages, merge_pages
    from .startup import Boot, Stage, boot
    from .sweeps import sweep
    from .trapping import Processor, run_bare, run_in_vm
    from .virtualization import Runtime

__all__ = [
    "HYPERVISOR_DESIGNS",
    "NAMESPACE_TYPES",
    "AddressPool",
    "AddressRange",
    "Autoscaler",
    "Boot",
    "Chart",
    "Comparison",
    "Container",
    "Demand",
    "EventLoop",
    "FirstComeFirstServed",
    "Group",
    "Guest",
    "GuestLoad",
    "Host",
    "Hypervisor",
    "Image",
    "InstancePages",
    "Job",
    "Kernel",
    "Layer",
    "Migration",
    "OomCandidate",
    "Option",
    "Path",
    "Pod",
    "PowerModel",
    "Process",
    "ProcessTable",
    "Processor",
    "ProcessorSharing",
    "Quantity",
    "Resources",
    "Runtime",
    "Stage",
    "VirtfaqError",
    "VirtualMachine",
    "adaptive_precopy",
    "allocate",
    "boot",
    "break_even",
    "break_even_curve",
    "burst",
    "burst_seconds",
    "chain_ids",
    "chart",
    "checkpoint_restore",
    "compare",
    "compatibility_matrix",
    "completions",
    "cpu_bandwidth",
    "density",
    "density_gain",
    "diagram",
    "evidence",
    "extrapolate",
    "fit_scalability",
    "guest_exits",
    "hypervisor_design",
    "merge_pages",
    "mix_density",
    "noisy_neighbours",
    "oom_kills",
    "parse_digest",
    "postcopy",
    "precopy",
    "pulled",
    "qos_class",
    "reclaim",
    "run_bare",
    "run_in_vm",
    "runtime",
    "scheduler",
    "simulate_overcommit",
    "steady",
    "sweep",
    "tcp_goodput",
    "tornado",
    "total_cost",
]

# Each name is imported on first use: `import virtfaq` costs next to nothing, in a browser too.
_HOMES = {
    "addresses": ("AddressPool", "AddressRange"),
    "autoscaler": ("Autoscaler",),
    "ballooning": ("Guest", "reclaim"),
    "cgroups": ("cpu_bandwidth",),
    "charts": ("Chart", "chart"),
    "comparison": ("Comparison", "compare"),
    "compatibility": ("compatibility_matrix",),
    "cost": ("Option", "break_even", "break_even_curve", "total_cost"),
    "cpu": ("Group", "allocate", "noisy_neighbours"),
    "diagrams": ("diagram",),
    "digests": ("chain_ids", "parse_digest"),
    "elasticity": ("burst",),
    "energy": ("PowerModel",),
    "engine": ("EventLoop",),
    "errors": ("VirtfaqError",),
    "exits": ("GuestLoad", "guest_exits"),
    "goodput": ("tcp_goodput",),
    "hypervisors": ("HYPERVISOR_DESIGNS", "hypervisor_design"),
    "limits": ("OomCandidate", "burst_seconds", "oom_kills"),
    "memory": ("Demand", "density", "density_gain", "mix_density"),
    "migration": ("Migration", "adaptive_precopy", "checkpoint_restore", "postcopy", "precopy", "steady"),
    "model": ("Container", "Host", "Hypervisor", "Image", "Kernel", "Layer", "Pod", "VirtualMachine"),
    "namespaces": ("NAMESPACE_TYPES",),
    "network": ("Path",),
    "overcommit": ("simulate_overcommit",),
    "process_table": ("ProcessTable",),
    "processes": ("Process",),
    "processor_sharing": ("ProcessorSharing",),
    "pulls": ("pulled",),
    "qos": ("Resources", "qos_class"),
    "quantity": ("Quantity",),
    "queues": ("FirstComeFirstServed", "Job", "completions"),
    "runtimes": ("runtime",),
    "scalability": ("extrapolate", "fit_scalability"),
    "sensitivity": ("tornado",),
    "sharing": ("InstancePages", "merge_pages"),
    "startup": ("Boot", "Stage", "boot"),
    "sweeps": ("sweep",),
    "trapping": ("Processor", "run_bare", "run_in_vm"),
    "virtualization": ("Runtime",),
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in ("evidence", "scheduler"):
        return import_module(f".{name}", __name__)
    for module, names in _HOMES.items():
        if name in names:
            return globals().setdefault(name, getattr(import_module(f".{module}", __name__), name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
