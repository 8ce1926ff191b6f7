"""The unit of measurement that a header, or a sign beside the figures, tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steelyard.data.unit_text import parse
from steelyard.data.units import known
from steelyard.drafts.words import is_no_unit, words
from steelyard.errors import DataError

__all__ = ["GuessedUnit", "guess_unit", "without_unit"]

_BRACKETS = re.compile(r"\s*[(\[（［【]([^()\[\]（）［］【】]+)[)\]）］】]")
_SIGN = re.compile(r"[A-Z]{0,3}[$€£¥₩₹₽฿₫₱₺₪]")
_BARE_NUMBER = re.compile(r"[\d\s.,–-]+")


@dataclass(frozen=True)
class GuessedUnit:
    """A unit, and the currencies that its sign may mean if there are several."""

    unit: str
    currencies: tuple[str, ...] = ()


def guess_unit(header: str, signs: Sequence[str] = ()) -> GuessedUnit | None:
    """Return the unit in a header's brackets, else that of the signs beside the figures.

    Parameters
    ----------
    header
        The header as printed.
    signs
        The different signs that stand beside figures of the column: %, €.

    Examples
    --------
    >>> guess_unit("R&D (€ million)").unit, guess_unit("Forest (% of land)").unit
    ('EUR million', '%')
    >>> guess_unit("Revenue (net)") is None
    True
    """
    for text in _candidates(header, signs):
        if _is_unit(text):
            return _spelled_out(text)
    return None


def without_unit(header: str) -> str:
    """Return a header without the brackets in which its unit stands.

    >>> without_unit("R&D  (€ million)"), without_unit("Profit (net) (元)")
    ('R&D', 'Profit (net)')
    """
    bare = _BRACKETS.sub(lambda found: "" if _is_unit(_core(found[1])) else found[0], header)
    return " ".join(bare.split()) or header.strip()


def _candidates(header: str, signs: Sequence[str]) -> Iterator[str]:
    for found in reversed(_BRACKETS.findall(header)):
        yield _core(found)
    if len(signs) == 1:
        yield signs[0]
    if "%" in header or {"percent", "pct", "percentage"} & set(words(header).split()):
        yield "%"


def _core(text: str) -> str:
    """Return what brackets say of the unit: % of GDP is %, current US$ is US$."""
    if text.lstrip().startswith("%"):
        return "%"
    parts = text.split()
    for at in range(len(parts)):
        if _is_unit(rest := " ".join(parts[at:])):
            return rest
    return text.strip()


def _is_unit(text: str) -> bool:
    return not (_BARE_NUMBER.fullmatch(text) or is_no_unit(text)) and known(text)


def _spelled_out(text: str) -> GuessedUnit:
    """Return a unit with the code of its currency for the sign, if it means only one."""
    sign = _SIGN.search(text)
    if sign is None:
        return GuessedUnit(text)
    try:
        money = parse(sign[0]).money
    except DataError:
        return GuessedUnit(text)
    if len(money) > 1:
        return GuessedUnit(text, money)
    return GuessedUnit(" ".join(f"{text[: sign.start()]} {money[0]} {text[sign.end() :]}".split()))
