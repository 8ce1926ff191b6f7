"""Who is not admitted to the list, and how far they are from it, in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from steelyard.evaluation.admission import STATUS, distance_in_words, held_of
from steelyard.evaluation.measured import shown
from steelyard.i18n import message

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation
    from steelyard.steps.admission import Held

__all__ = ["CODES", "show_admission"]

CODES = ("not-admitted", "admission-undecided")
"""The findings that this says."""
_MOST = 5


def show_admission(evaluation: Evaluation, most: int = _MOST) -> None:
    """Print how many units are not admitted, and the nearest to the list with what they lack.

    Parameters
    ----------
    evaluation
        The evaluation; nothing is printed where everybody is admitted.
    most
        How many units are named.
    """
    held = held_of(evaluation)
    if held is None or held.admitted.all():
        return
    out, undecided = held.nearest_first, int(held.undecided.sum())
    told = message("Not admitted: {count} of {all}.", count=len(out), all=len(held.admitted))
    print(told)
    if undecided:
        print(
            message(
                "Of {count} of them it cannot be told, since figures are not known.",
                count=undecided,
            )
        )
    names = _names(evaluation)
    for at in out[:most].tolist():
        print(f"  {names[at]}: {_lacking(evaluation, held, at)}")
    if len(out) > most:
        print(
            message("  … and {count} more; all are in data/admission.csv.", count=len(out) - most)
        )


def _names(evaluation: Evaluation) -> list[str]:
    units, frame = evaluation.scheme.units, evaluation.kept_frame
    wanted = [units.period, units.title or units.key]
    columns = [frame[name].cast(pl.String).fill_null("–") for name in wanted if name is not None]
    return [" ".join(parts) for parts in zip(*columns, strict=True)]


def _lacking(evaluation: Evaluation, held: Held, at: int) -> str:
    """Return every threshold that a unit misses, the nearest first."""
    shares = np.nan_to_num(held.percent[at], nan=np.inf)
    order = [place for place in np.argsort(shares, kind="stable") if not held.met[at, place]]
    parts = [_distance(evaluation, held, at, int(place)) for place in order]
    status = STATUS[held.status(at)]
    if held.undecided[at]:
        parts.insert(0, str(status))
    return "; ".join(parts)


def _distance(evaluation: Evaluation, held: Held, at: int, threshold: int) -> str:
    kind = "at_least" if held.least[threshold] else "at_most"
    bound, distance = float(held.bounds[threshold]), float(held.distance[at, threshold])
    said = distance_in_words(evaluation.scheme, held.names[threshold], kind, bound, distance)
    share = float(held.percent[at, threshold])
    return f"{said} ({shown(float(f'{share:.3g}'))}%)" if share > 0 else str(said)
