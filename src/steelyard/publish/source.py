"""What is published: an edition, the one before it, an audit; with names for people.

Everything is taken from the edition's own tables, so that a page says what the edition says.
Only what stands in rows (a fund's scorecard) is evaluated again from the edition's inputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.evaluation.descriptions import describe
from steelyard.evaluation.edition import Edition
from steelyard.evaluation.labels import Labels, labels_of_edition
from steelyard.evaluation.lists import listed_in
from steelyard.i18n import Message
from steelyard.publish.addresses import addresses, slug
from steelyard.robustness.report import Report
from steelyard.scheme.base import Text
from steelyard.scheme.scheme import Scheme
from steelyard.scheme.tree import Node

if TYPE_CHECKING:
    from steelyard.claims.outcome import Audit
    from steelyard.evaluation.evaluation import Evaluation
    from steelyard.robustness.comparison import Comparison

__all__ = ["PublishedList", "Source"]


@dataclass(frozen=True)
class PublishedList:
    """Units that are ranked against each other.

    Parameters
    ----------
    address
        The part of an address that tells it from other lists; empty where there is one list.
    period
        Its period; None without periods.
    within
        What its units have in common, by column, where groups are ranked apart.
    frame
        Their rows of the ranking, best first; those without a rank at the end.
    first
        How many of them the list has where the others are candidates only; None where all are.
    on
        (rows,) which are on the list.
    """

    address: str
    period: str | None
    within: tuple[tuple[str, str], ...]
    frame: pl.DataFrame
    first: int | None
    on: NDArray[np.bool_]

    @property
    def ranked(self) -> int:
        """How many units have a rank."""
        return self.frame["rank"].count()

    @property
    def candidates(self) -> int:
        """How many units have a rank and are not on the list."""
        return int((~self.on & self.frame["rank"].is_not_null().to_numpy()).sum())

    @property
    def listed(self) -> pl.DataFrame:
        """The rows of those on the list."""
        return self.frame if self.on.all() else self.frame.filter(self.on)


@dataclass(frozen=True)
class Source:
    """What is published.

    Parameters
    ----------
    edition
        The edition.
    previous
        The edition before it, to tell what changed.
    audit
        Claims about it that were held against data.
    pdf, xlsx
        Whether there are briefs and a report on paper, and a workbook, that pages lead to.
    """

    edition: Edition
    previous: Edition | None = None
    audit: Audit | None = None
    pdf: bool = False
    xlsx: bool = False

    @cached_property
    def scheme(self) -> Scheme:
        """The scheme as it was run."""
        return self.edition.scheme

    @cached_property
    def ranking(self) -> pl.DataFrame:
        """The ranking of all periods and lists."""
        return self.edition.ranking

    @cached_property
    def files(self) -> frozenset[str]:
        """The names of the edition's tables: ranking, scores, uncertainty."""
        return frozenset(
            Path(name).stem for name in self.edition.manifest["files"] if name.startswith("data/")
        )

    def table(self, name: str) -> pl.DataFrame | None:
        """Return a table of the edition by its name; None where it has none."""
        return self.edition.table(name) if name in self.files else None

    @cached_property
    def lists(self) -> tuple[PublishedList, ...]:
        """The lists, the last period first, in the order of the ranking."""
        units, within = self.scheme.units, self.scheme.rank.within
        apart = [name for name in (units.period, *within) if name is not None]
        if not apart or self.ranking.is_empty():
            return (self._made("", None, (), self.ranking),)
        # The ranking is sorted by period, the last first, and within it by what ranks apart.
        frames = self.ranking.partition_by(apart, maintain_order=True)
        if len(frames) == 1:
            return (self._list("", frames[0]),)
        parts = ["-".join(_said(frame[name][0]) for name in apart) for frame in frames]
        named = addresses(parts)
        return tuple(
            self._list(named[part], frame) for part, frame in zip(parts, frames, strict=True)
        )

    def _list(self, address: str, frame: pl.DataFrame) -> PublishedList:
        units = self.scheme.units
        return self._made(
            address,
            None if units.period is None else _said(frame[units.period][0]),
            tuple((name, _said(frame[name][0])) for name in self.scheme.rank.within),
            frame,
        )

    def _made(
        self,
        address: str,
        period: str | None,
        within: tuple[tuple[str, str], ...],
        frame: pl.DataFrame,
    ) -> PublishedList:
        on = listed_in(self.scheme, frame)
        return PublishedList(address, period, within, frame, self.scheme.rank.first, on)

    @cached_property
    def current(self) -> tuple[PublishedList, ...]:
        """The lists of the last period."""
        return tuple(one for one in self.lists if one.period == self.lists[0].period)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The key of every unit that is published, each once, the last period's best first."""
        column = self.ranking[self.scheme.units.key].cast(pl.String)
        return tuple(column.drop_nulls().unique(maintain_order=True).to_list())

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """The address of each unit's page by key, within ``units/``."""
        return addresses(self.keys)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What each unit is called, by key."""
        units = self.scheme.units
        if units.title is None or units.title not in self.ranking.columns:
            return {key: key for key in self.keys}
        names = self.ranking.select(
            pl.col(units.key).cast(pl.String), pl.col(units.title).cast(pl.String).alias("_title")
        )
        named = dict(reversed([row for row in names.iter_rows() if row[0] is not None]))
        return {key: named[key] or key for key in self.keys}

    @cached_property
    def labels(self) -> Labels:
        """What the codes of columns are called."""
        return labels_of_edition(self.edition)

    def label(self, column: str, value: object) -> str:
        """Return what a value of a column is called in the current language."""
        said = _said(value)
        text = self.labels.get(column, {}).get(said)
        return said if text is None else text.render()

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The columns by which units are grouped, as far as the ranking has them."""
        return tuple(name for name in self.scheme.units.groups if name in self.ranking.columns)

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every node of the tree that has scores, parents first."""
        scores = self.table("scores")
        there = () if scores is None else scores.columns
        return {name: node for name, node in self.scheme.nodes().items() if name in there}

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """The parent of each node but the root."""
        return {part: name for name, node in self.nodes.items() for part in node.parts or {}}

    def node_title(self, name: str) -> str:
        """Return what a node is called in the current language: its own title or its figure's."""
        node = self.scheme.nodes()[name]
        if node.title is not None:
            return node.title.render()
        title = name if node.parts else describe(self.scheme, node.indicator or name)[0]
        return title.render() if isinstance(title, Text) else title

    def list_title(self, one: PublishedList) -> str:
        """Return what a list is called in the current language; empty where there is only one."""
        parts = [] if one.period is None else [one.period]
        parts += [self.label(column, value) for column, value in one.within]
        return " · ".join(parts)

    @cached_property
    def report(self) -> Report | None:
        """How sure the ranks are; None where that was not assessed."""
        return Report.of(self.edition) if "analysis" in self.edition.manifest else None

    @cached_property
    def evaluation(self) -> Evaluation | None:
        """The edition evaluated again, for what stands in rows; None without its inputs."""
        from steelyard.reports.subject import evaluation_of

        return evaluation_of(self.edition) if self.edition.has_inputs else None

    @cached_property
    def comparison(self) -> Comparison | None:
        """What changed since the previous edition; None where there is none."""
        if self.previous is None:
            return None
        from steelyard.robustness.comparison import compare

        return compare(self.previous, self.edition)

    @property
    def previous_title(self) -> str | None:
        """What the previous edition is called in the current language; None without one."""
        if self.previous is None:
            return None
        title, version = self.previous.scheme.title.render(), self.previous.scheme.version
        return f"{title} {version}" if version and version not in title else title

    @property
    def singular(self) -> Text | Message | None:
        """What a unit is called: country, fund."""
        return self.scheme.units.singular


def _said(value: object) -> str:
    """Return a value of a group or a period as text; a missing one has a dash."""
    return "–" if value is None else str(value)


def group_address(column: str) -> str:
    """Return the address of the page of a group column, within ``groups/``."""
    return slug(column)
