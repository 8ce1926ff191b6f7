"""Why did the rank change: how much the data, how much the method, how much the entrants.

Two editions are held against each other, the last period of each. What causes a change is found
by evaluating both schemes on both sets of figures and both lists of units; see ``worlds``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from steelyard.errors import UsageError
from steelyard.evaluation.edition import Edition
from steelyard.i18n import Message, message
from steelyard.robustness.comparison.causes import causes_of
from steelyard.robustness.comparison.groups import GroupTable, group_tables
from steelyard.robustness.comparison.standing import LISTED, period_of, standings
from steelyard.robustness.comparison.totals import ListSum, list_sums, totals_in_words
from steelyard.robustness.comparison.words import about_schemes, summary_in_words
from steelyard.robustness.comparison.worlds import CAUSES

__all__ = ["Comparison", "compare"]

_FALLBACK = "unit"


@dataclass(frozen=True)
class Comparison:
    """Two editions held against each other.

    Parameters
    ----------
    previous, edition
        The earlier and the later edition.
    frame
        A row per unit of the last period of either edition, those of the later in the order of
        its ranking, then those that left. Columns: the key under its name in the later edition;
        ``rank_before``, ``rank`` and ``change``, how many ranks it rose (null unless ``stayed``);
        ``data``, ``method`` and ``entrants``, which add up to the change (null where it is not
        split); ``score_before``, ``score``; ``status``: stayed, moved (to another list), ranked
        (only now), unranked (no more), entered, left; ``sure``: whether the two intervals of
        ranks lie apart, null where they were not assessed. Where a list ends, ``listed_before``
        and ``listed``: whether a unit was and is on it.
    reason
        Why nothing could be split; None where it could.
    notes
        What a reader of the split should know.
    changed
        Of data, method and entrants those that differ; empty where nothing was split.
    titles
        What each unit is called, by key.
    tables
        The tables of measures by group that both editions have, side by side.
    sums
        How the sums that these tables have changed for the whole list, and by whom.
    """

    previous: Edition
    edition: Edition
    frame: pl.DataFrame
    reason: Message | None
    notes: tuple[Message, ...]
    changed: tuple[str, ...]
    titles: Mapping[str, str]
    tables: tuple[GroupTable, ...] = ()
    sums: tuple[ListSum, ...] = ()

    @property
    def key(self) -> str:
        """The column of the frame with the units' keys."""
        return self.frame.columns[0]

    @cached_property
    def periods(self) -> tuple[str | None, str | None]:
        """The periods that are compared; None without periods."""
        before, after = (period_of(one) for one in (self.previous, self.edition))
        return (
            None if before is None else str(before),
            None if after is None else str(after),
        )

    @cached_property
    def shares(self) -> Mapping[str, float] | None:
        """The share of each cause in all movement; None where nothing moved or was split.

        The movement of a cause is the sum of what it has in the changes, without their signs.
        """
        totals = {cause: float(self.frame[cause].abs().sum()) for cause in CAUSES}
        whole = sum(totals.values())
        return {cause: total / whole for cause, total in totals.items()} if whole else None

    @property
    def summary(self) -> tuple[Message, ...]:
        """What a reader should know first, in sentences."""
        split = self.frame.select(CAUSES).drop_nulls().height > 0
        return (
            *summary_in_words(
                self.frame, self.titles, self.shares, self.changed if split else None
            ),
            *totals_in_words(self.sums),
            *self.notes,
            *(() if self.reason is None else (self.reason,)),
        )

    def to_json(self) -> dict[str, Any]:
        """Return all of it for programs."""
        before, after = self.periods
        return {
            "previous": _named(self.previous, before),
            "edition": _named(self.edition, after),
            "reason": None if self.reason is None else str(self.reason),
            "changed": list(self.changed),
            "shares": None if self.shares is None else dict(self.shares),
            "summary": [str(sentence) for sentence in self.summary],
            "units": [
                {**row, "title": self.titles[str(row[self.key])]}
                for row in self.frame.iter_rows(named=True)
            ],
            "tables": [table.to_json() for table in self.tables],
            "sums": [one.to_json() for one in self.sums],
        }


