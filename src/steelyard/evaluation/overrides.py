"""Where a score is not what its parts alone would give: the vetoes that struck.

Kept in an edition so that its scores can be followed, and points changed by a decision carried
up, without its inputs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.evaluation.resource import Resource

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation

__all__ = ["VETOES", "resources"]

VETOES = "vetoes"


def resources(evaluation: Evaluation) -> Iterator[Resource]:
    """Yield the table of vetoes that struck, for a scheme with vetoes; empty if none did."""
    scheme = evaluation.scheme
    key = _key(evaluation)
    if any(veto.enabled for veto in scheme.vetoes.values()):
        yield Resource(
            VETOES,
            f"data/{VETOES}.csv",
            _vetoes(evaluation),
            "The vetoes, caps and deductions that struck, and at which node.",
            (*key, "veto"),
            titles={"veto": "Veto", "node": "Node", "effect": "Effect", "amount": "Cap, deduction"},
        )


def _vetoes(evaluation: Evaluation) -> pl.DataFrame:
    frames = []
    for name, held in evaluation.struck.items():
        veto = evaluation.scheme.vetoes[name]
        frames.append(
            _units(evaluation, held).with_columns(
                veto=pl.lit(name),
                node=pl.lit(veto.node or evaluation.scheme.root),
                effect=pl.lit(veto.effect),
                amount=pl.lit(veto.score, pl.Float64),
            )
        )
    return pl.concat(frames)


def _units(evaluation: Evaluation, mask: NDArray[np.bool_]) -> pl.DataFrame:
    return evaluation.kept_frame.select(_key(evaluation)).filter(pl.Series(mask))


def _key(evaluation: Evaluation) -> tuple[str, ...]:
    units = evaluation.scheme.units
    return (units.key,) if units.period is None else (units.key, units.period)
