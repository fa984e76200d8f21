"""Connections to an address that was judged: addresses_of(host), is_public(address), Pinned, Watch and pieces().

A host's name is resolved once and the connection made to the very address that was judged, so that a name can't lead
elsewhere a moment later; the name is still who must show a certificate.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator

import certifi

ANSWER_WITHIN = 10.0  # seconds between bytes
CHUNK = 65_536

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")  # all that the registries give out; 6to4 in it leads anywhere
_6TO4, _6TO4_RELAY = ipaddress.ip_network("2002::/16"), ipaddress.ip_network("192.88.99.0/24")


def addresses_of(host: str, port: int) -> list[str]:
    """All addresses that this name has now. Raises OSError."""
    return [row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether an address is one of the public net, also when it is an IPv4 one in IPv6 clothes."""
    at = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(at, ipaddress.IPv6Address):
        inner = at.ipv4_mapped or at.sixtofour or (at.teredo[1] if at.teredo else None)
        if inner is None and at in _NAT64:
            inner = ipaddress.IPv4Address(int(at) & 0xFFFFFFFF)
        at = inner or at
    return at.is_global and not at.is_multicast


def is_plainly_public(address: str) -> bool:
    """The same, and in no other address's clothes: what a stranger may name as a place to ask."""
    at = ipaddress.ip_address(address.partition("%")[0])
    is_odd = at in _6TO4_RELAY if isinstance(at, ipaddress.IPv4Address) else at not in _UNICAST or at in _6TO4
    return is_public(address) and not is_odd


def pieces(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    """An answer's body as it comes."""
    while chunk := answer.read1(CHUNK):
        yield chunk


class Pinned(http.client.HTTPConnection):
    """A connection to this address, as the host of this name."""

    def __init__(self, host: str, port: int, address: str, is_safe: bool) -> None:
        super().__init__(host, port, timeout=ANSWER_WITHIN)
        self.address, self.is_safe = address, is_safe
        self.default_port = 443 if is_safe else 80

    def connect(self) -> None:
        if self.sock is not None:
            return
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.is_safe:
            context = ssl.create_default_context(cafile=certifi.where())
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


class Watch:
    """Cuts whatever connection is open when the time is up, however slowly its bytes drip."""

    def __init__(self, seconds: float) -> None:
        self.connection: http.client.HTTPConnection | None = None
        self.is_over = False
        self.timer = threading.Timer(seconds, self._cut)
        self.timer.daemon = True
        self.timer.start()

    def over(self, connection: http.client.HTTPConnection) -> None:
        self.connection = connection

    def end(self) -> None:
        self.timer.cancel()

    def _cut(self) -> None:
        self.is_over = True
        sock = self.connection.sock if self.connection else None
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
