"""Bytes of a text file to UTF-8, and which encoding they were in.

GB18030 and Big5 are told apart by how many of their characters are in common
use, the first level of GB 2312 and of Big5, which reads a dozen characters
rightly where general detectors need a page; all else must be named.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache

from steelyard.errors import DataError, Problem
from steelyard.findings import Finding
from steelyard.i18n import message

__all__ = ["Decoded", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SUPERSETS = {
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "big5": ("cp950", "big5hkscs"),
    "latin_1": ("cp1252", "latin_1"),
    "iso8859_1": ("cp1252", "latin_1"),
    "utf_8": ("utf-8-sig",),
}
_NAMES = {
    "cp950": "Big5",
    "big5hkscs": "Big5-HKSCS",
    "gb18030": "GB18030",
    "cp1252": "Windows-1252",
}
_ABOVE_ASCII = re.compile(rb"[\x80-\xff]+")
_IN_A_WORD = re.compile(
    rb"(?<![\x80-\xff])(?:[\x80-\xff](?=[a-z0-9\s,;.:'\"()/-]|$)|[\x80-\xa0](?![\x80-\xff]))"
    rb"|(?<=[A-Z])[\x80-\xff](?=[A-Z])"
)
_SAMPLE = 2**20
_PLAUSIBLE, _LEAD = 0.7, 0.1


@dataclass(frozen=True)
class Decoded:
    """A text file in UTF-8 with plain line ends, and the encoding it came in."""

    data: bytes
    encoding: str
    findings: tuple[Finding, ...] = ()


def decode(data: bytes, file: str, table: str, encoding: str | None = None) -> Decoded:
    """Return a text file's bytes as UTF-8 without byte-order mark, lines ending in LF.

    Parameters
    ----------
    data
        The file.
    file, table
        What to call them in messages.
    encoding
        Its encoding if it is known; any name that Python knows.

    Raises
    ------
    DataError
        The bytes are not text in the encoding named, or in none that is recognised.
    """
    if encoding is not None:
        text, name = _named(data, encoding, file)
        said = message("Read as {encoding}, as named.", encoding=name)
        return _finish(text.encode(), name, (Finding("encoding-named", said, table=table),), file)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _marked(data, mark, marked, file, table)
    if _is_utf8(data):
        return _finish(data, "UTF-8", (), file)
    _refuse_nul(data, file)
    found = _recognise(data, file)
    said = message(
        "The encoding was recognised as {encoding}; if names look wrong, name the right one.",
        encoding=_NAMES[found],
    )
    finding = Finding("encoding-detected", said, "warning", table=table)
    return _finish(data.decode(found).encode(), _NAMES[found], (finding,), file)


def _marked(data: bytes, mark: bytes, name: str, file: str, table: str) -> Decoded:
    if name == "utf-8":
        plain = data[len(mark) :]
        if not _is_utf8(plain):
            raise _invalid(plain, "utf-8", "UTF-8", file)
        return _finish(plain, "UTF-8", (), file)
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        raise _invalid(data, name, name.upper(), file) from None
    said = message("Read as {encoding}, by its byte-order mark.", encoding=name.upper())
    return _finish(
        text.encode(), name.upper(), (Finding("encoding-detected", said, table=table),), file
    )


def _finish(data: bytes, encoding: str, findings: tuple[Finding, ...], file: str) -> Decoded:
    _refuse_nul(data, file)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return Decoded(data, encoding, findings)


def _refuse_nul(data: bytes, file: str) -> None:
    at = data.find(b"\0")
    if at >= 0:
        said = message(
            "There is a NUL byte in this line, so this is not a text table (or it is UTF-16 "
            "without a byte-order mark: then name the encoding, utf-16-le or utf-16-be)."
        )
        raise DataError(Problem(said, file=file, line=data.count(b"\n", 0, at) + 1))


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _named(data: bytes, encoding: str, file: str) -> tuple[str, str]:
    try:
        codec = codecs.lookup(encoding).name.replace("-", "_")
        "".encode(codec)
    except LookupError:
        said = message("There is no encoding called “{encoding}”.", encoding=encoding)
        raise DataError(Problem(said, file=file)) from None
    for candidate in _SUPERSETS.get(codec, (codec,)):
        try:
            return data.decode(candidate), encoding.upper()
        except UnicodeDecodeError:
            continue
    raise _invalid(data, _SUPERSETS.get(codec, (codec,))[-1], encoding, file)


def _invalid(data: bytes, codec: str, name: str, file: str) -> DataError:
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(codec, "ignore").count("\n") + 1
        said = message(
            "This line is not text in {encoding}: there is the byte {byte} in it. The file is "
            "damaged, or in another encoding; name it (gb18030, big5, cp1252, …).",
            encoding=name,
            byte=f"0x{data[error.start]:02X}",
        )
        return DataError(Problem(said, file=file, line=line))
    raise AssertionError("called for bytes that do not decode")


def _recognise(data: bytes, file: str) -> str:
    """Return the codec of bytes that are not UTF-8."""
    if _nearly_utf8(data):
        raise _invalid(data, "utf-8", "UTF-8", file)
    if _is_western(data):
        return "cp1252"
    scores = {codec: score for codec in ("gb18030", "cp950") if (score := _score(data, codec))}
    ordered = sorted(scores, key=lambda codec: -scores[codec])
    if ordered and scores[ordered[0]] >= _PLAUSIBLE:
        lead = scores[ordered[0]] - max((scores[codec] for codec in ordered[1:]), default=0.0)
        if lead >= _LEAD:
            return ordered[0]
    raise _invalid(data, "utf-8", "UTF-8", file)


def _nearly_utf8(data: bytes) -> bool:
    """Whether almost all that is not ASCII is good UTF-8, so that the file is a damaged one."""
    letters = [c for c in data[:_SAMPLE].decode("utf-8", "replace") if c > "\x7f"]
    return letters.count("\ufffd") < 0.1 * len(letters)


def _is_western(data: bytes) -> bool:
    """Whether bytes above ASCII stand alone in words, as in Müller, and not in pairs.

    The second byte of a Big5 character may be an ASCII one too, but seldom a small letter or
    the end of a word.
    """
    runs = _ABOVE_ASCII.findall(data[:_SAMPLE])
    if len(_IN_A_WORD.findall(data[:_SAMPLE])) < 0.9 * len(runs):
        return False
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True


def _score(data: bytes, codec: str) -> float | None:
    """Return the share of characters beyond ASCII that are in common use, None if not text."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    beyond = [c for c in text[:_SAMPLE] if c > "\x7f"]
    common = _common(codec)
    return sum(c in common for c in beyond) / len(beyond)


@cache
def _common(codec: str) -> frozenset[str]:
    """Return the characters in common use: level 1 of the standard, and punctuation.

    GB18030 also serves texts in traditional characters, so Big5's are common in it too.
    """
    punctuation = "，。、；：？！“”‘’（）《》〈〉【】「」『』—…·‧％￥　～€" + "".join(
        map(chr, range(0xFF01, 0xFF5F))
    )
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    big5 = (bytes((a, b)) for a in range(0xA4, 0xC7) for b in trails if (a, b) <= (0xC6, 0x7E))
    gb = (bytes((a, b)) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF))
    common = {pair.decode("big5", "ignore") for pair in big5}
    if codec == "gb18030":
        common |= {pair.decode("gb2312", "ignore") for pair in gb}
    return frozenset(common | set(punctuation))
