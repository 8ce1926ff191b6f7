"""What several rankings have in common: ranks side by side, and how alike the orders are.

Which entries are the same enterprise is left to ``match``; the frames here are made from its
register, one row for each name of each list.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import polars as pl

from steelyard.i18n import Message, message
from steelyard.names.rank_biased import PERSISTENCE, rank_biased_overlap

__all__ = ["CORRELATIONS", "common", "correlations", "in_words"]

CORRELATIONS: Mapping[str, pl.DataType] = {
    "list_a": pl.String(),
    "list_b": pl.String(),
    "common": pl.Int64(),
    "entries_a": pl.Int64(),
    "entries_b": pl.Int64(),
    "kendall_tau_b": pl.Float64(),
    "spearman_rho": pl.Float64(),
    "rank_biased_overlap": pl.Float64(),
}
"""Columns of the frame of correlations."""


def common(register: pl.DataFrame, lists: Sequence[str]) -> pl.DataFrame:
    """Return the enterprises that are in all lists, with their names and ranks there.

    Parameters
    ----------
    register
        ``enterprise``, ``list``, ``row``, ``name``, ``rank``.
    lists
        The lists, in their order.

    Returns
    -------
    pl.DataFrame
        For each list ``name_…`` and, if it has ranks, ``rank_…``; then for each list after the
        first ``difference_…``, its rank less the rank in the first. In the order of the first.
    """
    parts = [register.filter(pl.col("list") == label) for label in lists]
    frame = parts[0].select(
        "enterprise",
        pl.col("row").alias("_row"),
        pl.col("name").alias(f"name_{lists[0]}"),
        pl.col("rank").alias(f"rank_{lists[0]}"),
    )
    for label, part in zip(lists[1:], parts[1:], strict=True):
        other = part.select(
            "enterprise",
            pl.col("name").alias(f"name_{label}"),
            pl.col("rank").alias(f"rank_{label}"),
        )
        frame = frame.join(other, on="enterprise", how="inner", maintain_order="left")
    first = f"rank_{lists[0]}"
    frame = frame.with_columns(
        (pl.col(f"rank_{label}") - pl.col(first)).alias(f"difference_{label}")
        for label in lists[1:]
    )
    ranked = {label for label, part in zip(lists, parts, strict=True) if part["rank"].count()}
    frame = frame.sort(first, "_row", nulls_last=True).drop("enterprise", "_row")
    left_out = [f"rank_{label}" for label in lists if label not in ranked]
    left_out += [f"difference_{label}" for label in lists[1:] if not {label, lists[0]} <= ranked]
    return frame.drop(left_out)


def correlations(
    register: pl.DataFrame, lists: Sequence[str], persistence: float = PERSISTENCE
) -> pl.DataFrame:
    """Return how alike the orders of each two lists are.

    Parameters
    ----------
    register
        See :func:`common`.
    lists
        The lists; those without ranks are left out.
    persistence
        Of the rank-biased overlap.

    Returns
    -------
    pl.DataFrame
        With the columns of :data:`CORRELATIONS`. Kendall's tau-b (Kendall 1945,
        https://doi.org/10.1093/biomet/33.3.239) and Spearman's rho are those of the common
        enterprises, null where there are fewer than two or one list has them all tied; the
        rank-biased overlap is that of all ranked entries, weighted to the top.
    """
    ranked = register.filter(pl.col("rank").is_not_null())
    parts = {label: ranked.filter(pl.col("list") == label) for label in lists}
    there = [label for label in lists if not parts[label].is_empty()]
    rows = [
        _row(one, parts[one], two, parts[two], persistence)
        for at, one in enumerate(there)
        for two in there[at + 1 :]
    ]
    return pl.DataFrame(rows, schema=dict(CORRELATIONS), orient="row")


def _row(
    one: str, first: pl.DataFrame, two: str, second: pl.DataFrame, persistence: float
) -> tuple[object, ...]:
    both = first.join(second, on="enterprise", how="inner")
    tau, rho = _of_common(both["rank"], both["rank_right"])
    overlap = rank_biased_overlap(_items(first), _items(second), persistence)
    return one, two, both.height, first.height, second.height, tau, rho, overlap


def _items(part: pl.DataFrame) -> list[tuple[int, float]]:
    return [(enterprise, float(rank)) for enterprise, rank in part["enterprise", "rank"].rows()]


def _of_common(one: pl.Series, two: pl.Series) -> tuple[float | None, float | None]:
    """Return Kendall's tau-b and Spearman's rho, None where they are not defined."""
    if one.n_unique() < 2 or two.n_unique() < 2:
        return None, None
    from scipy.stats import kendalltau, spearmanr

    found = (
        float(kendalltau(one.to_numpy(), two.to_numpy(), variant="b").statistic),
        float(spearmanr(one.to_numpy(), two.to_numpy()).statistic),
    )
    tau, rho = (None if math.isnan(value) else min(max(value, -1.0), 1.0) for value in found)
    return tau, rho


def in_words(frame: pl.DataFrame) -> tuple[Message, ...]:
    """Return a sentence or two for each row of the correlations."""
    said: list[Message] = []
    for row in frame.iter_rows(named=True):
        names = {"one": row["list_a"], "two": row["list_b"]}
        if row["kendall_tau_b"] is None:
            said.append(
                message(
                    "“{one}” and “{two}” have {count} enterprises in common: too few, or all tied, "
                    "to compare their order.",
                    **names,
                    count=row["common"],
                )
            )
        else:
            said.append(
                message(
                    "“{one}” and “{two}” rank the {count} enterprises that they have in common "
                    "{alike}: Kendall’s tau-b {tau}, Spearman’s rho {rho}.",
                    **names,
                    count=row["common"],
                    alike=_alike(row["kendall_tau_b"]),
                    tau=f"{row['kendall_tau_b']:.3f}",
                    rho=f"{row['spearman_rho']:.3f}",
                )
            )
        said.append(
            message(
                "Their rank-biased overlap, which weighs the top most and counts those that only "
                "one of them has, is {overlap}, between 0 and 1.",
                overlap=f"{row['rank_biased_overlap']:.3f}",
            )
        )
    return tuple(said)


def _alike(tau: float) -> Message:
    if tau >= 1 - 1e-12:
        return message("in the same order")
    if tau >= 0.8:
        return message("in almost the same order")
    if tau >= 0.5:
        return message("in a similar order")
    if tau >= 0.2:
        return message("in an order that is somewhat similar")
    if tau > -0.2:
        return message("in orders that have little to do with each other")
    return message("in orders that run against each other")
