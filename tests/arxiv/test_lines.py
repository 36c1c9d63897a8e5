"""Lines of streams, plain and compressed, whole and cut."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.arxiv.snapshot import lines
from bot.arxiv.snapshot.lines import read_lines
from bot.core.errors import SourceError

TEXT = b"".join(b'{"id": "2603.%05d"}\n' % n for n in range(3_000))
PACKED = {"a": TEXT, "a.gz": gzip.compress(TEXT), "a.zst": zstandard.compress(TEXT)}


def read(raw: bytes, name: str) -> list[tuple[int, bytes]]:
    return list(read_lines(io.BytesIO(raw), name))


@pytest.mark.parametrize("name", PACKED)
def test_lines_are_numbered_from_one(name: str) -> None:
    got = read(PACKED[name], name)
    assert got[0] == (1, b'{"id": "2603.00000"}')
    assert got[-1] == (3_000, b'{"id": "2603.02999"}')
    assert len(got) == 3_000


@pytest.mark.parametrize("name", ["a.gz", "a.zst"])
def test_a_cut_file_is_an_error_wherever_it_is_cut(name: str) -> None:
    raw = PACKED[name]
    for cut in (0, 1, 9, len(raw) // 2, len(raw) - 9, len(raw) - 1):
        with pytest.raises(SourceError, match=rf"^{name}:\d+: .*fetch it again$"):
            read(raw[:cut], name)


@pytest.mark.parametrize("name", ["a.gz", "a.zst"])
def test_a_damaged_file_is_an_error(name: str) -> None:
    with pytest.raises(SourceError, match=r"damaged \("):
        read(b"this is not compressed at all, whatever its name says", name)


@pytest.mark.parametrize("name", ["a.gz", "a.zst"])
def test_files_of_several_frames_are_one(name: str) -> None:
    assert read(PACKED[name] * 2, name) == read(TEXT * 2, "a")


@pytest.mark.parametrize("pack", [zstandard.compress, gzip.compress])
def test_a_bomb_is_noticed_before_it_fills_the_memory(pack: Callable[[bytes], bytes]) -> None:
    name = "a.zst" if pack is zstandard.compress else "a.gz"
    bomb = pack(bytes(2**26))
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="without end"):
            read(bomb, name)
        assert tracemalloc.get_traced_memory()[1] < 2**27 + 2**26
    finally:
        tracemalloc.stop()


def test_a_long_window_is_read() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    packed = zstandard.ZstdCompressor(compression_params=parameters).compress(TEXT)
    assert read(packed, "a.zst") == read(TEXT, "a")


def test_blank_lines_are_skipped_but_counted_and_the_last_needs_no_end() -> None:
    assert read(b"a\n\n \r\nb\r\nc", "a") == [(1, b"a"), (4, b"b\r"), (5, b"c")]


def test_an_empty_plain_file_has_no_lines() -> None:
    assert read(b"", "a") == []


def test_a_line_without_end_is_not_swallowed_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_LONGEST_LINE", 1_000)
    with pytest.raises(SourceError, match="a line without end"):
        read(b"x" * 2_000, "a")


@settings(deadline=None)
@given(st.binary(max_size=300), st.integers(1, 7))
def test_blocks_cut_nothing(raw: bytes, size: int) -> None:
    class Dripping(io.BytesIO):
        def read(self, _: int | None = -1, /) -> bytes:
            return super().read(size)

    expected = [(n, line) for n, line in enumerate(raw.split(b"\n"), 1) if line.strip()]
    assert list(read_lines(Dripping(raw), "a")) == expected
