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
    from .comparison import Comparison, compare
    from .cost import Option, break_even, total_cost
    from .errors import VirtfaqError
    from .memory import density, density_gain
    from .model import Container, Host, Hypervisor, Image, Kernel, Layer, Pod, VirtualMachine
    from .network import Path
    from .quantity import Quantity
    from .runtimes import runtime
    from .virtualization import Runtime

__all__ = [
    "Comparison",
    "Container",
    "Host",
    "Hypervisor",
    "Image",
    "Kernel",
    "Layer",
    "Option",
    "Path",
    "Pod",
    "Quantity",
    "Runtime",
    "VirtfaqError",
    "VirtualMachine",
    "break_even",
    "compare",
    "density",
    "density_gain",
    "evidence",
    "runtime",
    "scheduler",
    "total_cost",
]

# Each name is imported on first use: `import virtfaq` costs next to nothing, in a browser too.
_HOMES = {
    "comparison": ("Comparison", "compare"),
    "cost": ("Option", "break_even", "total_cost"),
    "errors": ("VirtfaqError",),
    "memory": ("density", "density_gain"),
    "model": ("Container", "Host", "Hypervisor", "Image", "Kernel", "Layer", "Pod", "VirtualMachine"),
    "network": ("Path",),
    "quantity": ("Quantity",),
    "runtimes": ("runtime",),
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
