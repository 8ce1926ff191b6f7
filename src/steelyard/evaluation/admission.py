"""Admission to the list: which thresholds each unit meets, and how far it is from the others.

A unit that does not meet enough of them has no rank and no total, as under a veto; its figures
and the scores of its criteria stay. A figure that is not known is no threshold met and none
missed: where it decides, admission cannot be told, and the unit is not ranked either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from steelyard.engines import Vector
from steelyard.evaluation.blocks import numbers_of
from steelyard.evaluation.descriptions import describe
from steelyard.evaluation.measured import shown, titled, with_unit
from steelyard.evaluation.resource import Resource
from steelyard.findings import Finding
from steelyard.i18n import Message, message
from steelyard.scheme.scheme import Scheme
from steelyard.steps.admission import Held, Status

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = [
    "ADMISSION",
    "HEADINGS",
    "STATUS",
    "admission",
    "distance_in_words",
    "findings_of",
    "held",
    "held_of",
    "resources",
    "status_in_words",
    "threshold_title",
]

ADMISSION = "admission"
"""The table's name."""

HEADINGS: Mapping[str, Message] = {
    "threshold": message("Threshold"),
    "figure": message("Figure"),
    "kind": message("Bound"),
    "bound": message("Threshold's value"),
    "met": message("Met"),
    "distance": message("Lacking"),
    "distance_percent": message("Lacking (%)"),
    "thresholds_met": message("Thresholds met"),
    "thresholds_needed": message("Thresholds needed"),
    "admission": message("Admission"),
}
"""What the columns are called."""

STATUS: Mapping[Status, Message] = {
    "admitted": message("admitted"),
    "not_admitted": message("not admitted"),
    "undecided": message("cannot be told"),
}
"""What a unit's admission is called."""


def held(scheme: Scheme, frame: pl.DataFrame) -> Held | None:
    """Hold units against the thresholds of a scheme; None where it has none.

    Parameters
    ----------
    scheme
        The scheme.
    frame
        The units with their derived figures, a row each.
    """
    declared = scheme.admission
    if declared is None:
        return None
    names, thresholds = tuple(declared.thresholds), declared.thresholds.values()
    bounds = [one.at_most if one.at_least is None else one.at_least for one in thresholds]
    return Held(
        names,
        np.column_stack([numbers_of(frame[name]) for name in names]),
        np.array(bounds, dtype=np.float64),
        np.array([one.at_least is not None for one in thresholds], dtype=np.bool_),
        declared.needed,
        scheme.rank.tolerance,
    )


