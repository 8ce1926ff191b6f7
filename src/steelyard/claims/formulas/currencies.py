"""Which currencies a formula's value is in, so that yuan and dollars are not added.

A currency goes through products and quotients with its power, as a unit of measurement does: yuan
over dollars is a rate, and a rate times dollars is yuan. A figure without a currency fits any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, assert_never

from steelyard.claims.formulas.formula import (
    Call,
    Comparison,
    Expression,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Root,
    Sum,
    parts,
)
from steelyard.claims.printed import Printed
from steelyard.i18n import Message, message

__all__ = ["NONE", "Powers", "RateError", "agreed", "currencies", "of_printed"]


class Powers(NamedTuple):
    """Currencies with their powers, in the order of their codes: ``(("CNY", 1), ("USD", -1))``."""

    of: tuple[tuple[str, int], ...] = ()


NONE = Powers()
_RATE = re.compile(r"\s*([A-Z]{3})\s*(?:/|per)\s*([A-Z]{3})\s*")


class RateError(ValueError):
    """Amounts in different currencies; ``said`` says which rate is missing."""

    def __init__(self, said: Message) -> None:
        self.said = said
        super().__init__(str(said))


def of_printed(printed: Printed | None) -> Powers:
    """Return the currency of a figure; a unit such as ``CNY/USD`` is a rate."""
    if printed is None:
        return NONE
    rate = _RATE.fullmatch(printed.unit or "")
    if rate is not None:
        return _times([(Powers(((rate[1], 1),)), 1), (Powers(((rate[2], 1),)), -1)])
    return Powers(((printed.currency, 1),)) if printed.currency else NONE


def agreed(found: Iterable[Powers]) -> Powers:
    """Return the currency of values that are added or compared.

    Raises
    ------
    RateError
        If there are several.
    """
    known = NONE
    for one in found:
        if known == NONE:
            known = one
        elif one not in (NONE, known):
            codes = sorted({code for code, _ in (*one.of, *known.of)})
            if len(codes) > 1:
                raise RateError(
                    message(
                        "There is no exchange rate between {one} and {other}.",
                        one=codes[0],
                        other=codes[1],
                    )
                )
    return known


def currencies(formula: Expression | Comparison, of: Mapping[str, Powers]) -> Powers:
    """Return the currencies of a formula's value.

    Parameters
    ----------
    formula
        The formula.
    of
        The currencies of the claims that it names.

    Raises
    ------
    RateError
        If it adds or compares amounts in different currencies.
    """
    inner = [currencies(part, of) for part in parts(formula)]
    match formula:
        case Number():
            return NONE
        case Name(name):
            return of.get(name, NONE)
        case Negative():
            return inner[0]
        case Sum() | Comparison() | Call():
            return agreed(inner)
        case Product(_, turned):
            return _times(
                [(one, -1 if away else 1) for one, away in zip(inner, turned, strict=True)]
            )
        case Power(_, exponent):
            return _times([(inner[0], exponent)])
        case Root(_, degree):
            whole = all(power % degree == 0 for _, power in inner[0].of)
            return Powers(tuple((c, p // degree) for c, p in inner[0].of)) if whole else NONE
        case _:
            assert_never(formula)


def _times(factors: Iterable[tuple[Powers, int]]) -> Powers:
    found: dict[str, int] = {}
    for powers, exponent in factors:
        for code, power in powers.of:
            found[code] = found.get(code, 0) + power * exponent
    return Powers(tuple((code, power) for code, power in sorted(found.items()) if power))
