"""Where we may go: addresses are looked up here and nowhere else, and checked before a connection is made."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpcore
import httpx

from bot.fetch.pool import EXPIRY, KEPT, MOST, Pool
from bot.fetch.reasons import Refused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Lookup = Callable[[str, int], Awaitable[list[Address]]]  # host, port -> addresses; raises socket.gaierror

_GIVEN_OUT = IPv6Network("2000::/3")
_NOT_GLOBAL = (IPv6Network("2001::/23"), IPv6Network("2001:db8::/32"), IPv6Network("3fff::/20"))
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: how a host with IPv6 alone reaches IPv4
_MAPPED = IPv6Network("::ffff:0:0/96")
_RELAY = IPv4Network("192.88.99.0/24")  # RFC 7526: anycast to whoever relays

LIMITS = httpx.Limits(max_connections=MOST, max_keepalive_connections=KEPT, keepalive_expiry=EXPIRY)  # of a proxy
if find_spec("sniffio") is None:
    # httpcore imports it at each lock that it takes, and a search that finds nothing is not remembered
    sys.modules["sniffio"] = None  # type: ignore[assignment]  # how Python writes down that a module is not there


@dataclass(frozen=True, slots=True)
class Guard(httpcore.AsyncNetworkBackend):
    """Connects to public addresses, and to private ones that were allowed.

    A name is looked up once for each connection, and the connection goes to an address of that very answer: a name that
    means another machine a moment later (DNS rebinding) gains nothing.
    """

    allowed: tuple[Network, ...]
    lookup: Lookup
    wire: httpcore.AsyncNetworkBackend = field(default_factory=httpcore.AnyIOBackend)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Try the host's addresses that we may connect to, one after the other. Raises `Refused` where there is none."""
        failure: Exception = Refused(f"{host} has no address")
        for address in await self.usable(host, port):
            try:
                return await self.wire.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Wait, for the pool."""
        await self.wire.sleep(seconds)

    async def usable(self, host: str, port: int = 0) -> list[Address]:
        """The host's addresses that we may connect to, IPv4 first; raises `Refused` where it has only others."""
        found = await self.lookup(host, port)
        usable = [address for address in found if self.is_allowed(address) or is_public(address)]
        if found and not usable:
            name = "" if str(found[0]) == host else f"{found[0]}, "
            raise Refused(f"{host} is {name}an address inside a network; fetch.allow_private can allow it")
        return usable

    async def is_inside(self, host: str) -> bool:
        """True when the host lives in the allowed private networks, where no manners are needed."""
        if not self.allowed:
            return False
        with suppress(OSError, UnicodeError):
            return any(self.is_allowed(address) for address in await self.lookup(host, 0))
        return False

    def is_allowed(self, address: Address) -> bool:
        """True inside `allow_private`."""
        meant = embedded(address) or address
        return any(address in network or meant in network for network in self.allowed)


class Transport(httpx.AsyncHTTPTransport):
    """httpx's own transport on connections that the guard lets through."""

    def __init__(self, context: ssl.SSLContext, guard: Guard) -> None:
        super().__init__(verify=context, trust_env=False)
        self._pool = Pool(context, guard)  # type: ignore[assignment]  # it does what httpx asks of its pool


async def resolve(host: str, port: int) -> list[Address]:
    """The addresses of a host, IPv4 first. Raises `socket.gaierror` where the name is not known."""
    with suppress(ValueError):
        return [_plain(ip_address(host))]  # nothing to look up
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = {_plain(ip_address(info[4][0])) for info in found}
    return sorted(addresses, key=lambda address: (address.version, int(address)))


def is_public(address: Address) -> bool:
    """True for an address of the internet; false for private, loopback, link-local, CGNAT, multicast and reserved ones.

    Of the IPv6 space only 2000::/3 is given out (RFC 4291, and the registry of IANA); what merely carries an IPv4
    address leads where that one does.
    """
    inner = embedded(address)
    if inner is not None:
        return is_public(inner)
    if isinstance(address, IPv6Address) and (address not in _GIVEN_OUT or any(address in one for one in _NOT_GLOBAL)):
        return False
    return address.is_global and not address.is_multicast and address not in _RELAY


def embedded(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for: mapped, translated (NAT64) or tunnelled (6to4); None for others."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64 or address in _MAPPED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour


def _plain(address: Address) -> Address:
    """IPv4 dressed as IPv6 is IPv4."""
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
