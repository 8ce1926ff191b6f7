"""A column of names in one writing: width, case, script, accents and punctuation made alike.

What a name means, and what of it is a legal form, is left to ``legal_forms`` and ``parts``; the
width and the letters are those of Unicode's compatibility forms (UAX #15, NFKC).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from steelyard.names.tables import rows_of

if TYPE_CHECKING:
    from opencc import OpenCC

__all__ = ["HAN", "normal", "normal_forms"]

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
"""Han characters, for a class of a regular expression."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_LINES = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("(?<=[^\\W\\d_])['\u2019\u2018\u02bc`\u00b4](?=s\\b)")
_INITIALS = re.compile(r"(?<![^\W\d_])([^\W\d_])\.(?=[^\W\d_]\b)")
_ONLY_SIGNS = re.compile(r"[^\w\n]+|_+")
_SPACES = re.compile(r" {2,}")
_LETTERS = {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ı": "i", "&": " and "}
_CHUNK = 20_000


def normal(name: str) -> str:
    """Return one name in the writing in which names are compared.

    >>> normal("ＨＵＡＷＥＩ Investment & Holding Co., Ltd.")
    'huawei investment and holding co ltd'
    >>> normal("華為"), normal("Nestlé S.A."), normal("McDonald’s")
    ('华为', 'nestle sa', 'mcdonalds')
    """
    return normal_forms([name])[0]


def normal_forms(names: Sequence[str]) -> list[str]:
    """Return names in the writing in which they are compared, a whole column at once.

    Letters are small and without accents, Han characters simplified, width that of ASCII; runs
    of punctuation are one space. Between two Han characters a space parts what brackets set
    apart. A name that is nothing but signs stays what it is.

    Parameters
    ----------
    names
        The names as they stand in a list.

    Returns
    -------
    list of str
        One for each name.
    """
    found: list[str] = []
    pending = iter(names)
    while chunk := list(islice(pending, _CHUNK)):
        found.extend(_forms(chunk))
    return found


def _forms(names: Sequence[str]) -> list[str]:
    text = "\n".join(_LINES.sub(" ", name) for name in names)
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    text = _ACCENTS.sub("", unicodedata.normalize("NFD", text.casefold()))
    folded = _simplified(unicodedata.normalize("NFC", text))
    plain = _INITIALS.sub(r"\1", _APOSTROPHES.sub("", folded))
    for letter, plainer in _LETTERS.items():
        plain = plain.replace(letter, plainer)
    plain = _SPACES.sub(" ", _ONLY_SIGNS.sub(" ", plain))
    lines = [line.strip() for line in plain.split("\n")]
    signs = folded.split("\n")
    if len(lines) != len(names) or len(signs) != len(names):
        # A character that no one thought of made a line of its own: one name at a time.
        return [_forms([_LINES.sub(" ", name)])[0] for name in names] if len(names) > 1 else lines
    return [line or " ".join(sign.split()) for line, sign in zip(lines, signs, strict=True)]


def _simplified(text: str) -> str:
    if text.isascii():
        return text
    return str(_converter().convert(text)).translate(_variants())


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _variants() -> dict[int, str]:
    """Return forms of Hong Kong and Japan that the conversion leaves, and what they stand for."""
    return {ord(row["variant"]): row["common"] for row in rows_of("variants.csv")}
