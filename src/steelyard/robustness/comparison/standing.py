"""Where the units of two editions stand: ranks before and now, who came, who left, how surely.

Only the published rankings are read; why ranks changed is left to ``worlds``.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from steelyard.evaluation.edition import Edition
from steelyard.evaluation.lists import listed_in
from steelyard.scheme.scheme import Scheme

__all__ = ["LISTED", "STATUS", "list_of", "period_of", "standings"]

STATUS = ("stayed", "moved", "ranked", "unranked", "entered", "left")
"""What may have become of a unit.

``stayed``: ranked in both editions, on one list; ``moved``: in both, on different lists;
``ranked``: listed by both, and ranked only in the later; ``unranked``: listed by both, and without
a rank in the later; ``entered``, ``left``: listed only by the later, only by the earlier.
"""
LISTED = ("listed_before", "listed")
"""Who was and is on a list that ends; candidates behind its end are not."""
_BEFORE = "_before"


def period_of(edition: Edition) -> Any:
    """Return the last period of an edition; None without periods."""
    name = edition.scheme.units.period
    return None if name is None else edition.ranking[name].max()


def list_of(scheme: Scheme) -> pl.Expr:
    """Return an expression for the list that a unit is on, by what is ranked apart."""
    labels = [
        pl.concat_str(pl.lit(f"{name}="), pl.col(name).cast(pl.String).fill_null("–"))
        for name in sorted(scheme.rank.within)
    ]
    return pl.concat_str(labels, separator="\n") if labels else pl.lit("")


def standings(previous: Edition, edition: Edition) -> pl.DataFrame:
    """Return a row per unit of either edition, those of the later in the order of its ranking.

    Columns: ``key`` as text, ``list`` of the unit now (before, where it left), ``title``,
    ``rank_before``, ``rank``, ``change``, ``score_before``, ``score``, ``status`` and ``sure``;
    where a list ends (``rank.first``, ``admission``) ``listed_before`` and ``listed``.
    """
    before, after = _standing(previous), _standing(edition)
    both = after.join(before, on="key", how="left", suffix=_BEFORE, maintain_order="left")
    left = before.join(after, on="key", how="anti", maintain_order="left").select(
        "key", *(pl.col(name).alias(f"{name}{_BEFORE}") for name in before.columns if name != "key")
    )
    found = pl.concat([both, left], how="diagonal_relaxed")
    found = found.with_columns(status=_status())
    stayed = pl.col("status") == "stayed"
    apart = (pl.col("high") < pl.col("low_before")) | (pl.col("high_before") < pl.col("low"))
    return found.select(
        "key",
        pl.coalesce("list", "list_before").alias("list"),
        pl.coalesce("title", "title_before", "key").alias("title"),
        "rank_before",
        "rank",
        pl.when(stayed).then(pl.col("rank_before") - pl.col("rank")).alias("change"),
        "score_before",
        "score",
        "status",
        pl.when(stayed).then(apart).alias("sure"),
        *(
            [pl.col(name).fill_null(value=False) for name in LISTED]
            if any(_ends(one.scheme) for one in (previous, edition))
            else []
        ),
    )


def _ends(scheme: Scheme) -> bool:
    """Return whether a list has not all that are evaluated: only the first, or those admitted."""
    return scheme.rank.first is not None or scheme.admission is not None


def _standing(edition: Edition) -> pl.DataFrame:
    """Return the last period of an edition."""
    scheme, frame = edition.scheme, edition.ranking
    frame = frame.with_columns(pl.Series("#listed", listed_in(scheme, frame)))
    if scheme.units.period is not None:
        frame = frame.filter(pl.col(scheme.units.period) == period_of(edition))
    numbers = {"score": "score", "low": "rank_p05", "high": "rank_p95"}
    title = scheme.units.title
    return frame.select(
        pl.col(scheme.units.key).cast(pl.String).alias("key"),
        list_of(scheme).alias("list"),
        (pl.lit(None) if title is None else pl.col(title)).cast(pl.String).alias("title"),
        pl.col("rank"),
        *(
            (pl.col(name) if name in frame.columns else pl.lit(None)).cast(pl.Float64).alias(new)
            for new, name in numbers.items()
        ),
        here=pl.lit(value=True),
        listed=pl.col("#listed"),
    )


def _status() -> pl.Expr:
    ranked, ranked_before = pl.col("rank").is_not_null(), pl.col("rank_before").is_not_null()
    return (
        pl.when(pl.col("here_before").is_null())
        .then(pl.lit("entered"))
        .when(pl.col("here").is_null())
        .then(pl.lit("left"))
        .when(ranked & ranked_before & (pl.col("list") == pl.col("list_before")))
        .then(pl.lit("stayed"))
        .when(ranked & ranked_before)
        .then(pl.lit("moved"))
        .when(ranked)
        .then(pl.lit("ranked"))
        .otherwise(pl.lit("unranked"))
    )
