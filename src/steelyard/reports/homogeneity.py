"""How alike the units of an edition are, for people: sentences first, then tables.

The tables keep codes; what people see shows their names. What was computed, and how, is in
``steelyard.evaluation.homogeneity``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from steelyard.errors import EditionError
from steelyard.evaluation.descriptions import describe, heading
from steelyard.evaluation.edition import Edition
from steelyard.evaluation.homogeneity import HEADINGS, TABLES
from steelyard.evaluation.labels import Labels, labels_of_edition
from steelyard.i18n import Message, message
from steelyard.scheme.scheme import Homogeneity, Scheme

__all__ = ["TITLES", "HomogeneityReport"]

TITLES: Mapping[str, Message] = {
    "homogeneity": message("How alike the units of each group are"),
    "overlap": message("Each unit beside the others of its group"),
    "alike_pairs": message("The most alike pairs"),
    "shared_holdings": message("What several units hold"),
}
"""What the tables are called."""
_MONEY = ("amount", "amount_without_field", "shared_amount", "amount_of_all", "amount_in_common")
_FIRST = {"homogeneity": "mean_overlap", "overlap": "mean_overlap", "alike_pairs": "overlap"}


@dataclass(frozen=True)
class HomogeneityReport:
    """What an edition says of how alike its units are.

    Parameters
    ----------
    edition
        The edition.
    declared
        What its scheme asks for.
    tables
        The tables by name, with codes.
    """

    edition: Edition
    declared: Homogeneity
    tables: Mapping[str, pl.DataFrame]

    @staticmethod
    def of(edition: Edition) -> HomogeneityReport:
        """Read the tables of an edition.

        Raises
        ------
        EditionError
            If its scheme does not ask for homogeneity.
        """
        declared = edition.scheme.homogeneity
        if declared is None:
            raise EditionError(
                message(
                    "The edition {folder} says nothing of homogeneity; its scheme does not ask "
                    "for it.",
                    folder=str(edition.path),
                )
            )
        files = edition.manifest["files"]
        tables = {name: edition.table(name) for name in TABLES if f"data/{name}.csv" in files}
        return HomogeneityReport(edition, declared, tables)

    @property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.edition.scheme

    def headings(self) -> dict[str, str]:
        """Return the headings of the columns in the current language."""
        scheme, declared = self.scheme, self.declared
        unit = describe(scheme, declared.of.partition(".")[2])[1]
        found = {name: str(title) for name, title in HEADINGS.items()}
        found |= {name: f"{found[name]} ({unit})" for name in _MONEY if unit}
        found["group"] = heading(scheme, declared.within)
        found["unit"] = heading(scheme, scheme.units.key)
        if declared.holding is not None:
            found["holding"] = heading(scheme, declared.holding)
        if scheme.units.period is not None:
            found["period"] = heading(scheme, scheme.units.period)
        return found

    def shown(self, name: str) -> pl.DataFrame:
        """Return a table for people: names for codes, the most alike first."""
        frame = self.tables[name]
        labels = self._labels
        coded = {"group": self.declared.within, "top_field": self.declared.by}
        frame = frame.with_columns(
            _named(column, labels.get(of, {})) for column, of in coded.items() if column in frame
        )
        if "group" in frame.columns:
            frame = frame.with_columns(pl.col("group").fill_null(self._without()))
        if name in _FIRST:
            frame = frame.sort(_FIRST[name], descending=True, nulls_last=True, maintain_order=True)
        return frame

    @cached_property
    def _labels(self) -> Labels:
        return labels_of_edition(self.edition)

    def _without(self) -> str:
        """Return what the units without a group are called."""
        group = heading(self.scheme, self.declared.within)
        return str(message("Without: {column}", column=group))

    def sentences(self) -> Iterator[Message]:
        """Yield what a reader should know first."""
        yield message(
            "Units are compared within {group}, by {field}. Overlap is the share of the money that "
            "two units have in the same fields: 0 where they have none in common, 1 where they "
            "divide it alike.",
            group=heading(self.scheme, self.declared.within),
            field=heading(self.scheme, self.declared.by),
        )
        yield message(
            "The Herfindahl index is 10,000 where all money is in one field, 10,000/n where n "
            "fields have the same; the Krugman index is 0 where a group divides its money as all "
            "groups together do, at most 2."
        )
        yield message(
            "The higher the overlap and the Herfindahl index, the more units crowd into the same; "
            "the regulation of government investment funds wants less of it."
        )
        groups = self.shown("homogeneity")
        yield from self._extremes(groups)
        pairs = self.shown("alike_pairs")
        if not pairs.is_empty():
            yield message(
                "Most alike: {unit} and {other}, overlap {overlap:.2f}.", **pairs.row(0, named=True)
            )
        if "shared_holdings" in self.tables:
            shared = self.tables["shared_holdings"]
            yield message("Held by several units: {count}.", count=shared["holding"].n_unique())

    def _extremes(self, groups: pl.DataFrame) -> Iterator[Message]:
        alike = groups.filter(pl.col("mean_overlap").is_not_null())
        if alike.is_empty():
            yield message("No group has two units that hold something, so none are compared.")
        else:
            yield message(
                "Its units are most alike: {group}, mean overlap {mean_overlap:.2f} of {units} "
                "units.",
                **alike.row(0, named=True),
            )
        crowded = groups.filter(pl.col("herfindahl").is_not_null()).sort(
            "herfindahl", descending=True, maintain_order=True
        )
        if not crowded.is_empty():
            yield message(
                "Its money is most concentrated: {group}, Herfindahl index {herfindahl:,.0f}, "
                "{top_share:.0f}% in {top_field}.",
                **crowded.row(0, named=True),
            )

    def to_json(self) -> dict[str, Any]:
        """Return sentences and tables, with codes, for programs."""
        return {
            "scheme": self.scheme.scheme,
            "summary": [str(sentence) for sentence in self.sentences()],
            "tables": {name: frame.to_dicts() for name, frame in self.tables.items()},
        }


def _named(column: str, labels: Mapping[str, Any]) -> pl.Expr:
    names = {code: text.render() for code, text in labels.items()}
    return pl.col(column).cast(pl.String).replace(names)
