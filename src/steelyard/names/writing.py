"""What is kept of a match: the tables as CSV in a folder, or everything as JSON."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from steelyard.errors import Problem, UsageError
from steelyard.findings import Finding
from steelyard.i18n import message
from steelyard.names.match import Matches

__all__ = ["REVIEW", "refuse_folder", "to_json", "write"]

REVIEW = "review.csv"
_PAIRS = "pairs.csv"


def refuse_folder(folder: Path) -> None:
    """Refuse a folder with files in it that are not a match's.

    Raises
    ------
    UsageError
        It is a file, or holds something and no match.
    """
    if folder.exists() and not folder.is_dir():
        said = message("{folder} is a file; expected a folder.", folder=str(folder))
        raise UsageError(Problem(said, field="--out"))
    kept = (_PAIRS, REVIEW)
    if folder.is_dir() and any(folder.iterdir()) and not any((folder / n).exists() for n in kept):
        said = message(
            "{folder} holds other files; give a new folder, an empty one, or one with a match.",
            folder=str(folder),
        )
        raise UsageError(Problem(said, field="--out"))


def write(found: Matches, folder: Path) -> tuple[Path, ...]:
    """Write the tables of a match, and return their files.

    They are ``pairs.csv``, ``common.csv``, ``correlations.csv`` and ``only-in-….csv`` for each
    list; the review file is left to ``decisions``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    frames = {_PAIRS: found.pairs, "common.csv": found.common()}
    for label in found.lists:
        only = found.unmatched.filter(pl.col("list") == label)
        frames[f"only-in-{label}.csv"] = only.drop("list")
    frames["correlations.csv"] = found.correlations()
    for name, frame in frames.items():
        frame.write_csv(folder / name)
    return tuple(folder / name for name in frames)


def to_json(found: Matches) -> dict[str, object]:
    """Return everything that was found, for programs."""
    alone = found.unmatched
    return {
        "lists": [
            {
                "name": label,
                "entries": found.register.filter(pl.col("list") == label).height,
                "only_here": alone.filter(pl.col("list") == label).height,
            }
            for label in found.lists
        ],
        "same": found.pairs.height - found.unsure.height,
        "unsure": found.unsure.height,
        "pairs": found.pairs.to_dicts(),
        "unmatched": alone.to_dicts(),
        "common": found.common().to_dicts(),
        "correlations": found.correlations().to_dicts(),
        "findings": [_finding(finding) for finding in found.findings],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "list": finding.table,
        "row": finding.row,
        "name": finding.unit,
        "message": str(finding.message),
    }
