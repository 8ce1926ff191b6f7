"""COINr's two tables: iData with a row per unit, iMeta with a row per part of the index.

Their columns are those of COINr 1.1 (``new_coin`` in its manual); a pair is told by its headers,
in whatever order it is named.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from steelyard.drafts.columns import Profile, profiles
from steelyard.drafts.index import Aggregate, IndexOf, Indicator, UnitColumn
from steelyard.drafts.names import name_of
from steelyard.drafts.raw import RawTable
from steelyard.errors import DataError, Problem, nearest
from steelyard.i18n import Message, message

__all__ = ["is_meta", "read_coinr"]

_META = ("Level", "iCode", "Parent", "Direction", "Weight", "Type")
_TYPES = ("Indicator", "Aggregate", "Group", "Denominator", "Other")
_UNIT, _NAME, _TIME = "uCode", "uName", "Time"


def is_meta(table: RawTable) -> bool:
    """Return whether a table has the headers of iMeta."""
    return set(_META) <= set(table.headers)


def read_coinr(data: RawTable, meta: RawTable) -> IndexOf:
    """Return the index of iData and iMeta.

    Raises
    ------
    DataError
        A row of iMeta is not as COINr has it, or the tables do not belong together.
    """
    parts = _Meta(meta)
    _refuse([*parts.problems(), *_unfit(data, parts)])
    columns = {column.header: column for column in profiles(data)}
    indicators = tuple(parts.indicators())
    figures = [columns[indicator.code] for indicator in indicators]
    return IndexOf(
        table=name_of(data.stem, "units"),
        indicators=indicators,
        aggregates=tuple(parts.aggregates()),
        columns=tuple(_unit_columns(data, columns, parts)),
        sheet=data.sheet,
        missing={c.header: tuple(t for t, _count in c.markers) for c in figures},
        gaps=sum(column.missing for column in figures),
        remarks=_left_out(data, parts),
    )


@dataclass(frozen=True)
class _Meta:
    """The rows of iMeta."""

    table: RawTable

    def rows(self, kind: str | None = None) -> Iterator[Mapping[str, str | None]]:
        """Yield the rows, or those of a type."""
        headers = [header for header in self.table.headers if header]
        for cells in zip(*(self.table.texts(header) for header in headers), strict=True):
            row = dict(zip(headers, cells, strict=True))
            if kind is None or row["Type"] == kind:
                yield row

    def codes(self, kind: str | None = None) -> list[str]:
        """Return the codes of the rows of a type."""
        return [row["iCode"] or "" for row in self.rows(kind)]

    def indicators(self) -> Iterator[Indicator]:
        for row in self.rows("Indicator"):
            yield Indicator(
                code=row["iCode"] or "",
                title=_title(row),
                weight=_number(row["Weight"]) or 0.0,
                parent=row["Parent"],
                direction=1 if _number(row["Direction"]) == 1 else -1,
                unit=row.get("Unit"),
                denominator=row.get("Denominator"),
                target=_number(row.get("Target")),
            )

    def aggregates(self) -> Iterator[Aggregate]:
        for row in self.rows("Aggregate"):
            yield Aggregate(
                row["iCode"] or "", _title(row), _number(row["Weight"]) or 0.0, row["Parent"]
            )

    def problems(self) -> Iterator[Problem]:
        """Yield what is not as COINr has it."""
        counts = Counter(self.codes())
        for number, row in zip(self.table.rows, self.rows(), strict=True):
            for header, said in self._wrong(row, counts):
                found = row[header] or ""
                near = nearest(found, _TYPES) if header == "Type" else None
                yield Problem(said, self.table.file, number, field=header, nearest=near)

    def _wrong(
        self, row: Mapping[str, str | None], counts: Mapping[str, int]
    ) -> Iterator[tuple[str, Message]]:
        code, kind = row["iCode"], row["Type"]
        if not code:
            yield "iCode", message("The code is missing.")
        elif counts[code] > 1:
            yield (
                "iCode",
                message("The code “{code}” stands in {count} rows.", code=code, count=counts[code]),
            )
        if kind not in _TYPES:
            known = ", ".join(_TYPES)
            yield (
                "Type",
                message("“{found}” is no type; expected {known}.", found=kind or "", known=known),
            )
        if kind not in ("Indicator", "Aggregate"):
            return
        weight = _number(row["Weight"])
        if weight is None or weight < 0:
            said = message(
                "The weight “{found}” is not a number from 0 upwards.", found=row["Weight"] or ""
            )
            yield "Weight", said
        if kind == "Indicator" and _number(row["Direction"]) not in (1, -1):
            said = message(
                "The direction “{found}” is neither 1 nor -1.", found=row["Direction"] or ""
            )
            yield "Direction", said


def _unfit(data: RawTable, parts: _Meta) -> Iterator[Problem]:
    """Yield what iMeta names and iData does not have."""
    if _UNIT not in data.headers:
        said = message("The file has no column “{column}”.", column=_UNIT)
        yield Problem(said, data.file, nearest=nearest(_UNIT, data.headers))
    wanted = [*parts.codes("Indicator"), *parts.codes("Group"), *parts.codes("Denominator")]
    below = [row.get("Denominator") for row in parts.rows("Indicator")]
    for code in dict.fromkeys([*wanted, *(code for code in below if code)]):
        if code not in data.headers:
            said = message(
                "The file has no column “{column}”, which {meta} names.",
                column=code,
                meta=parts.table.file,
            )
            yield Problem(said, data.file, nearest=nearest(code, data.headers))


def _unit_columns(
    data: RawTable, columns: Mapping[str, Profile], parts: _Meta
) -> Iterator[UnitColumn]:
    yield UnitColumn("key", _UNIT, _UNIT)
    if _NAME in columns:
        yield UnitColumn("title", _NAME, _NAME)
    if _TIME in columns and columns[_TIME].distinct > 1:
        yield UnitColumn("period", _TIME, _TIME)
    roles: tuple[tuple[Literal["group", "denominator"], str], ...] = (
        ("group", "Group"),
        ("denominator", "Denominator"),
    )
    for role, kind in roles:
        for row in parts.rows(kind):
            yield UnitColumn(role, row["iCode"] or "", _title(row), row.get("Unit"))


def _left_out(data: RawTable, parts: _Meta) -> list[Message]:
    known = {_UNIT, _NAME, _TIME, *parts.codes()}
    unknown = [header for header in data.headers if header and header not in known]
    if not unknown:
        return []
    return [
        message(
            "Columns that {meta} does not name were left out: {columns}.",
            meta=parts.table.file,
            columns=", ".join(unknown),
        )
    ]


def _title(row: Mapping[str, str | None]) -> str:
    return row.get("iName") or row["iCode"] or ""


def _number(text: str | None) -> float | None:
    """Return a cell's finite number, None if it has none."""
    try:
        number = float(text or "nan")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise DataError(problems)
