"""A table of an edition: where it stands and what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from steelyard.scheme.base import Text

__all__ = ["Resource"]


@dataclass(frozen=True)
class Resource:
    """A table of an edition.

    Parameters
    ----------
    name
        Its name in the data package.
    path
        Its file, within the edition.
    frame
        The table.
    description
        What it holds.
    key
        The columns that identify a row.
    holds
        Whether columns that are named like indicators are their figures, their scores, or
        neither.
    titles
        Titles of columns that the scheme does not declare.
    """

    name: str
    path: str
    frame: pl.DataFrame
    description: str
    key: tuple[str, ...] = ()
    holds: Literal["columns", "figures", "scores"] = "columns"
    titles: Mapping[str, str | Text] = field(default_factory=dict)
