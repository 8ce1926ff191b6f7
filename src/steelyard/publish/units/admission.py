"""Which thresholds for the list a unit meets, and how far it is from the others.

Read from the edition's table of admission; sentences are kept as messages, to be read in any
language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from steelyard.evaluation.admission import ADMISSION, STATUS, distance_in_words, threshold_title
from steelyard.evaluation.descriptions import describe
from steelyard.evaluation.measured import shown, titled, with_unit
from steelyard.i18n import Message, message
from steelyard.publish.source import Source
from steelyard.steps.admission import Status

__all__ = ["Admission", "Admissions", "Bound"]

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Bound:
    """A threshold held against one unit.

    Parameters
    ----------
    threshold, title
        The figure that is bound, and what it is called.
    value, bound, kind
        The unit's figure, what it must reach, ``at_least`` or ``at_most``.
    met
        Whether it does; None where the figure is not known.
    distance, percent
        What is lacking, 0 where the bound is met, and that in % of the bound.
    told, wanted, lacking, sentence
        Figure, bound and distance with their units of measurement; all of it in a sentence.
    """

    threshold: str
    title: Message
    value: float | None
    bound: float
    kind: str
    met: bool | None
    distance: float | None
    percent: float | None
    told: Message
    wanted: Message
    lacking: Message
    sentence: Message


@dataclass(frozen=True)
class Admission:
    """A unit's admission to the list.

    Parameters
    ----------
    status, label
        ``admitted``, ``not_admitted`` or ``undecided``, and what that is called.
    met, needed
        How many thresholds it meets, and how many it must.
    bounds
        The thresholds, in the order of the scheme.
    about
        What the scheme says of admission.
    """

    status: Status
    label: Message
    met: int
    needed: int
    bounds: tuple[Bound, ...]
    about: Message | None

    @property
    def nearest(self) -> tuple[Bound, ...]:
        """The thresholds that it still needs, the nearest in % first; as many as are enough."""
        missed = [one for one in self.bounds if one.met is False]
        missed.sort(key=lambda one: float("inf") if one.percent is None else one.percent)
        return tuple(missed[: max(0, self.needed - self.met)])


@dataclass(frozen=True)
class Admissions:
    """The admission of the units of an edition.

    Parameters
    ----------
    source
        What is published.
    """

    source: Source

    def of(self, key: str, period: str | None) -> Admission | None:
        """Return the admission of a unit; None where the scheme has no thresholds."""
        declared, rows = self.source.scheme.admission, self._rows.get((key, period))
        if declared is None or not rows:
            return None
        status: Status = rows[0]["admission"]
        return Admission(
            status,
            STATUS[status],
            rows[0]["thresholds_met"],
            rows[0]["thresholds_needed"],
            tuple(self._bound(row) for row in rows),
            None if declared.about is None else titled(declared.about),
        )

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str | None], list[Row]]:
        """The rows of each unit, by key and period."""
        scheme, found = self.source.scheme, dict[tuple[str, str | None], list[Row]]()
        frame = None if scheme.admission is None else self.source.table(ADMISSION)
        if frame is None:
            return found
        units = scheme.units
        period = pl.lit(None) if units.period is None else pl.col(units.period)
        told = frame.with_columns(
            pl.col(units.key).cast(pl.String).alias("_key"),
            period.cast(pl.String).alias("_period"),
        )
        for row in told.iter_rows(named=True):
            found.setdefault((row["_key"], row["_period"]), []).append(row)
        return found

    def _bound(self, row: Row) -> Bound:
        scheme, name = self.source.scheme, row["threshold"]
        unit = describe(scheme, name)[1]
        wanted = with_unit(shown(row["bound"]), unit)
        least = row["kind"] == "at_least"
        return Bound(
            threshold=name,
            title=threshold_title(scheme, name),
            value=row["figure"],
            bound=row["bound"],
            kind=row["kind"],
            met=row["met"],
            distance=row["distance"],
            percent=row["distance_percent"],
            told=with_unit(shown(row["figure"]), None if row["figure"] is None else unit),
            wanted=message("at least {value}", value=wanted)
            if least
            else message("at most {value}", value=wanted),
            lacking=with_unit(shown(row["distance"], 1), None if row["distance"] is None else unit),
            sentence=distance_in_words(scheme, name, row["kind"], row["bound"], row["distance"]),
        )
