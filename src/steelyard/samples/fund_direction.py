"""Made-up tables for the scheme ``fund-direction``: all that a year's evaluation gets.

The parts draw the tables one by one; here they are put together. Nothing in them is true.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from steelyard.data.dataset import Dataset
from steelyard.evaluation.evaluate import evaluate
from steelyard.samples import funds, gaps, investments, lists, papers, spoiled
from steelyard.samples.reference import Reference
from steelyard.scheme.inputs import Table
from steelyard.scheme.scheme import Scheme

__all__ = ["INVESTMENTS_A_FUND", "bundled", "fund_direction"]

INVESTMENTS_A_FUND = 20


def fund_direction(
    count: int, seed: int = 0, investments_in_all: int | None = None
) -> dict[str, pl.DataFrame]:
    """Make up the tables of the scheme ``fund-direction``.

    Parameters
    ----------
    count
        How many funds.
    seed
        What all draws come from; 0 is a seed. The same gives the same tables.
    investments_in_all
        How many investments; 20 a fund if absent.

    Returns
    -------
    dict
        The tables that managers and the office supply, by name, with the declared columns.
        Codes and names say in every row that they are made up.

    Examples
    --------
    >>> tables = fund_direction(8, seed=1)
    >>> tables["funds"].height, tables["investments"].height
    (8, 160)
    """
    scheme = Scheme.load("fund-direction")
    reference = Reference.of(scheme)
    tables = _supplied(reference, count, seed, investments_in_all)
    typed = {name: _typed(frame, scheme.inputs[name]) for name, frame in tables.items()}
    data = Dataset.from_frames(scheme.inputs, {**bundled(scheme), **typed})
    only_points = scheme.model_copy(update={"tables": {}, "homogeneity": None})
    points = papers.self_assessment(evaluate(only_points, data), seed)
    typed["self_assessment"] = _typed(points, scheme.inputs["self_assessment"])
    return {name: typed[name] for name in scheme.inputs if name in typed}


def _supplied(
    reference: Reference, count: int, seed: int, investments_in_all: int | None
) -> dict[str, pl.DataFrame]:
    """Return the tables but for the managers' own points, which need computed ones."""
    fields = lists.Lists.drawn(reference, seed)
    made = funds.drawn(reference, fields, count, seed)
    rows = INVESTMENTS_A_FUND * count if investments_in_all is None else investments_in_all
    placed = investments.drawn(reference, made, rows, seed)
    wrong = spoiled.wrong_investments(placed, made.frame, reference, seed)
    return {
        "managers": funds.managers(made, seed),
        "funds": gaps.gaps_in_funds(made.frame, made.young, seed),
        "investments": gaps.gaps_in_investments(wrong, made.frame, seed),
        "contributions": funds.contributions(made, seed),
        "fund_fields": made.fields(reference),
        "commitments": papers.commitments(made.frame, seed),
        "reviews": spoiled.incomplete_reviews(papers.reviews(made.frame, seed), seed),
        "register": spoiled.other_managers(papers.register(made.frame), seed),
        "provincial_lists": spoiled.wrong_lists(
            lists.provincial_lists(reference, fields), reference, seed
        ),
        "catalogue": lists.catalogue(reference),
    }


_TYPES: Mapping[str, pl.DataType] = {
    "text": pl.String(),
    "number": pl.Float64(),
    "integer": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
}


def _typed(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the declared columns in their order and type."""
    return frame.select(
        pl.col(name).cast(_TYPES[column.type]) for name, column in table.columns.items()
    )


def bundled(scheme: Scheme) -> dict[str, pl.DataFrame]:
    """Return the reference tables that a scheme brings, as text, by name."""
    return {
        name: pl.read_csv(table.bundled, infer_schema=False)
        for name, table in scheme.inputs.items()
        if table.bundled is not None
    }
