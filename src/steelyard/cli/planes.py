"""The plane of two criteria in the terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from steelyard.cli.screen import say, show_rows
from steelyard.evaluation.descriptions import heading
from steelyard.evaluation.plane import plane, quadrant_names
from steelyard.i18n import _, message
from steelyard.robustness.plane import PlaneUncertainty

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation
    from steelyard.robustness.analysis import Analysis

__all__ = ["plane_as_json", "show_plane"]


def show_plane(evaluation: Evaluation, analysis: Analysis | None, top: int) -> None:
    """Print each unit's quadrant and its probability, the best ranked first."""
    found = _joined(evaluation, analysis)
    declared = evaluation.scheme.plane
    if found is None or declared is None:
        return
    units, names = evaluation.scheme.units, quadrant_names(evaluation.scheme)
    keys = [name for name in (units.period, units.key) if name is not None]
    told = [name for name in (units.period, units.title or units.key) if name is not None]
    order = evaluation.ranking.select(list(dict.fromkeys([*keys, *told])))
    joined = order.join(
        found.rename({"unit": units.key} | ({"period": units.period} if units.period else {})),
        on=keys,
        how="left",
        maintain_order="left",
        nulls_equal=True,
    )
    quadrants = [names[code].render() if code else "–" for code in joined["quadrant"].to_list()]
    labels = [joined[name].cast(pl.String).to_list() for name in told]
    columns: list[list[Any]] = [*labels, quadrants]
    heads = [*(heading(evaluation.scheme, name) for name in told), _("Quadrant")]
    if "quadrant_probability" in joined.columns:
        shares = joined["quadrant_probability"].to_list()
        columns.append(["" if share is None else f"{share:.1%}" for share in shares])
        heads.append(_("Probability"))
    rows = list(zip(*columns, strict=True))
    title = declared.title
    named = _("Plane") if title is None else str(message("Plane: {title}", title=title.render()))
    show_rows(heads, rows[:top], named)
    if len(rows) > top:
        say(str(message("… and {count} more rows.", count=len(rows) - top)))


def plane_as_json(evaluation: Evaluation, analysis: Analysis | None) -> list[dict[str, Any]] | None:
    """Return each unit's place, quadrant and probabilities; None without a plane."""
    found = _joined(evaluation, analysis)
    return None if found is None else found.to_dicts()


def _joined(evaluation: Evaluation, analysis: Analysis | None) -> pl.DataFrame | None:
    """Return the places with how sure they are, in the order of the input."""
    nominal = plane(evaluation)
    if nominal is None or analysis is None or not isinstance(analysis.plane, PlaneUncertainty):
        return nominal
    # Both tables have the units in the order of the input.
    more = analysis.plane.frame
    return nominal.hstack([more[name] for name in more.columns if name not in nominal.columns])
