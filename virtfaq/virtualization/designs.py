"""Describe how hypervisors are built, and where the two usual definitions of their type disagree.

Sources: P. Barham et al., Xen and the Art of Virtualization, 2003; the Hyper-V Top-Level Functional
Specification; The Definitive KVM API Documentation; the introduction of QEMU's system emulation.
"""

from dataclasses import dataclass

from virtfaq.errors import UnknownChoiceError, describe_unknown


@dataclass(frozen=True, slots=True)
class HypervisorDesign:
    """The design of one hypervisor.

    - `needs_host_os`: a general-purpose operating system must run on the machine before it.
    - `kernel_mode`: its own code runs in the processor's privileged mode.
    - `vm_is_process`: each virtual machine belongs to a process of that operating system.
    - `source`: the key of the work that says so.
    """

    name: str
    needs_host_os: bool
    kernel_mode: bool
    vm_is_process: bool
    source: str

    @property
    def type_by_host(self) -> int:
        """The type by the host: 1 if it runs without a host operating system, else 2."""
        return 2 if self.needs_host_os else 1

    @property
    def type_by_mode(self) -> int:
        """The type by the mode: 1 if it runs in the privileged mode of the processor, else 2."""
        return 1 if self.kernel_mode else 2


HYPERVISOR_DESIGNS = (
    HypervisorDesign("Xen", False, True, False, "barham"),
    HypervisorDesign("Hyper-V", False, True, False, "hyper-v-tlfs"),
    HypervisorDesign("KVM", True, True, True, "kvm-api"),
    HypervisorDesign("QEMU TCG", True, False, True, "qemu-introduction"),
)


def hypervisor_design(name: str) -> HypervisorDesign:
    """Return how the hypervisor of a name is built.

    >>> kvm = hypervisor_design("KVM")
    >>> kvm.type_by_host, kvm.type_by_mode
    (2, 1)
    >>> hypervisor_design("VMM")
    Traceback (most recent call last):
        ...
    virtfaq.errors.UnknownChoiceError: unknown hypervisor 'VMM'; allowed: Xen, Hyper-V, KVM, QEMU TCG
    """
    for design in HYPERVISOR_DESIGNS:
        if design.name == name:
            return design
    raise describe_unknown(
        UnknownChoiceError, name, [design.name for design in HYPERVISOR_DESIGNS], "hypervisor"
    )
