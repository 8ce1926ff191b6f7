"""What ``extract`` says: lists and figures as tables in the terminal, or all of it as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from steelyard.claims.extraction import Extraction
from steelyard.claims.found import Cell, FoundList, Quantity, Span
from steelyard.claims.report.exact import exact
from steelyard.claims.visible import one_line
from steelyard.cli.paragraphs import heading, paragraph
from steelyard.cli.screen import show_frame
from steelyard.findings import Finding
from steelyard.i18n import Message, _, message

__all__ = ["answer", "show"]

_MOST_FINDINGS = 12
_LONGEST_CELL = 60
_ROUGH = {
    "equal": message("as printed"),
    "about": message("about"),
    "nearly": message("nearly"),
    "over": message("over"),
    "at_least": message("at least"),
    "under": message("under"),
    "at_most": message("at most"),
    "odd": message("and some more"),
    "between": message("a range"),
}
_KINDS: dict[str, Message] = {
    "ranking": message("List {number}: {rows} entries, characters {start} to {end}"),
    "markdown": message(
        "List {number}, a Markdown table: {rows} rows, characters {start} to {end}"
    ),
    "html": message("List {number}, an HTML table: {rows} rows, characters {start} to {end}"),
    "tabs": message("List {number}, cells between tabs: {rows} rows, characters {start} to {end}"),
}


def show(found: Extraction, top: int) -> None:
    """Print what was found.

    Parameters
    ----------
    found
        The lists and figures.
    top
        How many rows of each table to print.
    """
    if not found.lists and not found.quantities:
        paragraph(_("Neither a list nor a figure was found in this text."))
        return
    said = message(
        "Lists: {lists}, with {entries} entries; figures outside of them: {figures}.",
        lists=len(found.lists),
        entries=sum(len(one.rows) for one in found.lists),
        figures=len(found.quantities),
    )
    paragraph(str(said))
    for number, one in enumerate(found.lists, start=1):
        _show_list(one, number, top)
    if found.quantities:
        heading(_("Figures"))
        show_frame(_figures(found.quantities), _heads(), rows=top)
    _show_findings(found.findings)


def _show_list(one: FoundList, number: int, top: int) -> None:
    values = {"number": number, "rows": len(one.rows), "start": one.start, "end": one.end}
    heading(str(replace(_KINDS[one.kind], values=values)))
    names = {"rank": _("Rank"), "name": _("Name"), "detail": _("Detail"), "place": _("Place")}
    frame = one.frame().with_columns(pl.all().map_elements(_short, return_dtype=pl.String))
    show_frame(frame, {name: _short(names.get(name, name)) for name in frame.columns}, rows=top)


def _short(text: str) -> str:
    return one_line(text, _LONGEST_CELL)


def _figures(quantities: Sequence[Quantity]) -> pl.DataFrame:
    """Return figures as a person reads them."""
    rows = [
        (
            _short(one.printed.text),
            _value(one),
            str(_ROUGH[one.printed.comparator]),
            one.printed.currency or one.printed.unit,
            _short(one.about),
        )
        for one in quantities
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(_heads(), pl.String()), orient="row")


def _heads() -> dict[str, str]:
    return {
        "printed": _("Printed"),
        "value": _("Value"),
        "comparator": _("Meant as"),
        "unit": _("Currency or unit"),
        "about": _("Seems to be about"),
    }


def _value(one: Quantity) -> str:
    """Return the value of a figure with its thousands apart, and the end of a range."""
    values = [one.printed.value]
    if one.printed.upper is not None:
        values.append(one.printed.upper)
    return " – ".join(_grouped(exact(value) or "") for value in values)


def _grouped(digits: str) -> str:
    whole, point, decimals = digits.partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole.isdecimal() and len(whole) > 4 else digits


def _show_findings(findings: Sequence[Finding]) -> None:
    if not findings:
        return
    heading(str(message("Findings: {count}", count=len(findings))))
    order = {"breach": 0, "warning": 1, "note": 2}
    for one in sorted(findings, key=lambda one: order[one.severity])[:_MOST_FINDINGS]:
        number = (one.table or "").rpartition(" ")[2]
        where = (
            message("List {number}: {said}", number=number, said=one.message)
            if one.row is None
            else message(
                "List {number}, entry {row}: {said}", number=number, row=one.row, said=one.message
            )
        )
        paragraph(one_line(str(where)), 1)
    more = len(findings) - _MOST_FINDINGS
    if more > 0:
        paragraph(str(message("… and {count} more; --json or --out tells all.", count=more)), 1)


def answer(found: Extraction, files: Sequence[Path]) -> dict[str, object]:
    """Return everything that was found, for ``--json``; numbers in full, as texts."""
    return {
        "file": found.article.file,
        "lists": [_list(one) for one in found.lists],
        "quantities": found.quantities_frame().to_dicts(),
        "findings": found.findings_frame().to_dicts(),
        "files": [str(file) for file in files],
    }


def _list(one: FoundList) -> dict[str, object]:
    return {
        "kind": one.kind,
        "columns": list(one.columns),
        "rows": [[_cell(cell) for cell in row] for row in one.rows],
        "start": one.start,
        "end": one.end,
        "left_over": [_span(span) for span in one.left_over],
    }


def _cell(cell: Cell | None) -> dict[str, object] | None:
    return None if cell is None else {"text": cell.text, "start": cell.start, "end": cell.end}


def _span(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
