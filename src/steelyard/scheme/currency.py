"""The scheme's currency: put where units of measurement name it, before anything else is read.

So a scheme is run in another currency by one word, and nothing after it knows that there was a
gap. What a currency is worth is left to ``steelyard.data.exchange``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from steelyard.errors import Problem, UsageError, nearest
from steelyard.i18n import message
from steelyard.scheme.complaints import Complaint

if TYPE_CHECKING:
    from steelyard.scheme.scheme import Scheme

__all__ = ["PLACEHOLDER", "check_currency", "in_currency", "with_currency"]

PLACEHOLDER = "{currency}"
"""What stands in a unit of measurement for the scheme's currency: ``{currency} million``."""


def with_currency(declared: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a scheme with its currency in every unit and every exchange that leaves it open.

    Parameters
    ----------
    declared
        The scheme as it was read. What is not as the grammar says is left to the grammar.

    Examples
    --------
    >>> with_currency({"currency": "CNY", "derived": {"value": {"unit": "{currency} million"}}})
    {'currency': 'CNY', 'derived': {'value': {'unit': 'CNY million'}}}
    """
    currency = declared.get("currency")
    if not isinstance(currency, str) or len(currency) != 3:
        return declared
    filled: Mapping[str, Any] = _filled(declared, currency)
    figures = filled.get("derived")
    if not isinstance(figures, Mapping):
        return filled
    return {**filled, "derived": {name: _into(one, currency) for name, one in figures.items()}}


def _filled(part: Any, currency: str) -> Any:
    """Return a part of a scheme with the currency in its units."""
    if isinstance(part, Mapping):
        return {
            name: value.replace(PLACEHOLDER, currency)
            if name == "unit" and isinstance(value, str)
            else _filled(value, currency)
            for name, value in part.items()
        }
    return [_filled(one, currency) for one in part] if isinstance(part, list) else part


def _into(figure: Any, currency: str) -> Any:
    """Return a figure that says into which currency it exchanges."""
    exchange = figure.get("exchange") if isinstance(figure, Mapping) else None
    if not isinstance(exchange, Mapping) or exchange.get("to") is not None:
        return figure
    return {**figure, "exchange": {**exchange, "to": currency}}


def in_currency(declared: Mapping[str, Any], currency: str) -> Mapping[str, Any]:
    """Return a scheme in another currency than it says itself.

    Parameters
    ----------
    declared
        The scheme as it was read.
    currency
        The currency that is wanted.

    Raises
    ------
    UsageError
        If the currency has no rates; if no unit names the scheme's currency, as in the scheme
        of an edition, where it was put in: its units would be those of the old one; or if a column
        of a file is in the scheme's currency: its figures would be taken for the new one's.
    """
    from steelyard.data.reference_rates import currencies

    if currency not in currencies():
        text = message("There are no exchange rates of “{currency}”.", currency=currency)
        raise UsageError(Problem(text, field="currency", nearest=nearest(currency, currencies())))
    if currency != declared.get("currency") and not _names_it(declared):
        text = message(
            "No unit of this scheme says {placeholder}, so it cannot be run in another currency.",
            placeholder=PLACEHOLDER,
        )
        raise UsageError(Problem(text, field="currency"))
    own = declared.get("currency")
    read = [] if own in (None, currency) else list(_columns_in_it(declared.get("inputs")))
    if read:
        text = message(
            "The files hold figures in {own}: {columns}. In {currency} they would be taken for "
            "others. Let the scheme convert them with a figure of the kind `exchange`.",
            own=own,
            columns=", ".join(read),
            currency=currency,
        )
        raise UsageError(Problem(text, field="currency"))
    return {**declared, "currency": currency}


def _columns_in_it(inputs: Any) -> Iterator[str]:
    """Yield the columns of input tables whose unit names the scheme's currency."""
    for table, one in inputs.items() if isinstance(inputs, Mapping) else ():
        columns = one.get("columns") if isinstance(one, Mapping) else None
        for name, column in columns.items() if isinstance(columns, Mapping) else ():
            if _names_it(column):
                yield f"{table}.{name}"


def _names_it(part: Any) -> bool:
    if isinstance(part, Mapping):
        unit = part.get("unit")
        return (isinstance(unit, str) and PLACEHOLDER in unit) or any(map(_names_it, part.values()))
    return isinstance(part, list) and any(map(_names_it, part))


def check_currency(scheme: Scheme) -> Iterator[Complaint]:
    """Yield currencies without rates, and what names a currency that the scheme does not say."""
    named: list[tuple[tuple[str | int, ...], str]] = []
    if scheme.currency is not None:
        named.append((("currency",), scheme.currency))
    for name, figure in scheme.derived.items():
        if figure.exchange is not None and figure.exchange.to is None:
            text = message("Say `to`, or the scheme's `currency`: to which currency is meant?")
            yield ("derived", name, "exchange"), text, True, None
        elif figure.exchange is not None and figure.exchange.to not in (None, scheme.currency):
            named.append((("derived", name, "exchange", "to"), str(figure.exchange.to)))
    yield from _without_rates(named)
    for where, unit in _units(scheme):
        if PLACEHOLDER in unit:
            text = message(
                "The unit says {placeholder}, but the scheme has no `currency`.",
                placeholder=PLACEHOLDER,
            )
            yield where, text, False, None


def _without_rates(named: list[tuple[tuple[str | int, ...], str]]) -> Iterator[Complaint]:
    if not named:
        return
    from steelyard.data.reference_rates import currencies

    for where, currency in named:
        if currency not in currencies():
            text = message("There are no exchange rates of “{currency}”.", currency=currency)
            yield where, text, False, nearest(currency, currencies())


def _units(scheme: Scheme) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every unit of measurement and where it stands."""
    for table, declared in scheme.inputs.items():
        for name, column in declared.columns.items():
            where = ("inputs", table, "columns", name)
            yield (*where, "unit"), column.unit or ""
            for at, header in enumerate(column.headers):
                if not isinstance(header, str):
                    yield (*where, "headers", at, "unit"), header.unit or ""
    for name, figure in scheme.derived.items():
        yield ("derived", name, "unit"), figure.unit or ""
    for table, measured in scheme.tables.items():
        for name, measure in measured.measures.items():
            yield ("tables", table, "measures", name, "unit"), measure.unit or ""
