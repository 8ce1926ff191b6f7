"""What data, method and entrants have in each change of rank, or why that cannot be told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from steelyard.errors import SteelyardError
from steelyard.evaluation.edition import Edition
from steelyard.i18n import Message, message
from steelyard.robustness.comparison.part import Part
from steelyard.robustness.comparison.reading import only_in, renamed
from steelyard.robustness.comparison.words import (
    about_ranks_that_differ,
    about_unsplit,
    borrowed_in_words,
)
from steelyard.robustness.comparison.worlds import CAUSES, Split, split

__all__ = ["Causes", "causes_of"]


@dataclass(frozen=True)
class Causes:
    """What the causes have in each change.

    Parameters
    ----------
    columns
        A row per unit of the standings, a column per cause; null where nothing is split.
    reason
        Why nothing could be split; None where it could.
    notes
        What a reader of the split should know.
    changed
        The causes that are not the same in both editions.
    """

    columns: pl.DataFrame
    reason: Message | None = None
    notes: tuple[Message, ...] = ()
    changed: tuple[str, ...] = ()


def causes_of(previous: Edition, edition: Edition, found: pl.DataFrame) -> Causes:
    """Return what causes the changes of rank between two editions.

    Parameters
    ----------
    previous, edition
        The earlier and the later edition.
    found
        Their standings.
    """
    nothing = pl.DataFrame(
        {cause: [None] * found.height for cause in CAUSES}, schema=dict.fromkeys(CAUSES, pl.Float64)
    )
    stayed = found.filter(pl.col("change").is_not_null())
    reason = _reason(previous, edition)
    if reason is not None or stayed.is_empty():
        return Causes(nothing, reason)
    before, after = (Part.of(one.scheme, one.inputs()) for one in (previous, edition))
    try:
        causes = split(before, after, stayed.select("key", "list"))
    except SteelyardError as error:
        return Causes(nothing, _refused(error))
    published = stayed.select("rank_before", "rank").cast(pl.Float64).to_numpy().T
    same = (causes.ranks[[0, -1]] == published).all(axis=0)
    known = same & ~np.isnan(causes.shares).any(axis=0)
    notes = (
        *borrowed_in_words(only_in(before, after), only_in(after, before)),
        *about_ranks_that_differ(int((~same).sum())),
        *about_unsplit(int((same & ~known).sum())),
    )
    shares = _columns(stayed["key"], causes, known)
    columns = found.select("key").join(shares, on="key", how="left", maintain_order="left")
    return Causes(columns.select(CAUSES), None, notes, causes.changed)


def _columns(keys: pl.Series, causes: Split, known: np.ndarray) -> pl.DataFrame:
    """Return the shares of units, null where they are not known."""
    shares = np.where(known, causes.shares, np.nan)
    return keys.to_frame().with_columns(
        pl.Series(cause, shares[at]).fill_nan(None) for at, cause in enumerate(CAUSES)
    )


def _reason(previous: Edition, edition: Edition) -> Message | None:
    """Return why nothing can be split, as far as that shows before anything is evaluated."""
    before, after = previous.scheme, edition.scheme
    if before.rank.given is not None or after.rank.given is not None:
        return message("Why ranks changed cannot be told: ranks were given, and not computed.")
    if {*before.rank.within} != {*after.rank.within}:
        return message(
            "Ranks do not compare: the editions are divided into lists in different ways."
        )
    if not previous.has_inputs:
        return message(
            "Why ranks changed cannot be told: the earlier edition was written without its inputs."
        )
    if not edition.has_inputs:
        return message(
            "Why ranks changed cannot be told: the later edition was written without its inputs."
        )
    if (before.units.period is None) != (after.units.period is None):
        return message("Why ranks changed cannot be told: only one of the editions has periods.")
    names = renamed(before, after)
    if names is not None:
        return message(
            "Why ranks changed cannot be told: what the earlier scheme calls “{before}” the later "
            "calls “{after}”.",
            before=names[0],
            after=names[1],
        )
    return None


def _refused(error: SteelyardError) -> Message:
    return message(
        "Why ranks changed cannot be told: the scheme of one edition cannot be applied to the "
        "figures of the other. {why}",
        why=error.problems[0].message if error.problems else str(error),
    )
