"""What a table does not tell: the questions that a draft asks the writer of the scheme."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from steelyard.drafts.columns import Profile
from steelyard.drafts.named import NamedTable
from steelyard.drafts.roles import Roles
from steelyard.drafts.words import is_missing_marker
from steelyard.drafts.write import Remark
from steelyard.i18n import Message, message

__all__ = [
    "about_child",
    "about_columns",
    "about_indicator",
    "about_key",
    "about_markers",
    "about_rank",
    "about_sheet",
    "about_steps",
    "about_unit",
]

_LISTED = 8


def about_key(roles: Roles) -> list[Message]:
    """Ask whether the key is one, and what units without any figure are."""
    questions = [message("Is this the column that identifies a unit?")]
    absent = [column.values.is_null() for column in roles.indicators]
    bare = pl.DataFrame(absent).select(pl.all_horizontal(pl.all())).to_series() if absent else None
    if bare is not None and bare.any():
        said = message(
            "Units without any figure: {count}, such as “{unit}”; are these notes below the table?",
            count=int(bare.sum()),
            unit=roles.key.values.filter(bare)[-1],
        )
        questions.append(said)
    return questions


def about_sheet(table: NamedTable) -> list[Message]:
    """Tell of the other sheets of a workbook."""
    if not table.raw.others:
        return []
    return [message("The workbook has other sheets: {sheets}.", sheets=_listed(table.raw.others))]


def about_unit(column: Profile) -> list[Message]:
    """Ask which currency is meant by a sign that several have."""
    if column.unit is None or not column.unit.currencies:
        return []
    return [message("Which currency? One of {known}.", known=", ".join(column.unit.currencies))]


def about_markers(column: Profile) -> list[Message]:
    """Ask whether texts among figures mean “no value”."""
    known = [entry for entry in column.markers if is_missing_marker(entry[0])]
    unknown = [entry for entry in column.markers if entry not in known]
    questions = []
    if known:
        said = message("Do these mean “no value”? {texts}", texts=_counted(known))
        questions.append(said)
    if unknown:
        said = message(
            "These are not figures: {texts}. They are read as “no value”; are they slips to be "
            "mended in the file?",
            texts=_counted(unknown),
        )
        questions.append(said)
    return questions


def about_columns(table: NamedTable, roles: Roles) -> list[Message]:
    """Ask for units of measurement, and tell what was left out."""
    questions = []
    bare = [table.name_of(column) for column in roles.indicators if column.unit is None]
    if bare:
        said = message(
            "In which units are {columns}? Write “unit: …” below those that have one.",
            columns=_listed(bare),
        )
        questions.append(said)
    if roles.year is not None:
        said = message(
            "“{column}” is not taken as the period, since no unit stands twice.",
            column=table.name_of(roles.year),
        )
        questions.append(said)
    return [*questions, *_about_left_out(table)]


def _about_left_out(table: NamedTable) -> list[Message]:
    """Return which columns were left out of a table, or could be indicators."""
    found = []
    empty = [column.header for column in table.columns if column.kind == "empty"]
    if empty:
        said = message(
            "Columns without any value were left out: {columns}.", columns=_listed(empty)
        )
        found.append(said)
    if table.raw.doubled:
        said = message(
            "Headers that stand twice were left out; rename one of each in the file: {headers}.",
            headers=_listed(table.raw.doubled),
        )
        found.append(said)
    for column in table.columns:
        if column.spoilt is not None:
            said = message(
                "“{column}” holds figures, but also texts such as “{text}”, so it is read as text. "
                "If it is an indicator, mend the file and draft again.",
                column=table.name_of(column),
                text=column.spoilt,
            )
            found.append(said)
    return found


def about_child(table: NamedTable, key: Profile | None, place: str) -> list[Remark]:
    """Return how rows come to their units, and figures from the rows."""
    remarks = [Remark(said) for said in _about_left_out(table)]
    if key is None:
        said = message("Which column says to which unit a row belongs? Write below it:")
        remarks.append(Remark(said, f"references: {place}"))
    amount = next((c for c in table.columns if c.kind == "figures" and c is not key), None)
    if amount is not None:
        name = table.name_of(amount)
        figure = f"derived:\n  total_{name}: {{sum: {{of: {table.name}.{name}}}}}"
        said = message("What is computed from this table for each unit? For example:")
        remarks.append(Remark(said, figure))
    return remarks


def about_indicator(column: Profile, direction: str) -> list[Message]:
    """Ask for the direction of an indicator, and whether it tells anything."""
    down = direction == "down"
    questions = [message("Is less better?") if down else message("Is more better?")]
    if column.distinct == 1:
        questions.append(message("All figures are equal; does this indicator tell anything?"))
    return questions


def about_steps(table: NamedTable, roles: Roles) -> list[Remark]:
    """Ask whether gaps are to be filled, outliers reined in, and what scores are measured by."""
    remarks = []
    gaps = [column for column in roles.indicators if column.missing]
    if gaps:
        said = message(
            "Of {cells} figures {missing} are missing, in {columns}. Those that are there stand "
            "for those that are not; or are the gaps to be filled before this step?",
            cells=len(roles.indicators) * len(roles.key.values),
            missing=sum(column.missing for column in gaps),
            columns=_listed(table.names_of(gaps)),
        )
        remarks.append(Remark(said, "- impute: median"))
    skewed = [table.name_of(column) for column in roles.indicators if column.skewed]
    if skewed:
        said = message(
            "Outliers squeeze the other units together in {columns}; are they to be reined in "
            "before this step?",
            columns=_listed(skewed),
        )
        remarks.append(Remark(said, "- treat"))
    said = message("The worst unit gets 0 and the best 100; or are there fixed bounds or targets?")
    rule = "normalise: {method: goalposts, lower: 0, upper: 50, range: [0, 100]}"
    return [*remarks, Remark(said, rule)]


def about_rank(table: NamedTable, roles: Roles) -> list[Remark]:
    """Ask whether a rank that the table has is to stand."""
    if roles.rank is None:
        return []
    name = table.name_of(roles.rank)
    said = message("The table has a rank, “{column}”; is it to stand as it is?", column=name)
    return [Remark(said, f"rank: {{given: {name}}}")]


def _counted(texts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{text} ({count})" for text, count in texts)


def _listed(names: Sequence[str]) -> str:
    """Return names one after the other; many of them not to the end.

    >>> _listed(["a", "b"])
    'a, b'
    """
    return ", ".join([*names[:_LISTED], *(["…"] if len(names) > _LISTED else [])])
