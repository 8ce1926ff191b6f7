"""A list of names as it is matched: names, the rows they stand in, their ranks.

Reading files is left to ``reading``; what is wrong with a list but does not keep it from being
matched (names that stand twice, rows without a name) is a finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from steelyard.data.values import as_text
from steelyard.errors import DataError, Problem, UsageError, nearest
from steelyard.findings import Finding
from steelyard.i18n import message

__all__ = ["NamedList"]

ROW = "_row"
_SHOWN = 10
_INTEGER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class NamedList:
    """A list of names.

    Parameters
    ----------
    label
        What to call it.
    names
        The names as printed, without spaces around them; none is empty.
    rows
        The row of each in its file, or its position from 1.
    ranks
        The rank of each as printed, None where there is none; None if the list has no ranks.
    findings
        What a reader should know about the list.
    """

    label: str
    names: tuple[str, ...]
    rows: tuple[int, ...]
    ranks: tuple[int | None, ...] | None = None
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of_texts(cls, names: Sequence[str | None], label: str) -> NamedList:
        """Return a list of texts in the order of their ranks.

        >>> NamedList.of_texts(["華為", " ", "騰訊"], "A").ranks
        (1, 3)

        Raises
        ------
        DataError
            There is no name in it.
        """
        places = pl.Series("rank", range(1, len(names) + 1), dtype=pl.Int64)
        return cls._of(pl.Series("name", names, dtype=pl.String), places, places, label)

    @classmethod
    def of_frame(
        cls, frame: pl.DataFrame, label: str, name: str = "name", rank: str | None = None
    ) -> NamedList:
        """Return the names of a frame.

        Parameters
        ----------
        frame
            One row for each enterprise; rows are counted from 1, or by the column ``_row``.
        label
            What to call the list.
        name, rank
            The columns of the names and the ranks; without a rank, ranks are not compared.

        Raises
        ------
        UsageError
            There is no such column.
        DataError
            There is no name in it.
        """
        for column in (name, rank):
            if column is not None and column not in frame.columns:
                raise UsageError(_no_column(column, frame.columns, label))
        count = pl.Series(range(1, frame.height + 1), dtype=pl.Int64)
        rows = frame[ROW] if ROW in frame.columns else count
        return cls._of(frame[name], rows, None if rank is None else frame[rank], label, rank)

    @classmethod
    def _of(
        cls,
        cells: pl.Series,
        rows: pl.Series,
        ranks: pl.Series | None,
        label: str,
        rank: str | None = None,
    ) -> NamedList:
        if cells.dtype.is_nested() or cells.dtype in (pl.Binary, pl.Object):
            said = message("The column holds lists or bytes; a cell of a table holds one value.")
            raise DataError(Problem(said, label, field=cells.name))
        texts = [" ".join((text or "").split()) for text in as_text(cells)]
        kept = [at for at, text in enumerate(texts) if text]
        if not kept:
            said = message("There is no name in the list.")
            raise DataError(Problem(said, label, field=cells.name))
        numbers = rows.to_list()
        names = tuple(texts[at] for at in kept)
        places = tuple(int(numbers[at]) for at in kept)
        findings = [
            *_about_empty(len(texts) - len(kept), label),
            *_about_twice(names, places, label),
        ]
        read = None if ranks is None else [_rank(cell) for cell in as_text(ranks)]
        if read is not None:
            unread = [int(numbers[at]) for at in kept if read[at] is None]
            findings += _about_ranks(unread, label, rank)
        return cls(
            label,
            names,
            places,
            None if read is None else tuple(read[at] for at in kept),
            tuple(findings),
        )


def _rank(cell: str | None) -> int | None:
    """Return the first whole number of a cell: 8, 第8名, No. 8, =8."""
    found = _INTEGER.search(unicodedata.normalize("NFKC", cell)[:40]) if cell else None
    return int(found[0]) if found else None


def _no_column(column: str, known: Sequence[str], label: str) -> Problem:
    said = message(
        "The list has no column “{column}”; its columns are {columns}.",
        column=column,
        columns=", ".join(known) or "–",
    )
    return Problem(said, label, nearest=nearest(column, list(known)))


def _about_empty(count: int, label: str) -> list[Finding]:
    if not count:
        return []
    said = message("Rows without a name were left out: {count}.", count=count)
    return [Finding("name-missing", said, "warning", table=label)]


def _about_twice(names: Sequence[str], rows: Sequence[int], label: str) -> list[Finding]:
    """Return a finding for each of the first names that stand twice, and one for the others."""
    found: dict[str, list[int]] = {}
    for name, row in zip(names, rows, strict=True):
        found.setdefault(name, []).append(row)
    twice = {name: places for name, places in found.items() if len(places) > 1}
    findings = [
        Finding(
            "name-twice",
            message(
                "“{name}” stands {count} times, in rows {rows}.",
                name=name[:100],
                count=len(places),
                rows=", ".join(map(str, places[:_SHOWN])) + (", …" if len(places) > _SHOWN else ""),
            ),
            "warning",
            table=label,
            row=places[1],
            unit=name,
        )
        for name, places in list(twice.items())[:_SHOWN]
    ]
    if len(twice) > _SHOWN:
        said = message("So do other names: {count}.", count=len(twice) - _SHOWN)
        findings.append(Finding("name-twice", said, "warning", table=label))
    return findings


def _about_ranks(rows: Sequence[int], label: str, column: str | None) -> list[Finding]:
    if not rows:
        return []
    said = message(
        "Rows without a rank that can be read: {count}, the first is {row}.",
        count=len(rows),
        row=rows[0],
    )
    return [Finding("rank-missing", said, "warning", table=label, row=rows[0], column=column)]
