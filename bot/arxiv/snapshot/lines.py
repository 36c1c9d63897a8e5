"""Cuts a byte stream, plain or compressed, into lines, and notices when it ends too early.

It holds one block in memory, whatever the size of the stream.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

import zstandard

from bot.core.errors import SourceError

_BLOCK = 2**18  # bytes
_PACKED = 2**12  # swells at most 32,000 times: more at once could fill the memory
_LONGEST_LINE = 2**24  # bytes
_WINDOW = 2**31  # what `zstd --long=31` needs


class _Inflater(Protocol):
    """The part that decompression objects of zlib and zstandard share."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def read_lines(stream: BinaryIO, name: str) -> Iterator[tuple[int, bytes]]:
    """Yield each line of *stream* with its number from 1, without its end; no blank ones.

    *name* tells the compression: ".gz", ".zst" or none. Raises `SourceError` with *name* and
    line when the stream ends inside of compressed data, or is damaged.
    """
    number = 0
    try:
        for number, line in _split(_blocks(stream, name)):
            if line and not line.isspace():
                yield number, line
    except EOFError as error:
        raise SourceError(
            f"{name}:{number + 1}: the file is cut off here; fetch it again"
        ) from error
    except (zlib.error, zstandard.ZstdError, _TooLongError) as error:
        raise SourceError(f"{name}:{number + 1}: damaged ({error}); fetch it again") from error


class _TooLongError(ValueError):
    pass


def _split(blocks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    number, rest = 0, b""
    for block in blocks:
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        for line in lines:
            number += 1
            yield number, line
        if len(rest) > _LONGEST_LINE:
            raise _TooLongError("a line without end")
    if rest:
        yield number + 1, rest


def _blocks(stream: BinaryIO, name: str) -> Iterator[bytes]:
    raw = iter(lambda: stream.read(_BLOCK), b"")
    packed = iter(lambda: stream.read(_PACKED), b"")
    if name.endswith(".gz"):
        return _inflated(packed, lambda: zlib.decompressobj(wbits=zlib.MAX_WBITS | 16))
    if name.endswith(".zst"):
        return _inflated(packed, zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj)
    return raw


def _inflated(raw: Iterator[bytes], new: Callable[[], _Inflater]) -> Iterator[bytes]:
    """Yield what *raw* holds, frame after frame. Raises `EOFError` inside of or before a frame."""
    inflater: _Inflater | None = None
    begun = False
    for block in raw:
        begun = True
        rest = block
        while rest:
            inflater = inflater or new()
            yield inflater.decompress(rest)
            rest = inflater.unused_data if inflater.eof else b""
            inflater = None if inflater.eof else inflater
    if inflater is not None or not begun:
        raise EOFError
