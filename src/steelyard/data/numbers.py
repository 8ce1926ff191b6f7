"""What figures are worth as people write them: 1,234.5 or 1 234,5, (1,234), 12.5%, €5.

Each way of writing that is read as a plain number is told in a finding; what
has two readings, or none, is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import polars as pl

from steelyard.data import units
from steelyard.data.faults import SHOWN, Fault, Faults, clip, find
from steelyard.data.figures import (
    SIGNS,
    Figures,
    Style,
    column_style,
    figures,
    file_style,
    take_apart,
)
from steelyard.data.values import Reading
from steelyard.findings import Finding
from steelyard.i18n import Message, message

__all__ = ["Figures", "Style", "figures", "file_style", "read_figures", "whole"]


def read_figures(
    column: Figures, unit: str | None, style: Style | None, *, decimal_comma: bool = False
) -> Reading:
    """Return a column's figures.

    Parameters
    ----------
    column
        The column half read.
    unit
        The unit of the figures in the file: 12.5% is 12.5 in %, and 0.125 without a unit.
    style
        What separates decimals in the rest of the file, if that is known.
    decimal_comma
        Whether the file comes from where the comma separates decimals, so that 1,234 has
        two readings.
    """
    settled = column_style(column, style)
    if settled is None and not decimal_comma:
        settled = "point"
    odd = column.odd
    if odd.is_empty() and (settled != "comma" or column.typed):
        return Reading(column.values, findings=tuple(_about_gaps(column)))
    if settled == "comma" and not column.typed:
        odd = take_apart(column.cells, column.cells.is_not_null())
    odd = _judged(_valued(odd, unit, settled or "point"), unit, settled)
    wrong = odd["reason"].is_not_null()
    good = odd.filter(~wrong)
    values = column.values
    if odd.height:
        values = values.clone().scatter(odd["at"], odd["value"].set(wrong, None))
    first = (_fault(row, unit) for row in odd.filter(wrong).head(SHOWN).iter_rows(named=True))
    faults = Faults(tuple(first), int(wrong.sum()))
    return Reading(values, faults, tuple(_remarks(column, good, unit, settled == "comma")))


def whole(values: pl.Series, cells: pl.Series | None) -> Reading:
    """Return figures as integers, exactly from the cells where those are given."""
    broken = ((values != values.round()) | (values.abs() >= 2.0**63)).fill_null(False)
    integers = values.set(broken, None).cast(pl.Int64)
    if cells is not None and not cells.dtype.is_float():
        exact = cells.cast(pl.Int64, strict=False).set(values.is_null(), None)
        integers = exact.fill_null(integers)
    return Reading(
        integers,
        find(
            broken & integers.is_null(),
            lambda at: message(
                "{value} is not a whole number, or too large for one.", value=f"{values[at]:.15g}"
            ),
        ),
    )


def _valued(odd: pl.DataFrame, unit: str | None, style: Style) -> pl.DataFrame:
    """Return the cells with the value that each has, null where it has none."""
    digits = odd["digits"].str.replace_all("[,' ]" if style == "point" else "[.' ]", "")
    digits = digits.str.replace(",", ".", literal=True)
    values = (digits + odd["power"].fill_null("")).cast(pl.Float64, strict=False)
    negative = (odd["sign"].fill_null("") + odd["inner"].fill_null("")) == "-"
    values = values.zip_with(~(negative ^ odd["open"].is_not_null()), -values)
    for sign in odd["percent"].drop_nulls().unique(maintain_order=True):
        by = _share(sign, unit)
        marked = (odd["percent"] == sign).fill_null(False)
        values = units.convert(values, by or Fraction(1)).zip_with(marked, values)
    return odd.with_columns(value=values)


def _judged(odd: pl.DataFrame, unit: str | None, style: Style | None) -> pl.DataFrame:
    """Return the cells with the reason why each cannot be taken, null for the good ones."""
    # Only the signs that stand there: reading units takes longer than reading figures.
    there = {sign for name in ("percent", "before", "after") for sign in odd[name].unique()}
    mismatched = [s for s in ("%", "‰") if s in there and _share(s, unit) is None]
    foreign = [
        s for s in SIGNS if s in there and unit is not None and not units.is_money_in(s, unit)
    ]
    twice = pl.col("sign").is_not_null() & pl.col("inner").is_not_null()
    twice |= pl.col("before").is_not_null() & pl.col("after").is_not_null()
    halved = pl.col("open").is_null() != pl.col("close").is_null()
    fits, other = ("comma", "point") if style == "comma" else ("point", "comma")
    doubtful = pl.col("comma") & pl.col("point") & pl.col("digits").str.contains(",")
    not_finite = pl.col("text").cast(pl.Float64, strict=False).is_finite().not_()
    reason = (
        pl.when(not_finite | pl.col("value").is_infinite())
        .then(pl.lit("not finite"))
        .when(pl.col("digits").is_null() | twice | halved)
        .then(pl.lit("text"))
        .when(~pl.col(fits) & pl.col(other))
        .then(pl.lit("mixed"))
        .when(~pl.col(fits))
        .then(pl.lit("text"))
        .when(pl.lit(style is None) & doubtful)
        .then(pl.lit("doubtful"))
        .when(pl.col("percent").is_in(mismatched))
        .then(pl.lit("percent"))
        .when(pl.col("before").is_in(foreign) | pl.col("after").is_in(foreign))
        .then(pl.lit("currency"))
    )
    return odd.with_columns(reason=reason)


def _share(sign: str, unit: str | None) -> Fraction | None:
    """Return what % or ‰ multiplies a figure by where figures are in ``unit``."""
    if unit is None:
        return units.ratio(sign, "1")
    if sign in unit:
        return Fraction(1)
    return units.ratio(sign, unit) if units.convertible(sign, unit) else None


def _fault(row: Mapping[str, object], unit: str | None) -> Fault:
    text = clip(row["text"])
    reasons = {
        "text": message(
            "“{text}” is not a number; expected one such as 1234.5, or an empty cell where the "
            "figure is not known.",
            text=text,
        ),
        "not finite": message(
            "“{text}” is not a finite number. Leave the cell empty where the figure is not known, "
            "or list the text under “missing” in the scheme.",
            text=text,
        ),
        "mixed": message(
            "“{text}” cannot be read like the other figures of its column: some have a decimal "
            "comma and some a decimal point.",
            text=text,
        ),
        "doubtful": message(
            "“{text}” may have a thousands separator or a decimal comma, and nothing else in the "
            "file tells which. Write it without separator, or with a decimal point.",
            text=text,
        ),
        "percent": message(
            "“{text}” is a percentage in a column measured in {unit}.", text=text, unit=unit
        ),
        "currency": message(
            "“{text}” has a currency sign in a column measured in {unit}.", text=text, unit=unit
        ),
    }
    return Fault(int(str(row["at"])), reasons[str(row["reason"])])


def _remarks(column: Figures, good: pl.DataFrame, unit: str | None, comma: bool) -> list[Finding]:
    """Return a finding for each way of writing that was read as a plain number."""
    digits = good["digits"]
    separated = digits.str.contains("[.' ]" if comma else "[,' ]")
    decimal = digits.str.contains(",") & comma
    signs = good["percent"].drop_nulls().unique(maintain_order=True)
    rescaled = good["percent"].is_in([sign for sign in signs if _share(sign, unit) != 1])
    priced = good["before"].is_not_null() | good["after"].is_not_null()
    remarks = [
        _remark("thousands-separators-read", good, separated, _said_separated),
        _remark("decimal-comma-read", good, decimal, _said_decimal),
        _remark("percentages-read", good, rescaled, _said_percentage),
        _remark("currency-signs-left-out", good, priced, _said_currency),
        _remark("parentheses-read-as-negative", good, good["open"].is_not_null(), _said_negative),
    ]
    return [*(remark for remark in remarks if remark is not None), *_about_gaps(column)]


def _about_gaps(column: Figures) -> list[Finding]:
    """Return a finding for each sort of cell that says something and was read as missing."""
    found = []
    if column.not_a_number:
        said = message(
            "Cells that are NaN were read as missing: {count}.", count=column.not_a_number
        )
        found.append(Finding("not-a-number-read-as-missing", said))
    if column.undefined:
        said = message(
            "Cells with #DIV/0! or #NUM! were read as missing: {count}.", count=column.undefined
        )
        found.append(Finding("undefined-read-as-missing", said, "warning"))
    return found


def _remark(
    code: str, good: pl.DataFrame, marked: pl.Series, say: Callable[[int, str, str], Message]
) -> Finding | None:
    cells = good.filter(marked.fill_null(False))
    if cells.is_empty():
        return None
    value = f"{cells['value'][0]:.15g}"
    return Finding(code, say(cells.height, clip(cells["text"][0]), value))


def _said_separated(count: int, example: str, value: str) -> Message:
    return message(
        "Figures with thousands separators were read, such as “{example}” as {value}; cells: "
        "{count}.",
        example=example,
        value=value,
        count=count,
    )


def _said_decimal(count: int, example: str, value: str) -> Message:
    return message(
        "Figures with a decimal comma were read, such as “{example}” as {value}; cells: {count}.",
        example=example,
        value=value,
        count=count,
    )


def _said_percentage(count: int, example: str, value: str) -> Message:
    return message(
        "Percentages were converted, such as “{example}” to {value}; cells: {count}.",
        example=example,
        value=value,
        count=count,
    )


def _said_currency(count: int, example: str, value: str) -> Message:
    return message(
        "Currency signs were left out, such as “{example}” read as {value}; cells: {count}.",
        example=example,
        value=value,
        count=count,
    )


def _said_negative(count: int, example: str, value: str) -> Message:
    return message(
        "Figures in parentheses were read as negative, such as “{example}” as {value}; cells: "
        "{count}.",
        example=example,
        value=value,
        count=count,
    )
