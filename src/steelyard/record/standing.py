"""What an edition computed, unit by unit: the ground on which decisions stand.

Read from the edition's own files, so that it works without the inputs and years later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.engines import Vector
from steelyard.errors import EditionError, Problem, UsageError, nearest
from steelyard.evaluation.admission import ADMISSION
from steelyard.evaluation.criterion_names import CriterionNames
from steelyard.evaluation.edition import Edition
from steelyard.evaluation.overrides import VETOES
from steelyard.evaluation.rescore import Computed
from steelyard.i18n import message
from steelyard.scheme.scheme import Scheme
from steelyard.steps.rank import rank

__all__ = ["Standing", "standing"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Standing:
    """The units of an edition in the order of the ranking, with what was computed.

    Parameters
    ----------
    scheme
        The scheme.
    ranking
        The ranking.
    keys
        (units,) the units' keys as texts.
    titles
        (units,) what the units are called.
    computed
        The scores of every node, and how points are carried up; None for a scheme without a tree.
    """

    scheme: Scheme
    ranking: pl.DataFrame
    keys: tuple[str, ...]
    titles: tuple[str, ...]
    computed: Computed | None

    @property
    def total(self) -> Vector:
        """(units,) the total, NaN for missing."""
        if self.computed is not None and self.scheme.root in self.computed.scores:
            return self.computed.scores[self.scheme.root]
        if "score" not in self.ranking.columns:
            return np.full(len(self.keys), np.nan)
        return _numbers(self.ranking["score"])

    def unit(self, word: str) -> int:
        """Return the place of the unit that is called so, by its key or its title.

        Raises
        ------
        UsageError
            If there is none, or several have the title.
        """
        if word in self.keys:
            return self.keys.index(word)
        if self.titles.count(word) == 1:
            return self.titles.index(word)
        text = message("The edition has no unit “{unit}”.", unit=word)
        raise UsageError(Problem(text, nearest=nearest(word, self.keys)))

    def criterion(self, word: str) -> str:
        """Return the node that is called so, by its name or its title in any language.

        Raises
        ------
        UsageError
            If there is none, or it has no scores in this edition.
        """
        names = CriterionNames.of(self.scheme)
        node = names.find(word)
        if node is None:
            text = message("The scheme has no criterion “{name}”.", name=word)
            raise UsageError(Problem(text, nearest=names.nearest(word)))
        if self.computed is None or node not in self.computed.scores:
            raise UsageError(message("“{name}” has no scores in this edition.", name=node))
        return node

    def ranks(self, total: Vector | None = None) -> pl.DataFrame:
        """Return the columns with the ranks; those that totals give, or as they were computed.

        A list that is not ranked by its score keeps its ranks.
        """
        rule = self.scheme.rank
        names = ["rank", *(f"rank_in_{name}" for name in rule.also)]
        if total is None or not rule.by_score:
            return self.ranking.select(names)
        within = {names[0]: rule.within} | {
            f"rank_in_{name}": (*rule.within, name) for name in rule.also
        }
        return pl.DataFrame(
            [self._ranked(column, groups, total) for column, groups in within.items()]
        )

    def _ranked(self, column: str, groups: tuple[str, ...], total: Vector) -> pl.Series:
        rule, keys = self.scheme.rank, np.array(self.keys, dtype=np.str_)
        ties = rule.ties if column == "rank" else "competition"
        found = np.full(len(total), np.nan)
        labels = self.ranking.select(groups).with_row_index("#row")
        lists = labels.group_by(groups).agg("#row")["#row"] if groups else [labels["#row"]]
        for each in lists:
            rows = each.to_numpy()
            found[rows] = rank(
                total[rows],
                ties=ties,
                tolerance=rule.tolerance,
                descending=rule.order == "descending",
                order=keys[rows] if ties == "ordinal" else None,
            )
        if column != "rank":
            found[self.ranking[groups[-1]].is_null().to_numpy()] = np.nan
        ranks = pl.Series(column, found).fill_nan(None)
        whole = not (found % 1 != 0)[~np.isnan(found)].any()
        return ranks.cast(pl.Int64) if whole else ranks


def standing(edition: Edition) -> Standing:
    """Return what an edition computed.

    Raises
    ------
    UsageError
        If the edition has a row per period.
    EditionError
        If a file of it was changed.
    """
    scheme, units = edition.scheme, edition.scheme.units
    if units.period is not None:
        raise UsageError(
            message("The units of this edition have a row per period; a record is kept of one.")
        )
    ranking = edition.ranking
    keys = ranking[units.key].cast(pl.String)
    titles = keys if units.title is None else ranking[units.title].cast(pl.String).fill_null("")
    computed = None
    if "data/scores.parquet" in edition.manifest["files"]:
        computed = _computed(edition, keys)
    return Standing(scheme, ranking, tuple(keys), tuple(titles), computed)


def _computed(edition: Edition, keys: pl.Series) -> Computed:
    scheme, key = edition.scheme, edition.scheme.units.key
    scores = edition.scores.with_columns(pl.col(key).cast(pl.String))
    wide = keys.rename(key).to_frame().join(scores, on=key, how="left", maintain_order="left")
    return Computed(
        scheme,
        {name: _numbers(wide[name]) for name in wide.columns if name != key},
        edition.calibrations,
        _struck(edition, keys),
        _without(edition, keys),
        _listed(edition, keys),
    )


def _struck(edition: Edition, keys: pl.Series) -> dict[str, Mask]:
    """Return for each veto which units it struck; (units,)."""
    if not any(veto.enabled for veto in edition.scheme.vetoes.values()):
        return {}
    return _masks(edition, _table(edition, VETOES), "veto", keys)


def _listed(edition: Edition, keys: pl.Series) -> Mask | None:
    """Return which units are admitted; None where the scheme has no thresholds; (units,)."""
    if edition.scheme.admission is None:
        return None
    masks = _masks(edition, _table(edition, ADMISSION), "admission", keys)
    return masks.get("admitted", np.zeros(len(keys), dtype=np.bool_))


def _without(edition: Edition, keys: pl.Series) -> dict[str, Mask]:
    """Return for each node to which units it does not apply, itself or what is above; (units,)."""
    nodes = edition.scheme.nodes()
    if not any(node.applies for node in nodes.values()):
        return {}
    rows = _table(edition, "left_out").filter(pl.col("why") == "inapplicable")
    without = _masks(edition, rows, "node", keys)
    for name, node in nodes.items():
        for part in node.parts or {} if name in without else ():
            without[part] = without[name] | without.get(part, np.False_)
    return without


def _masks(edition: Edition, rows: pl.DataFrame, column: str, keys: pl.Series) -> dict[str, Mask]:
    """Return for each name in a column which units have a row with it; (units,)."""
    unit = pl.col(edition.scheme.units.key).cast(pl.String)
    return {
        str(name): keys.is_in(group.select(unit).to_series().implode()).to_numpy()
        for (name,), group in rows.group_by(column)
    }


def _table(edition: Edition, name: str) -> pl.DataFrame:
    if f"data/{name}.csv" not in edition.manifest["files"]:
        text = message(
            "The edition {folder} has no table “{name}”; evaluate again.",
            folder=str(edition.path),
            name=name,
        )
        raise EditionError(text)
    return edition.table(name)


def _numbers(column: pl.Series) -> Vector:
    return column.cast(pl.Float64).fill_null(np.nan).to_numpy()
