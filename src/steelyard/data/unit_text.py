"""Units as people write them, taken apart: 万元, EUR million, €m, kWh/person, '000 t.

The vocabulary is in ``units.csv``; words that are not in it are looked up in
pint, and what they measure is left to ``units``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from steelyard.errors import DataError, Problem, nearest
from steelyard.i18n import message

if TYPE_CHECKING:
    from pint import UnitRegistry

__all__ = ["Unit", "common_currencies", "parse", "plain", "registry"]

_NUMBER = re.compile(r"10\^(?P<power>\d\d?)|\d{1,3}(?:[, ]\d{3})+(?!\d)|\d+(?:\.\d+)?")
_WORD = re.compile(r"[^\W\d_]+|\S")
_POWER = re.compile(r"(?:\^|\*\*)?(-?\d)(?!\d)")
_SKIP = re.compile(r"[\s·*×.\-_(),]+|(?:of|the)\b")
_PER = re.compile(r"/|per\b|每", re.IGNORECASE)
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_OWN = (
    "mu = hectare / 15",
    "ping = 400 / 121 * meter ** 2",
    "coal_equivalent = 29.3076 * gigajoule",
)


@dataclass(frozen=True)
class Unit:
    """A unit taken apart.

    Parameters
    ----------
    scale
        The product of its multiples and shares.
    money
        The currencies that its sign may mean, the usual one first; none if it is not money.
    money_power
        The power of the currency, -1 for something per euro.
    counts
        Powers of counted things: persons, households.
    physical
        Powers of the units that pint knows.
    multiple_only
        Whether it is nothing but a multiple: thousand, 万.
    """

    scale: Fraction = Fraction(1)
    money: tuple[str, ...] = ()
    money_power: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    physical: Mapping[str, int] = field(default_factory=dict)
    multiple_only: bool = False


@dataclass(frozen=True)
class _Token:
    kind: str
    meaning: str
    power: int = 1


def plain(unit: str) -> str:
    """Return a unit with powers as ^2, full-width signs made plain and single spaces."""
    raised = _RAISED.sub(lambda run: "^" + run[0].translate(_LOWERED), unit)
    return " ".join(unicodedata.normalize("NFKC", raised).split())


@cache
def parse(unit: str) -> Unit:
    """Take a unit apart.

    Raises
    ------
    DataError
        A part of it is no unit that is known.
    """
    tokens = tuple(_tokens(plain(unit)))
    kinds = {token.kind for token in tokens}
    is_money = "currency" in kinds
    scales = [_scale(token) for token in tokens if _is_scale(token, is_money)]
    lengths = [token for token in tokens if token.kind == "abbreviation" and not is_money]
    money, money_power = _money([token for token in tokens if token.kind == "currency"], unit)
    if not tokens or any(" " not in token.meaning for token in lengths):
        raise _unknown(unit)
    return Unit(
        scale=prod(scales, start=Fraction(1)),
        money=money,
        money_power=money_power,
        counts=_powers(token for token in tokens if token.kind == "count"),
        physical=_powers((*(t for t in tokens if t.kind == "unit"), *map(_length, lengths))),
        multiple_only=kinds == {"multiple"} and scales[0] >= 10,
    )


def common_currencies(a: Sequence[str], b: Sequence[str]) -> tuple[str, ...]:
    """Return the currencies that two signs mean together, none if they do not agree.

    One of them must leave no doubt (TWD and 元), or both must usually mean the same.

    >>> common_currencies(["TWD"], ["CNY", "TWD"]), common_currencies(["EUR"], ["CNY", "TWD"])
    (('TWD',), ())
    """
    if len(a) == 1 or len(b) == 1:
        return tuple(code for code in a if code in b)
    return tuple(a[:1]) if a[:1] == b[:1] else ()


@cache
def registry() -> UnitRegistry[Fraction]:
    """Return pint's registry, in exact fractions, with the units that it lacks."""
    import pint

    known: UnitRegistry[Fraction] = pint.UnitRegistry(non_int_type=Fraction, cache_folder=None)
    for definition in _OWN:
        known.define(definition)
    return known


