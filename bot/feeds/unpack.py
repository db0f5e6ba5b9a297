"""Packed bodies: gzip, deflate, Brotli and Zstandard, whether the server says so or not, and never beyond a limit.

Servers pack what nobody asked them to pack, forget to say so, or say so of what is not packed (fault 20 of 26). Three
packings show themselves by their first bytes; Brotli has no mark, so it is tried where a body cannot be text, and
believed where a document comes out.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

INFLATED = 10 * 2**20  # bytes: no body grows beyond this, however well it was packed
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_WINDOW = 23  # bits: RFC 9659 bounds what a server may ask a reader of Zstandard to keep in memory
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # what no text holds (ESC begins ISO-2022-JP)
_LOOK = 200  # bytes at the beginning of a body
_DOCUMENT = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*[<{]")


def _library(*names: str) -> Any:  # noqa: ANN401 - a module, of which only what is used here matters
    """The first of these modules that there is; None in an installation from before the lock had them."""
    for name in names:
        with suppress(ImportError):
            return import_module(name)
    return None


_brotli = _library("brotli")
_zstd = _library("compression.zstd", "backports.zstd")  # Python has it from 3.14 on

PACKINGS = ("gzip", "deflate", *(["br"] if _brotli else []), *(["zstd"] if _zstd else []))
"""What can be unpacked, by its name in HTTP."""


def unpack(body: bytes, packing: str = "", limit: int = INFLATED) -> tuple[bytes, bool]:
    """The body without its packing, at most `limit` bytes; and whether that is all. What is not packed stays as it is.

    `packing` is what the server says ("br"), "" where it says nothing; the first bytes count for more.
    """
    if body.startswith(_GZIP):
        return _inflate(body, zlib.MAX_WBITS | 16, limit)
    if body[:1] == b"\x78" and len(body) > 1 and int.from_bytes(body[:2], "big") % 31 == 0:
        return _inflate(body, zlib.MAX_WBITS, limit)
    if body.startswith(_ZSTD) and _zstd:
        return _frames(body, limit)
    if packing == "deflate":  # some send the bare stream, which has no mark
        return _inflate(body, -zlib.MAX_WBITS, limit)
    if _brotli and (packing == "br" or _BINARY.search(body[:_LOOK])):
        plain, whole = _brotli_stream(body, limit)
        return (plain, whole) if _DOCUMENT.match(plain) else (body, True)
    return body, True


def _inflate(body: bytes, window: int, limit: int) -> tuple[bytes, bool]:
    """One stream after the other (gzip files may be joined). What is no stream at all comes back as it is."""
    return _joined(body, limit, lambda: zlib.decompressobj(window), zlib.error, _GZIP)


def _frames(body: bytes, limit: int) -> tuple[bytes, bool]:
    """The same of Zstandard."""
    options = {_zstd.DecompressionParameter.window_log_max: _WINDOW}
    return _joined(body, limit, lambda: _zstd.ZstdDecompressor(options=options), _zstd.ZstdError, _ZSTD)


def _joined(
    body: bytes, limit: int, machine: Callable[[], Any], broken: type[Exception], mark: bytes
) -> tuple[bytes, bool]:
    found, rest = bytearray(), body
    while rest and (not found or rest.startswith(mark)):
        one = machine()
        try:
            found += one.decompress(rest, limit - len(found))
        except broken:
            return (bytes(found), False) if found else (body, True)
        if not one.eof:
            return (bytes(found), False) if found else (body, True)
        rest = one.unused_data
        if len(found) >= limit:
            return bytes(found), not rest
    return bytes(found), True


def _brotli_stream(body: bytes, limit: int) -> tuple[bytes, bool]:
    machine, found, rest = _brotli.Decompressor(), bytearray(), body
    try:
        while not machine.is_finished() and len(found) < limit:
            piece = machine.process(rest, output_buffer_limit=limit - len(found))
            rest = b""
            found += piece
            if not piece:
                break
    except _brotli.error:
        return bytes(found), False
    return bytes(found[:limit]), bool(machine.is_finished()) and len(found) <= limit
