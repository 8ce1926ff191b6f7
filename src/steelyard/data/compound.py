"""A workbook of before 2007 as the compound file that it is, looked at before it is read.

The reader of cells aborts the whole program on some damaged files, and a
protected one must be told from a damaged one. After [MS-CFB] and [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from steelyard.data.archive import damaged, protected

__all__ = ["MAGIC", "refuse_bad_compound"]

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_LAST_SECTOR = 0xFFFFFFFA
_FILE_PASS, _DIMENSIONS, _ROWS, _COLUMNS = 0x2F, 0x200, 65536, 256


@dataclass(frozen=True)
class _Compound:
    """The bytes, the size of a sector and for each sector the one that follows it."""

    data: bytes
    sector: int
    following: tuple[int, ...] = ()

    def part(self, number: int) -> bytes:
        start = (number + 1) * self.sector
        if not start <= len(self.data) - 1:
            raise ValueError("a sector is beyond the end of the file")
        return self.data[start : start + self.sector]

    def chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        while start < _LAST_SECTOR:
            if len(parts) > len(self.following):
                raise ValueError("a chain of sectors does not end")
            parts.append(self.part(start))
            start = self.following[start]
        return b"".join(parts)


def refuse_bad_compound(data: bytes, file: str) -> None:
    """Refuse a workbook that is protected by a password, truncated or damaged.

    Raises
    ------
    DataError
        With the reason.
    """
    try:
        streams = _streams(data)
        locked = "EncryptedPackage" in streams
        records = list(_records(streams)) if not locked else []
    except (struct.error, ValueError, IndexError):
        raise damaged(file) from None
    if locked or any(kind == _FILE_PASS for kind, _content in records):
        raise protected(file)
    if not records or any(_is_vast(content) for kind, content in records if kind == _DIMENSIONS):
        raise damaged(file)


def _streams(data: bytes) -> Mapping[str, bytes]:
    """Return the streams of a compound file that a workbook may have, by name."""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    directory, _signature, cutoff, small_table = struct.unpack_from("<IIII", data, 48)
    if shift not in (9, 12) or small_shift != 6:
        raise ValueError("a sector has 512 or 4096 bytes")
    whole = _Compound(data, 1 << shift)
    whole = _Compound(data, whole.sector, tuple(_following(whole)))
    entries = list(struct.iter_unpack("<64sHB49xIQ", whole.chain(directory)))
    root = whole.chain(entries[0][3])
    table = whole.chain(small_table)
    small = _Compound(bytes(64) + root, 64, struct.unpack(f"<{len(table) // 4}I", table))
    streams = {}
    for name, length, kind, start, size in entries:
        text = name[: max(length - 2, 0)].decode("utf-16-le")
        if kind == 2 and text in ("Workbook", "Book", "EncryptedPackage"):
            content = (whole if size >= cutoff else small).chain(start)
            if len(content) < size & 0xFFFFFFFF:
                raise ValueError("a stream is cut short")
            streams[text] = content[: size & 0xFFFFFFFF]
    return streams


def _following(whole: _Compound) -> Iterator[int]:
    """Yield the sector that follows each sector, from the tables that the header lists."""
    first, more = struct.unpack_from("<II", whole.data, 68)
    tables = list(struct.unpack_from("<109I", whole.data, 76))
    for _number in range(min(more, len(whole.data) // whole.sector)):
        *listed, first = struct.unpack(f"<{whole.sector // 4}I", whole.part(first))
        tables += listed
    for number in tables:
        if number < _LAST_SECTOR:
            yield from struct.unpack(f"<{whole.sector // 4}I", whole.part(number))


def _records(streams: Mapping[str, bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the records of the workbook's stream that tell whether it can be read."""
    stream = streams.get("Workbook", streams.get("Book", b""))
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        content = stream[at + 4 : at + 4 + length]
        if len(content) < length:
            raise ValueError("a record is cut short")
        if at == 0 or kind in (_FILE_PASS, _DIMENSIONS):
            yield kind, content
        at += 4 + length


def _is_vast(dimensions: bytes) -> bool:
    """Whether a sheet claims more than the format has."""
    if len(dimensions) < 12:
        return False
    top, bottom, left, right = struct.unpack_from("<IIHH", dimensions)
    return not (top <= bottom <= _ROWS and left <= right <= _COLUMNS)