def _tokens(text: str) -> Iterator[_Token]:
    at, sign = 0, 1
    while at < len(text):
        if skipped := _SKIP.match(text, at):
            at = skipped.end()
        elif name := _name_at(text, at):
            kind, meaning = _vocabulary()[name]
            at += len(name)
            power, at = _power(text, at) if kind in ("unit", "abbreviation") else (1, at)
            yield _Token(kind, meaning, sign * power)
        elif per := _PER.match(text, at):
            at, sign = per.end(), -1
        elif number := _NUMBER.match(text, at):
            at = number.end()
            yield _Token("multiple", _digits(number), sign)
        else:
            word = _WORD.match(text, at)
            assert word is not None, "a character is a letter or something else"
            power, at = _power(text, word.end())
            yield from _word(word[0], sign * power)


def _name_at(text: str, at: int) -> str | None:
    """Return the longest name of the vocabulary that stands at a position, as a whole word."""
    for name in _longest_first():
        there = text[at : at + len(name)]
        if there == name or (len(name) > 2 and there.casefold() == name.casefold()):
            after = text[at + len(name) : at + len(name) + 1]
            goes_on = (
                name[-1].isascii() and name[-1].isalpha() and after.isascii() and after.isalpha()
            )
            if not goes_on and not (name[-1].isdigit() and after.isdigit()):
                return name
    return None


def _power(text: str, at: int) -> tuple[int, int]:
    power = _POWER.match(text, at)
    return (int(power[1]), power.end()) if power else (1, at)


def _digits(number: re.Match[str]) -> str:
    """Return a multiple written in digits, which is a power of ten: 2015 US$ are no thousands."""
    if number["power"]:
        return str(10 ** int(number["power"]))
    digits = number[0].replace(",", "").replace(" ", "")
    if digits.strip("0") != "1":
        raise _unknown(number[0])
    return digits


def _word(word: str, power: int) -> Iterator[_Token]:
    """Yield what a word means that is not in the vocabulary: EURm, k€ written kEUR, GWh."""
    names = _vocabulary()
    for cut in range(1, len(word)):
        pair = [names.get(word[:cut]), names.get(word[cut:])]
        kinds = {part[0] for part in pair if part}
        if all(pair) and "currency" in kinds and kinds <= {"currency", "abbreviation", "multiple"}:
            yield from (_Token(*part, power) for part in pair if part)
            return
    if not word.isascii() or word not in registry():
        raise _unknown(word)
    yield _Token("unit", word, power)


def _unknown(unit: str) -> DataError:
    said = message("“{unit}” is not a unit of measurement that is known.", unit=unit)
    return DataError(Problem(said, nearest=nearest(unit, tuple(_vocabulary()))))


def _is_scale(token: _Token, is_money: bool) -> bool:
    return token.kind in ("multiple", "share") or (token.kind == "abbreviation" and is_money)


def _scale(token: _Token) -> Fraction:
    return Fraction(token.meaning.split()[0]) ** token.power


def _length(token: _Token) -> _Token:
    """Return m as the metre, which it is where there is no money."""
    return _Token("unit", token.meaning.split()[1], token.power)


def _money(tokens: Sequence[_Token], unit: str) -> tuple[tuple[str, ...], int]:
    """Return the currencies meant and their power; a currency may be named twice (港币万元)."""
    if not tokens:
        return (), 0
    money = tuple(tokens[0].meaning.split())
    for token in tokens[1:]:
        money = common_currencies(money, token.meaning.split())
    if not money or len({token.power for token in tokens}) > 1:
        raise _unknown(unit)
    return money, tokens[0].power


def _powers(tokens: Sequence[_Token] | Iterator[_Token]) -> dict[str, int]:
    powers = Counter[str]()
    for token in tokens:
        name, _, own = token.meaning.partition("^")
        powers[name] += token.power * int(own or 1)
    return {name: power for name, power in sorted(powers.items()) if power}


@cache
def _vocabulary() -> Mapping[str, tuple[str, str]]:
    """Return the kind and the meaning of each name."""
    with (Path(__file__).parent / "units.csv").open(encoding="utf-8", newline="") as file:
        return {
            plain(name): (row["kind"], row["meaning"])
            for row in csv.DictReader(file)
            for name in row["aliases"].split("|")
        }


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(_vocabulary(), key=lambda name: (-len(name), name)))
