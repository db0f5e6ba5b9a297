"""Fetching never reaches a machine behind us: every hop, every address that a name means, however it is written.

The resolver and the sockets are under the tests' control; the server is a real one on loopback, which stands for the
internet where an address of the internet is asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address

import httpcore
import pytest

from bot.fetch import Fetcher
from bot.fetch.network import Address, embedded, is_public, resolve
from bot.model import Answer, FeedState, Fetched
from tests.contract.web_site import FEED, HOME, NOW, Site, ask, feed, http, reason, serving

PUBLIC = "93.184.216.34"
FORBIDDEN = {
    "this machine": "0.0.0.0",  # noqa: S104 - where we do not go
    "private 10": "10.0.0.1",
    "shared (CGNAT)": "100.64.0.1",
    "loopback": "127.0.0.2",
    "link-local": "169.254.169.254",
    "private 172": "172.16.0.1",
    "protocol assignments": "192.0.0.1",
    "documentation": "192.0.2.1",
    "6to4 relay": "192.88.99.1",
    "private 192": "192.168.1.1",
    "benchmarks": "198.18.0.1",
    "documentation 2": "198.51.100.7",
    "documentation 3": "203.0.113.7",
    "multicast": "224.0.0.251",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "unspecified 6": "::",
    "loopback 6": "::1",
    "mapped": "::ffff:10.0.0.1",
    "compatible": "::127.0.0.1",
    "translated": "::ffff:0:127.0.0.1",
    "NAT64": "64:ff9b::10.0.0.1",
    "local NAT64": "64:ff9b:1::1",
    "discard": "100::1",
    "Teredo": "2001::1",
    "documentation 6": "2001:db8::1",
    "6to4": "2002:a00:1::1",
    "documentation 7": "3fff::1",
    "segment routing": "5f00::1",
    "unique local": "fd00::1",
    "link-local 6": "fe80::1",
    "site-local": "fec0::1",
    "multicast 6": "ff02::1",
}
SPELLINGS = [
    "127.1", "127.0.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "127.0.0.1.", "localhost",
    "LOCALHOST.", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]", "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "[::1]", "[::]", "0", "127。0。0。1", "①②⑦.⓪.⓪.①", "%31%32%37.0.0.1", "user@127.0.0.1",
    "public.example:80@127.0.0.1", "127.0.0.1%00.public.example", "127.0.0.1%2f.public.example",
]  # fmt: skip


@dataclass
class Internet(httpcore.AsyncNetworkBackend):
    """Names mean what the test says; an address of the internet is our server. Notes where somebody connected to."""

    names: dict[str, list[list[str]]] = field(
        default_factory=dict
    )  # the answers one after the other, the last for ever
    port: int = 0
    connected: list[str] = field(default_factory=list)
    real: httpcore.AsyncNetworkBackend = field(default_factory=httpcore.AnyIOBackend)

    async def lookup(self, host: str, port: int) -> list[Address]:
        if host not in self.names:
            return await resolve(host, port)
        answers = self.names[host]
        return [ip_address(text) for text in (answers.pop(0) if len(answers) > 1 else answers[0])]

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.connected.append(host)
        del port
        return await self.real.connect_tcp("127.0.0.1", self.port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self.real.sleep(seconds)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as found:
        yield found


@pytest.fixture
def internet(site: Site) -> Internet:
    return Internet({"outlet.example": [[PUBLIC]]}, site.port)


async def fetch(internet: Internet, url: str, times: int = 1) -> list[Answer]:
    async with Fetcher(
        version="1",
        clock=lambda: NOW,
        pause=timedelta(0),
        deadline=timedelta(seconds=5),
        lookup=internet.lookup,
        wire=internet,
    ) as fetcher:
        return [await fetcher.fetch(feed(url), FeedState(url, NOW)) for _ in range(times)]


@pytest.mark.parametrize("kind", FORBIDDEN)
async def test_no_redirect_reaches_a_forbidden_address(site: Site, internet: Internet, kind: str) -> None:
    """By its name and as it is: a hostile outlet would read what only the machines behind us may."""
    address = FORBIDDEN[kind]
    internet.names["inside.example"] = [[address]]
    spelled = f"[{address}]" if ":" in address else address
    for target in ("http://inside.example/", f"http://{spelled}/", f"https://{spelled}:8443/"):
        site.pages["/feed"] = http("302 Found", Location=target)
        (answer,) = await fetch(internet, "http://outlet.example/feed")
        assert "fetch.allow_private can allow it" in reason(answer)
    assert set(internet.connected) == {PUBLIC}
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("hop", range(1, 5))
async def test_every_hop_is_checked(site: Site, internet: Internet, hop: int) -> None:
    """Not the first alone: a chain of good hosts may end inside."""
    for number in range(1, 6):
        internet.names[f"hop{number}.example"] = [[PUBLIC if number < hop else "10.0.0.1"]]
        site.pages[f"/{number}"] = http("302 Found", Location=f"http://hop{number + 1}.example/{number + 1}")
    site.pages["/feed"] = http("301 Moved", Location="http://hop1.example/1")
    (answer,) = await fetch(internet, "http://outlet.example/feed")
    assert f"hop{hop}.example is 10.0.0.1" in reason(answer)
    assert len(site.asked) == hop


async def test_only_the_good_addresses_of_a_name_are_used(site: Site, internet: Internet) -> None:
    """A name with a public and a private address must not be a way in, nor be lost."""
    internet.names["outlet.example"] = [["10.0.0.1", "::1", PUBLIC]]
    site.pages["/feed"] = http(body=FEED)
    (answer,) = await fetch(internet, "http://outlet.example/feed")
    assert isinstance(answer, Fetched)
    assert internet.connected == [PUBLIC]


async def test_a_name_that_changes_its_meaning_gains_nothing(site: Site, internet: Internet) -> None:
    """DNS rebinding: public when it is checked, private when it is connected to. One answer serves for both."""
    internet.names["outlet.example"] = [[PUBLIC], ["127.0.0.1"]]
    site.pages["/feed"] = http(body=FEED, Connection="close")
    first, second = await fetch(internet, "http://outlet.example/feed", times=2)
    assert isinstance(first, Fetched)
    assert internet.connected == [PUBLIC]
    assert "127.0.0.1, an address inside a network" in reason(second)


async def test_a_name_that_changes_before_a_retry_gains_nothing(site: Site, internet: Internet) -> None:
    """A server that hangs up makes us connect anew: that is looked up and checked anew."""

    async def hang_up(writer: asyncio.StreamWriter) -> None:
        writer.close()

    internet.names["outlet.example"] = [[PUBLIC], ["169.254.169.254"]]
    site.pages["/feed"] = hang_up
    (answer,) = await fetch(internet, "http://outlet.example/feed")
    assert "169.254.169.254" in reason(answer)
    assert internet.connected == [PUBLIC]


@pytest.mark.parametrize("host", SPELLINGS)
async def test_no_spelling_of_loopback_is_let_in(site: Site, internet: Internet, host: str) -> None:
    """Resolvers read numbers in many ways; what counts is where the connection would go."""
    site.pages["/feed"] = http(body=FEED)
    address = f"http://{host}:{site.port}/feed"
    assert reason(await ask(address, allow_private=()))
    assert site.asked == []
    site.pages["/to"] = http("302 Found", Location=address.encode().decode("latin-1"))
    (answer,) = await fetch(internet, "http://outlet.example/to")
    assert reason(answer)
    assert internet.connected == [PUBLIC]


async def test_a_network_that_is_allowed_is_allowed_in_every_dress(site: Site) -> None:
    """Who allows 127.0.0.1 means that machine; others stay forbidden."""
    site.pages["/feed"] = http(body=FEED)
    for host in ("127.1", "2130706433", "[::ffff:127.0.0.1]"):
        assert isinstance(await ask(f"http://{host}:{site.port}/feed", allow_private=HOME), Fetched)
    assert "127.0.0.2" in reason(await ask(f"http://127.0.0.2:{site.port}/feed", allow_private=HOME))


def test_the_internet_is_not_forbidden() -> None:
    """Also where a machine with IPv6 alone reaches it through NAT64."""
    for address in (PUBLIC, "8.8.8.8", "2606:2800:220:1::1", "2a00:1450::1", "64:ff9b::8.8.8.8", "2002:808:808::1"):
        assert is_public(ip_address(address)), address
    assert embedded(ip_address("64:ff9b::8.8.8.8")) == ip_address("8.8.8.8")
    assert embedded(ip_address("2606:2800:220:1::1")) is None
