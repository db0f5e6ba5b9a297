"""Packed bodies: what a server packs, it may forget to say; and a few bytes may unfold to gigabytes."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds import unpack as house
from bot.feeds.decode import decode
from bot.feeds.unpack import INFLATED, PACKINGS, unpack
from tests.thought.feeds.samples import KOREAN, KOREAN_TITLES, korean, read, titles

Pack = Callable[[bytes], bytes]


def deflated(body: bytes) -> bytes:
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return raw.compress(body) + raw.flush()


def brotli(body: bytes) -> bytes:
    packed: bytes = house._brotli.compress(body, quality=5)
    return packed


def zstandard(body: bytes) -> bytes:
    packed: bytes = house._zstd.compress(body)
    return packed


KNOWN = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "raw deflate": deflated,
    "br": brotli,
    "zstd": zstandard,
}
PACKS = [
    pytest.param(
        name,
        pack,
        id=name,
        marks=pytest.mark.skipif(
            name.rpartition(" ")[2] not in PACKINGS,
            reason=f"the library for {name} is not installed: see requirements.lock",
        ),
    )
    for name, pack in KNOWN.items()
]


@pytest.mark.parametrize(("name", "pack"), PACKS)
def test_a_packed_body_is_unpacked(name: str, pack: Pack) -> None:
    """Declared, undeclared (but for the bare stream, which looks like nothing), and inside another."""
    body = korean().encode()
    declared = name.rpartition(" ")[2]
    assert unpack(pack(body), declared) == (body, True)
    if name != "raw deflate":
        assert unpack(pack(body)) == (body, True)
        assert titles(read(pack(body), KOREAN)) == KOREAN_TITLES
        assert unpack(unpack(gzip.compress(pack(body)))[0]) == (body, True)


@pytest.mark.parametrize(("name", "pack"), PACKS)
def test_a_bomb_is_cut(name: str, pack: Pack) -> None:
    """Memory stays bounded whatever a few bytes unfold to."""
    plain, whole = unpack(pack(b"<" * (INFLATED + 5)), name.rpartition(" ")[2])
    assert len(plain) == INFLATED
    assert not whole
    assert unpack(pack(b"<" * INFLATED), name.rpartition(" ")[2]) == (b"<" * INFLATED, True)


@pytest.mark.parametrize(("name", "pack"), PACKS)
@given(cut=st.integers(1, 200))
def test_a_cut_body_keeps_its_beginning(name: str, pack: Pack, cut: int) -> None:
    """A broken transfer is told, and never raises."""
    body = korean().encode() * 30
    packed = pack(body)
    plain, whole = unpack(packed[: -min(cut, len(packed) - 1)], name.rpartition(" ")[2])
    assert not whole or plain == packed[: -min(cut, len(packed) - 1)]
    assert body.startswith(plain) or whole


@pytest.mark.skipif("zstd" not in PACKINGS, reason="the library for zstd is not installed: see requirements.lock")
def test_a_frame_that_wants_much_memory_is_refused() -> None:
    """A window of gigabytes is memory too: what wants it comes back as it is."""
    options = {house._zstd.CompressionParameter.window_log: 27, house._zstd.CompressionParameter.content_size_flag: 0}
    machine = house._zstd.ZstdCompressor(options=options)
    wide = machine.compress(b"<rss>" * 3_000_000) + machine.flush()
    assert unpack(wide) == (wide, True)


@pytest.mark.skipif("zstd" not in PACKINGS, reason="the library for zstd is not installed: see requirements.lock")
def test_joined_frames_are_one_body() -> None:
    """As with gzip: some servers pack piece by piece."""
    assert unpack(zstandard(b"<rss>") + zstandard(b"</rss>")) == (b"<rss></rss>", True)


@pytest.mark.parametrize("packing", ["", "br", "zstd", "gzip", "deflate"])
def test_what_is_not_packed_stays_as_it_is(packing: str) -> None:
    """Text that happens to begin like a packed body, or that a server says is packed, must not be lost."""
    for body in (
        b"",
        b"x",
        b"x\x9c is how this begins",
        b"\x1f\x8b and no gzip",
        b"\x28\xb5\x2f\xfd no",
        b"<rss/>",
        b"\x89PNG\x00\x01",
    ):
        assert unpack(body, packing) == (body, True)
    for body in (korean().encode("utf-16"), korean().encode("utf-32"), korean("").encode("cp949"), b"\x1b$B<rss/>"):
        assert unpack(body, packing) == (body, True)


@given(st.binary(max_size=400), st.sampled_from(["", *PACKINGS]))
def test_any_bytes_end(body: bytes, packing: str) -> None:
    """Whatever comes, in whatever packing it is said to be."""
    for front in (b"", b"\x1f\x8b\x08", b"\x78\x9c", b"\x28\xb5\x2f\xfd", b"\x1b\x0b"):
        plain, whole = unpack(front + body, packing, 1000)
        assert len(plain) <= max(1000, len(front + body))
        assert isinstance(whole, bool)
        decode(front + body, "", "ko")
