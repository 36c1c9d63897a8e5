"""EDGE. Reads the lines of a text file, plain or compressed, and notices when it was cut.

It holds one block in memory, whatever the size of the file.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

import zstandard

from bot.errors import SourceError

_BLOCK = 2**18
_LONGEST_LINE = 2**24
_WINDOW = 2**31  # what `zstd --long=31` needs


class _Inflater(Protocol):
    """The part that decompression objects of zlib and zstandard share."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield each line of *path* with its number from 1, without its end; blank ones are skipped.

    The name tells the compression: ".gz", ".zst" or none. Raises `SourceError` when the file
    cannot be read, ends too early or is damaged.
    """
    number = 0
    try:
        with path.open("rb") as file:
            for number, line in _split(_blocks(path, file)):
                if line and not line.isspace():
                    yield number, line
    except OSError as error:
        raise SourceError(
            f"{path}: cannot be read ({error.strerror}); name a file, or one of api, feed, oai"
        ) from error
    except EOFError as error:
        raise SourceError(
            f"{path}: the file is cut off after line {number}; fetch it again"
        ) from error
    except (zlib.error, zstandard.ZstdError, _TooLong) as error:
        raise SourceError(
            f"{path}: damaged after line {number} ({error}); fetch it again"
        ) from error


class _TooLong(ValueError):
    pass


def _split(blocks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    number, rest = 0, b""
    for block in blocks:
        lines = (rest + block).split(b"\n") if b"\n" in block else [rest + block]
        rest = lines.pop()
        for line in lines:
            number += 1
            yield number, line
        if len(rest) > _LONGEST_LINE:
            raise _TooLong("a line without end")
    if rest:
        yield number + 1, rest


def _blocks(path: Path, file: BinaryIO) -> Iterator[bytes]:
    raw = iter(lambda: file.read(_BLOCK), b"")
    if path.suffix == ".gz":
        return _inflated(raw, lambda: zlib.decompressobj(wbits=zlib.MAX_WBITS | 16))
    if path.suffix == ".zst":
        return _inflated(raw, zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj)
    return raw


def _inflated(raw: Iterator[bytes], new: Callable[[], _Inflater]) -> Iterator[bytes]:
    """Yield what *raw* holds, frame after frame. Raises `EOFError` inside of a frame."""
    inflater: _Inflater | None = None
    for block in raw:
        while block:
            inflater = inflater or new()
            yield inflater.decompress(block)
            block = inflater.unused_data if inflater.eof else b""  # noqa: PLW2901
            inflater = None if inflater.eof else inflater
    if inflater is not None:
        raise EOFError
