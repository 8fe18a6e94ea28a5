"""Compute what a link carries for applications: the arithmetic of headers, frame by frame.

Sizes in bytes: Ethernet (IEEE 802.3), IPv4 (RFC 791), IPv6 (RFC 8200), TCP (RFC 9293), its timestamps
(RFC 7323), VXLAN (RFC 7348).
"""

from virtfaq.errors import VirtfaqError, quote

ETHERNET_HEADER, FRAME_CHECK, PREAMBLE, GAP = 14, 4, 8, 12
IP_HEADERS = {4: 20, 6: 40}
TCP_HEADER, TIMESTAMPS = 20, 12
VXLAN_HEADER, UDP_HEADER = 8, 8


def segment_bytes(mtu: int = 1500, *, ip: int = 4, timestamps: bool = True, overlay: bool = False) -> int:
    """Return what a full TCP segment carries, in bytes; with `overlay`, in VXLAN over IPv4.

    >>> segment_bytes(), segment_bytes(overlay=True), segment_bytes(mtu=9000)
    (1448, 1398, 8948)
    """
    if ip not in IP_HEADERS:
        raise VirtfaqError(f"ip is {quote(ip)}; give 4 or 6")
    if isinstance(mtu, bool) or not isinstance(mtu, int):
        raise VirtfaqError(f"mtu is {quote(mtu)}; give a whole number of bytes")
    tunnel = IP_HEADERS[4] + UDP_HEADER + VXLAN_HEADER + ETHERNET_HEADER if overlay else 0
    headers = tunnel + IP_HEADERS[ip] + TCP_HEADER + (TIMESTAMPS if timestamps else 0)
    if mtu <= headers:
        raise VirtfaqError(f"mtu is {mtu}; give more than the {headers} bytes of headers")
    return mtu - headers


def frame_bytes(mtu: int = 1500) -> int:
    """Return what a full Ethernet frame takes on the wire, with preamble and gap, in bytes.

    >>> frame_bytes()
    1538
    """
    return mtu + ETHERNET_HEADER + FRAME_CHECK + PREAMBLE + GAP


def tcp_goodput(
    bits_per_second: float, mtu: int = 1500, *, ip: int = 4, timestamps: bool = True, overlay: bool = False
) -> float:
    """Return what a link of this speed gives applications at most, in bits a second.

    >>> round(tcp_goodput(10e9) / 1e9, 3), round(tcp_goodput(10e9, overlay=True) / 1e9, 3)
    (9.415, 9.09)
    """
    if isinstance(bits_per_second, bool) or not 0 < bits_per_second < float("inf"):
        raise VirtfaqError(f"bits_per_second is {quote(bits_per_second)}; give a number above 0")
    payload = segment_bytes(mtu, ip=ip, timestamps=timestamps, overlay=overlay)
    return bits_per_second * payload / frame_bytes(mtu)
