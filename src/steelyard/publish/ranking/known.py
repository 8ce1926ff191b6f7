"""What other tables of an edition know of the rows of a ranking, read once for all its lists.

Bands of units that cannot be told apart, change of rank, imputed figures, why there is no rank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from steelyard.i18n import language
from steelyard.publish.source import PublishedList, Source

__all__ = ["CHANGES", "Known"]

CHANGES = ("_status", "_before", "_change", "_data", "_method", "_entrants", "_sure")
"""What is known of a change of rank: data, method and entrants add up to the change."""
_KEY = "_key"
_PERIOD = "_period"


@dataclass(frozen=True)
class Known:
    """What is known of the rows.

    Parameters
    ----------
    source
        What is published.
    """

    source: Source

    def joined(self, one: PublishedList) -> pl.DataFrame:
        """Return a list's rows with ``_band``, ``_imputed`` and :data:`CHANGES` as far as known."""
        frame = self._named(one.frame)
        for other in (self._bands, self._imputed, self.changes(one)):
            if other is not None:
                on = [name for name in self._keys if name in other.columns]
                once = other.unique(on, keep="first", maintain_order=True)
                frame = frame.join(once, on=on, how="left", maintain_order="left")
        return frame

    def changes(self, one: PublishedList) -> pl.DataFrame | None:
        """Return what changed in a list since the previous edition, or else the period before."""
        if self.against_edition(one):
            return self._compared
        return self._by_period if self._concerns(self._by_period, one) else None

    def against_edition(self, one: PublishedList) -> bool:
        """Return whether a list is held against the previous edition."""
        return self._concerns(self._compared, one)

    def since(self, one: PublishedList) -> str:
        """Return what a list is held against: the version of an edition, or a period.

        Empty where that has no name of its own.
        """
        comparison = self.source.comparison
        if comparison is not None and self.against_edition(one):
            before, after = comparison.periods
            version = comparison.previous.scheme.version
            if before != after and before is not None:
                return before
            return version if version and version != self.source.scheme.version else ""
        periods = list(dict.fromkeys(other.period for other in self.source.lists))
        at = periods.index(one.period) + 1
        return (periods[at] if at < len(periods) else None) or ""

    def _concerns(self, changes: pl.DataFrame | None, one: PublishedList) -> bool:
        """Return whether any unit of a list stood in the list before."""
        if changes is None:
            return False
        on = [name for name in self._keys if name in changes.columns]
        before = changes.filter(pl.col("_before").is_not_null())
        return not self._named(one.frame).join(before, on=on, how="semi").is_empty()

    @cached_property
    def _keys(self) -> list[str]:
        return [_KEY] if self.source.scheme.units.period is None else [_KEY, _PERIOD]

    def _named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame with its keys as texts, so that tables of all kinds can be joined."""
        units = self.source.scheme.units
        columns = [pl.col(units.key).cast(pl.String).alias(_KEY)]
        if units.period is not None and units.period in frame.columns:
            columns.append(pl.col(units.period).cast(pl.String).alias(_PERIOD))
        return frame.with_columns(columns)

    @cached_property
    def _bands(self) -> pl.DataFrame | None:
        frame = self.source.table("uncertainty")
        if frame is None or "group" not in frame.columns:
            return None
        return self._named(frame).select(*self._keys, pl.col("group").alias("_band"))

    @cached_property
    def _imputed(self) -> pl.DataFrame | None:
        """How many figures of each unit were not known and filled in."""
        before, after = self.source.table("raw"), self.source.table("imputed")
        if before is None or after is None:
            return None
        before, after = self._named(before), self._named(after)
        names = [
            name for name in after.columns if name in before.columns and name in self._indicators
        ]
        if not names:
            return None
        filled = after.join(before, on=self._keys, how="left", suffix="_before")
        counted = pl.sum_horizontal(
            pl.col(name).is_not_null() & pl.col(f"{name}_before").is_null() for name in names
        )
        return filled.select(*self._keys, counted.cast(pl.Int64).alias("_imputed"))

    @cached_property
    def _indicators(self) -> frozenset[str]:
        return frozenset(self.source.scheme.indicators())

    @cached_property
    def _compared(self) -> pl.DataFrame | None:
        comparison = self.source.comparison
        if comparison is None:
            return None
        parts = ("status", "rank_before", "change", *_SPLIT, "sure")
        found = self._changed(comparison.frame, parts)
        # The last period of either edition is compared, and so no other list is concerned.
        period = comparison.periods[1]
        return found if period is None else found.with_columns(pl.lit(period).alias(_PERIOD))

    @cached_property
    def _by_period(self) -> pl.DataFrame | None:
        frame = self.source.table("changes")
        if frame is None:
            return None
        # A unit that left has a row behind its last rank, so the row before is the period before.
        former = pl.col("rank").shift(1).over(self.source.scheme.units.key)
        held = pl.col("status").is_in(["stayed", "left"])
        before = frame.with_columns(
            pl.when(held).then(former).alias("rank_before"),
            *(pl.lit(None, pl.Float64).alias(name) for name in _SPLIT),
            pl.lit(None, pl.Boolean).alias("sure"),
        )
        return self._changed(before, ("status", "rank_before", "rank_change", *_SPLIT, "sure"))

    def _changed(self, frame: pl.DataFrame, parts: tuple[str, ...]) -> pl.DataFrame:
        named = self._named(frame)
        keys = [name for name in self._keys if name in named.columns]
        renamed = zip(parts, CHANGES, strict=True)
        return named.select(*keys, *(pl.col(name).alias(new) for name, new in renamed))

    def reasons(self) -> Mapping[str, str]:
        """Return why units have no rank, by key, in the current language."""
        findings = self.source.edition.findings
        said = findings.filter(
            pl.col("code").is_in(["veto", "unranked"]) & ~pl.col("unit").is_null()
        )
        found: dict[str, list[str]] = {}
        for unit, text in said.select("unit", f"message_{language()}").iter_rows():
            sentences = found.setdefault(str(unit), [])
            if text and text not in sentences:
                sentences.append(text)
        return {unit: " ".join(sentences) for unit, sentences in found.items()}


_SPLIT = ("data", "method", "entrants")
