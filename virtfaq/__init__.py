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
| `EventLoop` | a clock, and the events that are still to happen |
| `Job` | work for a core, that arrives at a time |
| `completions` | when each job ends, under a discipline of service |
| `FirstComeFirstServed` | the discipline in which a job waits for a free core |
| `ProcessorSharing` | the discipline in which jobs share the cores equally |
| `Group` | a control group, with its weight and its limit |
| `allocate` | the cores that each control group gets |
| `noisy_neighbours` | what an instance gets beside neighbours that want all they can get |
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
    from .autoscaler import Autoscaler
    from .comparison import Comparison, compare
    from .cost import Option, break_even, total_cost
    from .cpu import Group, allocate, noisy_neighbours
    from .elasticity import burst
    from .engine import EventLoop
    from .errors import VirtfaqError
    from .memory import density, density_gain
    from .model import Container, Host, Hypervisor, Image, Kernel, Layer, Pod, VirtualMachine
    from .network import Path
    from .processor_sharing import ProcessorSharing
    from .qos import Resources, qos_class
    from .quantity import Quantity
    from .queues import FirstComeFirstServed, Job, completions
    from .runtimes import runtime
    from .scalability import extrapolate, fit_scalability
    from .sweeps import sweep
    from .virtualization import Runtime

__all__ = [
    "Autoscaler",
    "Comparison",
    "Container",
    "EventLoop",
    "FirstComeFirstServed",
    "Group",
    "Host",
    "Hypervisor",
    "Image",
    "Job",
    "Kernel",
    "Layer",
    "Option",
    "Path",
    "Pod",
    "ProcessorSharing",
    "Quantity",
    "Resources",
    "Runtime",
    "VirtfaqError",
    "VirtualMachine",
    "allocate",
    "break_even",
    "burst",
    "compare",
    "completions",
    "density",
    "density_gain",
    "evidence",
    "extrapolate",
    "fit_scalability",
    "noisy_neighbours",
    "qos_class",
    "runtime",
    "scheduler",
    "sweep",
    "total_cost",
]

# Each name is imported on first use: `import virtfaq` costs next to nothing, in a browser too.
_HOMES = {
    "autoscaler": ("Autoscaler",),
    "comparison": ("Comparison", "compare"),
    "cost": ("Option", "break_even", "total_cost"),
    "cpu": ("Group", "allocate", "noisy_neighbours"),
    "elasticity": ("burst",),
    "engine": ("EventLoop",),
    "errors": ("VirtfaqError",),
    "memory": ("density", "density_gain"),
    "model": ("Container", "Host", "Hypervisor", "Image", "Kernel", "Layer", "Pod", "VirtualMachine"),
    "network": ("Path",),
    "processor_sharing": ("ProcessorSharing",),
    "qos": ("Resources", "qos_class"),
    "quantity": ("Quantity",),
    "queues": ("FirstComeFirstServed", "Job", "completions"),
    "runtimes": ("runtime",),
    "scalability": ("extrapolate", "fit_scalability"),
    "sweeps": ("sweep",),
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
