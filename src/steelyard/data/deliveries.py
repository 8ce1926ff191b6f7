"""One delivery read by itself: taken whole if all of it is right, else refused whole.

Its rows are counted wherever its files can be read at all. What several
deliveries make together is left to ``merging``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from steelyard.data.checks import ROW, dangling, references
from steelyard.data.counts import Count, added, count, roughly
from steelyard.data.faults import clip, listed
from steelyard.data.given import Delivered
from steelyard.data.opening import Opener, Part, Wrong
from steelyard.data.page import Limits
from steelyard.data.table import Read, Source, read_opened
from steelyard.errors import DataError, Problem
from steelyard.findings import Finding
from steelyard.i18n import Message, message
from steelyard.scheme.inputs import Table

__all__ = ["Delivery", "Receiver"]

_Reads = Mapping[str, Sequence[tuple[Part, Read]]]
"""What was read for each table, a part per file."""


@dataclass(frozen=True)
class Delivery:
    """A delivery as read.

    Parameters
    ----------
    name
        What it is called.
    frames
        Its tables, if nothing is wrong with it.
    counts
        What each of its tables holds; of all that it may hold if it cannot be opened.
    tables
        The tables that its supplier is asked for.
    problems
        What is wrong, by table; None stands for the whole.
    findings
        What a reader should know.
    sources
        Its files.
    """

    name: str
    frames: Mapping[str, pl.DataFrame]
    counts: Mapping[str, Count]
    tables: tuple[str, ...]
    problems: tuple[Wrong, ...]
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]

    @property
    def refused(self) -> bool:
        """Whether something is wrong with it, so that nothing of it is taken."""
        return bool(self.problems)


@dataclass(frozen=True)
class Receiver:
    """Reads deliveries for the tables of a scheme.

    Parameters
    ----------
    tables
        The declared tables by name.
    delivered
        Those that each of several suppliers delivers.
    shared
        The tables that are given once, for all.
    encodings, units
        Of files and columns, where they do not tell; by table.
    limits
        How large a file may be.
    """

    tables: Mapping[str, Table]
    delivered: frozenset[str]
    shared: Mapping[str, pl.DataFrame]
    encodings: Mapping[str, str]
    units: Mapping[str, Mapping[str, str]]
    limits: Limits

    @cached_property
    def _opener(self) -> Opener:
        return Opener(self.tables, self.delivered, self.encodings, self.limits)

    def receive(self, delivered: Delivered) -> Delivery:
        """Read a delivery and check it: columns, keys, ranges, choices, references."""
        opening = self._opener.open(delivered)
        reads: dict[str, list[tuple[Part, Read]]] = {}
        counts: dict[str, list[Count]] = {}
        problems = list(opening.problems)
        for part in opening.parts:
            taken, counted, wrong = self._read(part)
            reads.setdefault(part.table, []).extend((part, read) for read in taken)
            counts.setdefault(part.table, []).append(counted)
            problems += wrong
        asked = self._asked(counts)
        if opening.parts:
            problems += [*self._across_files(reads), *self._absent(asked, counts)]
        frames = {n: pl.concat([read.frame for _part, read in r]) for n, r in reads.items() if r}
        whole = {name for name, found in reads.items() if len(found) == len(counts[name])}
        problems += self._dangling({name: frames[name] for name in frames if name in whole}, reads)
        found = [f for parts in reads.values() for _part, read in parts for f in read.findings]
        return Delivery(
            delivered.name,
            {} if problems else {name: frames[name] for name in self.tables if name in frames},
            added(counts) if opening.parts else dict.fromkeys(asked, Count(None)),
            asked,
            tuple(problems),
            tuple(replace(it, delivery=delivered.name) for it in (*opening.findings, *found)),
            opening.sources,
        )

    def _read(self, part: Part) -> tuple[list[Read], Count, list[Wrong]]:
        """Read a table of a delivery; count it even if it is wrong."""
        table, units = self.tables[part.table], self.units.get(part.table, {})
        try:
            read = read_opened(
                part.opened, part.table, table, file=part.file, source=part.source, units=units
            )
        except DataError as error:
            counted = roughly(part.opened.pages, part.table, table, units)
            return [], counted, [(part.table, problem) for problem in error.problems]
        return [read], count(read.frame, table), []

    def _asked(self, held: Collection[str]) -> tuple[str, ...]:
        """Return the tables that whoever supplies those in hand is asked for; else all."""
        suppliers = {self.tables[name].supplier for name in held}
        return tuple(
            name
            for name, table in self.tables.items()
            if name in self.delivered and (not held or table.supplier in suppliers)
        )

    def _absent(self, asked: Collection[str], held: Collection[str]) -> Iterator[Wrong]:
        for name in asked:
            if self.tables[name].required and name not in held and name not in self.shared:
                said = message("The delivery has no table “{table}”.", table=name)
                yield name, Problem(said)

    def _across_files(self, reads: _Reads) -> Iterator[Wrong]:
        """Yield the keys that stand in two files of the delivery."""
        for name, parts in reads.items():
            key = self.tables[name].key
            if len(parts) < 2 or not key:
                continue
            rows = pl.concat(
                read.frame.select(*key, ROW, pl.lit(part.file).alias("_file"))
                for part, read in parts
            )
            first = [pl.col(n).first().over(key).alias(f"first{n}") for n in (ROW, "_file")]
            repeated = rows.with_columns(first).filter(~pl.struct(key).is_first_distinct())
            problems = [
                Problem(_elsewhere(row, key), row["_file"], row[ROW], field=", ".join(key))
                for row in repeated.iter_rows(named=True)
            ]
            yield from ((name, problem) for problem in listed(problems, len(problems), None))

    @cached_property
    def _references(self) -> list[tuple[str, str, str]]:
        return references(self.tables)

    @cached_property
    def _in_shared(self) -> dict[str, frozenset[object]]:
        """The values that columns may refer to in the tables given once, by reference."""
        found = {reference for _name, _column, reference in self._references}
        places = {reference: reference.partition(".") for reference in found}
        return {
            reference: frozenset((*self.shared[other][key].unique(), None))
            for reference, (other, _dot, key) in places.items()
            if other in self.shared
        }

    def _dangling(self, frames: Mapping[str, pl.DataFrame], reads: _Reads) -> Iterator[Wrong]:
        """Yield values that refer to nothing in the delivery or in the shared tables."""
        known = {**self.shared, **frames}
        for name, column, reference in self._references:
            other, _dot, key = reference.partition(".")
            if name in frames and other in known:
                sooner = self._in_shared.get(reference) if other not in frames else None
                if sooner is not None and sooner.issuperset(frames[name][column].unique()):
                    continue
                file = reads[name][0][0].file
                wrong = dangling(frames[name], column, known[other][key], reference, file)
                yield from ((name, problem) for problem in listed(wrong, len(wrong), file))


def _elsewhere(row: Mapping[str, object], key: Sequence[str]) -> Message:
    return message(
        "“{key}” stands in {file}, row {first}, already; no two rows may have the same key.",
        key=", ".join(clip(row[name]) for name in key),
        file=row["first_file"],
        first=row[f"first{ROW}"],
    )
