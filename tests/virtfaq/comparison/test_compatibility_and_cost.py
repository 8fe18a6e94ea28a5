"""Test what runs where, goodput, power, sensitivity and the break-even curve."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtfaq import (
    Container,
    Host,
    Option,
    PowerModel,
    VirtfaqError,
    VirtualMachine,
    break_even,
    break_even_curve,
    compatibility_matrix,
    evidence,
    tcp_goodput,
    tornado,
    total_cost,
)
from virtfaq.comparison.compatibility import compatibility
from virtfaq.economics.energy import pack
from virtfaq.errors import SchedulerError, UnknownChoiceError, UnknownLabelError
from virtfaq.hosts.isolation import host_system_calls
from virtfaq.network.goodput import segment_bytes


@pytest.mark.parametrize(
    ("host", "program", "word"),
    [
        (("linux", "amd64"), ("linux", "amd64"), "container"),
        (("linux", "amd64"), ("linux", "arm64"), "emulation"),
        (("linux", "amd64"), ("windows", "amd64"), "virtual machine"),
        (("windows", "amd64"), ("windows", "amd64"), "container"),
        (("windows", "amd64"), ("linux", "amd64"), "virtual machine"),
        (("darwin", "arm64"), ("linux", "arm64"), "virtual machine"),
        (("darwin", "arm64"), ("linux", "amd64"), "emulation"),
    ],
)
def test_the_lightest_way(host: tuple[str, str], program: tuple[str, str], word: str) -> None:
    assert compatibility(host, program).word == word


def test_the_matrix_is_complete_and_shown() -> None:
    matrix = compatibility_matrix()
    assert len(matrix.cells) == 6 * 10
    assert len(str(matrix).splitlines()) == 11
    assert "<table>" in matrix._repr_html_()
    for cell in matrix.cells:
        assert (cell.word == "container") == bool(cell.containers)
    with pytest.raises(UnknownChoiceError, match="plan9"):
        compatibility(("plan9", "amd64"), ("linux", "amd64"))


def test_system_calls_are_those_of_the_outermost_boundary() -> None:
    inside = VirtualMachine("fc", runtime="firecracker").run(Container("in", runtime="gvisor"))
    host = Host("h").run(Container("c"), Container("g", runtime="gvisor"), inside)
    counts = {name: float(host_system_calls(host, name) or 0) for name in ("c", "g", "fc", "in")}
    assert counts["fc"] == counts["in"] < counts["g"] < counts["c"]
    with pytest.raises(VirtfaqError, match="host"):
        host_system_calls(host, "h")


def test_goodput_is_what_headers_leave() -> None:
    assert segment_bytes() == 1448
    assert tcp_goodput(10e9) == pytest.approx(10e9 * 1448 / 1538)
    assert tcp_goodput(10e9) / 1e9 == pytest.approx(evidence.number("felter.nuttcp.limit"), rel=0.001)
    assert segment_bytes(ip=6, timestamps=False) == 1440
    for wrong in ({"mtu": 52}, {"mtu": 1500.0}, {"ip": 5}):
        with pytest.raises(VirtfaqError):
            segment_bytes(**wrong)  # type: ignore[arg-type]
    with pytest.raises(VirtfaqError, match="bits_per_second"):
        tcp_goodput(0)


@given(st.integers(200, 9000), st.booleans())
def test_more_headers_never_carry_more(mtu: int, timestamps: bool) -> None:
    plain = tcp_goodput(1e9, mtu, timestamps=timestamps)
    assert tcp_goodput(1e9, mtu, timestamps=timestamps, overlay=True) < plain < 1e9
    assert tcp_goodput(1e9, mtu + 1, timestamps=timestamps) > plain


@given(st.lists(st.integers(0, 1000), max_size=50))
def test_packed_servers_carry_every_load_and_take_no_more_power(loads: list[int]) -> None:
    used = pack(loads, capacity=1000)
    assert sum(used) == pytest.approx(sum(loads) / 1000)
    assert all(0 <= share <= 1 for share in used)
    server = PowerModel(idle_watts=100, max_watts=250)
    spread = server.energy_joules([load / 1000 for load in loads], 1)
    assert server.energy_joules(used, 1) <= spread + 1e-9
    assert server.energy_joules(used, 1, servers=len(loads)) == pytest.approx(spread)


def test_power_is_linear_between_idle_and_full() -> None:
    server = PowerModel(idle_watts=100, max_watts=250)
    assert [server.watts(share) for share in (0, 0.2, 1)] == [100, 130, 250]


def test_bad_powers_are_refused() -> None:
    with pytest.raises(VirtfaqError, match="max_watts"):
        PowerModel(idle_watts=2, max_watts=1)
    server = PowerModel(1, 2)
    for utilization in (-0.1, 1.1, float("nan"), True):
        with pytest.raises(VirtfaqError, match="utilization"):
            server.watts(utilization)
    with pytest.raises(VirtfaqError, match="no fewer"):
        server.energy_joules([0.5, 0.5], 1, servers=1)
    with pytest.raises(SchedulerError):
        pack([1001], capacity=1000)


def options() -> tuple[Option, Option]:
    prices = {
        "server_memory": "64Gi",
        "server_price": 5000.0,
        "licence_per_server": 0.0,
        "licence_per_instance": 0.0,
        "operations_per_server": 1000.0,
    }
    return (
        Option(runtime="runc", operations_fixed=30_000, **prices),  # type: ignore[arg-type]
        Option(runtime="qemu-kvm", operations_fixed=0, **prices),  # type: ignore[arg-type]
    )


def test_the_curve_crosses_at_break_even() -> None:
    containers, machines = options()
    crossing = break_even(containers, machines, app="100Mi")
    assert crossing is not None
    (_, a, b), (_, c, d) = break_even_curve(
        containers, machines, app="100Mi", instances=[crossing - 1, crossing]
    )
    assert a > b
    assert c <= d


def test_the_widest_bar_comes_first() -> None:
    containers, _ = options()

    def total(price: float, instances: int) -> float:
        option = Option(**{**_read_fields(containers), "server_price": price})
        return total_cost(option, instances=instances, app="100Mi").total

    base = {"price": 5000, "instances": 10_000}
    bars = tornado(total, base, {"price": (4500, 5500), "instances": (1_000, 20_000)})
    assert [bar.name for bar in bars] == ["instances", "price"]
    assert bars[0].swing > bars[1].swing > 0
    assert bars[1].results == (total(4500, 10_000), total(5500, 10_000))
    with pytest.raises(UnknownChoiceError, match="price"):
        tornado(total, base, {"prise": (1, 2)})


def _read_fields(option: Option) -> dict[str, object]:
    return {name: getattr(option, name) for name in Option.__slots__}


def test_the_matrix_speaks_the_readers_words() -> None:
    linux = [("linux", "amd64")]
    matrix = compatibility_matrix(linux, linux, labels={"program": "programme", "container": "conteneur"})
    assert matrix.rows() == [("programme", "linux/amd64"), ("linux/amd64", "conteneur")]
    with pytest.raises(UnknownLabelError, match="contener"):
        compatibility_matrix(linux, linux, labels={"contener": "conteneur"})
