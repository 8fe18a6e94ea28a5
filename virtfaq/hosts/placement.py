"""Settle runtime, network and kernel of an instance in a place, or refuse it there."""

from virtfaq.errors import (
    IncompatibleArchitectureError,
    IncompatibleHostError,
    IncompatibleKernelError,
    NotRunnableError,
    UnknownChoiceError,
    describe_unknown,
)
from virtfaq.model.element import Element
from virtfaq.model.kernels import Kernel
from virtfaq.model.runtime import Runtime
from virtfaq.model.runtime_table import runtime, usual_runtime
from virtfaq.records import replace


def settle(place: Element, instance: Element) -> Element:
    """Return `instance` as `place` runs it, with what it runs in turn; raise `NotRunnableError` if it cannot.

    A pod that nothing runs yet has no kernel: its containers are settled when a machine runs it.
    """
    if place.kernel is None:
        return instance
    settled = _place_in_pod(place, instance) if place.kind == "pod" else _place_on_machine(place, instance)
    _check_kernel(settled)
    _check_architecture(place, settled)
    if settled.kind == "container":
        return settled
    return replace(settled, instances=tuple(settle(settled, inner) for inner in settled.instances))


def _place_in_pod(pod: Element, instance: Element) -> Element:
    """Return a container with the runtime and network of its pod, and the kernel of the sandbox, if any."""
    if instance.kind != "container":
        raise NotRunnableError(
            f"{instance.name!r} is a {instance.kind}; the pod {pod.name!r} runs containers"
        )
    if instance.runtime not in (None, pod.runtime):
        raise NotRunnableError(
            f"{instance.name!r} asks for {instance.runtime!r}; its pod {pod.name!r} uses {pod.runtime!r}"
        )
    return replace(
        instance, runtime=pod.runtime, network=pod.network, kernel=pod.kernel, architecture=pod.architecture
    )


def _place_on_machine(machine: Element, instance: Element) -> Element:
    row = _choose_runtime(machine, instance)
    network = instance.network or row.networks[0]
    if network not in row.networks:
        raise describe_unknown(UnknownChoiceError, network, row.networks, f"network mode of {row.name}")
    architecture = machine.architecture if instance.kind != "virtual machine" else instance.architecture
    return replace(
        instance,
        runtime=row.name,
        network=network,
        kernel=_choose_kernel(machine, instance, row),
        architecture=architecture or machine.architecture,
    )


def _choose_runtime(machine: Element, instance: Element) -> Runtime:
    assert machine.kernel is not None
    kind, offered = (
        "virtual machine" if instance.kind == "virtual machine" else "container",
        machine.kernel.os,
    )
    row = runtime(instance.runtime) if instance.runtime else usual_runtime(kind, offered)
    if row.kind != kind:
        raise NotRunnableError(f"{instance.name!r} is a {instance.kind}; {row.name!r} runs {row.kind}s")
    if row.host_os not in (None, offered):
        raise IncompatibleHostError(
            f"{instance.name!r}: {row.name!r} needs a {row.host_os} kernel and {machine.name!r} runs "
            f"{offered}; use another runtime, or run it in a virtual machine with a {row.host_os} kernel"
        )
    return row


def _choose_kernel(machine: Element, instance: Element, row: Runtime) -> Kernel | None:
    if row.kernel == "host":
        return machine.kernel
    own = instance.kernel
    if own is not None and own.machine == instance.name:
        if own.os not in row.systems:
            raise IncompatibleKernelError(
                f"{instance.name!r}: {row.name!r} does not run {own.os}; it runs {', '.join(row.systems)}"
            )
        return own
    return Kernel(row.systems[0], machine=instance.name, user_space=row.kernel == "user space")


def _check_kernel(instance: Element) -> None:
    image, kernel = instance.image, instance.kernel
    if image is not None and kernel is not None and image.os != kernel.os:
        raise IncompatibleKernelError(
            f"{instance.name!r}: the image {image.name!r} needs a {image.os} kernel and {kernel.machine!r} "
            f"runs {kernel.os}; run it in a virtual machine with a {image.os} kernel"
        )


def _check_architecture(place: Element, instance: Element) -> None:
    asked = instance.image.architecture if instance.image is not None else instance.architecture
    if place.architecture in (None, asked) or asked is None:
        return
    hypervisor = runtime(instance.runtime).hypervisor if instance.runtime else None
    if hypervisor is None or hypervisor.native or instance.image is not None:
        raise IncompatibleArchitectureError(
            f"{instance.name!r} needs {asked} and {place.name!r} is {place.architecture}; choose another "
            f"image or emulate the processor: VirtualMachine(…, architecture={asked!r}, runtime='qemu-tcg')"
        )
