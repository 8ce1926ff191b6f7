"""Figures as people write them, such as 1,234.5 or 1 234,5, (1,234), 12.5%, €5, −3 and １２.

A column is first read as plain numbers; only what is left is looked at
closely. Whether a comma separates thousands or decimals is settled by the
column, else by the rest of the file, and refused where nothing settles it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import polars as pl

from steelyard.data import units
from steelyard.data.faults import SHOWN, Fault, Faults, clip, find
from steelyard.data.values import UNDEFINED, Reading, as_text, half_width, is_missing
from steelyard.findings import Finding
from steelyard.i18n import Message, message

__all__ = ["Figures", "Style", "figures", "file_style", "read_figures", "whole"]

Style = Literal["point", "comma"]

_SIGNS = ("US$", "NT$", "HK$", "$", "€", "£", "¥", "₩", "₹", "元")
_SIGN = "|".join(re.escape(sign) for sign in _SIGNS)
_FIGURE = (
    r"^(?P<open>\()?(?P<sign>[+-])?(?P<before>" + _SIGN + r")?\s*(?P<inner>[+-])?"
    r"(?P<digits>\.?[0-9](?:[0-9.,' ]*[0-9.])?)(?P<power>[eE][+-]?[0-9]+)?"
    r"\s*(?P<after>" + _SIGN + r")?\s*(?P<percent>[%‰])?(?P<close>\))?$"
)


def _grouped(separators: Sequence[str], decimals: str) -> str:
    """Return the pattern of figures with groups of three digits, all separated alike."""
    return "|".join(rf"[1-9]\d{{0,2}}(?:{one}\d{{3}})+(?:{decimals})?" for one in separators)


_POINT = r"^(?:\d+\.?\d*|\.\d+|" + _grouped((",", " ", "'"), r"\.\d*") + ")$"
_COMMA = r"^(?:\d+(?:,\d+)?|" + _grouped((r"\.", " ", "'"), r",\d+") + ")$"


@dataclass(frozen=True)
class Figures:
    """A column of figures half read.

    Parameters
    ----------
    text
        What the cells say, null for no value.
    values
        Float64; the cells that read as plain finite numbers, null otherwise.
    odd
        The other cells, but for those that mean “no value”: their position ``at``, their
        ``text`` and its parts, which are null if it is no figure.
    not_a_number
        How many cells of a float column were NaN, which is how missing is stored there.
    undefined
        How many cells of a spreadsheet were #DIV/0! or #NUM!, which have no value either.
    """

    text: pl.Series
    values: pl.Series
    odd: pl.DataFrame
    not_a_number: int = 0
    undefined: int = 0


def figures(cells: pl.Series, missing: Collection[str] = ()) -> Figures:
    """Read plain numbers and take the other cells apart.

    Parameters
    ----------
    cells
        Text, or numbers.
    missing
        Texts that mean “no value”, beside the usual ones.
    """
    gaps = 0
    if cells.dtype.is_float():
        gaps = int(cells.is_nan().sum())
        cells = cells.fill_nan(None)
    text = as_text(cells)
    if missing:
        declared = text.str.strip_chars().is_in(list(missing))
        text = text.set(declared.fill_null(False), None)
    numeric = cells.dtype.is_numeric()
    values = (cells if numeric else text).cast(pl.Float64, strict=False)
    values = values.set((text.is_null() | ~values.is_finite()).fill_null(False), None)
    undefined = int(text.filter(values.is_null()).str.to_lowercase().is_in(UNDEFINED).sum())
    return Figures(text, values, _take_apart(text, values.is_null()), gaps, undefined)


def _take_apart(text: pl.Series, chosen: pl.Series) -> pl.DataFrame:
    positions = (chosen & text.is_not_null()).arg_true()
    plain = half_width(text.gather(positions))
    odd = pl.DataFrame({"at": positions, "text": plain})
    odd = odd.filter(~is_missing(plain, (), figures=True))
    parts = pl.col("text").str.extract_groups(_FIGURE).struct.unnest()
    return odd.with_columns(parts).with_columns(
        point=pl.col("digits").str.contains(_POINT), comma=pl.col("digits").str.contains(_COMMA)
    )


def _evidence(column: Figures) -> set[Style]:
    """Return the styles without which some cell of the column could not be read."""
    only_comma = (column.odd["comma"] & ~column.odd["point"]).any()
    only_point = (column.odd["point"] & ~column.odd["comma"]).any()
    if not only_point:
        plain = column.text.filter(column.values.is_not_null()).str.strip_chars_start("+-")
        dotted = plain.filter(plain.str.contains(".", literal=True))
        only_point = not dotted.str.contains(_COMMA).all()
    found: set[Style] = {"comma"} if only_comma else set()
    return found | ({"point"} if only_point else set())


def _is_separated(column: Figures) -> bool:
    """Whether some cell was no plain number for its commas or points."""
    return bool(column.odd["digits"].str.contains("[.,]").any())


def file_style(columns: Sequence[Figures]) -> Style | None:
    """Return what separates decimals throughout a file, None if no cell of it tells."""
    if not any(_is_separated(column) for column in columns):
        return None
    found = set[Style]().union(*(_evidence(column) for column in columns))
    return found.pop() if len(found) == 1 else None


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
    settled = _column_style(column, style)
    if settled is None and not decimal_comma:
        settled = "point"
    odd = column.odd
    if settled == "comma":
        odd = _take_apart(column.text, column.text.is_not_null())
    odd = _judged(_valued(odd, unit, settled or "point"), unit, settled)
    wrong = odd["reason"].is_not_null()
    good = odd.filter(~wrong)
    values = column.values
    if odd.height:
        values = values.scatter(odd["at"], odd["value"].set(wrong, None))
    first = (_fault(row, unit) for row in odd.filter(wrong).head(SHOWN).iter_rows(named=True))
    faults = Faults(tuple(first), int(wrong.sum()))
    return Reading(values, faults, tuple(_remarks(column, good, unit, settled == "comma")))


def whole(values: pl.Series, text: pl.Series | None) -> Reading:
    """Return figures as integers, exactly from their text where that is given."""
    broken = ((values != values.round()) | (values.abs() >= 2.0**63)).fill_null(False)
    integers = values.set(broken, None).cast(pl.Int64)
    if text is not None:
        exact = text.cast(pl.Int64, strict=False).set(values.is_null(), None)
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


def _column_style(column: Figures, elsewhere: Style | None) -> Style | None:
    """Return what separates decimals in a column; a point if cells speak for both."""
    if elsewhere != "comma" and not _is_separated(column):
        return "point"
    found = _evidence(column)
    if "point" in found:
        return "point"
    return "comma" if "comma" in found else elsewhere


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
    mismatched = [s for s in ("%", "‰") if _share(s, unit) is None]
    foreign = [s for s in _SIGNS if unit is not None and not units.is_money_in(s, unit)]
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
    rescaled = good["percent"].is_in([sign for sign in "%‰" if _share(sign, unit) != 1])
    priced = good["before"].is_not_null() | good["after"].is_not_null()
    remarks = [
        _remark("thousands-separators-read", good, separated, _said_separated),
        _remark("decimal-comma-read", good, decimal, _said_decimal),
        _remark("percentages-read", good, rescaled, _said_percentage),
        _remark("currency-signs-left-out", good, priced, _said_currency),
        _remark("parentheses-read-as-negative", good, good["open"].is_not_null(), _said_negative),
    ]
    if column.not_a_number:
        said = message(
            "Cells that are NaN were read as missing: {count}.", count=column.not_a_number
        )
        remarks.append(Finding("not-a-number-read-as-missing", said))
    if column.undefined:
        said = message(
            "Cells with #DIV/0! or #NUM! were read as missing: {count}.", count=column.undefined
        )
        remarks.append(Finding("undefined-read-as-missing", said, "warning"))
    return [remark for remark in remarks if remark is not None]


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