def _named(edition: Edition, period: str | None) -> dict[str, str | None]:
    scheme = edition.scheme
    return {"scheme": scheme.scheme, "version": scheme.version, "period": period}


def compare(previous: Edition | str | Path, edition: Edition | str | Path) -> Comparison:
    """Hold an edition against an earlier one.

    Parameters
    ----------
    previous, edition
        The earlier and the later edition, or their folders. What causes the changes can be told
        where both carry their inputs.

    Returns
    -------
    Comparison
        Ranks before and now, and of each change what data, method and entrants have in it.

    Raises
    ------
    UsageError
        If the editions are of different schemes and have no unit in common.
    EditionError
        If a folder is not an edition, or one of its files was changed.

    References
    ----------
    Shapley 1953, A value for n-person games, https://doi.org/10.1515/9781400881970-018.

    Examples
    --------
    >>> import tempfile
    >>> from steelyard import Dataset, Scheme, evaluate
    >>> text = "{scheme: s, title: S, units: {table: t, key: k}, inputs: {t: {columns: COLUMNS}},"
    >>> text += " tree: {parts: {a: {weight: WEIGHT}, b: {}}}}"
    >>> text = text.replace("COLUMNS", "{k: {type: text}, a: {}, b: {}}")
    >>> frame = pl.DataFrame({"k": ["x", "y", "z"], "a": [9.0, 5.0, 0.0], "b": [0.0, 5.0, 8.0]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for weight in "13":
    ...         scheme = Scheme.parse(text.replace("WEIGHT", weight))
    ...         data = Dataset.from_frames(scheme.inputs, {"t": frame})
    ...         _ = evaluate(scheme, data).write(f"{folder}/{weight}")
    ...     found = compare(f"{folder}/1", f"{folder}/3")
    >>> found.frame.select("k", "rank_before", "rank", "change", "method").rows()
    [('x', 2, 1, 1, 1.0), ('y', 1, 2, -1, -1.0), ('z', 2, 3, -1, -1.0)]
    """
    earlier, later = (
        one if isinstance(one, Edition) else Edition.open(one) for one in (previous, edition)
    )
    found = standings(earlier, later)
    _refuse_strangers(earlier, later, found)
    causes = causes_of(earlier, later, found)
    tables, uncompared = group_tables(earlier, later)
    return Comparison(
        previous=earlier,
        edition=later,
        frame=_with_key(found.hstack(causes.columns), later),
        reason=causes.reason,
        notes=(
            *about_schemes(earlier.scheme.scheme, later.scheme.scheme),
            *causes.notes,
            *uncompared,
        ),
        changed=causes.changed,
        titles=dict(found.select("key", "title").iter_rows()),
        tables=tables,
        sums=list_sums(earlier, later, tables),
    )


def _refuse_strangers(previous: Edition, edition: Edition, found: pl.DataFrame) -> None:
    names = [one.scheme.scheme for one in (previous, edition)]
    common = found.filter(~pl.col("status").is_in(["entered", "left"]))
    if names[0] != names[1] and common.is_empty():
        raise UsageError(
            message(
                "The editions are of different schemes, “{one}” and “{other}”, and have no unit in "
                "common.",
                one=names[0],
                other=names[1],
            )
        )


def _with_key(found: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Return the frame with the key under its own name, and of its own type where that fits."""
    units = edition.scheme.units
    columns = [
        "rank_before",
        "rank",
        "change",
        *CAUSES,
        "score_before",
        "score",
        "status",
        "sure",
        *(name for name in LISTED if name in found.columns),
    ]
    own = edition.ranking.schema[units.key]
    keys = found["key"].cast(own, strict=False)
    keys = found["key"] if keys.null_count() else keys
    name = _FALLBACK if units.key in columns else units.key
    return found.select(keys.alias(name), *columns)
