"""The first sheet of a workbook: what it is for, who fills it in, and how to deliver it.

Whole sentences in one column, none of them a heading alone, so that no reader of
tables takes a line for the headings of a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from steelyard.i18n import Message, message
from steelyard.library import names
from steelyard.scheme.inputs import Table
from steelyard.scheme.scheme import Scheme
from steelyard.templates.layout import Layout
from steelyard.templates.look import Look, lines_of, row_height
from steelyard.templates.notes import listed

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["Line", "read_me", "write_read_me"]

_PAGE = 100
_A4, _MARGIN = 9, 0.5


class Line(NamedTuple):
    """A line of the first sheet: how it looks (a format of ``Look``), and its text."""

    style: str
    text: str


def read_me(layout: Layout, notice: str | None = None) -> Iterator[Line]:
    """Yield the lines of the first sheet, in the current language."""
    yield Line("title", layout.scheme.title.render())
    if notice is not None:
        yield Line("notice", notice)
    for style, said in (
        *_purpose(layout),
        *_sheets(layout),
        *_filling(layout),
        *_certainty(layout.scheme),
        *_delivery(layout),
    ):
        yield Line(style, str(said))


def _purpose(layout: Layout) -> Iterator[tuple[str, Message | str]]:
    supplier = layout.book.supplier
    if layout.scheme.about is not None:
        yield "line", layout.scheme.about.render()
    yield "heading", message("Who fills this workbook in")
    if supplier is None:
        yield "line", message("Whoever has the figures: the scheme names nobody.")
        return
    yield "line", message("Filled in by: {supplier}.", supplier=supplier.title.render())
    if supplier.about is not None:
        yield "line", supplier.about.render()


def _sheets(layout: Layout) -> Iterator[tuple[str, Message | str]]:
    yield "heading", message("What the sheets are")
    for name, table in layout.book.tables.items():
        about = table.about or table.title or name
        yield "line", message("Sheet “{sheet}”: {about}", sheet=layout.sheets[name], about=about)
        for line in _columns(layout, name, table):
            yield "line", line
    if layout.lists.columns:
        yield (
            "line",
            message(
                "Sheet “{sheet}”: what the drop-down lists offer, with the meaning of codes. "
                "Nothing is to be filled in there.",
                sheet=layout.lists.sheet,
            ),
        )


def _columns(layout: Layout, name: str, table: Table) -> Iterator[Message]:
    if not table.required:
        yield message("• The sheet may stay empty where there is nothing to report.")
    headings = layout.headings[name]
    needed = [headings[key] for key, column in table.columns.items() if column.required]
    others = [headings[key] for key, column in table.columns.items() if not column.required]
    if needed:
        yield message("• Required columns: {columns}", columns=listed(needed))
    if others:
        yield message("• Not required: {columns}", columns=listed(others))


def _filling(layout: Layout) -> Iterator[tuple[str, Message | str]]:
    yield "heading", message("How to fill it in")
    yield "required", message("A dark heading: the column is required.")
    yield "optional", message("A light heading: the column is not required.")
    yield (
        "line",
        message(
            "Each heading has a note: what the column is, its unit and range, what an empty cell "
            "means. The headings stay as they are; rows are filled in from row 2 on."
        ),
    )
    yield (
        "line",
        message(
            "A figure that is not known stays empty: it is missing, and never taken for 0. "
            "Figures are in the unit of the heading; a percentage of 12.5% is 12.5."
        ),
    )
    if layout.lists.columns:
        yield (
            "line",
            message("Where a cell has a list, choose from it, or paste what stands in the list."),
        )


def _certainty(scheme: Scheme) -> Iterator[tuple[str, Message | str]]:
    cited = [
        *(node.source for node in scheme.nodes().values()),
        *(rule.source for rule in scheme.rules.values()),
        *(veto.source for veto in scheme.vetoes.values()),
    ]
    counts = Counter(source.certainty for source in cited if source is not None)
    if not counts:
        return
    yield "heading", message("How sure the rules are")
    said = (str(_counted(kind, count)) for kind, count in sorted(counts.items()))
    yield (
        "line",
        message(
            "Criteria and rules of the scheme with a source: {count}. {parts}.",
            count=counts.total(),
            parts=listed(said),
        ),
    )


def _counted(kind: str, count: int) -> Message:
    match kind:
        case "official":
            return message("Read in the official text: {count}", count=count)
        case "press":
            return message("Reported by the press: {count}", count=count)
        case "secondary":
            return message("A third party's account, unverified: {count}", count=count)
        case _:
            return message("A judgement of the scheme's author: {count}", count=count)


def _delivery(layout: Layout) -> Iterator[tuple[str, Message | str]]:
    scheme, supplier = layout.scheme, layout.book.supplier
    called = scheme.scheme if scheme.scheme in names() else f"{scheme.scheme}.yaml"
    yield "heading", message("How to deliver")
    if supplier is not None and supplier.several:
        yield (
            "line",
            message(
                "Save the workbook under a name of your own, such as {file}. Whoever evaluates "
                "puts the workbooks of all into one folder and runs:",
                file=f"{layout.book.name}-1.xlsx",
            ),
        )
    else:
        yield (
            "line",
            message("Whoever evaluates puts all workbooks into one folder and runs:"),
        )
    yield "code", f"steelyard run {called} FOLDER --out EDITION"


def write_read_me(sheet: Worksheet, layout: Layout, look: Look, notice: str | None) -> None:
    """Write the first sheet."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _PAGE)
    sheet.fit_to_pages(1, 0)
    # One column is never scaled down by some programs, so the page must hold it.
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=_MARGIN, right=_MARGIN)
    for row, line in enumerate(read_me(layout, notice)):
        title = line.style == "title"
        lines = lines_of(line.text, _PAGE // 2 if title else _PAGE)
        # The first line is set in larger letters, and there is room above each heading.
        sheet.set_row(row, row_height(2 * lines if title else lines + (line.style == "heading")))
        sheet.write_string(row, 0, line.text, getattr(look, line.style))
