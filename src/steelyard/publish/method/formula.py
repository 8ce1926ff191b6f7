"""Formulas that are written twice: as a line of text for programs, as MathML for readers.

A formula is built from parts, so that both say the same and brackets stand where each needs them.
What adds nothing (a factor of 1, a term of 0) is left out.

Source: W3C, MathML Core, https://www.w3.org/TR/mathml-core/.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from steelyard.publish.method.amounts import digits

__all__ = [
    "Formula",
    "between",
    "call",
    "equal",
    "figure",
    "minus",
    "name",
    "negative",
    "over",
    "plus",
    "power",
    "root",
    "size",
    "times",
    "total",
]

_SUM, _QUOTIENT, _PRODUCT, _POWER, _WHOLE = range(5)


@dataclass(frozen=True)
class Formula:
    """A formula or a part of one.

    Parameters
    ----------
    text
        As a line of text.
    mathml
        As MathML, without the element ``math``.
    bond, mathml_bond
        How strongly its parts hold together in each form; what holds less needs brackets.
    value
        Its number, where it is one.
    """

    text: str
    mathml: str
    bond: int = _WHOLE
    mathml_bond: int = _WHOLE
    value: float | None = None

    def plain(self) -> dict[str, Any]:
        """Return both forms, as a page has them.

        Examples
        --------
        >>> over(name("x"), figure(2)).plain()["text"]
        'x / 2'
        """
        return {"text": self.text, "mathml": f'<math display="block">{_row(self.mathml)}</math>'}


def name(text: str) -> Formula:
    """Return a quantity by its sign or its word."""
    return Formula(text, f"<mi>{html.escape(text)}</mi>")


def figure(value: float) -> Formula:
    """Return a number.

    Examples
    --------
    >>> times(name("x"), figure(-5)).text, minus(name("x"), figure(-5)).text
    ('x·(−5)', 'x + 5')
    """
    text = digits(abs(value))
    number = f"<mn>{text}</mn>"
    if value < 0:
        return Formula(f"−{text}", f"<mo>−</mo>{number}", _SUM, _SUM, value)
    return Formula(text, number, value=value)


def plus(one: Formula, other: Formula) -> Formula:
    """Return a sum."""
    if one.value == 0:
        return other
    if other.value is not None and other.value < 0:
        return minus(one, figure(-other.value))
    return one if other.value == 0 else _joined(one, "+", other, _SUM, _SUM)


def minus(one: Formula, other: Formula) -> Formula:
    """Return a difference; that of two numbers is a number."""
    if one.value is not None and other.value is not None:
        return figure(one.value - other.value)
    if one.value == 0:
        return negative(other)
    if other.value is not None and other.value < 0:
        return plus(one, figure(-other.value))
    return one if other.value == 0 else _joined(one, "−", other, _SUM, _QUOTIENT)


def negative(one: Formula) -> Formula:
    """Return a formula with its sign changed."""
    text, mathml = _text(one, _QUOTIENT), _mathml(one, _QUOTIENT)
    return Formula(f"−{text}", f"<mo>−</mo>{mathml}", _SUM, _SUM)


def times(one: Formula, other: Formula) -> Formula:
    """Return a product."""
    if one.value == 1:
        return other
    return one if other.value == 1 else _joined(one, "·", other, _PRODUCT, _QUOTIENT)


def over(upper: Formula, lower: Formula) -> Formula:
    """Return a fraction.

    Examples
    --------
    >>> over(minus(name("x"), name("min")), minus(name("max"), name("min"))).text
    '(x − min) / (max − min)'
    """
    if lower.value == 1:
        return upper
    text = f"{_text(upper, _PRODUCT)} / {_text(lower, _POWER)}"
    return Formula(
        text, f"<mfrac>{_row(upper.mathml)}{_row(lower.mathml)}</mfrac>", _QUOTIENT, _PRODUCT
    )


def power(base: Formula, exponent: Formula) -> Formula:
    """Return a power."""
    text = f"{_text(base, _WHOLE)}^{_text(exponent, _WHOLE)}"
    raised = f"<msup>{_row(_mathml(base, _WHOLE))}{_row(exponent.mathml)}</msup>"
    return Formula(text, raised, _POWER, _POWER)


def root(inner: Formula) -> Formula:
    """Return a square root."""
    return Formula(f"√({inner.text})", f"<msqrt>{inner.mathml}</msqrt>")


def size(inner: Formula) -> Formula:
    """Return what a quantity is without its sign."""
    return Formula(f"|{inner.text}|", f"<mrow><mo>|</mo>{inner.mathml}<mo>|</mo></mrow>")


def call(function: str, *inner: Formula) -> Formula:
    """Return a function of one or more quantities."""
    text = ", ".join(part.text for part in inner)
    mathml = "<mo>,</mo>".join(part.mathml for part in inner)
    return Formula(
        f"{function}({text})", f"<mi>{function}</mi><mo>(</mo>{mathml}<mo>)</mo>", _WHOLE, _WHOLE
    )


def total(inner: Formula) -> Formula:
    """Return the sum over all parts."""
    return Formula(
        f"Σ {_text(inner, _PRODUCT)}", f"<mo>∑</mo>{_mathml(inner, _PRODUCT)}", _POWER, _PRODUCT
    )


def equal(one: Formula, other: Formula) -> Formula:
    """Return an equation."""
    return Formula(
        f"{one.text} = {other.text}", f"{one.mathml}<mo>=</mo>{other.mathml}", _SUM, _SUM
    )


def between(share: Formula, least: float, most: float) -> Formula:
    """Return a share of 1 spread over a range.

    Examples
    --------
    >>> between(name("p"), 0, 100).text, between(name("p"), 0, 1).text
    ('100·p', 'p')
    >>> between(name("p"), 10, 30).text
    '10 + 20·p'
    """
    return plus(figure(least), times(figure(most - least), share))


def _joined(one: Formula, sign: str, other: Formula, left: int, right: int) -> Formula:
    """Return two parts with a sign between; ``left`` and ``right``: what needs no brackets."""
    bond = _PRODUCT if sign == "·" else _SUM
    between_ = "·" if sign == "·" else f" {sign} "
    return Formula(
        f"{_text(one, left)}{between_}{_text(other, right)}",
        f"{_mathml(one, left)}<mo>{sign}</mo>{_mathml(other, right)}",
        bond,
        bond,
    )


def _text(part: Formula, least: int) -> str:
    return part.text if part.bond >= least else f"({part.text})"


def _mathml(part: Formula, least: int) -> str:
    if part.mathml_bond >= least:
        return part.mathml
    return f"<mrow><mo>(</mo>{part.mathml}<mo>)</mo></mrow>"


def _row(mathml: str) -> str:
    return f"<mrow>{mathml}</mrow>"
