"""How alike two spellings are: slips of the pen, spaces, and Han characters read in pinyin.

Wade–Giles, Cantonese and spellings of an enterprise's own cannot be derived and are left to the
tables of ``vocabulary``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

__all__ = ["Spelled", "SpelledBy", "pinyin", "spelled"]

SpelledBy = Literal["slip", "pinyin", "within", "conflict"]

_LONGEST = 300
"""Names longer than this are compared as a whole and not letter by letter."""


class Spelled(NamedTuple):
    """How alike two spellings are, from 0 to 1, and by what."""

    likeness: float
    by: SpelledBy


UNLIKE = Spelled(0.0, "conflict")


@lru_cache(maxsize=200_000)
def pinyin(han: str) -> str:
    """Return Han characters in pinyin without tones and spaces, as firms spell themselves.

    >>> pinyin("正泰"), pinyin("重庆长城")
    ('zhengtai', 'chongqingchangcheng')
    """
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(han)).replace("v", "u").replace("ü", "u")


def spelled(one: str, two: str) -> Spelled:
    """Return how alike two spellings of what names an enterprise are, symmetrically.

    Parameters
    ----------
    one, two
        The parts of two normal names that name them, without spaces; Han or Latin.

    Returns
    -------
    Spelled
        Latin letters: by the least number of letters changed, left out, put in or swapped
        (optimal string alignment), against the length; never certain by itself. A digit that
        differs is never a slip. Han against Latin: by pinyin, 0.92 for two characters and 0.95
        for more, since a single syllable says little. Han against Han: other characters are other
        names, unless one stands within the other or, of five or more, one differs; neither is
        certain.

    Examples
    --------
    >>> spelled("volkswagen", "volkswagon").likeness, spelled("华润", "华为").likeness
    (0.88, 0.0)
    >>> spelled("正泰", "zhengtai")
    Spelled(likeness=0.92, by='pinyin')
    """
    if one == two:
        return Spelled(1.0, "slip")
    if not one or not two or max(len(one), len(two)) > _LONGEST:
        return UNLIKE
    han_one, han_two = _is_han(one), _is_han(two)
    if han_one and han_two:
        return _of_han(one, two)
    if han_one != han_two:
        return _by_pinyin(one, two) if han_one else _by_pinyin(two, one)
    return _of_latin(one, two)


def _is_han(text: str) -> bool:
    return not text.isascii() and any(map(_in_han, text))


def _in_han(character: str) -> bool:
    return (
        "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or ("\U00020000" <= character <= "\U0003134f")
    )


def _of_han(one: str, two: str) -> Spelled:
    from rapidfuzz.distance import OSA

    shorter, longer = (one, two) if len(one) <= len(two) else (two, one)
    if len(shorter) >= 2 and (longer.startswith(shorter) or longer.endswith(shorter)):
        return Spelled(0.74, "within")
    if len(shorter) >= 5 and OSA.distance(one, two, score_cutoff=1) <= 1:
        return Spelled(0.75, "slip")
    return UNLIKE


def _by_pinyin(han: str, latin: str) -> Spelled:
    read = pinyin(han)
    if read == latin:
        return Spelled((0.0, 0.75, 0.92, 0.95)[min(len(han), 3)], "pinyin")
    slip = _of_latin(read, latin)
    return Spelled(0.75, "pinyin") if slip.likeness >= 0.88 else UNLIKE


def _of_latin(one: str, two: str) -> Spelled:
    from rapidfuzz.distance import OSA

    if one[0] != two[0] or abs(len(one) - len(two)) > 2:
        return UNLIKE
    length = max(len(one), len(two))
    changes = OSA.distance(one, two, score_cutoff=2)
    if changes > 2 or list(filter(str.isdigit, one)) != list(filter(str.isdigit, two)):
        return UNLIKE
    likeness = 0.0
    if changes == 1:
        likeness = 0.88 if length >= 7 else 0.75 if length >= 6 else 0.0
    elif length >= 12:
        likeness = 0.8
    return Spelled(likeness, "slip") if likeness else UNLIKE
