"""A text to be audited, as read: its characters, its sentences, its language.

Positions everywhere count the characters of this text, so line ends stay as they are. Finding
figures is left to ``quantities``, lists to ``steelyard.claims.lists``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from steelyard.claims.found import Span
from steelyard.claims.text.language import Language, language_of
from steelyard.claims.text.sentences import sentences
from steelyard.data.encodings import decode
from steelyard.errors import DataError, Problem
from steelyard.i18n import Message, message

__all__ = ["Article"]

_LARGEST = 64 * 2**20
_CODECS = {
    "UTF-8": "utf-8-sig",
    "BIG5": "cp950",
    "BIG5-HKSCS": "big5hkscs",
    "WINDOWS-1252": "cp1252",
}
_KINDS = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "Word, Excel or ZIP"),
    (b"\xd0\xcf\x11\xe0", "Word or Excel 97–2003"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"PAR1", "Parquet"),
)


@dataclass(frozen=True)
class Article:
    """A text, and the file that it was read from.

    Parameters
    ----------
    text
        The characters as read; line ends as they were.
    file
        What to call it in messages; None for a text that was in no file.

    Examples
    --------
    >>> article = Article("78 brands. 15.6% of the list.")
    >>> article.language, len(article.sentences)
    ('en', 2)
    """

    text: str
    file: str | None = None

    @classmethod
    def read(cls, path: str | Path) -> Article:
        """Read a text file: UTF-8, UTF-16 or UTF-32 with its mark, GB18030, Big5, Windows-1252.

        Parameters
        ----------
        path
            The file; ``-`` for the standard input.

        Raises
        ------
        DataError
            There is no such file, it is empty or too large, or it is no text.
        """
        file = "<stdin>" if str(path) == "-" else str(path)
        data = _bytes(path, file)
        if len(data) > _LARGEST:
            said = message(
                "This text is larger than {limit} MB. Cut out the part that is to be audited.",
                limit=_LARGEST // 2**20,
            )
            raise DataError(Problem(said, file=file))
        _refuse_binary(data, file)
        decoded = decode(data, file, file)
        name = decoded.encoding
        text = data.decode(_CODECS.get(name.upper(), name)).removeprefix("\ufeff")
        if not text.strip():
            raise DataError(Problem(message("There is no text in this file."), file=file))
        return cls(text, file)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Where its sentences stand."""
        return sentences(self.text)

    @cached_property
    def language(self) -> Language:
        """The language that most of it is in, guessed."""
        return language_of(self.text)


def _bytes(path: str | Path, file: str) -> bytes:
    """Return at most one byte more of a file than is taken."""
    if str(path) == "-":
        return sys.stdin.buffer.read(_LARGEST + 1)
    try:
        with Path(path).open("rb") as stream:
            return stream.read(_LARGEST + 1)
    except FileNotFoundError:
        said: Message = message("There is no file of this name.")
    except IsADirectoryError:
        said = message("This is a folder; name the text file in it.")
    except OSError as error:
        said = message("The file cannot be read: {reason}.", reason=error.strerror or str(error))
    raise DataError(Problem(said, file=file))


def _refuse_binary(data: bytes, file: str) -> None:
    for mark, kind in _KINDS:
        if data.startswith(mark):
            said = message(
                "This is a {kind} file, not text. Open it, copy the text, and save that as a plain "
                "text file in UTF-8.",
                kind=kind,
            )
            raise DataError(Problem(said, file=file))
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return
    at = data.find(b"\0")
    if at >= 0:
        said = message(
            "There is a NUL byte in this line, so this is not text (or it is UTF-16 without a "
            "byte-order mark). Save it as a plain text file in UTF-8."
        )
        raise DataError(Problem(said, file=file, line=data.count(b"\n", 0, at) + 1))