def held_of(evaluation: Evaluation) -> Held | None:
    """Return the units of an evaluation, held against the thresholds of its scheme."""
    return held(evaluation.scheme, evaluation.kept_frame)


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield the table of admission, where the scheme has thresholds."""
    frame = admission(evaluation)
    if frame is None:
        return
    units = evaluation.scheme.units
    key = [name for name in (units.key, units.period) if name is not None]
    yield Resource(
        ADMISSION,
        f"data/{ADMISSION}.csv",
        frame,
        "What each unit must reach to be on the list, and how far it is from it.",
        (*key, "threshold"),
        titles={name: heading.render("en") for name, heading in HEADINGS.items()},
    )


def admission(evaluation: Evaluation) -> pl.DataFrame | None:
    """Return a row for each unit and threshold; None where the scheme has no thresholds.

    Returns
    -------
    Key, period, ``threshold`` (the figure's name), ``figure``, ``kind`` (``at_least`` or
    ``at_most``), ``bound``, ``met`` (null where the figure is not known), ``distance`` (what is
    lacking, in the figure's unit; 0 where the bound is met) and ``distance_percent`` of the
    bound; for the unit ``thresholds_met``, ``thresholds_needed`` and ``admission``
    (``admitted``, ``not_admitted``, ``undecided``). Units in the order of the input.
    """
    found = held_of(evaluation)
    if found is None:
        return None
    units, each = evaluation.scheme.units, len(found.names)
    key = [name for name in (units.key, units.period) if name is not None]
    size = len(found.figures)
    rows = np.repeat(np.arange(size), each)
    status = np.where(
        found.admitted, "admitted", np.where(found.undecided, "undecided", "not_admitted")
    )
    kinds = np.where(found.least, "at_least", "at_most")
    met = pl.Series("met", found.met.ravel())
    unknown = pl.Series("unknown", found.unknown.ravel())
    return evaluation.kept_frame.select(key)[rows].with_columns(
        pl.Series("threshold", list(found.names) * size, dtype=pl.String),
        _numbers("figure", found.figures.ravel()),
        pl.Series("kind", kinds.tolist() * size, dtype=pl.String),
        pl.Series("bound", np.tile(found.bounds, size)),
        pl.select(pl.when(~unknown).then(met)).to_series().alias("met"),
        _numbers("distance", found.distance.ravel()),
        _numbers("distance_percent", found.percent.ravel()),
        pl.Series("thresholds_met", found.count[rows]),
        pl.Series("thresholds_needed", np.full(len(rows), found.needed)),
        pl.Series("admission", status[rows].tolist(), dtype=pl.String),
    )


def findings_of(scheme: Scheme, frame: pl.DataFrame) -> Iterator[Finding]:
    """Yield one finding for each unit that is not admitted, in the order of the input.

    Parameters
    ----------
    scheme
        The scheme.
    frame
        The units with their derived figures, a row each.
    """
    found = held(scheme, frame)
    if found is None:
        return
    keys = frame[scheme.units.key].cast(pl.String)
    for at in np.flatnonzero(~found.admitted).tolist():
        undecided = bool(found.undecided[at])
        yield Finding(
            "admission-undecided" if undecided else "not-admitted",
            _undecided(scheme, found, at) if undecided else _not_admitted(scheme, found, at),
            "warning" if undecided else "note",
            unit=keys[at],
        )


def threshold_title(scheme: Scheme, name: str) -> Message:
    """Return what a threshold is called: by its own title, or by its figure's."""
    declared = scheme.admission.thresholds.get(name) if scheme.admission else None
    if declared is not None and declared.title is not None:
        return titled(declared.title)
    return titled(describe(scheme, name)[0])


def status_in_words(row: Mapping[str, Any], count: int) -> Message:
    """Return a unit's admission, from one of its rows in the table and the number of thresholds."""
    return message(
        "{status}: thresholds met {met} of {count}, needed {needed}",
        status=STATUS[row["admission"]],
        met=row["thresholds_met"],
        count=count,
        needed=row["thresholds_needed"],
    )


def distance_in_words(
    scheme: Scheme, name: str, kind: str, bound: float, distance: float | None
) -> Message:
    """Return how far a unit is from a threshold, in plain words.

    Parameters
    ----------
    scheme
        The scheme.
    name
        The threshold.
    kind, bound
        ``at_least`` or ``at_most``, and what must be reached.
    distance
        What is lacking, 0 where the bound is met; None where the figure is not known.
    """
    title, unit = threshold_title(scheme, name), describe(scheme, name)[1]
    if distance is None or np.isnan(distance):
        return message("{threshold}: not known", threshold=title)
    if distance == 0:
        return message("{threshold}: met", threshold=title)
    # What is lacking is rounded up, so that as much is enough.
    gap, goal = with_unit(shown(distance, 1), unit), shown(bound)
    if kind == "at_least":
        return message(
            "{threshold}: {distance} short of {bound}", threshold=title, distance=gap, bound=goal
        )
    return message(
        "{threshold}: {distance} above {bound}", threshold=title, distance=gap, bound=goal
    )


def _not_admitted(scheme: Scheme, found: Held, at: int) -> Message:
    nearest = found.nearest(at)
    assert nearest is not None  # else what is not known would decide
    return message(
        "Not admitted: thresholds met {met} of {count}, needed {needed}. Nearest is {nearest}.",
        met=int(found.count[at]),
        count=len(found.names),
        needed=found.needed,
        nearest=_distance(scheme, found, at, nearest),
    )


def _undecided(scheme: Scheme, found: Held, at: int) -> Message:
    first = int(np.flatnonzero(found.unknown[at])[0])
    return message(
        "Whether it is admitted cannot be told, so it is not ranked: thresholds met {met} of "
        "{count}, needed {needed}; {unknown}.",
        met=int(found.count[at]),
        count=len(found.names),
        needed=found.needed,
        unknown=_distance(scheme, found, at, first),
    )


def _distance(scheme: Scheme, found: Held, at: int, threshold: int) -> Message:
    return distance_in_words(
        scheme,
        found.names[threshold],
        "at_least" if found.least[threshold] else "at_most",
        float(found.bounds[threshold]),
        float(found.distance[at, threshold]),
    )


def _numbers(name: str, values: Vector) -> pl.Series:
    return pl.Series(name, values).fill_nan(None)
