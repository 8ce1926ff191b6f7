"""What an edition says of one unit by each method: values, intervals, ranks, what parts them.

Free of language, so that a page can be written in each from the same; the sentences are made in
``steelyard.evaluation.estimates_told``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from steelyard.evaluation.edition import Edition
from steelyard.evaluation.estimates import INPUTS, MEDIAN, table_of

__all__ = ["ByMethod", "Drive", "Valued", "estimates_of"]

APART = "estimates_spread"
UNCERTAINTY = "estimates_uncertainty"

Key = tuple[str, str | None]
Row = dict[str, Any]


@dataclass(frozen=True)
class ByMethod:
    """A unit by one method, or by the median of all.

    Parameters
    ----------
    method
        The figure; ``median`` for the median of the methods.
    value
        What it gives; None where it gives nothing.
    low, high
        Its 5–95% interval; None where that was not assessed.
    rank, rank_low, rank_high
        The rank by it, and that rank's 5–95% interval.
    """

    method: str
    value: float | None
    low: float | None
    high: float | None
    rank: int | None
    rank_low: float | None
    rank_high: float | None


@dataclass(frozen=True)
class Drive:
    """What an input does to the spread: the unit's own value, the typical one, what is left then.

    Parameters
    ----------
    input
        The column or figure.
    value, typical, typical_of
        The unit's own value, the typical one, and of whom: ``group`` or ``all``.
    ratio
        The highest over the lowest that would be left; None where that cannot be told.
    """

    input: str
    value: float | None
    typical: float | None
    typical_of: str | None
    ratio: float | None


@dataclass(frozen=True)
class Valued:
    """One estimate of one unit.

    Parameters
    ----------
    name
        The estimate.
    row
        The unit's row of its table.
    methods
        The unit by each method, the median last.
    inputs
        What each input does.
    ratio_low, ratio_high
        The 5–95% interval of the ratio; None where that was not assessed.
    probability
        How likely it is that the methods disagree.
    """

    name: str
    row: Mapping[str, Any]
    methods: tuple[ByMethod, ...]
    inputs: tuple[Drive, ...]
    ratio_low: float | None
    ratio_high: float | None
    probability: float | None


def estimates_of(edition: Edition, unit: str | None = None) -> dict[Key, tuple[Valued, ...]]:
    """Return the estimates of units by key and period, None without periods.

    Parameters
    ----------
    edition
        The edition.
    unit
        The key of the only unit that is asked for; all if absent.
    """
    found: dict[Key, list[Valued]] = {}
    if not edition.scheme.estimates:
        return {}
    inputs = _together(_rows(edition, INPUTS, unit))
    sure = _together(_rows(edition, UNCERTAINTY, unit))
    apart = _together(_rows(edition, APART, unit))
    for name, declared in edition.scheme.estimates.items():
        for row in _rows(edition, table_of(name), unit):
            key = _key(row)
            by = {one["method"]: one for one in sure.get((name, *key), ())}
            ratio = next(iter(apart.get((name, *key), ())), {})
            valued = Valued(
                name,
                row,
                tuple(_method(row, one, by.get(one, {})) for one in (*declared.of, MEDIAN)),
                tuple(_drive(one) for one in inputs.get((name, *key), ())),
                ratio.get("ratio_p05"),
                ratio.get("ratio_p95"),
                ratio.get("disagree_probability"),
            )
            found.setdefault(key, []).append(valued)
    return {key: tuple(valued) for key, valued in found.items()}


def _rows(edition: Edition, table: str, unit: str | None) -> list[Row]:
    files = edition.manifest["files"]
    if not {f"data/{table}.csv", f"data/{table}.parquet"} & files.keys():
        return []
    key = pl.col("unit").cast(pl.String)
    frame = edition.table(table).with_columns(key)
    return (frame if unit is None else frame.filter(key == unit)).to_dicts()


def _key(row: Row) -> Key:
    period = row.get("period")
    return str(row["unit"]), None if period is None else str(period)


def _together(rows: list[Row]) -> dict[tuple[str, str, str | None], list[Row]]:
    found: dict[tuple[str, str, str | None], list[Row]] = {}
    for row in rows:
        found.setdefault((row["estimate"], *_key(row)), []).append(row)
    return found


def _method(row: Row, method: str, sure: Row) -> ByMethod:
    return ByMethod(
        method,
        row[method],
        sure.get("value_p05"),
        sure.get("value_p95"),
        row[f"rank_by_{method}"],
        sure.get("rank_p05"),
        sure.get("rank_p95"),
    )


def _drive(row: Row) -> Drive:
    return Drive(row["input"], row["value"], row["typical"], row["typical_of"], row["ratio_then"])
