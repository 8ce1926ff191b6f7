"""An edition as the sheets see it: its tables, what codes are called, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from steelyard.evaluation.descriptions import RANKING, describe, heading
from steelyard.evaluation.edition import Edition
from steelyard.evaluation.labels import Labels, labels_of_edition, with_labels
from steelyard.i18n import Message, message
from steelyard.reports.words import Vocabulary, titled
from steelyard.scheme.scheme import Scheme

__all__ = ["CERTAINTY", "SEVERITY", "Source"]

SEVERITY: Mapping[str, Message] = {
    "breach": message("breach"),
    "warning": message("warning"),
    "note": message("note"),
}
CERTAINTY: Mapping[str, Message] = {
    "official": message("official"),
    "press": message("press"),
    "secondary": message("secondary"),
    "own": message("author's own"),
}
"""How sure a rule is, in a word."""


@dataclass(frozen=True)
class Source:
    """An edition, and what its sheets need of it.

    Parameters
    ----------
    edition
        The edition.
    labels
        What the codes of columns are called.
    """

    edition: Edition
    labels: Labels

    @classmethod
    def of(cls, edition: Edition) -> Source:
        """Read what codes are called."""
        return cls(edition, labels_of_edition(edition))

    @property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.edition.scheme

    @cached_property
    def words(self) -> Vocabulary:
        """What tables, columns and conditions are called."""
        return Vocabulary(self.scheme, self.labels)

    def file(self, name: str) -> str | None:
        """Return the file of a table; None where the edition does not have it."""
        files = self.edition.manifest["files"]
        found = (f"data/{name}.{end}" for end in ("csv", "parquet"))
        return next((file for file in found if file in files), None)

    def table(self, name: str) -> pl.DataFrame | None:
        """Return a table with names for codes; None where the edition does not have it."""
        return None if self.file(name) is None else self.named(self.edition.table(name))

    def named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame with names for codes."""
        return with_labels(frame, self.labels)

    @cached_property
    def titles(self) -> pl.DataFrame:
        """The units' keys and titles, as texts: ``unit``, ``title``; empty where they have none."""
        units = self.scheme.units
        if units.title is None or units.title == units.key:
            return pl.DataFrame(schema={"unit": pl.String, "title": pl.String})
        keys = pl.col(units.key).cast(pl.String)
        found = self.edition.ranking.select(unit=keys, title=pl.col(units.title).cast(pl.String))
        return found.unique("unit", keep="first", maintain_order=True)

    def with_title(self, frame: pl.DataFrame, key: str) -> pl.DataFrame:
        """Return a frame with the units' titles beside their keys, where they have any."""
        if self.titles.is_empty() or key not in frame.columns:
            return frame
        keys = frame.select(unit=pl.col(key).cast(pl.String))
        titles = keys.join(self.titles, on="unit", how="left", maintain_order="left")["title"]
        at = frame.columns.index(key) + 1
        return frame.clone().insert_column(at, titles.alias(TITLE))

    @cached_property
    def nodes(self) -> dict[str, str]:
        """What the nodes of the tree are called; an indicator without a title as its figure."""
        scheme, found = self.scheme, {}
        for name, node in scheme.nodes().items():
            title = node.title or describe(scheme, node.indicator or name)[0]
            found[name] = str(titled(title))
        if scheme.tree is not None and scheme.tree.title is None:
            found[scheme.root] = str(RANKING["score"])
        return found

    def tables(self, names: pl.Series) -> pl.Series:
        """Return tables by their titles."""
        titles = {name: str(self.words.table(name)) for name in self.scheme.inputs}
        return names.cast(pl.String).replace(titles)

    def columns(self, tables: pl.Series, names: pl.Series) -> pl.Series:
        """Return columns of tables by their titles; what is no column of its table stays."""
        pairs = pl.DataFrame([tables.alias("table"), names.alias("name")]).cast(pl.String)
        known = [
            (table, name, str(self.words.column(table, name)))
            for table, name in pairs.unique().drop_nulls().rows()
            if self.words.declared(table, name) is not None
        ]
        schema = dict.fromkeys(("table", "name", "title"), pl.String)
        titles = pl.DataFrame(known, schema=schema, orient="row")
        found = pairs.join(titles, on=["table", "name"], how="left", maintain_order="left")
        return found.select(pl.coalesce("title", "name").alias(names.name)).to_series()

    @cached_property
    def unit_heads(self) -> dict[str, str]:
        """The headings of a unit's key, title and period."""
        units = self.scheme.units
        heads = {"unit": heading(self.scheme, units.key)}
        heads[units.key] = heads["unit"]
        if units.title is not None:
            heads[TITLE] = heading(self.scheme, units.title)
        if units.period is not None:
            heads["period"] = heads[units.period] = heading(self.scheme, units.period)
        return heads

    @property
    def named_numbers(self) -> tuple[str, ...]:
        """The columns whose numbers name something and are not counted."""
        units = self.scheme.units
        return tuple(name for name in (units.key, units.period, "unit", "period", "row") if name)


TITLE = "title of the unit"
"""The column of the units' titles; no column of a scheme has spaces in its name."""
