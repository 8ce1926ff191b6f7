"""Who is on the list of an edition, with the figures and groups that a comparison asks for.

A list may end (``rank.first``): candidates behind its end are not on it. Figures are looked up in
the edition's own tables, so that nothing is evaluated again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from steelyard.evaluation.edition import Edition
from steelyard.evaluation.lists import listed_in
from steelyard.robustness.comparison.standing import period_of

__all__ = ["KEY", "last_of", "roster"]

KEY = "#key"
"""The column with the units' keys as texts."""


def last_of(edition: Edition) -> pl.DataFrame:
    """Return the ranking of the last period of an edition, as far as it is on the list."""
    scheme, ranking = edition.scheme, edition.ranking
    on = ranking.filter(listed_in(scheme, ranking))
    if scheme.units.period is None:
        return on
    return on.filter(pl.col(scheme.units.period) == period_of(edition))


def roster(edition: Edition, names: Sequence[str]) -> pl.DataFrame:
    """Return the units on the list of an edition, in its last period.

    Parameters
    ----------
    edition
        The edition.
    names
        The columns, derived figures and criteria that are asked for.

    Returns
    -------
    A row per unit: its key as text, ``#key``, then those of ``names`` that the edition knows.
    """
    units = edition.scheme.units
    own = [name for name in (units.key, units.period) if name is not None]
    found = last_of(edition).with_columns(pl.col(units.key).cast(pl.String).alias(KEY))
    wanted = [name for name in dict.fromkeys(names) if name not in found.columns]
    for frame in _tables(edition):
        more = [name for name in wanted if name in frame.columns]
        if more:
            known = frame.select(*own, *more).unique(own, keep="first", maintain_order=True)
            found = found.join(known, on=own, how="left", maintain_order="left", nulls_equal=True)
            wanted = [name for name in wanted if name not in more]
        if not wanted:
            break
    return found.select(KEY, *(name for name in dict.fromkeys(names) if name in found.columns))


def _tables(edition: Edition) -> Iterator[pl.DataFrame]:
    """Yield the tables that have a row per unit, those that are read in no time first."""
    for name in ("figures", "scores"):
        if f"data/{name}.parquet" in edition.manifest["files"]:
            yield edition.table(name)
    if edition.has_inputs:
        yield edition.inputs().tables[edition.scheme.units.table]
