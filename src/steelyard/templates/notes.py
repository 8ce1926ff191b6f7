"""What is said of a column to whoever fills it in: as a note at its heading, and at its cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from steelyard.evaluation.descriptions import unit_in_words
from steelyard.i18n import Message, language, message
from steelyard.scheme.inputs import Column, Table
from steelyard.templates.choices import Options
from steelyard.templates.layout import Layout
from steelyard.templates.sheets import title

__all__ = ["expected", "listed", "note"]

_FEW = 12
_TYPES = {
    "text": message("Text"),
    "number": message("Number"),
    "integer": message("Whole number"),
    "date": message("Date, such as 2025-01-31"),
    "boolean": message("Yes or no"),
}


def note(layout: Layout, table: str, name: str) -> str:
    """Return all that there is to know of a column, a line each, in the current language.

    What it is, whether it is required, what its cells hold and what an empty one means, who
    supplies it, and its name in the scheme.
    """
    declared = layout.book.tables[table]
    column = declared.columns[name]
    lines = [title(name, column)]
    if column.about is not None:
        lines.append(column.about.render())
    lines += [str(line) for line in _need(layout, table, name)]
    lines += [str(line) for line in expected(column)]
    lines += [str(line) for line in _among(layout, table, name)]
    lines += [str(line) for line in _versions(declared, name)]
    if layout.book.supplier is not None:
        supplier = layout.book.supplier.title.render()
        lines.append(str(message("Supplied by: {supplier}", supplier=supplier)))
    lines.append(str(message("Name in the scheme: {name}", name=f"{table}.{name}")))
    return "\n".join(lines)


def expected(column: Column) -> Iterator[Message]:
    """Yield what the cells of a column hold: type, unit, range."""
    yield _TYPES[column.type]
    if column.unit is not None:
        yield message("Unit: {unit}", unit=unit_in_words(column.unit))
    if column.unit == "%":
        yield message("12.5 stands for 12.5%")
    if column.range is not None:
        least, greatest = column.range
        if least is not None and greatest is not None:
            yield message(
                "From {least} to {greatest}", least=f"{least:.15g}", greatest=f"{greatest:.15g}"
            )
        elif least is not None:
            yield message("At least {least}", least=f"{least:.15g}")
        elif greatest is not None:
            yield message("At most {greatest}", greatest=f"{greatest:.15g}")


def _need(layout: Layout, table: str, name: str) -> Iterator[Message]:
    """Yield whether the column must be there and what it means if a cell is empty."""
    declared = layout.book.tables[table]
    if name in declared.key:
        yield message("Required in every row")
        others = [layout.headings[table][key] for key in declared.key if key != name]
        if others:
            yield message("Together with {columns} it occurs only once", columns=listed(others))
        else:
            yield message("Each value occurs only once")
        return
    if declared.columns[name].required:
        yield message("Required: a workbook without this column is refused")
    else:
        yield message("Not required: the column may stay empty")
    yield message("Empty cell: missing, because not known or not applicable; never read as 0")


def _among(layout: Layout, table: str, name: str) -> Iterator[Message]:
    """Yield among which values the cells must be."""
    column = layout.book.tables[table].columns[name]
    options = layout.options.get((table, name))
    if options is not None:
        if column.type != "boolean":
            yield from _one_of(options, layout.lists.sheet)
    elif column.references is not None:
        place = layout.place(column)
        if place is not None:
            yield message(
                "One that stands on the sheet “{sheet}” under “{column}”",
                sheet=place[0],
                column=place[1],
            )
        else:
            other = column.references.partition(".")[0]
            named = title(other, layout.scheme.inputs[other])
            yield message("One of the table “{table}”, which others supply", table=named)


def _one_of(options: Options, sheet: str) -> Iterator[Message]:
    if len(options.values) > _FEW:
        yield message(
            "One of the {count} values on the sheet “{sheet}”, under “{heading}”",
            count=len(options.values),
            sheet=sheet,
            heading=options.heading,
        )
        return
    values = [f"{value:.15g}" if isinstance(value, float) else value for value in options.values]
    if not options.meanings:
        yield message("One of: {choices}", choices=listed(values))
        return
    yield message("One of these codes:")
    for code, meaning in zip(values, options.meanings, strict=True):
        yield message("{code}: {meaning}", code=code, meaning=meaning)


def listed(texts: Iterable[str]) -> str:
    """Return texts one after the other, set apart as the current language does."""
    return ("、" if language().startswith("zh") else "; ").join(texts)


def _versions(table: Table, name: str) -> Iterator[Message]:
    """Yield what the days of a version mean."""
    if table.versions is None:
        return
    if name == table.versions.from_:
        yield message("The first day on which this version is in force")
    if name == table.versions.until:
        yield message("The last day in force; empty: in force until the next version begins")
