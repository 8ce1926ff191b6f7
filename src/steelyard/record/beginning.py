"""What a record begins with: commitments, the units' own points, and the points computed.

All three are drawn from the edition's tables, so that anyone can draw them again.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from steelyard import __version__
from steelyard.evaluation.commitments import COMMITMENTS
from steelyard.evaluation.compliance import unit_column
from steelyard.evaluation.edition import Edition
from steelyard.evaluation.self_assessment import SELF_ASSESSMENT
from steelyard.record.chain import Chain
from steelyard.record.entry import Kind
from steelyard.record.standing import Standing, standing
from steelyard.record.writing import Draft, found
from steelyard.scheme.scheme import Scheme

__all__ = ["begin", "beginning", "keeps_record"]


def keeps_record(scheme: Scheme) -> bool:
    """Return whether an edition of a scheme begins a record when it is written."""
    return scheme.record is not None or scheme.self_assessment is not None


def begin(edition: Edition) -> Chain:
    """Begin the record of an edition.

    Raises
    ------
    UsageError
        If it has one, or its units have a row per period.
    EditionError
        If a table of it was changed.
    """
    first = beginning(edition, standing(edition))
    return found(edition.path, [Draft(kind, content) for kind, content in first])


def beginning(edition: Edition, ground: Standing) -> list[tuple[Kind, dict[str, Any]]]:
    """Return the kind and content of the entries that a record of this edition begins with.

    Parameters
    ----------
    edition
        The edition.
    ground
        What it computed.
    """
    entries: list[tuple[Kind, dict[str, Any]]] = []
    if f"data/{COMMITMENTS}.csv" in edition.manifest["files"]:
        entries.append(("commitment", _commitments(edition, ground)))
    if f"data/{SELF_ASSESSMENT}.csv" in edition.manifest["files"]:
        entries.append(("self_assessment", _self_assessment(edition, ground)))
    entries.append(("computed", _computed(edition, ground)))
    return entries


def _commitments(edition: Edition, ground: Standing) -> dict[str, Any]:
    """Return all rows, and the units that have none."""
    rows = edition.table(COMMITMENTS)
    declared = edition.scheme.record
    table = None if declared is None else declared.commitment
    unit = str(unit_column(edition.scheme, str(table)))
    plain = rows.with_columns(pl.col(pl.Date).dt.to_string())
    return {
        "files": _digests(edition, f"data/{COMMITMENTS}.csv"),
        "rows": plain.to_dicts(),
        "absent": _absent(ground, rows[unit]),
    }


def _self_assessment(edition: Edition, ground: Standing) -> dict[str, Any]:
    """Return the points that were stated, by unit and criterion, and the units without any."""
    key = edition.scheme.units.key
    rows = edition.table(SELF_ASSESSMENT).filter(pl.col("row").is_not_null())
    points: dict[str, dict[str, float | None]] = {}
    named = rows.select(pl.col(key).cast(pl.String), pl.col("criterion").fill_null(""), "own")
    for unit, criterion, own in named.iter_rows():
        points.setdefault(unit or "", {})[criterion] = own
    return {
        "files": _digests(edition, f"data/{SELF_ASSESSMENT}.csv"),
        "points": points,
        "absent": _absent(ground, rows[key]),
    }


def _computed(edition: Edition, ground: Standing) -> dict[str, Any]:
    """Return total and ranks of each unit, and the hashes of the tables with all the rest."""
    ranks = ground.ranks().to_dicts()
    totals = pl.Series(ground.total).fill_nan(None)
    return {
        "steelyard": edition.manifest.get("steelyard", __version__),
        "files": _digests(edition, "data/ranking.csv", "data/scores.parquet"),
        "units": {
            key: {"total": total, **ranks[at]}
            for at, (key, total) in enumerate(zip(ground.keys, totals, strict=True))
        },
    }


def _digests(edition: Edition, *names: str) -> dict[str, str]:
    files = edition.manifest["files"]
    return {name: files[name] for name in names if name in files}


def _absent(ground: Standing, units: pl.Series) -> list[str]:
    there = set(units.cast(pl.String))
    return [key for key in ground.keys if key not in there]
