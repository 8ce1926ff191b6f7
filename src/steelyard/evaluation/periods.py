"""What changed from period to period: ranks, scores, growth, who came and who left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

_DAYS = 365.25

__all__ = ["annual_growth", "changes_of", "trends_of"]


def changes_of(evaluation: Evaluation) -> pl.DataFrame | None:
    """Return a row per unit and period with what changed since the period before.

    Columns: the key, the period, ``rank``, ``score``, ``rank_change`` (positive:
    the unit rose), ``score_change``, ``cagr`` of the score since the first
    period, and ``status``: ``first`` (of the first period), ``stayed``,
    ``entered`` (not ranked in the period before), ``left`` (ranked in the period
    before and not in this one; rank and score are missing).

    Returns
    -------
    None for a scheme without periods.
    """
    units = evaluation.scheme.units
    period, key = units.period, units.key
    if period is None:
        return None
    found = evaluation.kept_frame.select(
        pl.col(key),
        pl.col(period),
        _years(evaluation, period),
        pl.Series("rank", evaluation.ranks).fill_nan(None),
    )
    found = found.with_columns(pl.Series("score", evaluation.score).fill_nan(None))
    times = found[period].unique().sort()
    place = pl.DataFrame({period: times, "_at": pl.Series(range(len(times)), dtype=pl.Int64)})
    ranked = found.filter(pl.col("rank").is_not_null()).join(place, on=period)
    return (
        pl.concat([ranked, _gone(ranked, place, key, period)], how="diagonal")
        .join(_before(ranked, key), on=[key, "_at"], how="left")
        .join(_first(ranked, key, period), on=key, how="left")
        .with_columns(
            rank_change=pl.col("rank_before") - pl.col("rank"),
            score_change=pl.col("score") - pl.col("score_before"),
            cagr=annual_growth(
                pl.col("score_first"), pl.col("score"), pl.col("_years") - pl.col("years_first")
            ),
            status=_status(),
        )
        .sort("_at", "rank", key, nulls_last=True)
        .select(key, period, "status", "rank", "rank_change", "score", "score_change", "cagr")
    )


def trends_of(evaluation: Evaluation) -> pl.DataFrame | None:
    """Return a row per unit and indicator with its first and last figure and the growth between.

    Columns: the key, ``indicator``, ``first``, ``last``, the periods of both,
    ``change`` in per cent, 100·(last/first − 1), and ``cagr``, the compound
    annual growth rate, (last/first)^(1/years) − 1. The figures are those before
    any step; a unit with figures of fewer than two periods has no growth.

    Returns
    -------
    None for a scheme without periods or without indicators.
    """
    units = evaluation.scheme.units
    period, key = units.period, units.key
    if period is None or not evaluation.scheme.indicators() or "raw" not in evaluation.stages:
        return None
    figures = evaluation.stage("raw").with_columns(_years(evaluation, period))
    indicators = [name for name in figures.columns if name not in (key, period, "_years")]
    return (
        figures.unpivot(on=indicators, index=[key, period, "_years"], variable_name="indicator")
        .drop_nulls("value")
        .sort(period)
        .group_by(key, "indicator", maintain_order=True)
        .agg(
            first=pl.col("value").first(),
            last=pl.col("value").last(),
            first_period=pl.col(period).first(),
            last_period=pl.col(period).last(),
            years=pl.col("_years").last() - pl.col("_years").first(),
        )
        .with_columns(
            change=pl.when(pl.col("first") != 0).then(
                100.0 * (pl.col("last") / pl.col("first") - 1.0)
            ),
            cagr=annual_growth(pl.col("first"), pl.col("last"), pl.col("years")),
        )
        .drop("years")
        .sort(key, "indicator")
    )


def _years(evaluation: Evaluation, period: str) -> pl.Expr:
    """Return the periods in years: as they are, or the days of a date over 365.25."""
    if evaluation.units_frame.schema[period] == pl.Date:
        return (pl.col(period).cast(pl.Int32) / _DAYS).alias("_years")
    return pl.col(period).cast(pl.Float64).alias("_years")


def annual_growth(start: pl.Expr, end: pl.Expr, years: pl.Expr) -> pl.Expr:
    """Return the compound annual growth rate, (end/start)^(1/years) − 1.

    Missing where start or end is not positive or no time has passed.
    """
    years = years.cast(pl.Float64)
    defined = (start > 0) & (end > 0) & (years > 0)
    return pl.when(defined).then((end / start).pow(1.0 / years) - 1.0)


def _before(ranked: pl.DataFrame, key: str) -> pl.DataFrame:
    return ranked.select(
        key, (pl.col("_at") + 1).alias("_at"), rank_before="rank", score_before="score"
    )


def _first(ranked: pl.DataFrame, key: str, period: str) -> pl.DataFrame:
    return (
        ranked.sort("_at")
        .group_by(key, maintain_order=True)
        .agg(
            pl.col("_years").first().alias("years_first"),
            pl.col("score").first().alias("score_first"),
        )
    )


def _gone(ranked: pl.DataFrame, place: pl.DataFrame, key: str, period: str) -> pl.DataFrame:
    """Return the units that were ranked in the period before and are not in this one."""
    expected = ranked.select(key, (pl.col("_at") + 1).alias("_at"))
    return expected.join(ranked, on=[key, "_at"], how="anti").join(place, on="_at")


def _status() -> pl.Expr:
    return (
        pl.when(pl.col("rank").is_null())
        .then(pl.lit("left"))
        .when(pl.col("_at") == 0)
        .then(pl.lit("first"))
        .when(pl.col("rank_before").is_null())
        .then(pl.lit("entered"))
        .otherwise(pl.lit("stayed"))
    )
