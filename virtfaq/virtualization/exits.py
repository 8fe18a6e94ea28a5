"""Count how often a guest leaves the processor to its hypervisor: by technique, and by device.

What exits: an instruction that traps (Adams and Agesen, 2006; Agesen et al., 2012); an access to a register
of an emulated device (KVM_EXIT_MMIO, The Definitive KVM API Documentation); a notification of a virtio
device, one for as many buffers as the driver makes available at once (Virtual I/O Device specification).
"""

from dataclasses import dataclass

from virtfaq.errors import SimulationError, UnknownChoiceError, describe_unknown, quote

TECHNIQUES = ("emulation", "trap and emulate", "hardware assistance")
DEVICES = ("emulated", "virtio", "direct")


@dataclass(frozen=True, slots=True)
class GuestLoad:
    """The load of a guest: all instructions, the sensitive ones among them, and packets sent.

    `register_accesses` are those that a driver makes on an emulated card for each packet; `batch` is how many
    packets a virtio driver announces with one notification.
    """

    instructions: int
    sensitive: int = 0
    packets: int = 0
    register_accesses: int = 1
    batch: int = 1

    def __post_init__(self) -> None:
        """Refuse a load that cannot be."""
        counts = (self.instructions, self.sensitive, self.packets, self.register_accesses, self.batch)
        if any(isinstance(count, bool) or not isinstance(count, int) or count < 0 for count in counts):
            raise SimulationError(f"{quote(counts)} are no counts; give whole numbers, 0 or more")
        if self.sensitive > self.instructions or min(self.register_accesses, self.batch) < 1:
            raise SimulationError(
                "give no more sensitive instructions than instructions, and 1 or more register accesses and "
                "packets a notification"
            )


@dataclass(frozen=True, slots=True)
class Exits:
    """The work that did not run directly: `interpreted` instructions, exits for processor and device."""

    interpreted: int
    processor: int
    device: int

    @property
    def total(self) -> int:
        """The number of times that the guest left the processor to its hypervisor."""
        return self.processor + self.device


def guest_exits(load: GuestLoad, technique: str, device: str = "emulated") -> Exits:
    """Return how often a load exits, run by one of `TECHNIQUES` with one of `DEVICES`.

    An emulator interprets or translates every instruction, and so never exits; it is shown for comparison.
    With hardware assistance, a sensitive instruction acts on the state of the guest that the processor keeps;
    the few that still exit are left out.

    >>> load = GuestLoad(1_000_000, sensitive=2_000, packets=100, register_accesses=5, batch=20)
    >>> guest_exits(load, "emulation").interpreted
    1000000
    >>> [guest_exits(load, "trap and emulate", device).total for device in ("emulated", "virtio")]
    [2500, 2005]
    >>> [guest_exits(load, "hardware assistance", device).total for device in DEVICES]
    [500, 5, 0]
    """
    if technique not in TECHNIQUES:
        raise describe_unknown(UnknownChoiceError, technique, TECHNIQUES, "technique")
    if device not in DEVICES:
        raise describe_unknown(UnknownChoiceError, device, DEVICES, "device")
    if technique == "emulation":
        return Exits(load.instructions, 0, 0)
    accesses = {
        "emulated": load.packets * load.register_accesses,
        "virtio": -(-load.packets // load.batch),
        "direct": 0,
    }
    return Exits(0, load.sensitive if technique == "trap and emulate" else 0, accesses[device])
