"""Where would I stand: units that are not on a list, placed against a published edition.

Nothing is learned and nobody on the list moves: each newcomer is scored with the
edition's calibrations and gets the rank 1 + the published scores above its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from steelyard.data.dataset import Dataset
from steelyard.data.given import Given
from steelyard.engines import Vector
from steelyard.errors import DataError, UsageError
from steelyard.evaluation.blocks import numbers_of
from steelyard.evaluation.calibrations import Playback
from steelyard.evaluation.edition import Edition
from steelyard.evaluation.evaluate import evaluate
from steelyard.evaluation.evaluation import Evaluation
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.steps import rank

__all__ = ["Placement", "place"]


@dataclass(frozen=True)
class Placement:
    """Newcomers placed against an edition.

    Parameters
    ----------
    frame
        Key, period, rank, score and the published neighbours: ``behind`` is the
        lowest published unit above the newcomer, ``ahead_of`` the highest below.
    evaluation
        The newcomers' own scores, node by node.
    findings
        Figures beyond what the edition learned, and newcomers without a score.
    """

    frame: pl.DataFrame
    evaluation: Evaluation
    findings: tuple[Finding, ...]


def place(edition: Edition | str | Path, data: Dataset | Mapping[str, Path] | Given) -> Placement:
    """Place units that are not on the list.

    Parameters
    ----------
    edition
        The published edition, or its folder.
    data
        The newcomers' tables, read or as files; the same columns as the edition's.

    Returns
    -------
    Placement
        A row per newcomer in the order of the data. Score and rank are missing
        where the scheme cannot define them for a single unit.

    Raises
    ------
    UsageError
        If the edition's ranks were given and not computed.
    DataError
        If a newcomer belongs to a group or period that the edition does not have.
    """
    edition = edition if isinstance(edition, Edition) else Edition.open(edition)
    scheme = edition.scheme
    if scheme.rank.given is not None:
        raise UsageError(
            message("The ranks of this edition were given, so nobody can be placed by them.")
        )
    if not isinstance(data, Dataset):
        data = Dataset.read(scheme.inputs, data, beside=edition.bundled())
    try:
        found = evaluate(scheme, data, calibrate=Playback(edition.calibrations))
    except KeyError as error:
        label = str(error.args[0]).partition("@")[2]
        raise DataError(
            message("The edition has no group or period “{label}”.", label=label)
        ) from None
    ranks, behind, ahead = _against(edition, found)
    units = scheme.units
    names = [name for name in (units.key, units.period, units.title) if name is not None]
    frame = found.kept_frame.select(names).with_columns(
        pl.Series("rank", ranks).fill_nan(None).cast(pl.Int64),
        pl.Series("score", found.score).fill_nan(None),
        pl.Series("behind", behind, dtype=pl.String),
        pl.Series("ahead_of", ahead, dtype=pl.String),
    )
    return Placement(frame, found, (*found.findings, *_beyond(edition, found)))


def _against(
    edition: Edition, found: Evaluation
) -> tuple[Vector, list[str | None], list[str | None]]:
    """Return each newcomer's rank and the published units just above and just below."""
    scheme = edition.scheme
    rule, period = scheme.rank, scheme.units.period
    column = rule.figure if rule.figure in edition.ranking.columns else "score"
    published = edition.ranking.filter(pl.col("rank").is_not_null())
    rows = found.kept_frame
    ranks = np.full(len(found.score), np.nan)
    behind: list[str | None] = [None] * len(ranks)
    ahead: list[str | None] = [None] * len(ranks)
    for at, score in enumerate(found.score):
        if np.isnan(score):
            continue
        listed = published
        if period is not None:
            listed = published.filter(pl.col(period) == rows[period][at])
        if period is not None and listed.is_empty():
            raise DataError(
                message("The edition has no group or period “{label}”.", label=rows[period][at])
            )
        for name in rule.within:
            listed = listed.filter(pl.col(name).eq_missing(pl.lit(rows[name][at])))
        scores = listed[column].cast(pl.Float64).to_numpy()
        descending = rule.order == "descending"
        placed = rank.place(
            np.array([score]), scores, tolerance=rule.tolerance, descending=descending
        )
        ranks[at] = placed[0]
        above = int(placed[0]) - 1
        keys = listed[scheme.units.key].cast(pl.String)
        behind[at] = keys[above - 1] if above > 0 else None
        ahead[at] = keys[above] if above < len(keys) else None
    return ranks, behind, ahead


def _beyond(edition: Edition, found: Evaluation) -> list[Finding]:
    """Return a finding for every figure outside what the edition's units had."""
    if "raw" not in found.stages or not found.stages["raw"].columns:
        return []
    published = edition.table("raw")
    block = found.stages["raw"]
    findings = []
    for at, column in enumerate(block.columns):
        if column not in published.columns:
            continue
        known = numbers_of(published[column].drop_nulls())
        if not known.size:
            continue
        low, high = known.min(), known.max()
        values = block.values[:, at]
        findings += [
            Finding(
                "beyond-learned",
                message(
                    "“{indicator}” is {value:g}, outside what the edition has seen: "
                    "{low:g} to {high:g}.",
                    indicator=column,
                    value=float(values[row]),
                    low=float(low),
                    high=float(high),
                ),
                "warning",
                column=column,
                unit=str(block.units[row]),
            )
            for row in np.flatnonzero((values < low) | (values > high))
        ]
    return findings
