"""The factor between two units of measurement, exactly.

Physical units are left to pint, which is loaded only when two different ones
meet; every currency is a dimension of its own, so no exchange rate is ever
assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import polars as pl

from steelyard.data.unit_text import Unit, common_currencies, parse, plain, registry
from steelyard.errors import DataError
from steelyard.i18n import message

__all__ = ["convert", "convertible", "factor", "is_money_in", "known", "operation", "ratio"]


def factor(source: str, target: str) -> float:
    """Return by what figures in ``source`` are multiplied to be in ``target``.

    Parameters
    ----------
    source, target
        Units such as ``EUR million``, ``万元``, ``%``, ``ha``, ``kWh/person``. A multiple
        alone (``thousand``, 万) as the source counts whatever the target counts.

    Raises
    ------
    DataError
        A unit is not known, or the one cannot be converted to the other.

    Examples
    --------
    >>> factor("亿元", "CNY million")
    100.0
    """
    return float(ratio(source, target))


def ratio(source: str, target: str) -> Fraction:
    """Return the factor from ``source`` to ``target`` as a fraction; see :func:`factor`."""
    if plain(source) == plain(target):
        return Fraction(1)
    a, b = parse(source), parse(target)
    scale = a.scale / b.scale
    if a.multiple_only:
        return scale
    if _need_exchange_rate(a, b):
        said = message(
            "Figures in {source} cannot be converted to {target} without an exchange rate.",
            source=source,
            target=target,
        )
        raise DataError(said)
    physical = _physical(a.physical, b.physical)
    if a.money_power != b.money_power or a.counts != b.counts or physical is None:
        said = message(
            "Figures in {source} cannot be converted to {target}.", source=source, target=target
        )
        raise DataError(said)
    return scale * physical


def known(unit: str) -> bool:
    """Return whether ``unit`` can be read as a unit."""
    try:
        parse(unit)
    except DataError:
        return False
    return True


def convertible(source: str, target: str) -> bool:
    """Return whether figures in ``source`` can be converted to ``target``."""
    try:
        ratio(source, target)
    except DataError:
        return False
    return True


def is_money_in(sign: str, unit: str) -> bool:
    """Return whether a currency sign may stand at a figure that is in ``unit``.

    >>> is_money_in("$", "USD million"), is_money_in("$", "EUR million"), is_money_in("$", "ha")
    (True, False, False)
    """
    return known(unit) and bool(common_currencies(parse(sign).money, parse(unit).money))


def convert(values: pl.Series, by: Fraction) -> pl.Series:
    """Return figures times a factor, rounded as seldom as can be.

    Dividing by 10000 gives 1234 from 12,340,000 exactly; multiplying by 0.0001 would not.
    """
    if by == 1:
        return values
    # Not by Polars, which multiplies by the reciprocal of a number it is to divide by.
    converted = values.to_numpy() * float(by.numerator) / float(by.denominator)
    return pl.Series(values.name, converted, nan_to_null=True)


def operation(by: Fraction) -> str:
    """Return a factor as readers see it.

    >>> operation(Fraction(1, 10000)), operation(Fraction(1000)), operation(Fraction(2, 3))
    ('÷ 10000', '× 1000', '× 0.666667')
    """
    if by.numerator == 1:
        return f"÷ {by.denominator}"
    return f"× {by.numerator}" if by.denominator == 1 else f"× {float(by):g}"


def _need_exchange_rate(a: Unit, b: Unit) -> bool:
    both = a.money_power == b.money_power != 0
    return both and not common_currencies(a.money, b.money)


def _physical(a: Mapping[str, int], b: Mapping[str, int]) -> Fraction | None:
    """Return the factor between two products of physical units, None if they differ in kind.

    Temperatures and other scales whose zero is a matter of convention have no factor.
    """
    if a == b:
        return Fraction(1)
    import pint

    known = registry()
    try:
        base_a, base_b = (known.Quantity(Fraction(1), _product(u)).to_base_units() for u in (a, b))
        shifted = any(known.Quantity(Fraction(0), name).to_base_units().m for name in (*a, *b))
    except pint.errors.PintError:
        return None
    if shifted or base_a.units != base_b.units:
        return None
    return Fraction(base_a.m) / Fraction(base_b.m)


def _product(units: Mapping[str, int]) -> str:
    return " * ".join(f"{name} ** {power}" for name, power in units.items())
