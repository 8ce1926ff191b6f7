"""What a derived figure reads, and everything that is wrong with it.

Unknown names, values that a column cannot hold, tables that are not linked: found from the
declarations alone, before there are data. Circles are found in ``graph``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from steelyard.data.sql_text import Form, Reference, references
from steelyard.errors import Problem, QueryError, nearest
from steelyard.i18n import message
from steelyard.scheme.derived import LINKED_KINDS, Figure, Listed, Lookup
from steelyard.scheme.inputs import ColumnType
from steelyard.steps.derive.listed import asked_day, unmatched_owners
from steelyard.steps.derive.query import links_of, other_table
from steelyard.steps.derive.structure import Structure
from steelyard.steps.derive.uses import AMOUNTS, Use, uses

__all__ = ["Checked", "Known", "check"]


@dataclass(frozen=True)
class Known:
    """What there is: figures, tables, and the columns and figures of each with their types."""

    figures: Mapping[str, Figure]
    structure: Structure
    columns: Mapping[str, Mapping[str, ColumnType]]

    @classmethod
    def of(cls, figures: Mapping[str, Figure], structure: Structure) -> Known:
        """Return what declarations bring."""
        columns: dict[str, dict[str, ColumnType]] = {
            name: {column: declared.type for column, declared in table.columns.items()}
            for name, table in structure.tables.items()
        }
        for name, figure in figures.items():
            columns.get(figure.on or structure.units, {}).setdefault(name, figure.type)
        return cls(figures, structure, columns)

    def spelled(self, table: str) -> str:
        """Return a table as it is declared; SQL does not tell case apart."""
        return _spelled(table, self.columns) or table


@dataclass(frozen=True)
class Checked:
    """What a figure reads, and what is wrong with it.

    Parameters
    ----------
    uses
        The columns and figures that it reads.
    tables
        The tables that it reads.
    form
        For SQL, whether it is a SELECT or an expression.
    problems
        What is wrong.
    refused
        What SQL may not say.
    """

    uses: Sequence[Use] = ()
    tables: frozenset[str] = frozenset()
    form: Form | None = None
    problems: Sequence[Problem] = ()
    refused: Sequence[Problem] = ()


def check(name: str, known: Known) -> Checked:
    """Return what a figure reads and every problem that it has."""
    figure = known.figures[name]
    own, at = figure.on or known.structure.units, f"derived.{name}"
    if own not in known.columns:
        return Checked(problems=[_unknown_table(own, known, f"{at}.on")])
    same = _same_name(name, own, known)
    if figure.kind == "sql":
        found = _check_sql(figure, own, known, f"{at}.sql")
    else:
        found = _check_declared(figure, own, known, at)
    return Checked(
        found.uses, found.tables | {own}, found.form, [*same, *found.problems], found.refused
    )


def _same_name(name: str, own: str, known: Known) -> list[Problem]:
    """Complain where a column or an earlier figure has the name; SQL does not tell case apart."""
    figures = list(known.figures)
    earlier = [
        other
        for other in figures[: figures.index(name)]
        if (known.figures[other].on or known.structure.units) == own
    ]
    other = _spelled(name, [*known.structure.tables[own].columns, *earlier])
    if other is None:
        return []
    text = message("“{table}” has a column or figure “{name}” already.", table=own, name=other)
    return [Problem(text, field=f"derived.{name}")]


def _check_declared(figure: Figure, own: str, known: Known, at: str) -> Checked:
    read = list(uses(figure, known.structure))
    tables = frozenset(use.table for use in read)
    if figure.kind in LINKED_KINDS:
        tables |= {other_table(figure)}
    path = f"{at}.{figure.kind}"
    problems = [
        _unknown_table(table, known, f"{path}.{'in' if figure.kind == 'listed' else 'of'}")
        for table in sorted(tables)
        if table not in known.columns
    ]
    problems += [problem for use in read for problem in _fits(use, known, f"{at}.{use.path}")]
    if not problems:
        problems += _linked(figure, own, known, path)
    return Checked(read, tables, None, problems)


def _fits(use: Use, known: Known, at: str) -> Iterator[Problem]:
    """Yield what is wrong with a column that a figure reads."""
    columns = known.columns.get(use.table)
    if columns is None:
        return
    if use.column not in columns:
        yield _unknown_column(use.column, use.table, columns, at)
        return
    holds = columns[use.column]
    if holds not in use.accepts:
        text = message(
            "“{column}” holds {holds}; expected {accepts}.",
            column=use.column,
            holds=holds,
            accepts=", ".join(sorted(use.accepts)),
        )
        yield Problem(text, field=at)
    for value in use.values:
        yield from _comparable(value, use, known, at)


def _comparable(value: object, use: Use, known: Known, at: str) -> Iterator[Problem]:
    """Yield what is wrong with a value that a column is compared with."""
    holds = known.columns[use.table][use.column]
    if not _is_of(value, holds):
        text = message(
            "“{column}” holds {holds}; {value} is none.",
            column=use.column,
            holds=holds,
            value=f"“{value}”" if isinstance(value, str) else str(value).lower(),
        )
        yield Problem(text, field=at)
        return
    column = known.structure.tables[use.table].columns.get(use.column)
    if column is not None and column.choices and str(value) not in column.choices:
        text = message(
            "“{column}” is never “{value}”; its choices are {choices}.",
            column=use.column,
            value=value,
            choices=", ".join(column.choices),
        )
        yield Problem(text, field=at, nearest=nearest(str(value), tuple(column.choices)))


def _is_of(value: object, holds: ColumnType) -> bool:
    if holds == "date" and isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True
    if holds in ("number", "integer"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, {"text": str, "date": date, "boolean": bool}[holds])


def _linked(figure: Figure, own: str, known: Known, at: str) -> Iterator[Problem]:
    """Yield what is wrong with how a figure finds other rows."""
    structure = known.structure
    if figure.kind == "previous" and not (structure.period_of(own) and structure.key_of(own)):
        text = message("“{table}” has no periods, or no key to follow through them.", table=own)
        yield Problem(text, field=at)
    if figure.kind == "lookup" and not links_of(own, figure, structure):
        text = message(
            "Which row of “{other}” is meant? Say match: {{column of “{table}”: column of "
            "“{other}”}}.",
            table=own,
            other=other_table(figure),
        )
        yield Problem(text, field=at)
    if isinstance(figure.declaration, Listed | Lookup):
        yield from _matches(figure, own, known, at)
        yield from _asks(figure, own, known, at)
    if figure.kind in LINKED_KINDS and not links_of(own, figure, structure):
        text = message(
            "Which rows of “{other}” belong to a row of “{table}”? One column for each of {key} "
            "must say references: {table}.COLUMN.",
            table=own,
            other=other_table(figure),
            key=", ".join(structure.key_of(own)) or "–",
        )
        yield Problem(text, field=at)


def _matches(figure: Figure, own: str, known: Known, at: str) -> Iterator[Problem]:
    """Yield the columns that are matched and can never be equal: texts with numbers, say."""
    other = other_table(figure)
    for here, there in (figure.declaration.match or {}).items():
        one, two = known.columns[own][here], known.columns[other][there]
        if one != two and not {one, two} <= AMOUNTS:
            text = message(
                "“{here}” holds {one} and “{there}” {two}; they are never equal.",
                here=here,
                one=one,
                there=there,
                two=two,
            )
            yield Problem(text, field=f"{at}.match.{here}")


def _asks(figure: Figure, own: str, known: Known, at: str) -> Iterator[Problem]:
    """Yield what is wrong with the day on which a figure asks another table."""
    other, day = other_table(figure), asked_day(figure)
    versions = known.structure.tables[other].versions
    if versions is None:
        if day is not None:
            text = message("“{table}” has no versions, so no day is asked.", table=other)
            yield Problem(text, field=f"{at}.day")
        return
    if day is None:
        if figure.kind == "listed":
            text = message(
                "“{table}” has versions; say day: the column of “{own}” with the day asked.",
                table=other,
                own=own,
            )
            yield Problem(text, field=at)
        return
    for owner in unmatched_owners(versions, links_of(own, figure, known.structure)):
        text = message(
            "“{table}” has versions of each {owner}, so “{owner}” must be matched too.",
            table=other,
            owner=owner,
        )
        yield Problem(text, field=f"{at}.match")


def _check_sql(figure: Figure, own: str, known: Known, at: str) -> Checked:
    try:
        reference = references(figure.declaration, table=own, field=at)
    except QueryError as error:
        return Checked(refused=error.problems)
    tables = frozenset(known.spelled(table) for table in reference.tables)
    problems = [
        _unknown_table(table, known, at) for table in sorted(tables) if table not in known.columns
    ]
    if reference.form == "select" and not known.structure.key_of(own):
        text = message("A SELECT returns key and value, but “{table}” has no key.", table=own)
        problems.append(Problem(text, field=at))
    found = [] if problems else list(_sql_columns(reference, own, known, at))
    problems += [one for one in found if isinstance(one, Problem)]
    return Checked([one for one in found if isinstance(one, Use)], tables, reference.form, problems)


def _sql_columns(reference: Reference, own: str, known: Known, at: str) -> Iterator[Use | Problem]:
    """Yield the columns that a text in SQL reads, or what is wrong with their names."""
    read = sorted(known.spelled(table) for table in reference.tables)
    if reference.form == "expression":
        read = [own, *(table for table in read if table != own)]
    aliases = {alias.casefold() for alias in reference.aliases}
    for name in sorted(reference.columns):
        table, dot, column = name.rpartition(".")
        among = [known.spelled(table)] if dot else read
        if column == "*":
            yield from (Use(one, each, "sql") for one in among for each in known.columns[one])
            continue
        spelled = [(one, _spelled(column, known.columns[one])) for one in among]
        yield from (Use(one, found, "sql") for one, found in spelled if found is not None)
        if all(found is None for _, found in spelled) and column.casefold() not in aliases:
            columns = [each for one in among for each in known.columns[one]]
            yield _unknown_column(column, ", ".join(among), columns, at)


def _spelled(name: str, known: Mapping[str, object] | Sequence[str]) -> str | None:
    return next((each for each in known if each.casefold() == name.casefold()), None)


def _unknown_table(name: str, known: Known, at: str) -> Problem:
    text = message(
        "There is no table “{name}”; the scheme's tables are {known}.",
        name=name,
        known=", ".join(known.columns),
    )
    return Problem(text, field=at, nearest=nearest(name, list(known.columns)))


def _unknown_column(
    name: str, table: str, columns: Sequence[str] | Mapping[str, object], at: str
) -> Problem:
    text = message("“{table}” has no column or figure “{name}”.", table=table, name=name)
    return Problem(text, field=at, nearest=nearest(name, list(columns)))
